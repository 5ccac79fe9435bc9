import secrets
from datetime import datetime
from typing import ClassVar

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.internal import statekit
from allauth.socialaccount.providers.oauth2.utils import generate_code_challenge
from django.conf import settings
from django.contrib import messages
from django.contrib.sessions.backends.base import UpdateError
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from access import selectors as access_selectors
from access.approval.decisions import ApprovalError
from access.approval.views import DecisionView
from access.limits.table import Kind
from access.models import SignInProvider, User
from access.permissions import Permission
from access.presenters import force_name
from access.proofs import sign_on_records
from access.providers import client, selectors, tokens
from access.providers.tokens import SignOnRefusedError, WhyRefused
from access.sign_in import trail
from access.sign_in.attempts import trying
from access.single_sign_on import actions, presenters
from access.single_sign_on.forms import ProviderForm
from access.web.guards import actor_of, permission_required, public, signed_in, viewer_of
from access.web.not_found import out_of_reach_is_absent


@require_safe
@public
def forces(request: HttpRequest) -> HttpResponse:
    language = get_language() or "en"
    rows = [
        {"name": force_name(each.force, language), "code": each.force_id}
        for each in selectors.live_providers()
    ]
    context = {"rows": rows, "then": _next_address(request)}
    return render(request, "access/single_sign_on/forces.html", context)


@require_safe
@public
@out_of_reach_is_absent
def leave_for(request: HttpRequest, code: str) -> HttpResponse:
    provider = selectors.live_provider(code)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("sign_on")
    return _redirect_to(request, provider, confirms=0)


@require_safe
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """The provider must ask for credentials again."""
    user = request.user
    provider = selectors.provider_of(user) if isinstance(user, User) else None
    if provider is None or not user.pk:
        return redirect("account_reauthenticate")
    return _redirect_to(request, provider, confirms=user.pk)


def _redirect_to(request: HttpRequest, provider: SignInProvider, *, confirms: int) -> HttpResponse:
    """`confirms` is a user's key, or 0 for a sign-in."""
    state, nonce = secrets.token_urlsafe(32), secrets.token_urlsafe(32)
    pkce = generate_code_challenge()
    visit = {
        "nonce": nonce, "verifier": pkce["code_verifier"], "confirms": confirms,
        "then": _next_address(request),
    }  # fmt: skip
    try:
        address = client.authorization_url(
            provider, state=state, nonce=nonce, challenge=pkce["code_challenge"].decode(),
            asks_again=bool(confirms),
        )  # fmt: skip
        statekit.stash_state(request, provider_id=str(provider.pk), state=visit, state_id=state)
    except SignOnRefusedError as refused:
        return _refuse(request, presenters.refusal_text(refused.why))
    except UpdateError:  # the session was ended in another tab
        return _refuse(request, presenters.refusal_text(WhyRefused.STATE))
    return redirect(address)


@require_safe
@public
@out_of_reach_is_absent
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    provider = selectors.live_provider(code)
    try:
        with trying(Kind.SIGN_ON, request, email=None) as attempt:
            answer = _finish_visit(request, provider, at=timezone.now())
            attempt.release()
            return answer
    except ValidationError as too_many:
        return _refuse(request, list(too_many.messages), status=429)
    except SignOnRefusedError as refused:
        trail.sign_on_refused(refused.why.value)
        return _refuse(request, presenters.refusal_text(refused.why))


def _finish_visit(request: HttpRequest, provider: SignInProvider, *, at: datetime) -> HttpResponse:
    """Raises SignOnRefusedError."""
    try:
        visit = statekit.unstash_state(
            request, state_id=request.GET.get("state", ""), provider_id=str(provider.pk)
        )
    except UpdateError:  # the session was ended in another tab
        visit = None
    # A return may name its provider (RFC 9207), against mix-up attacks.
    if visit is None or request.GET.get("iss", provider.issuer) != provider.issuer:
        raise SignOnRefusedError(WhyRefused.STATE)
    if not request.GET.get("code"):
        raise SignOnRefusedError(WhyRefused.PROVIDER_SAID_NO)
    identity = client.exchange_code(
        provider, code=request.GET["code"], verifier=visit["verifier"], nonce=visit["nonce"]
    )
    user = actions.admit_user(provider=provider, identity=identity, by=actions.SIGN_ON, at=at)
    if visit["confirms"]:
        # Raises SignOnRefusedError.
        confirms = visit["confirms"]
        if not confirms == user.pk == request.user.pk:
            raise SignOnRefusedError(WhyRefused.OTHER_PERSON)
        if not tokens.is_fresh(identity, at=timezone.now()):
            raise SignOnRefusedError(WhyRefused.NOT_FRESH)
        record_authentication(request, user, method=sign_on_records.METHOD, reauthenticated=True)
        trail.confirmed(user, how=sign_on_records.METHOD, is_right=True)
        return redirect(visit["then"])
    has_factor = not identity.factors.isdisjoint(provider.factors)
    sign_on_records.note(request, user, provider=provider.pk, has_factor=has_factor)
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=visit["then"]))
    return answer


def _refuse(request: HttpRequest, said: list[str], *, status: int = 403) -> HttpResponse:
    page = "access/single_sign_on/refused.html"
    return render(request, page, {"said": said}, status=status)


def _next_address(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if asked.startswith("/") and is_ours else reverse(settings.LOGIN_REDIRECT_URL)


@require_http_methods(["GET", "HEAD", "POST"])
@permission_required(Permission.KEEP_PEOPLE)
def providers(request: HttpRequest) -> HttpResponse:
    viewer, language, today = viewer_of(request), get_language() or "en", timezone.localdate()
    in_reach = {
        each.code: each for each in access_selectors.forces_for(viewer) if each.exists_on(today)
    }
    names = {code: force_name(force, language) for code, force in in_reach.items()}
    form = ProviderForm(request.POST or None, forces=names)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data | {"force": in_reach[form.cleaned_data["force"]]}
        actions.ask_for_provider(**given, by=actor_of(request), at=timezone.now())
        messages.success(request, _("It waits for a second administrator."))
        return redirect("access:sign-in-providers")
    rows = [
        {
            "provider": each,
            "force": force_name(each.force, language),
            "state": presenters.STATES[each.state],
            "is_own": each.asked_by_id == viewer.user_id,
        }
        for each in selectors.providers_for(viewer)
    ]
    context = {"rows": rows, "form": form}
    return render(request, "access/single_sign_on/providers.html", context)


class ProviderDecision(DecisionView):
    permission = Permission.KEEP_PEOPLE
    refusals: ClassVar = {
        ApprovalError: gettext_lazy(
            "It was decided before, or has to be decided by another person."
        )
    }
    subject = "provider"
    back = "access:sign-in-providers"

    def find(self, pk: int) -> SignInProvider:
        return selectors.provider_for(self.viewer, pk)


approve = ProviderDecision.as_view(
    act=actions.approve, done=gettext_lazy("From now on the force’s staff sign in there.")
)
set_aside = ProviderDecision.as_view(act=actions.set_aside, done=gettext_lazy("It is not used."))
end = ProviderDecision.as_view(
    act=actions.end,
    done=gettext_lazy("It has ended. The force’s staff sign in by a password here again."),
)

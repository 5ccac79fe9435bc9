"""Signing in at the provider of one's force, and confirming there who one is."""

from datetime import datetime

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from access.limits.table import Kind
from access.models import SignInProvider, User
from access.presenters import force_name
from access.proofs import sign_on_records
from access.providers import client, selectors, tokens
from access.providers.tokens import Known, SignOnRefusedError, WhyRefused
from access.sign_in import trail
from access.sign_in.tries import trying
from access.single_sign_on import presenters, visits
from access.single_sign_on.actions import coming_in
from access.single_sign_on.visits import ProviderVisit
from access.web.absence import out_of_reach_is_absent
from access.web.guards import public, signed_in


@require_safe
@public
def forces(request: HttpRequest) -> HttpResponse:
    """Forces whose staff sign in at their own provider."""
    language, then = get_language() or "en", _then(request)
    rows = [
        {"name": force_name(each.force, language), "code": each.force_id}
        for each in selectors.live_providers()
    ]
    return render(request, "access/single_sign_on/forces.html", {"rows": rows, "then": then})


@require_safe
@public
@out_of_reach_is_absent
def leave_for(request: HttpRequest, code: str) -> HttpResponse:
    """Send the browser to the provider. A page of another site that leads here is answered by the
    list, on which somebody has to press."""
    provider = selectors.live_provider(code)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("sign_on")
    return _leave(request, provider, again=0)


@require_safe
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """Send the browser to the provider once more, which has to ask again who somebody is."""
    user = request.user
    provider = selectors.provider_of(user) if isinstance(user, User) else None
    if provider is None or not user.pk:
        return redirect("account_reauthenticate")
    return _leave(request, provider, again=user.pk)


def _leave(request: HttpRequest, provider: SignInProvider, *, again: int) -> HttpResponse:
    state, visit = visits.begin(
        request.session, provider, then=_then(request), again=again, at=timezone.now()
    )
    try:
        address = client.sign_in_address(
            provider, back=_back(provider), state=state, nonce=visit.nonce,
            verifier=visit.verifier, asks_again=bool(again),
        )  # fmt: skip
    except SignOnRefusedError as refused:
        return _not_in(request, presenters.said_of(refused.why))
    return redirect(address)


@require_safe
@public
@out_of_reach_is_absent
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """Take the browser back from the provider, with a code that is good for one exchange. What
    cannot be believed is counted for where it comes from, so that nobody fills the trail with
    it."""
    provider = selectors.live_provider(code)
    try:
        with trying(Kind.SIGN_ON, request, email=None) as attempt:
            answer = _judge(request, provider, at=timezone.now())
            attempt.release()
            return answer
    except ValidationError as too_many:
        return _not_in(request, list(too_many.messages), status=429)
    except SignOnRefusedError as refused:
        trail.sign_on_refused(refused.why.value)
        return _not_in(request, presenters.said_of(refused.why))


def _judge(request: HttpRequest, provider: SignInProvider, *, at: datetime) -> HttpResponse:
    """Raises SignOnRefusedError."""
    visit, sent = _begun_here(request, provider, at=at)
    token, keys = client.exchange(
        provider, code=sent, verifier=visit.verifier, back=_back(provider)
    )
    known = tokens.read(
        token, keys=keys, issuer=provider.issuer, client_id=provider.client_id,
        nonce=visit.nonce, at=at,
    )  # fmt: skip
    user = coming_in.come_in(provider=provider, known=known, by=coming_in.FROM_THERE, at=at)
    return _let_in(request, user, provider, known, visit)


def _begun_here(
    request: HttpRequest, provider: SignInProvider, *, at: datetime
) -> tuple[ProviderVisit, str]:
    """The visit that comes to its end, and the code that the provider sent.

    Raises SignOnRefusedError, also where another provider than ours says that it answers
    (RFC 9207)."""
    given = request.GET
    visit = visits.end(request.session, given.get("state", ""), provider=provider, at=at)
    if visit is None or given.get("iss", provider.issuer) != provider.issuer:
        raise SignOnRefusedError(WhyRefused.STATE)
    if not given.get("code"):
        raise SignOnRefusedError(WhyRefused.PROVIDER_SAID_NO)
    return visit, given["code"]


def _let_in(
    request: HttpRequest, user: User, provider: SignInProvider, known: Known, visit: ProviderVisit
) -> HttpResponse:
    if visit.again:
        return _confirmed(request, user, known, visit)
    sign_on_records.note(
        request,
        user,
        provider=provider.pk,
        has_factor=tokens.proves_second_factor(known, provider.factors),
    )
    answer: HttpResponse = perform_login(request, Login(user=user, redirect_url=visit.then))
    return answer


def _confirmed(
    request: HttpRequest, user: User, known: Known, visit: ProviderVisit
) -> HttpResponse:
    if not visit.again == user.pk == request.user.pk:
        raise SignOnRefusedError(WhyRefused.OTHER_PERSON)
    if not tokens.is_fresh(known, at=timezone.now()):
        raise SignOnRefusedError(WhyRefused.NOT_FRESH)
    record_authentication(request, user, method=sign_on_records.METHOD, reauthenticated=True)
    trail.confirmed(user, how=sign_on_records.METHOD, is_right=True)
    return redirect(visit.then)


def _not_in(request: HttpRequest, said: list[str], *, status: int = 403) -> HttpResponse:
    """The same page for whoever has no account here and for whoever may not use it."""
    page = "access/single_sign_on/refused.html"
    return render(request, page, {"said": said}, status=status)


def _then(request: HttpRequest) -> str:
    asked = request.GET.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(
        asked, allowed_hosts=None, require_https=request.is_secure()
    )
    return asked if asked.startswith("/") and is_ours else reverse(settings.LOGIN_REDIRECT_URL)


def _back(provider: SignInProvider) -> str:
    """Each force's own, so that what one provider answers is never taken for another's."""
    path = reverse("sign_on_back", args=[provider.force_id])
    return settings.STAFF_BASE_URL.rstrip("/") + path

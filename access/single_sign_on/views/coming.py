"""Signing in at the provider of one's force, and confirming there who one is."""

from datetime import datetime

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from access.models import SignInProvider, User
from access.presenters import force_name
from access.providers import client, selectors, tokens
from access.providers.tokens import Known, RefusedError, WhyRefused
from access.sign_in import trail
from access.single_sign_on import presenters, visits
from access.single_sign_on.actions import coming_in
from access.single_sign_on.visits import Visit
from access.web import sign_on_records
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
    """To the provider. A page of another site that leads here is answered by the list, on which
    somebody has to press."""
    provider = selectors.live_provider(code)
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return redirect("sign_on")
    return _leave(request, provider, again=0)


@require_safe
@signed_in
def confirm(request: HttpRequest) -> HttpResponse:
    """To the provider once more, which has to ask again who somebody is."""
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
    except RefusedError as refused:
        return _refuse(request, refused.why)
    return redirect(address)


@require_safe
@public
@out_of_reach_is_absent
def come_back(request: HttpRequest, code: str) -> HttpResponse:
    """From the provider, with a code that is good for one exchange."""
    provider, now = selectors.live_provider(code), timezone.now()
    try:
        visit, sent = _begun_here(request, provider, at=now)
        token, keys = client.exchange(
            provider, code=sent, verifier=visit.verifier, back=_back(provider)
        )
        known = tokens.read(
            token, keys=keys, issuer=provider.issuer, client_id=provider.client_id,
            nonce=visit.nonce, at=now,
        )  # fmt: skip
        user = coming_in.come_in(provider=provider, known=known, by=coming_in.FROM_THERE, at=now)
        return _let_in(request, user, provider, known, visit)
    except RefusedError as refused:
        return _refuse(request, refused.why)


def _begun_here(
    request: HttpRequest, provider: SignInProvider, *, at: datetime
) -> tuple[Visit, str]:
    """The visit that comes to its end, and the code that the provider sent. Raises RefusedError,
    also where another provider than ours says that it answers (RFC 9207)."""
    given = request.GET
    visit = visits.end(request.session, given.get("state", ""), provider=provider, at=at)
    if visit is None or given.get("iss", provider.issuer) != provider.issuer:
        raise RefusedError(WhyRefused.STATE)
    if not given.get("code"):
        raise RefusedError(WhyRefused.PROVIDER_SAID_NO)
    return visit, given["code"]


def _let_in(
    request: HttpRequest, user: User, provider: SignInProvider, known: Known, visit: Visit
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


def _confirmed(request: HttpRequest, user: User, known: Known, visit: Visit) -> HttpResponse:
    if not visit.again == user.pk == request.user.pk:
        raise RefusedError(WhyRefused.OTHER_PERSON)
    if not tokens.is_fresh(known, at=timezone.now()):
        raise RefusedError(WhyRefused.NOT_FRESH)
    record_authentication(request, user, method=sign_on_records.METHOD, reauthenticated=True)
    trail.confirmed(user, how=sign_on_records.METHOD, is_right=True)
    return redirect(visit.then)


def _refuse(request: HttpRequest, why: WhyRefused) -> HttpResponse:
    """The same page for whoever has no account here and for whoever may not use it."""
    trail.sign_on_refused(why.value)
    said = presenters.said_of(why)
    return render(request, "access/single_sign_on/refused.html", {"said": said}, status=403)


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

"""Browsers known from earlier sign-ins (docs/adr/0023)."""

import hashlib
import hmac
import secrets
from datetime import timedelta

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from access.limits import sources
from access.limits.sources import Sources
from access.limits.table import Tier
from access.models import User

COOKIE = "device" if settings.IS_DEVELOPMENT else "__Secure-device"
"""Sent to few pages, so it cannot be a cookie of the whole host (`__Host-`)."""
KEPT_FOR = timedelta(days=90)


def sources_of(request: HttpRequest, *, email: str) -> Sources:
    device = _known_device(request, email=email)
    if device:
        return {Tier.DEVICE: device, Tier.SERVICE: ""}
    of_request = sources.request_sources(request)
    account = email.strip().lower()
    here = f"{account} {of_request[Tier.ADDRESS]}"
    return {**of_request, Tier.ACCOUNT: account, Tier.ACCOUNT_HERE: here}


def remember(request: HttpRequest, response: HttpResponse, *, user: User) -> None:
    device = _known_device(request, email=user.email) or secrets.token_urlsafe(16)
    told = {"device": device, "account": _hash_of(user.email)}
    response.set_cookie(
        COOKIE,
        _signer().sign_object(told),
        max_age=KEPT_FOR,
        path=reverse("mfa_index"),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Strict",
    )


def _known_device(request: HttpRequest, *, email: str) -> str:
    try:
        told = _signer().unsign_object(request.COOKIES.get(COOKIE, ""), max_age=KEPT_FOR)
    except signing.BadSignature:
        return ""
    is_of_account = hmac.compare_digest(told["account"], _hash_of(email))
    return str(told["device"]) if is_of_account else ""


def _hash_of(email: str) -> str:
    account = email.strip().lower()
    return hmac.new(settings.SECRET_KEY.encode(), account.encode(), hashlib.sha256).hexdigest()


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt="a device that signed in")

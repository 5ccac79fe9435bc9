import hashlib
import json
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.conf import settings
from django.contrib import auth
from django.contrib.sessions.backends.base import SessionBase
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from access import selectors
from access.proofs import sign_on_records
from access.viewer import HeldRole, Viewer
from access.web import frames
from ui.failing import outages

SECONDS = "may_be_stored_for"


def may_be_stored(response: HttpResponse, *, seconds: int) -> HttpResponse:
    setattr(response, SECONDS, seconds)
    return response


def cache_control(response: HttpResponse) -> str:
    seconds = getattr(response, SECONDS, None)
    return "no-store" if seconds is None else f"public, max-age={seconds}"


IDLE = timedelta(minutes=30)
NOTED_EVERY = timedelta(minutes=1)
"""A session is not written for each page."""
SEEN_AT, HELD = "staff seen at", "staff roles"


def is_over(session: SessionBase, viewer: Viewer, *, at: datetime) -> bool:
    seen, held = session.get(SEEN_AT), session.get(HELD)
    if seen is not None and at - datetime.fromtimestamp(seen, tz=UTC) >= IDLE:
        return True
    return held is not None and held != stamp(viewer)


def note(session: SessionBase, viewer: Viewer, *, at: datetime) -> None:
    """At most once a minute."""
    seen = session.get(SEEN_AT)
    if HELD not in session:
        session[HELD] = stamp(viewer)
    if seen is None or at - datetime.fromtimestamp(seen, tz=UTC) >= NOTED_EVERY:
        session[SEEN_AT] = int(at.timestamp())


def is_by_hand(request: HttpRequest) -> bool:
    return request.headers.get("Sec-Fetch-Dest") != "empty"


def stamp(viewer: Viewer) -> str:
    held = sorted(json.dumps(_place(each)) for each in viewer.held)
    return hashlib.sha256("\n".join(held).encode()).hexdigest()[:16]


def _place(held: HeldRole) -> list[object]:
    forces = sorted(held.force_codes) if held.organisation_id is None else []
    return [held.role.value, forces, held.organisation_id, sorted(held.languages)]


Handler = Callable[[HttpRequest], HttpResponse]

CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "script-src 'self'",
        "img-src 'self' data:",
        "media-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    ]
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex, nofollow",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), interest-cohort=()",
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Only static files and the public page may be stored (SAF-4)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        frames.relax_headers(response)
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = cache_control(response)
        return response


class TryAgain:
    """Repeats a read once, if the first try was quick: a dead server must not hold threads
    twice."""

    AT_ONCE_SECONDS = 1.0
    READING = frozenset({"GET", "HEAD"})

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        began = time.monotonic()
        response = self.get_response(request)
        is_early = time.monotonic() - began < self.AT_ONCE_SECONDS
        if outages.is_marked(response) and is_early and request.method in self.READING:
            close_old_connections()
            return self.get_response(request)
        return response


class CsrfCheck(CsrfViewMiddleware):
    """For pages that send no referrer."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.headers.get("Origin") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return super()._origin_verified(request)  # type: ignore[misc,no-any-return]


class AttachViewer:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = _viewer_in_session(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        frames.set_for(request, viewer)
        return self.get_response(request)


def _viewer_in_session(request: HttpRequest) -> Viewer | None:
    if not request.user.is_authenticated:
        return None
    viewer, now = selectors.viewer_for(request.user.pk), timezone.now()
    if viewer is None or is_over(request.session, viewer, at=now):
        auth.logout(request)
        return None
    if is_by_hand(request):
        note(request.session, viewer, at=now)
    return viewer


class RequireSecondFactor:
    OPEN_PREFIXES = ("/staff/account/", "/static/")

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer: Viewer | None = request.viewer  # type: ignore[attr-defined]
        if (
            settings.REQUIRE_SECOND_FACTOR
            and viewer is not None
            and not request.path.startswith(self.OPEN_PREFIXES)
            and not viewer.has_second_factor
            and not sign_on_records.has_second_factor(request)
        ):
            return redirect(reverse("mfa_activate_totp"))
        return self.get_response(request)

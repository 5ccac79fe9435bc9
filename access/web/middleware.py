"""Middleware: security headers, a second try where the database did not answer, the check against
forged posts, request.viewer, and the second factor."""

import time
from collections.abc import Callable

from django.conf import settings
from django.contrib import auth
from django.db import close_old_connections
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from access import selectors
from access.proofs import sign_on_records
from access.viewer import Viewer
from access.web import frames, row_reach, staff_sessions, storing
from ui.failing import outages

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
    """Sets HEADERS on every response, relaxed only for frames (access/web/frames.py). Nothing but
    static files and the page for everybody may be stored (SAF-4, access/web/storing.py)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        for name, value in HEADERS.items():
            response[name] = value
        frames.relax_headers(response)
        if not request.path.startswith(settings.STATIC_URL):
            response["Cache-Control"] = storing.cache_control(response)
        return response


class TryAgain:
    """Asks once more for what was only to be read and met a database that did not answer, as when
    its server was replaced by another. A first try that took long is not repeated: a server that
    cannot be reached at all would hold every thread of the process for twice as long."""

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
    """Django's check, for pages that send no referrer. From such a page a browser posts a form with
    `Origin: null`, which Django refuses as another site's; here `Sec-Fetch-Site`, which no page can
    set, decides whether it is one. The token in the form is checked as well."""

    def _origin_verified(self, request: HttpRequest) -> bool:
        if request.headers.get("Origin") == "null":
            return request.headers.get("Sec-Fetch-Site", "same-origin") == "same-origin"
        return super()._origin_verified(request)  # type: ignore[misc,no-any-return]


class AttachViewer:
    """Sets request.viewer to the signed-in member of staff, or None. Ends a session that is over
    (access/web/staff_sessions.py)."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        viewer = _viewer_in_session(request)
        request.viewer = viewer  # type: ignore[attr-defined]
        row_reach.set_for(request, viewer)
        return self.get_response(request)


def _viewer_in_session(request: HttpRequest) -> Viewer | None:
    if not request.user.is_authenticated:
        return None
    viewer, now = selectors.viewer_for(request.user.pk), timezone.now()
    if viewer is None or staff_sessions.is_over(request.session, viewer, at=now):
        auth.logout(request)
        return None
    if staff_sessions.is_by_hand(request):
        staff_sessions.note(request.session, viewer, at=now)
    return viewer


class RequireSecondFactor:
    """With REQUIRE_SECOND_FACTOR, sends staff who have neither one-time codes nor a security key,
    and whose force's sign-in proved no second factor, to the page that sets codes up, from every
    page but OPEN_PREFIXES."""

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

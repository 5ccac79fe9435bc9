"""Asks people again before contact details, files and emergency openings: a session may be left
open."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

WITHIN = timedelta(minutes=15)
"""Time for which a sign-in or confirmation counts."""

View = Callable[..., HttpResponseBase]


def has_confirmed(request: HttpRequest, *, at: datetime) -> bool:
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    newest = max((float(each["at"]) for each in records), default=0.0)
    return at.timestamp() - newest < WITHIN.total_seconds()


def ask(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """And from there back here, or elsewhere."""
    then = urlencode({"next": back or request.get_full_path()})
    return redirect(f"{reverse('account_reauthenticate')}?{then}")


def confirmed_lately(view: View) -> View:
    """Below the guard of a GET view."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not has_confirmed(request, at=timezone.now()):
            return ask(request)
        return view(request, *args, **kwargs)

    return guarded

"""Being asked once more who one is, before contact details, files and what breaks glass: a session
that lies open on a desk opens none of them."""

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
"""For so long a sign-in, or a confirmation, counts."""

View = Callable[..., HttpResponseBase]


def has_confirmed(request: HttpRequest, *, at: datetime) -> bool:
    """Whether whoever is at the browser proved who they are within the last quarter of an hour."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    newest = max((float(each["at"]) for each in records), default=0.0)
    return at.timestamp() - newest < WITHIN.total_seconds()


def ask(request: HttpRequest, *, back: str = "") -> HttpResponse:
    """Lead to the page that asks, and from there back to this address, or to another."""
    then = urlencode({"next": back or request.get_full_path()})
    return redirect(f"{reverse('account_reauthenticate')}?{then}")


def confirmed_lately(view: View) -> View:
    """For a view that is asked for by GET, below its guard: whoever did not prove lately who they
    are is asked to, and led back."""

    @wraps(view)
    def asked(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if not has_confirmed(request, at=timezone.now()):
            return ask(request)
        return view(request, *args, **kwargs)

    return asked

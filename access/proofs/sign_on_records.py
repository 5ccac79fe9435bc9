from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest
from django.utils import timezone

from access.models import User

METHOD = "single sign-on"
COUNTS_FOR_SECONDS = 10 * 60
"""Time for giving a second factor here."""


def now() -> datetime:
    """The sign-in library passes no time."""
    return timezone.now()


def note(request: HttpRequest, user: User, *, provider: int, has_factor: bool) -> None:
    record_authentication(
        request, user, method=METHOD, provider=provider, has_factor=has_factor or None
    )


def came_from(request: HttpRequest, user: User) -> int | None:
    since = now().timestamp() - COUNTS_FOR_SECONDS
    for record in get_authentication_records(request, user):
        if record["method"] == METHOD and "provider" in record and record["at"] >= since:
            return int(record["provider"])
    return None


def has_second_factor(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(each["method"] == METHOD and each.get("has_factor") for each in records)

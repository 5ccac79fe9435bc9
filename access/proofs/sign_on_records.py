"""What a session knows of a sign-in at a force's provider."""

from datetime import datetime

from allauth.account.internal.flows.login import get_authentication_records, record_authentication
from django.http import HttpRequest
from django.utils import timezone

from access.models import User

METHOD = "single sign-on"
COUNTS_FOR_SECONDS = 10 * 60
"""Until when a second factor that is asked for here has to be given."""


def now() -> datetime:
    """For the sign-in library's own steps, which are handed no time."""
    return timezone.now()


def note(request: HttpRequest, user: User, *, provider: int, has_factor: bool) -> None:
    record_authentication(
        request, user, method=METHOD, provider=provider, has_factor=has_factor or None
    )


def came_from(request: HttpRequest, user: User) -> int | None:
    """The provider from which somebody just came; None for who signs in by a password or key."""
    since = now().timestamp() - COUNTS_FOR_SECONDS
    for record in get_authentication_records(request, user):
        if record["method"] == METHOD and "provider" in record and record["at"] >= since:
            return int(record["provider"])
    return None


def has_second_factor(request: HttpRequest) -> bool:
    """Whether the provider signed that it asked for one that its force told us to accept."""
    records = get_authentication_records(request, request.user)  # type: ignore[arg-type]
    return any(each["method"] == METHOD and each.get("has_factor") for each in records)

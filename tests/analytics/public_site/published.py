"""A small nation whose quarter, or whose year, was released."""

from datetime import date, timedelta

from django.core.management import call_command

from access.models import Membership
from access.permissions import Role
from analytics.public_site import selectors
from analytics.public_site.frozen import PublicRelease
from tests.analytics import make
from tests.analytics.make import KENT
from tests.conftest import NOW

YEAR = {
    "2025-Q2": date(2025, 5, 5),
    "2025-Q3": date(2025, 8, 4),
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
}
LAST = "2026-Q1"
SAID = {"EQ-SEX": ["female"]}


def fill_year() -> None:
    for day in YEAR.values():
        make.load(
            [
                *make.answering(60, {**make.SATISFIED, **SAID}, on=day, crime_group="sexual"),
                *make.answering(50, make.DISSATISFIED, on=day, sex="male"),
                *make.satisfied_and_not(60, 60, on=day, force=KENT),
                *make.silent(80, on=day, crime_group="sexual"),
                *make.silent(60, on=day, force=KENT),
                *[make.Victim(on=day, crime_group="sexual", decision="NOSAFE") for _ in range(70)],
            ]
        )
    make.fill(*YEAR)


def publish(user, folder, **options) -> None:
    """By a national analyst."""
    Membership.objects.filter(user=user).update(role=Role.NATIONAL_ANALYST, force=None)
    call_command(
        "publish_release", **{"period": LAST, "by": user.email, "out": folder, **options}
    )


def releases() -> list[PublicRelease]:
    return selectors.public_releases(at=NOW + timedelta(days=3650))

"""A small nation whose quarter, or whose year, was released."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.core.management import call_command

from access import actions as access_actions
from access.models import User
from access.permissions import Role
from analytics.items import item_codes
from analytics.public_site import selectors
from analytics.public_site.frozen import PublicRelease
from survey import selectors as survey_selectors
from survey.definition.types import Meaning
from tests.analytics import make
from tests.analytics.make import KENT
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

YEAR = {
    "2025-Q2": date(2025, 5, 5),
    "2025-Q3": date(2025, 8, 4),
    "2025-Q4": date(2025, 11, 3),
    "2026-Q1": date(2026, 2, 2),
}
LAST = "2026-Q1"
SILENT = "wiltshire"
"""A force that asked, and of which nobody answered."""
Answers = Mapping[str, Sequence[str]]
WOMAN, MAN = {"EQ-SEX": ["female"]}, {"EQ-SEX": ["male"]}


def fill_year(satisfied: Answers = make.SATISFIED, not_so: Answers = make.DISSATISFIED) -> None:
    for day in YEAR.values():
        make.load(
            [
                *make.answering(60, {**satisfied, **WOMAN}, on=day, crime_group="sexual"),
                *make.answering(50, {**not_so, **MAN}, on=day, sex="male"),
                *make.answering(60, satisfied, on=day, force=KENT),
                *make.answering(60, not_so, on=day, force=KENT),
                *make.answering(12, satisfied, on=day, crime_group="robbery", force=KENT),
                *make.answering(11, not_so, on=day, crime_group="robbery", force=KENT),
                *make.silent(80, on=day, crime_group="sexual"),
                *make.silent(60, on=day, force=KENT),
                *make.silent(40, on=day, force=SILENT),
                *[make.Victim(on=day, crime_group="sexual", decision="NOSAFE") for _ in range(70)],
            ]
        )
    make.fill(*YEAR)


def ten_answers(meaning: Meaning) -> Answers:
    asked = survey_selectors.current_instrument(NOW.date())
    return {
        code: [next(one.code for one in asked.question(code).choices if one.meaning is meaning)]
        for code in item_codes()
    }


def publisher(name: str) -> User:
    return access_actions.create_user(
        email=f"{name}@example.org", name=name, password=None, role=Role.NATIONAL_ANALYST,
        force=None, by=TESTER, at=NOW,
    )  # fmt: skip


def release_year() -> None:
    publish(publisher("publisher"))


def revise_year(why: str) -> None:
    publish(publisher("reviser"), revise=why, approved_by=publisher("approver").email)


def publish(user: User, **options: str) -> None:
    with TemporaryDirectory() as folder:
        call_command(
            "publish_release",
            **{"period": LAST, "by": user.email, "out": Path(folder), **options},
        )


def enter() -> None:
    fill_year()
    release_year()


@shared_rows
def released() -> None:
    enter()


@shared_rows
def ten_released() -> None:
    fill_year(ten_answers(Meaning.POSITIVE), ten_answers(Meaning.NEGATIVE))
    release_year()


def releases() -> list[PublicRelease]:
    return selectors.public_releases(at=NOW + timedelta(days=3650))

"""Releases in the studio, brought as far as a test asks for by the actions of two people."""

from datetime import date, datetime, timedelta
from typing import Any

from access.actor import Actor
from access.models import User
from analytics.models import ReleaseDraft
from analytics.releases.actions import making, studio
from analytics.releases.draft import CONTACT as CONTACT_FIELD
from analytics.releases.draft import LONDON, REASON, QualityField, ReleaseKind, publish_at
from analytics.releases.presenters import draft_files
from tests.analytics import make as answers
from tests.analytics.make import Q3

DAY = date(2027, 1, 14)
AT = datetime(2026, 12, 1, 10, tzinfo=LONDON)
CONTACT = {"en": "Head of Statistics", "cy": "Pennaeth Ystadegau"}
WHY = {"en": "One force was loaded twice.", "cy": "Llwythwyd un heddlu ddwywaith."}
FIELDS = {
    language: {
        **{each.value: f"{each.value} {language}" for each in QualityField},
        CONTACT_FIELD: CONTACT[language],
        REASON: WHY[language],
    }
    for language in ("en", "cy")
}


def fill() -> None:
    answers.load(
        [
            *answers.satisfied_and_not(90, 60),
            *answers.satisfied_and_not(4, 3, crime_group="robbery"),
            *answers.satisfied_and_not(40, 41, force=answers.KENT),
            *answers.silent(60),
            *answers.silent(60, force=answers.KENT),
        ]
    )
    answers.fill()


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def announced(
    by: User, *, day: date = DAY, kind: ReleaseKind = ReleaseKind.FIRST, at: datetime = AT
) -> ReleaseDraft:
    at = min(at, publish_at(day) - timedelta(weeks=5))
    return studio.announce(period=Q3, kind=kind, day=day, by=actor(by), at=at)


def written(by: User, *, at: datetime = AT, **of: Any) -> ReleaseDraft:
    draft = announced(by, at=at, **of)
    studio.write(
        number=draft.pk, words=FIELDS, contact_email="statistics@example.org",
        next_on=date(2027, 4, 15), by=actor(by), at=at,
    )  # fmt: skip
    return draft


def made(by: User, *, at: datetime = AT, **of: Any) -> ReleaseDraft:
    draft = written(by, at=at, **of)
    studio.request_files(number=draft.pk, by=actor(by), at=at)
    making.make(
        number=draft.pk, prepare=draft_files.prepare, write=draft_files.write, by=actor(by), at=at
    )
    draft.refresh_from_db()
    return draft


def proposed(by: User, *, at: datetime = AT, **of: Any) -> ReleaseDraft:
    draft = made(by, at=at, **of)
    studio.propose(number=draft.pk, content_hash=draft.content_hash, by=actor(by), at=at)
    draft.refresh_from_db()
    return draft


def approved(by: User, second: User, *, at: datetime = AT, **of: Any) -> ReleaseDraft:
    draft = proposed(by, at=at, **of)
    approve(draft, second, at=at)
    return draft


def approve(draft: ReleaseDraft, second: User, *, at: datetime = AT) -> None:
    studio.approve(number=draft.pk, content_hash=draft.content_hash, by=actor(second), at=at)
    draft.refresh_from_db()

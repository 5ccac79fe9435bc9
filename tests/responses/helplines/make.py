"""Helplines as tests want them, entered by the actions of staff."""

from dataclasses import replace
from datetime import date

from access.actor import Actor
from access.models import User
from responses.helplines.actions import changes, checks
from responses.helplines.actions.checks import CheckResult
from responses.helplines.listing import (
    HelplineArea,
    HelplineAudience,
    Listing,
    fingerprint,
    read_listing,
)
from responses.helplines.opening_hours import OpeningHours
from responses.models import Helpline, HelplineChange
from tests.conftest import NOW

TODAY = NOW.date()
LISTING = Listing(
    audience=HelplineAudience.ANYONE,
    area=HelplineArea.BOTH,
    number="0808 157 0000",
    text_number="",
    textphone_number="",
    hours=OpeningHours(is_always=True),
    languages=(),
    has_interpreters=False,
    names={"en": "Ear", "cy": "Clust"},
    descriptions={"en": "To talk.", "cy": "I siarad."},
    source="a leaflet",
)


def listing(**changes: object) -> Listing:
    return replace(LISTING, **changes)


def actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)


def line(name: str = "Samaritans") -> Helpline:
    return Helpline.objects.get(names__en=name)


def ring(held: Helpline, user: User, *, on: date = TODAY, **found: object) -> None:
    checks.record_check(
        line_id=held.pk,
        seen=fingerprint(read_listing(held)),
        found=CheckResult(rung_on=on, **found),
        by=actor(user),
        at=NOW,
    )


def verify_all(on: date = TODAY) -> None:
    Helpline.objects.update(last_verified_on=on, is_number_wrong=False)


def propose(held: Helpline, user: User, **changed: object) -> HelplineChange:
    new = replace(read_listing(held), **changed)
    return changes.propose_change(line_id=held.pk, listing=new, by=actor(user), at=NOW)


def confirm(change: HelplineChange, user: User, *, rung_on: date | None = TODAY) -> None:
    changes.confirm_change(
        change_id=change.pk,
        seen=fingerprint(read_listing(change)),
        rung_on=rung_on,
        by=actor(user),
        at=NOW,
    )

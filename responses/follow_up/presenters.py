from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.follow_up.endings import FollowUpEnd
from responses.follow_up.selectors import KeptPromises, NumberOnFile
from responses.models import FollowUp
from responses.triage.danger.presenters import contact_facts
from ui.formatting import format_date
from ui.languages import OWN_NAMES

ENDINGS: Mapping[FollowUpEnd, str | Promise] = {
    FollowUpEnd.SPOKEN: gettext_lazy("Spoke to them"),
    FollowUpEnd.PASSED_ON: gettext_lazy("Referred to a support service, as they asked"),
    FollowUpEnd.NOT_WANTED: gettext_lazy("Reached. They no longer want contact"),
    FollowUpEnd.NOT_REACHED: gettext_lazy("Not reached after 3 tries"),
    FollowUpEnd.UNSAFE: gettext_lazy("No safe way to contact them"),
}
ESCALATED: Mapping[int, str | Promise] = {
    1: gettext_lazy("Overdue"),
    2: gettext_lazy("Overdue, and passed to the national desk"),
}


@dataclass(frozen=True)
class WishRow:
    pk: int
    force: str
    due: str
    is_late: bool
    tries: int
    holder: str
    escalated: str | Promise
    language: str
    is_open: bool
    outcome: str | Promise
    is_unreadable: bool


def wish_row(wish: FollowUp, *, today: date) -> WishRow:
    language = get_language() or "en"
    return WishRow(
        pk=wish.pk,
        force=force_name(wish.force, language),
        due=format_date(wish.due_on, language=language),
        is_late=wish.due_on < today,
        tries=wish.tries,
        holder=wish.held_by.name if wish.held_by else "",
        escalated=ESCALATED.get(wish.escalated, ""),
        language=OWN_NAMES.get(wish.language, wish.language),
        is_open=wish.state == FollowUp.WishState.OPEN,
        outcome=ENDINGS[FollowUpEnd(wish.outcome)] if wish.outcome else "",
        is_unreadable=wish.unreadable_at is not None,
    )


@dataclass(frozen=True)
class NumberWords:
    """`warnings` come before anything that can be rung."""

    warnings: list[str]
    number: str
    is_for_holder: bool
    caution: str
    facts: Sequence[tuple[str, str]]


def number_words(found: NumberOnFile) -> NumberWords:
    warnings = [
        _("Do not ring the number ending %(digits)s. It is unsafe.") % {"digits": digits}
        for digits in found.unsafe
    ]
    caution = ""
    if found.number and not found.is_checked:
        caution = _("No one has checked that this number is safe. Say nothing about police until "
                    "you know who you are speaking to.")  # fmt: skip
    facts = contact_facts(found.record) if found.record else ()
    return NumberWords(warnings, found.number, found.is_for_holder, caution, facts)


def promise_words(kept: KeptPromises | None) -> str:
    if kept is None:
        return _("Too few requests were due in the last 3 months to show how many you met.")
    return _("You reached %(in_time)s of %(due)s people in time in the last 3 months.") % {
        "due": kept.due,
        "in_time": kept.in_time,
    }

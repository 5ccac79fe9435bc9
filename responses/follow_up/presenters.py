"""What the pages of wishes to be contacted say."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.follow_up.endings import FollowUpEnd
from responses.follow_up.selectors import KeptPromises
from responses.models import FollowUp
from ui.formatting import format_date
from ui.languages import OWN_NAMES

ENDINGS: Mapping[FollowUpEnd, str | Promise] = {
    FollowUpEnd.SPOKEN: gettext_lazy("Spoken with them"),
    FollowUpEnd.PASSED_ON: gettext_lazy("Passed on to a support service, as they wished"),
    FollowUpEnd.NOT_WANTED: gettext_lazy("Reached, and they want it no longer"),
    FollowUpEnd.NOT_REACHED: gettext_lazy("Not reached in three tries"),
    FollowUpEnd.UNSAFE: gettext_lazy("There was no safe way"),
}
ESCALATED: Mapping[int, str | Promise] = {
    1: gettext_lazy("Its day has passed: the lead sees that it did"),
    2: gettext_lazy("Late by two working days: the national desk sees to it too"),
}


@dataclass(frozen=True)
class WishRow:
    """A wish in the list: nothing of how somebody may be reached, nor who they are."""

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
    )


def promise_words(kept: KeptPromises | None) -> str:
    if kept is None:
        return _("Too few were due in the last three months to say how many were reached in time.")
    return _(
        "Of %(due)s that were due in the last three months, %(in_time)s were reached in time."
    ) % {"due": kept.due, "in_time": kept.in_time}

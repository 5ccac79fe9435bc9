from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from responses.models import DangerReply
from responses.replies.reading import ReplyKind
from responses.replies.selectors import DANGER
from responses.triage.risk.reading import RiskCategory
from responses.triage.vocabulary import CATEGORIES
from responses.vault.sealed.replies import SentBack
from ui.formatting import format_moment

NOT_UNDERSTOOD = gettext_lazy("In a language that no rule understands")
KINDS: Mapping[str, str | Promise] = {
    ReplyKind.REFUSAL: gettext_lazy("Asked to stop"),
    ReplyKind.WRONG_NUMBER: gettext_lazy("Wrong number"),
    ReplyKind.OTHER: gettext_lazy("Any other reply: the invitation ended"),
    ReplyKind.THANKS: gettext_lazy("Thanks"),
    DANGER: gettext_lazy("All forces: possible danger, sent to the national desk"),
}


@dataclass(frozen=True, kw_only=True)
class DangerReplyRow:
    pk: int
    category: str
    received: str
    due: str
    is_late: bool
    holder: str


@dataclass(frozen=True, kw_only=True)
class OpenedNumber:
    """Empty where the number was texted about no case."""

    number: str
    case: str
    force: str


def danger_reply_row(reply: DangerReply, *, at: datetime) -> DangerReplyRow:
    category = RiskCategory(reply.category)
    is_understood = category is not RiskCategory.NONE
    return DangerReplyRow(
        pk=reply.pk,
        category=str(CATEGORIES[category] if is_understood else NOT_UNDERSTOOD),
        received=_moment(reply.received_at),
        due=_moment(reply.due_at),
        is_late=reply.due_at <= at,
        holder=reply.held_by.name if reply.held_by else "",
    )


def opened_number(reply: DangerReply, sent_back: SentBack) -> OpenedNumber:
    case = reply.case
    return OpenedNumber(
        number=sent_back.number,
        case=case.case_key if case else "",
        force=case.force.name if case else "",
    )


def kind_rows(counted: Mapping[str, int | None]) -> Sequence[tuple[str, str]]:
    """None is a count too small to be shown."""
    return [
        (str(KINDS[kind]), _("under 10") if counted[kind] is None else str(counted[kind]))
        for kind in KINDS
        if kind in counted
    ]


def _moment(at: datetime) -> str:
    return format_moment(localtime(at), language=get_language() or "en")

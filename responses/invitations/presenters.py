from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.cases import selectors as cases_selectors
from responses.eligibility.rules import REASONS, Decision
from responses.invitations.actions.receipts import STATUS_CHANGED
from responses.invitations.actions.send import SendSummary
from responses.invitations.selectors import outbox
from responses.models import OutboxMessage
from responses.sms import segments, texts
from responses.sms.channel import Channel
from responses.vault import contacts, subject_access


def decision_lines(counts: Mapping[str, int]) -> list[str]:
    if not counts:
        return [_("Nothing new to decide.")]
    return [
        f"{counts[code]:>8,}  {code.value:<15} {_(reason)}"
        for code, reason in _reasons_in_order()
        if code in counts
    ]


def _reasons_in_order() -> list[tuple[Decision, str]]:
    return [(code, REASONS[code]) for code in Decision]


def receipt_lines(counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    return [_("Receipts read: %(count)s") % {"count": total}] if total else []


def look_up_lines(counts: Mapping[str, int]) -> list[str]:
    total = sum(counts.values())
    if not total:
        return []
    changed = counts.get(STATUS_CHANGED, 0)
    return [_("Looked up: %(count)s, with news: %(news)s") % {"count": total, "news": changed}]


def send_lines(summary: SendSummary) -> list[str]:
    lines = {
        _("Sent: %(count)s"): summary.sent,
        _("Found to have been sent before: %(count)s"): summary.found,
        _("Cancelled, because of what is known now: %(count)s"): summary.cancelled,
        _("Put off to a later time: %(count)s"): summary.deferred,
        _("Failed: %(count)s"): summary.failed,
        _("Of unknown end, to be looked up: %(count)s"): summary.unknown,
        _("Set aside, because they cannot be made: %(count)s"): summary.set_aside,
    }
    said = [line % {"count": count} for line, count in lines.items() if count]
    if summary.stopped_because:
        said.append(_("Stopped: %(reason)s") % {"reason": summary.stopped_because})
    return said or [_("Nothing was due to be sent.")]


@dataclass(frozen=True)
class OutboxRow:
    sent_at: datetime
    number: str
    force: str
    language: str
    before_link: str
    link: str
    after_link: str
    parts: int
    birth_year_text: str
    """Four digits as they are typed; empty where the year is not known or opens nothing."""
    is_word_only: bool


def outbox_rows(messages: Sequence[OutboxMessage]) -> list[OutboxRow]:
    case_ids = {message.invitation.stage_event.case_id for message in messages}
    numbers, words = contacts.masked_numbers(case_ids), subject_access.hashes_of(case_ids)
    return [_outbox_row(message, numbers, words) for message in messages]


def _outbox_row(
    message: OutboxMessage, numbers: Mapping[int, str], words: Mapping[int, str]
) -> OutboxRow:
    invitation = message.invitation
    case = invitation.stage_event.case
    link = outbox.link_of(invitation)
    template = outbox.template_of(message).replace(texts.SITE, texts.site_of(link))
    before, after = template.split(texts.LINK)
    return OutboxRow(
        sent_at=message.sent_at or message.due_at,
        number=_("by e-mail") if message.channel == Channel.EMAIL else numbers.get(case.pk, ""),
        force=force_name(case.force, get_language() or "en"),
        language=invitation.language,
        before_link=before,
        link=link,
        after_link=after,
        parts=_parts(message, texts.body(template, link=link)),
        birth_year_text="" if cases_selectors.is_sensitive(case) else str(case.birth_year or ""),
        is_word_only=bool(words[case.pk]),
    )


def _parts(message: OutboxMessage, body: str) -> int:
    return 1 if message.channel == Channel.EMAIL else segments.measure(body).parts

"""Content of triage pages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.presenters import force_name
from access.viewer import Viewer
from responses.models import (
    DangerNotice,
    DeskNotice,
    ReadingAgreement,
    TriageAbsence,
    TriageShift,
    WrittenText,
)
from responses.triage import letters, vocabulary
from responses.triage.danger.presenters import phase_name
from responses.triage.danger.rules import LIFE_AT_RISK
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.learned import SIGN
from responses.triage.risk.reading import TriageClock
from responses.triage.selectors.desks import TO_THE_NATION
from responses.triage.selectors.duty import DeskDuty
from responses.triage.selectors.texts import Backlog
from ui.formatting import format_date, format_moment, format_time, format_weekday, format_words
from ui.languages import OWN_NAMES

Words = str | Promise


@dataclass(frozen=True)
class QueueRow:
    pk: int
    force: str
    category: Words
    clock: Words
    due: str
    left: str
    is_late: bool
    holder: str
    escalated: Words
    language: str
    is_unsure: bool
    is_urgent: bool
    is_unreadable: bool
    is_overdue_for_life: bool = False
    notice: Words = ""
    """The state of its danger notice; empty without one."""


@dataclass(frozen=True)
class TextPage:
    row: QueueRow
    sent: str
    is_raised: bool
    """A model has it read sooner."""
    read_before: bool
    is_open: bool
    outcome: Words
    told: Words
    closed: str


def text_row(
    text: WrittenText, *, at: datetime, notice: DangerNotice | None = None, nation: str = ""
) -> QueueRow:
    left = text.due_at - at
    confirmed_at = notice.confirmed_at if notice else None
    is_confirmed = confirmed_at is not None and confirmed_at >= text.sent_at
    is_waiting = text.state == WrittenText.TextState.WAITING
    return QueueRow(
        pk=text.pk,
        force=force_name(text.force, _language()),
        category=_category(text),
        clock=vocabulary.CLOCKS.get(text.clock, ""),
        due=format_moment(localtime(text.due_at), language=_language()),
        left=_left(left),
        is_late=left <= timedelta(0),
        holder=text.held_by.name if text.held_by else "",
        escalated=_escalated(text, nation=nation),
        language=OWN_NAMES.get(text.language, text.language),
        is_unsure=text.is_unsure,
        is_overdue_for_life=(
            is_waiting
            and left <= timedelta(0)
            and text.category in LIFE_AT_RISK
            and not is_confirmed
        ),
        notice=phase_name(notice, at=at) if notice else "",
        is_urgent=text.clock < TriageClock.WORKING_DAY,
        is_unreadable=text.unreadable_at is not None,
    )


def _escalated(text: WrittenText, *, nation: str) -> str:
    if text.escalated >= TO_THE_NATION:
        return f"{_('Passed to the national desk.')} {nation}"
    return ""


def notice_rows(notices: Sequence[DeskNotice]) -> Sequence[tuple[str, Words, Words, str]]:
    return [
        (
            each.user.name or each.user.email,
            vocabulary.NOTICE_REASONS[each.reason],
            vocabulary.NOTICE_STATES[each.state],
            format_moment(localtime(each.ended_at or each.made_at), language=_language()),
        )
        for each in notices
    ]


def text_page(
    text: WrittenText, *, at: datetime, notice: DangerNotice | None = None, nation: str = ""
) -> TextPage:
    closed = text.closed_at
    return TextPage(
        row=text_row(text, at=at, notice=notice, nation=nation),
        sent=format_moment(localtime(text.sent_at), language=_language()),
        is_raised=SIGN in text.signs,
        read_before=text.first_read_at is not None,
        is_open=text.state == WrittenText.TextState.WAITING,
        outcome=vocabulary.OUTCOMES[TextOutcome(text.outcome)] if text.outcome else "",
        told=vocabulary.TOLD.get(text.told, ""),
        closed=format_moment(localtime(closed), language=_language()) if closed else "",
    )


def lead(rows: Sequence[QueueRow]) -> str:
    if not rows:
        return _("No messages to read.")
    return _lead(len(rows), sum(row.is_late for row in rows))


def _lead(waiting: int, late: int) -> str:
    waits = ngettext("%(count)s message to read.", "%(count)s messages to read.", waiting) % {
        "count": waiting
    }
    if not late:
        return waits
    over = ngettext("%(count)s is overdue.", "%(count)s are overdue.", late)
    return f"{waits} {over % {'count': late}}"


def backlog_words(backlog: Backlog) -> str:
    return _lead(backlog.waiting, backlog.late) if backlog.waiting else ""


def overdue_words(backlog: Backlog) -> str:
    """ "" for none."""
    if not backlog.overdue_for_life:
        return ""
    return ngettext(
        "%(count)s text overdue: risk to life",
        "%(count)s texts overdue: risk to life",
        backlog.overdue_for_life,
    ) % {"count": backlog.overdue_for_life}


def closed_rows(counts: Mapping[str, int]) -> Sequence[tuple[Words, int]]:
    return [(word, counts[code]) for code, word in vocabulary.OUTCOMES.items() if counts.get(code)]


def staffed(duty: DeskDuty, names: Mapping[int, str]) -> str:
    if duty.until:
        return _("On duty now: %(people)s. The desk is staffed until %(moment)s.") % {
            "people": _named(duty, names),
            "moment": format_moment(localtime(duty.until), language=_language()),
        }
    if duty.back is None:
        return _("The rota is empty, so no one reads what victims write.")
    return _("No one is on duty now. The desk is next staffed from %(moment)s.") % {
        "moment": format_moment(localtime(duty.back), language=_language())
    }


AGREEMENT_STATES: Mapping[str, Words] = {
    ReadingAgreement.AgreementState.WAITING: gettext_lazy("Waits for approval"),
    ReadingAgreement.AgreementState.APPROVED: gettext_lazy("Approved"),
    ReadingAgreement.AgreementState.REFUSED: gettext_lazy("Refused"),
    ReadingAgreement.AgreementState.ENDED: gettext_lazy("Ended early"),
}


@dataclass(frozen=True)
class AgreementRow:
    agreement: ReadingAgreement
    force: str
    days: str
    state: Words
    can_approve: bool
    can_end: bool


def agreement_rows(found: Iterable[ReadingAgreement], *, viewer: Viewer) -> Sequence[AgreementRow]:
    states, language = ReadingAgreement.AgreementState, _language()
    return [
        AgreementRow(
            agreement=each,
            force=force_name(each.force, language),
            days=_("%(first)s to %(last)s")
            % {
                "first": format_date(each.first_on, language=language),
                "last": format_date(each.last_on, language=language),
            },
            state=AGREEMENT_STATES[each.state],
            can_approve=viewer.is_national
            and each.state == states.WAITING
            and each.asked_by_id != viewer.user_id,
            can_end=each.state == states.APPROVED,
        )
        for each in found
    ]


def _named(duty: DeskDuty, names: Mapping[int, str]) -> str:
    found = sorted(names[person] for person in duty.people if person in names)
    return format_words(found, language=_language())


def nation_words(duty: DeskDuty, names: Mapping[int, str]) -> str:
    if duty.until:
        return _("On duty at the national desk now: %(people)s.") % {"people": _named(duty, names)}
    nobody = _("No one is on duty at the national desk now.")
    return f"{nobody} {letters.duty_phone_line()}"


@dataclass(frozen=True)
class ShiftRow:
    pk: int
    person: str
    day: str
    hours: str
    on_bank_holidays: bool


def shift_rows(shifts: Iterable[TriageShift]) -> Sequence[ShiftRow]:
    return [
        ShiftRow(
            pk=each.pk,
            person=each.user.name,
            day=format_weekday(each.weekday, language=_language()),
            hours=_("%(first)s to %(last)s")
            % {
                "first": format_time(each.starts, language=_language()),
                "last": format_time(each.ends, language=_language()),
            },
            on_bank_holidays=each.on_bank_holidays,
        )
        for each in shifts
    ]


def absence_rows(absences: Iterable[TriageAbsence]) -> Sequence[tuple[int, str, str]]:
    return [
        (
            each.pk,
            each.user.name,
            _("%(first)s to %(last)s")
            % {
                "first": format_date(each.first_on, language=_language()),
                "last": format_date(each.last_on, language=_language()),
            },
        )
        for each in absences
    ]


def _category(text: WrittenText) -> Words:
    if not text.category:
        return vocabulary.UNSORTED
    return vocabulary.CATEGORIES.get(text.category, vocabulary.UNSORTED)


def _left(left: timedelta) -> str:
    minutes = int(abs(left).total_seconds() // 60)
    whole = _span(minutes)
    return (_("%(time)s left") if left > timedelta(0) else _("%(time)s late")) % {"time": whole}


def _span(minutes: int) -> str:
    hours, days = minutes // 60, minutes // 1_440
    if days:
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if hours:
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}


def _language() -> str:
    return get_language() or "en"

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.functional import Promise
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.models import Force
from access.presenters import force_name
from responses.models import DangerNotice, DangerReview, DeskAction
from responses.triage.danger import rules, selectors
from responses.triage.danger.rules import NoticePhase
from responses.triage.vocabulary import CATEGORIES, UNSORTED
from responses.vault.sealed.danger_details import DangerDetails, SafeContactDetails
from ui.formatting import format_date, format_moment, format_time, format_weekday, format_words

Words = str | Promise
UNITS: Mapping[str, Words] = {
    rules.CONTROL_ROOM: gettext_lazy("Control room"),
    rules.PROFESSIONAL_STANDARDS: gettext_lazy("Professional standards"),
}
PHASES: Mapping[NoticePhase, Words] = {
    NoticePhase.ASKED: gettext_lazy("Needs a second reader"),
    NoticePhase.SENT: gettext_lazy("Sent, not confirmed"),
    NoticePhase.UNCONFIRMED: gettext_lazy("Not confirmed"),
    NoticePhase.CONFIRMED: gettext_lazy("Confirmed"),
}
ACTIONS: Mapping[str, Words] = {
    DeskAction.ActionKind.RANG_CONTROL_ROOM: gettext_lazy("Rang the control room"),
    DeskAction.ActionKind.RANG_999: gettext_lazy("Rang 999"),
    DeskAction.ActionKind.TOLD_SUPERVISOR: gettext_lazy("Told a supervisor"),
    DeskAction.ActionKind.SAFEGUARDING: gettext_lazy("Referred to safeguarding"),
    DeskAction.ActionKind.SOCIAL_CARE: gettext_lazy("Referred to social care"),
    DeskAction.ActionKind.NO_REPLY: gettext_lazy("Rang, no answer"),
}
VERDICTS: Mapping[str, Words] = {
    DangerReview.Verdict.JUSTIFIED: gettext_lazy("Justified"),
    DangerReview.Verdict.UNCLEAR: gettext_lazy("Unclear: I will ask the reader"),
    DangerReview.Verdict.NOT_JUSTIFIED: gettext_lazy("Not justified"),
}
SIDES: Mapping[str, Words] = {
    DangerReview.Side.PROTECTION: gettext_lazy("Data protection officer"),
    DangerReview.Side.DESK: gettext_lazy("National desk"),
}
SAFE: Mapping[str, Words] = {
    "yes": gettext_lazy("Safe"),
    "no": gettext_lazy("Unsafe"),
    "unknown": gettext_lazy("Not checked"),
}
CHANNELS: Mapping[str, Words] = {
    "sms": gettext_lazy("Text message"),
    "email": gettext_lazy("Email"),
    "voice": gettext_lazy("Phone call"),
}


@dataclass(frozen=True, kw_only=True)
class NoticeWords:
    pk: int
    phase: str
    name: Words
    lines: Sequence[str]
    is_late: bool


def notice_words(notice: DangerNotice, *, at: datetime) -> NoticeWords:
    phase = selectors.reader_phase_of(notice, at=at)
    return NoticeWords(
        pk=notice.pk,
        phase=phase.value,
        name=PHASES[phase],
        lines=_lines(notice, phase, at=at),
        is_late=phase is NoticePhase.UNCONFIRMED,
    )


def phase_name(notice: DangerNotice, *, at: datetime) -> Words:
    return PHASES[selectors.reader_phase_of(notice, at=at)]


def _lines(notice: DangerNotice, phase: NoticePhase, *, at: datetime) -> Sequence[str]:
    if phase is NoticePhase.ASKED:
        words = _("Asked by %(name)s at %(moment)s.")
        when = _time(notice.asked_at, at=at)
        return [words % {"name": notice.asked_by.name, "moment": when}]
    lines = [_sent_line(notice, at=at)]
    if notice.mails_taken:
        lines.append(
            ngettext("%(count)s email sent.", "%(count)s emails sent.", notice.mails_taken)
            % {"count": notice.mails_taken}
        )
    if notice.opened_at:
        words = _("Opened at %(moment)s.")
        lines.append(words % {"moment": _time(notice.opened_at, at=at)})
    if notice.confirmed_by and notice.confirmed_at:
        words = _("Confirmed by %(name)s at %(moment)s.")
        when = _time(notice.confirmed_at, at=at)
        lines.append(words % {"name": notice.confirmed_by.name, "moment": when})
    if phase is NoticePhase.UNCONFIRMED:
        lines.append(_("Not confirmed. Ring now."))
    elif phase is NoticePhase.SENT and notice.confirm_by_at:
        words = _("Not confirmed yet. Ring now. You can open the details at %(moment)s.")
        lines.append(words % {"moment": _time(notice.confirm_by_at, at=at)})
    return lines


def _sent_line(notice: DangerNotice, *, at: datetime) -> str:
    moment = _time(notice.sent_at or notice.asked_at, at=at)
    if notice.receiver is None:
        words = _("Recorded at %(moment)s. No unit in this system can receive it.")
        return words % {"moment": moment}
    return _("Sent to %(unit)s at %(moment)s.") % {
        "unit": unit_name(notice.receiver, notice.unit),
        "moment": moment,
    }


def _time(moment: datetime, *, at: datetime) -> str:
    if localdate(moment) == localdate(at):
        return format_time(localtime(moment).time(), language=_language())
    return _moment(moment)


def unit_name(force: Force, unit: str) -> str:
    return _("%(unit)s, %(force)s") % {
        "unit": UNITS[unit],
        "force": force_name(force, _language()),
    }


@dataclass(frozen=True, kw_only=True)
class ReceivedRow:
    pk: int
    force: str
    category: Words
    sent: str
    phase: str
    name: Words
    confirmed: str


def received_row(notice: DangerNotice, *, at: datetime) -> ReceivedRow:
    phase = selectors.phase_of(notice, at=at)
    who = notice.confirmed_by.name if notice.confirmed_by else ""
    return ReceivedRow(
        pk=notice.pk,
        force=force_name(notice.text.force, _language()) if notice.desk_force_id else "",
        category=category_name(notice.category),
        sent=_moment(notice.sent_at) if notice.sent_at else "",
        phase=phase.value,
        name=PHASES[phase],
        confirmed=_by("%(name)s, %(moment)s", who, notice.confirmed_at)
        if notice.confirmed_at
        else "",
    )


@dataclass(frozen=True, kw_only=True)
class DetailsWords:
    case_key: str
    force: str
    warning: str
    """Shown first and in red; empty if there is nothing to warn of."""
    number: str
    facts: Sequence[tuple[str, str]]


def details_words(details: DangerDetails, force: Force | None, *, today: date) -> DetailsWords:
    contact = details.contact
    return DetailsWords(
        case_key=details.case_key,
        force=force_name(force, _language()) if force else details.force_code,
        warning=contact_warning(contact, today=today),
        number=contact.number if contact else "",
        facts=contact_facts(contact) if contact else (),
    )


def contact_warning(contact: SafeContactDetails | None, *, today: date) -> str:
    if contact is None:
        return _(
            "There is no safe-contact record. A supervisor must decide how to reach this person. "
            "Do not ring a number on file without one."
        )
    if contact.number_safe == "no":
        return _("Do not ring the number ending %(digits)s. It is unsafe.") % {
            "digits": contact.last_digits or "–"
        }
    if not contact.is_current(today):
        return _(
            "No current agreement says how to contact this person safely. A supervisor must decide."
        )
    return ""


def contact_facts(contact: SafeContactDetails) -> Sequence[tuple[str, str]]:
    language = _language()
    rows = [(_("Number is"), str(SAFE[contact.number_safe]))]
    if contact.email:
        rows.append((_("Email"), contact.email))
    rows.append((_("Agreed channel"), str(CHANNELS.get(contact.channel, _("None")))))
    if contact.start or contact.end:
        hours = _("%(start)s to %(end)s") % {
            "start": contact.start or "00:00",
            "end": contact.end or "24:00",
        }
        rows.append((_("Safe hours"), hours))
    if contact.days:
        days = [format_weekday(int(day), language=language) for day in contact.days]
        rows.append((_("Safe days"), format_words(days, language=language)))
    if contact.confirmed_on:
        day = format_date(date.fromisoformat(contact.confirmed_on), language=language)
        rows.append((_("Agreed"), _("%(day)s, %(name)s") % {
            "day": day, "name": contact.confirmed_by
        }))  # fmt: skip
    if contact.expires_on:
        day = format_date(date.fromisoformat(contact.expires_on), language=language)
        rows.append((_("Valid until"), day))
    return rows


@dataclass(frozen=True, kw_only=True)
class NoticeReviewRow:
    pk: int
    text_pk: int
    force: str
    category: Words
    rules_category: Words
    was_raised: bool
    """A reader raised the category: the rules had found no danger."""
    is_police_matter: bool
    phase: Words
    asked: str
    reason: str
    second: str
    second_reason: str
    count: int
    """Notices that the reader asked for in 30 days."""
    openings: Sequence[str]
    confirmed: str
    reviews: Sequence[str]
    may_review: bool


def review_rows(
    notices: Sequence[DangerNotice], *, side: str, reader: int, at: datetime
) -> Sequence[NoticeReviewRow]:
    counts = selectors.sent_by_readers({each.asked_by_id for each in notices}, at=at)
    return [_review_row(each, counts, side=side, reader=reader, at=at) for each in notices]


def _review_row(
    notice: DangerNotice, counts: Mapping[int, int], *, side: str, reader: int, at: datetime
) -> NoticeReviewRow:
    pattern = "%(name)s, %(moment)s"
    done = {each.side for each in notice.reviews.all()}
    acted = {notice.asked_by_id, notice.second_by_id, notice.confirmed_by_id}
    acted |= {each.user_id for each in notice.openings.all()}
    confirmed = notice.confirmed_by.name if notice.confirmed_by else ""
    return NoticeReviewRow(
        pk=notice.pk,
        text_pk=notice.text_id,
        force=force_name(notice.text.force, _language()),
        category=category_name(notice.category),
        rules_category=category_name(notice.rules_category),
        was_raised=notice.rules_category not in rules.SENDABLE,
        is_police_matter=notice.is_police_matter,
        phase=PHASES[selectors.phase_of(notice, at=at)],
        asked=_by(pattern, notice.asked_by.name, notice.asked_at),
        reason=notice.reason,
        second=notice.second_by.name if notice.second_by else "",
        second_reason=notice.second_reason,
        count=counts.get(notice.asked_by_id, 0),
        openings=[
            f"{_by(pattern, each.user.name, each.opened_at)}: {each.reason}"
            for each in notice.openings.all()
        ],
        confirmed=_by(pattern, confirmed, notice.confirmed_at) if notice.confirmed_at else "",
        reviews=[
            f"{SIDES[each.side]}: {VERDICTS[each.verdict]} "
            f"({_by(pattern, each.user.name, each.at)}) {each.note}".strip()
            for each in notice.reviews.all()
        ],
        may_review=side not in done and reader not in acted,
    )


def action_rows(actions: Sequence[DeskAction]) -> Sequence[tuple[Words, str]]:
    """Action, then person and time."""
    return [
        (ACTIONS[each.kind], _by("%(name)s, %(moment)s", each.user.name, each.at))
        for each in actions
    ]


def category_name(category: str) -> Words:
    return CATEGORIES.get(category, UNSORTED)


def _by(pattern: str, name: str, at: datetime | None) -> str:
    return pattern % {"name": name, "moment": _moment(at) if at else ""}


def _moment(at: datetime) -> str:
    return format_moment(localtime(at), language=_language())


def _language() -> str:
    return get_language() or "en"

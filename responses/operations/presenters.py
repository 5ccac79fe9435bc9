from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from access.presenters import force_name
from access.selectors import known_forces
from responses.eligibility.rules import KEEPS_SAFE, REASONS
from responses.models import Case
from responses.operations.answered_twice import AnsweredTwice, Drawer
from responses.operations.selectors import Operations
from responses.replies import presenters as reply_presenters
from responses.sms.delivery_states import DeliveryStatus, MessageState, Pause, SetAsideReason
from survey.module_names import STAGES
from ui.formatting import format_date, format_number, format_quarter, format_share

STATES: Mapping[MessageState, tuple[Promise, Promise]] = {
    MessageState.DUE: (
        gettext_lazy("Waiting"),
        gettext_lazy("Sent in turn, from 9 to 19, never on a Sunday."),
    ),
    MessageState.LEASED: (gettext_lazy("Being sent"), gettext_lazy("In hand at this moment.")),
    MessageState.SENT: (
        gettext_lazy("Sent"),
        gettext_lazy("No receipt yet. We ask after 4 hours, 3 days and 6 days."),
    ),
    MessageState.DELIVERED: (gettext_lazy("Delivered"), gettext_lazy("A receipt says so.")),
    MessageState.FAILED: (gettext_lazy("Failed"), gettext_lazy("Why stands below.")),
    MessageState.CANCELLED: (
        gettext_lazy("Taken back"),
        gettext_lazy("Something came up before it was sent: an exclusion, or a stop."),
    ),
    MessageState.SET_ASIDE: (
        gettext_lazy("Set aside"),
        gettext_lazy(
            "It cannot be made, and waits until somebody has mended the cause. Why stands below."
        ),
    ),
}
FAULTS: Mapping[str, tuple[Promise, Promise]] = {
    DeliveryStatus.PERMANENT_FAILURE: (
        gettext_lazy("The number cannot be reached"),
        gettext_lazy(
            "Ask the officer in the case for the right number. It comes with your next case file."
        ),
    ),
    DeliveryStatus.TEMPORARY_FAILURE: (
        gettext_lazy("The telephone was off for three days"),
        gettext_lazy("Nothing. We do not try again: it could arrive when it is no longer safe."),
    ),
    DeliveryStatus.TECHNICAL_FAILURE: (
        gettext_lazy("The provider could not send it"),
        gettext_lazy("Nothing. Each was sent once more by itself."),
    ),
    "number refused": (
        gettext_lazy("The provider does not take the number"),
        gettext_lazy("Check how your system writes numbers. The next case file mends it."),
    ),
    "end never known": (
        gettext_lazy("Nobody can tell whether it was sent"),
        gettext_lazy("Nothing. Twice would be worse than never, so it is not sent again."),
    ),
    "unknown end": (
        gettext_lazy("The answer of the provider was lost"),
        gettext_lazy("Nothing. We look it up before anything is sent again."),
    ),
}
SET_ASIDE: Mapping[str, tuple[Promise, Promise]] = {
    SetAsideReason.UNREADABLE: (
        gettext_lazy("The number or address cannot be read"),
        gettext_lazy(
            "The people who run this service look at the key of the vault. Where it is lost, your "
            "next case file brings the number again."
        ),
    ),
    SetAsideReason.NO_ROUTE: (
        gettext_lazy("There is neither number nor address"),
        gettext_lazy("Your next case file brings it."),
    ),
    SetAsideReason.NO_TEMPLATE: (
        gettext_lazy("There is no text in the victim’s language"),
        gettext_lazy("The people who run this service add the text, then have these tried again."),
    ),
    SetAsideReason.TEXT_UNSENDABLE: (
        gettext_lazy("The text has characters that do not arrive"),
        gettext_lazy("The people who run this service mend the text, then have these tried again."),
    ),
    SetAsideReason.FAULT_OF_OURS: (
        gettext_lazy("A fault of this service"),
        gettext_lazy("The people who run this service find its place in their log."),
    ),
}
OTHER_FAULT = (
    gettext_lazy("Something else"),
    gettext_lazy("Tell the people who run this service."),
)
PAUSES: Mapping[str, Promise] = {
    Pause.MINUTE: gettext_lazy("Sending waits for the provider’s limit of a minute."),
    Pause.DAY: gettext_lazy(
        "Sending has reached the provider’s limit of a day; it goes on after midnight."
    ),
    Pause.SILENCE: gettext_lazy("The provider does not answer; messages wait until it does."),
    Pause.CONFIGURATION: gettext_lazy(
        "Sending has stopped: key, clock or text must be mended by the people who run this service."
    ),
    Pause.BY_HAND: gettext_lazy("Somebody has stopped all sending by hand."),
}
MODES: Mapping[str, Promise] = {
    "web_sms": gettext_lazy("By text message"),
    "web_email": gettext_lazy("By e-mail"),
    "web_code": gettext_lazy("By a code handed over"),
    "telephone": gettext_lazy("By telephone"),
    "paper": gettext_lazy("On paper"),
}


@dataclass(frozen=True)
class OperationsLine:
    name: str
    count: str
    note: str = ""
    share: str = ""


@dataclass(frozen=True)
class Stage:
    name: str
    waiting: str
    not_drawn: str
    chosen: str
    invited: str


@dataclass(frozen=True, kw_only=True)
class OperationsWords:
    force: str
    code: str
    period: str
    lead: str
    held: str
    refusal: str
    pause: str
    overdue: str
    set_aside: str
    unconfirmed: str
    held_changes: str
    unworded: str
    queue: tuple[OperationsLine, ...]
    failures: tuple[OperationsLine, ...]
    reached_others: str
    replies: Sequence[tuple[str, str]]
    days: tuple[tuple[str, str, str], ...]
    exclusions: tuple[OperationsLine, ...]
    by_hand: str
    progress: tuple[Stage, ...]
    no_progress: str
    """Why there is no progress; shown where `progress` is empty."""
    modes: tuple[OperationsLine, ...]


def operations_words(found: Operations) -> OperationsWords:
    # Shown to everybody, so that an unusual share is noticed.
    share = found.by_hand / found.in_scope if found.in_scope else 0.0
    by_hand = _(
        "Excluded by hand in this quarter: %(count)s, which is %(share)s of those in scope."
    ) % {
        "count": _n(found.by_hand),
        "share": format_share(share, language=_language(), decimals=1),
    }
    return OperationsWords(
        force=force_name(found.force, _language()),
        code=found.force.code,
        period=format_quarter(found.period, language=_language()),
        lead=_lead(found),
        held=_held(found.hold),
        refusal=found.refusal,
        pause=str(PAUSES.get(found.line.pause, PAUSES[Pause.CONFIGURATION])) if found.line else "",
        overdue=_overdue(found.overdue),
        set_aside=_set_aside(sum(found.set_aside.values())),
        unconfirmed=_unconfirmed(found.unconfirmed),
        held_changes=_held_changes(found.held_changes),
        unworded=_unworded(found.unworded),
        queue=tuple(_queue(found)),
        failures=tuple(_failures(found)),
        reached_others=_reached_others(found.reached_others),
        replies=reply_presenters.kind_rows(found.replies),
        days=tuple(_days(found)),
        exclusions=tuple(_exclusions(found)),
        by_hand=by_hand,
        progress=tuple(_progress(found)),
        no_progress=_no_progress(found),
        modes=tuple(OperationsLine(str(MODES[mode]), _n(n)) for mode, n in found.modes.items()),
    )


@dataclass(frozen=True)
class AnsweredTwiceWords:
    lead: str
    rows: tuple[tuple[str, str], ...]


def answered_twice_words(found: AnsweredTwice, *, quarter: str) -> AnsweredTwiceWords:
    named = {"quarter": format_quarter(quarter, language=_language())}
    if found.count is None:
        return AnsweredTwiceWords(
            _("Answered twice with two codes in %(quarter)s: fewer than 10, or none.") % named, ()
        )
    lead = _(
        "Answered twice with two codes in %(quarter)s: %(count)s stages of cases. Neither answer "
        "counts in any figure. Ask how advisers hand their codes over."
    ) % {**named, "count": _n(found.count)}
    rows = [(_drawer(drawer), _n(n)) for drawer, n in found.parts.items()]
    if rows and found.rest:
        rows.append((_("All others"), _n(found.rest)))
    return AnsweredTwiceWords(lead, tuple(rows))


def _drawer(drawer: Drawer) -> str:
    return _("%(service)s, in cases of %(force)s") % {
        "service": drawer.service or _("Officers, and advisers of no service"),
        "force": _force_names()[drawer.force_code],
    }


def _force_names() -> Mapping[str, str]:
    return {each.code: force_name(each, _language()) for each in known_forces()}


def _no_progress(found: Operations) -> str:
    if found.recorded:
        return _("Of this quarter nobody may be asked. Why stands above, by code.")
    return _(
        "No case has reached a stage in this quarter. The numbers stand here once cases are loaded "
        "and decided."
    )


def _lead(found: Operations) -> str:
    waiting = sum(found.queue.get(state, 0) for state in (MessageState.DUE, MessageState.LEASED))
    return _(
        "Texts that wait to be sent: %(waiting)s; that have arrived: %(delivered)s. In %(period)s, "
        "%(excluded)s of %(recorded)s recorded stages of cases are not asked about."
    ) % {
        "waiting": _n(waiting),
        "delivered": _n(found.queue.get(MessageState.DELIVERED, 0)),
        "period": format_quarter(found.period, language=_language()),
        "recorded": _n(found.recorded),
        "excluded": _n(sum(found.exclusions.values())),
    }


def _held(reason: str) -> str:
    if not reason:
        return ""
    return _(
        "This database is held. %(reason)s Nothing is sent and nothing destroyed until whoever "
        "runs the service has released it; answers and opt-outs are taken as always."
    ) % {"reason": reason}


def _overdue(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s text has waited for more than a day.",
        "%(count)s texts have waited for more than a day.",
        count,
    ) % {"count": _n(count)}


def _set_aside(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s text is set aside, because it cannot be made.",
        "%(count)s texts are set aside, because they cannot be made.",
        count,
    ) % {"count": _n(count)}


def _unworded(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s stage is not asked about before somebody agrees a word or hands a code over.",
        "%(count)s stages are not asked about before somebody agrees a word or hands a code over.",
        count,
    ) % {"count": _n(count)}


def _held_changes(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s change of a case file waits for a second person.",
        "%(count)s changes of case files wait for a second person.",
        count,
    ) % {"count": _n(count)}


def _unconfirmed(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s exclusion by hand waits for a second person.",
        "%(count)s exclusions by hand wait for a second person.",
        count,
    ) % {"count": _n(count)}


def _queue(found: Operations) -> Iterator[OperationsLine]:
    for state, (name, note) in STATES.items():
        yield OperationsLine(str(name), _n(found.queue.get(state, 0)), str(note))


def _failures(found: Operations) -> Iterator[OperationsLine]:
    counts = {**found.failures, **found.set_aside}
    for fault, count in sorted(counts.items(), key=lambda pair: -pair[1]):
        name, note = FAULTS.get(fault) or SET_ASIDE.get(fault, OTHER_FAULT)
        yield OperationsLine(str(name), _n(count), str(note))


def _reached_others(count: int | None) -> str:
    return _(
        "Cases in which the number or address reached somebody else: %(count)s. Nobody sees which. "
        "Ask people again for their number when you speak to them."
    ) % {"count": _("under 10") if count is None else _n(count)}


def _days(found: Operations) -> Iterator[tuple[str, str, str]]:
    few = _("under 10")
    for day in found.days:
        sent, delivered = (few if n is None else _n(n) for n in (day.sent, day.delivered))
        yield format_date(day.day, language=_language()), sent, delivered


def _exclusions(found: Operations) -> Iterator[OperationsLine]:
    for code, count in found.exclusions.items():
        share = format_share(count / found.recorded, language=_language(), decimals=1)
        yield OperationsLine(_(REASONS[code]), _n(count), code.value, share)


def _progress(found: Operations) -> Iterator[Stage]:
    for one in found.progress:
        counts = (one.waiting, one.not_drawn, one.chosen, one.invited)
        yield Stage(str(STAGES[one.survey_stage]), *map(_n, counts))


@dataclass(frozen=True)
class ExclusionRow:
    case_id: int
    case_key: str
    force: str
    code: str
    reason: str
    by: str
    day: str
    is_own: bool
    """Whether the viewer made it, and so may withdraw it but not rule on it."""
    is_kept: bool
    """Whether it stays in force even where it is refused (rules.KEEPS_SAFE)."""


def exclusion_rows(cases: Sequence[Case], *, own_names: frozenset[str]) -> list[ExclusionRow]:
    return [
        ExclusionRow(
            case_id=case.pk,
            case_key=case.case_key,
            force=force_name(case.force, _language()),
            code=case.exclude_code,
            reason=_(REASON_TEXTS.get(case.exclude_code, "")) if case.exclude_code else "",
            by=case.exclude_by,
            day=format_date(case.exclude_on, language=_language()) if case.exclude_on else "",
            is_own=case.exclude_by.strip().casefold() in own_names,
            is_kept=case.exclude_code in KEEPS_SAFE,
        )
        for case in cases
    ]


REASON_TEXTS: Mapping[str, str] = {code.value: reason for code, reason in REASONS.items()}


def _n(count: int) -> str:
    return format_number(count, language=_language())


def _language() -> str:
    return get_language() or "en"

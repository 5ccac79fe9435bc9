"""Words of the supervisor's pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from access.presenters import force_name
from responses.interviewing.dispositions import LEAST_TO_SHOW, CallRates, call_rates, dispositions
from responses.interviewing.presenters.console import OUTCOMES
from responses.interviewing.selectors.team import ForceCalls, QuarterCalls
from responses.models import CallAttempt, TelephoneCase
from ui.formatting import format_moment, format_number, format_quarter, format_share
from ui.languages import OWN_NAMES


@dataclass(frozen=True)
class EndRow:
    code: str
    name: str
    count: str


@dataclass(frozen=True)
class ForceCallsRow:
    code: str
    name: str
    is_on: bool
    shown_number: str
    open: str
    rates: Sequence[tuple[str, str]]
    ends: Sequence[EndRow]
    is_hidden: bool
    """Too few cases have ended to show their outcomes."""


def force_row(calls: ForceCalls) -> ForceCallsRow:
    rates = call_rates(calls.groups)
    is_whole = sum(calls.ends.values()) >= LEAST_TO_SHOW
    return ForceCallsRow(
        code=calls.force.code,
        name=force_name(calls.force, _language()),
        is_on=calls.setting is not None and calls.setting.is_on,
        shown_number=calls.setting.shown_number if calls.setting else "",
        open=_few(calls.open),
        rates=_rates(rates) if rates else (),
        ends=tuple(_end_rows(calls)) if is_whole else (),
        is_hidden=bool(calls.ends) and rates is None,
    )


@dataclass(frozen=True)
class QuarterRow:
    """`rates` need ten cases with an end."""

    name: str
    rates: Sequence[str]


def quarter_rows(quarters: Iterable[QuarterCalls]) -> Sequence[QuarterRow]:
    rated = [(each.period, call_rates(each.groups)) for each in quarters]
    return [
        QuarterRow(
            name=format_quarter(period, language=_language()),
            rates=[rate for _name, rate in _rates(rates)] if rates else (),
        )
        for period, rates in rated
    ]


def _few(number: int) -> str:
    """A count below ten could reveal who answered on a day (decision 14)."""
    if 0 < number < LEAST_TO_SHOW:
        return _("fewer than 10")
    return format_number(number, language=_language())


def _rates(rates: CallRates) -> Sequence[tuple[str, str]]:
    named = {
        _("Response (RR1)"): rates.response,
        _("Cooperation (COOP1)"): rates.cooperation,
        _("Refusal (REF1)"): rates.refusal,
        _("Contact (CON1)"): rates.contact,
    }
    return [(name, format_share(rate, language=_language())) for name, rate in named.items()]


def _end_rows(calls: ForceCalls) -> Sequence[EndRow]:
    table = dispositions()
    ordered = sorted(calls.ends, key=lambda one: table[one].aapor)
    return [EndRow(table[one].aapor, str(OUTCOMES[one]), _few(calls.ends[one])) for one in ordered]


@dataclass(frozen=True)
class HeldRow:
    pk: int
    force: str
    who: str
    until: str
    is_left: bool


def held_row(case: TelephoneCase, *, at: datetime) -> HeldRow:
    until = case.held_until or at
    return HeldRow(
        pk=case.pk,
        force=force_name(case.force, _language()),
        who=case.held_by.name if case.held_by else "",
        until=_moment(until),
        is_left=until <= at,
    )


@dataclass(frozen=True)
class CallRow:
    pk: int
    force: str
    language: str
    next: str
    is_appointment: bool
    who: str


def waiting_row(case: TelephoneCase) -> CallRow:
    return CallRow(
        pk=case.pk,
        force=force_name(case.force, _language()),
        language=OWN_NAMES.get(case.language, case.language),
        next=_moment(case.next_at),
        is_appointment=case.is_appointment,
        who=case.assigned_to.name if case.assigned_to else "",
    )


@dataclass(frozen=True)
class KeyingRow:
    pk: int
    force: str
    who: str
    questions: str
    seconds: str
    """The time taken by each question, in the order asked."""
    shortest: str


def review_row(attempt: CallAttempt) -> KeyingRow:
    keying = attempt.keying
    return KeyingRow(
        pk=attempt.pk,
        force=force_name(attempt.telephone_case.force, _language()),
        who=attempt.caller.name,
        questions=format_number(len(keying), language=_language()),
        seconds=", ".join(format_number(one, language=_language()) for one in keying),
        shortest=format_number(min(keying), language=_language()) if keying else "",
    )


def _moment(at: datetime) -> str:
    return format_moment(localtime(at), language=_language())


def _language() -> str:
    return get_language() or "en"

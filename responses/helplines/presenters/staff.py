from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from responses.helplines import rules, selectors
from responses.helplines.listing import HelplineArea, Listing, read_listing, text_in
from responses.helplines.presenters.listings import audience_names, hours_words, language_names
from responses.helplines.selectors import HelplineList
from responses.models import Helpline, HelplineChange, HelplineCheck
from ui.formatting import format_date, format_words

Facts = tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class AgeRow:
    pk: int
    name: str
    numbers: str
    hours: str
    checked: str
    due: str
    states: tuple[str, ...]


@dataclass(frozen=True)
class WaitingRow:
    pk: int
    name: str
    what: str
    by: str
    day: str


@dataclass(frozen=True)
class AgePage:
    warning: str
    """Empty while every number was rung in time."""
    waiting: tuple[WaitingRow, ...]
    rows: tuple[AgeRow, ...]


def age_page(found: HelplineList, *, on: date) -> AgePage:
    due = sum(selectors.is_due(line, on=on) for line in found.lines)
    return AgePage(
        warning=due_summary(due) if due else "",
        waiting=tuple(_waiting_row(change) for change in found.changes),
        rows=tuple(_age_row(line, on=on) for line in found.lines),
    )


def due_summary(due: int) -> str:
    return ngettext(
        "%(count)s helpline must be rung.", "%(count)s helplines must be rung.", due
    ) % {"count": due}


def due_lines(due: Sequence[Helpline]) -> list[str]:
    return [f"{_numbers(line):<15} {line} ({_checked(line)}; {line.source})" for line in due]


def _age_row(line: Helpline, *, on: date) -> AgeRow:
    return AgeRow(
        pk=line.pk,
        name=name_of(line),
        numbers=_numbers(line),
        hours="; ".join(hours_words(read_listing(line).hours, language=_language())),
        checked=_checked(line),
        due=_due(line, on=on),
        states=tuple(_states(line, on=on)),
    )


def _due(line: Helpline, *, on: date) -> str:
    if line.retired_at is not None:
        return ""
    last = line.last_verified_on
    if last is None or selectors.is_due(line, on=on):
        return _("now")
    return _day(last + rules.CHECK_EVERY)


def _states(line: Helpline, *, on: date) -> Iterator[str]:
    if line.retired_at is not None:
        yield _("Retired")
        return
    if line.is_number_wrong:
        yield _("Number wrong: not shown")
    elif line.last_verified_on is None:
        yield _("Not yet rung")
    elif rules.is_due(line.last_verified_on, on=on):
        yield _("To be rung")
    if selectors.has_open_fault(line) and not line.is_number_wrong:
        yield _("Hours or languages to be corrected")
    if rules.stops_sending(line.last_verified_on, on=on):
        yield _("Stops real sending")


def _waiting_row(change: HelplineChange) -> WaitingRow:
    return WaitingRow(
        pk=change.pk,
        name=text_in(change.names, _language()),
        what=change_kind(change),
        by=change.proposed_by,
        day=_day(localdate(change.proposed_at)),
    )


def change_kind(change: HelplineChange) -> str:
    if change.helpline is None:
        return _("A new helpline")
    return _("To be retired") if change.is_retirement else _("A change")


@dataclass(frozen=True)
class CheckRow:
    day: str
    by: str
    numbers: str
    found: str
    note: str


@dataclass(frozen=True, kw_only=True)
class LinePage:
    pk: int
    name: str
    lead: str
    states: tuple[str, ...]
    facts: Facts
    checks: tuple[CheckRow, ...]
    is_retired: bool


def line_page(line: Helpline, *, on: date) -> LinePage:
    checks: Sequence[HelplineCheck] = line.newest_checks  # type: ignore[attr-defined]
    return LinePage(
        pk=line.pk,
        name=name_of(line),
        lead=_lead(line, on=on),
        states=tuple(_states(line, on=on)),
        facts=listing_facts(read_listing(line)),
        checks=tuple(_check_row(check) for check in checks),
        is_retired=line.retired_at is not None,
    )


def _lead(line: Helpline, *, on: date) -> str:
    if line.retired_at is not None:
        return _("Retired by %(name)s on %(day)s. Respondents do not see it.") % {
            "name": line.retired_by,
            "day": _day(localdate(line.retired_at)),
        }
    if line.is_number_wrong:
        return _(
            "Whoever rang last found the number to be wrong. Respondents do not see it until a "
            "right number is confirmed, or somebody rings and finds this one right."
        )
    if line.last_verified_on is None:
        return _("Nobody has rung it yet.")
    return _("Last found right on %(day)s; next to be rung: %(due)s.") % {
        "day": _day(line.last_verified_on),
        "due": _due(line, on=on),
    }


def _check_row(check: HelplineCheck) -> CheckRow:
    return CheckRow(
        day=_day(check.rung_on),
        by=check.recorded_by,
        numbers=check.numbers,
        found=_check_result(check),
        note=check.note,
    )


def _check_result(check: HelplineCheck) -> str:
    if check.is_all_right:
        return _("All right")
    if not check.is_number_right:
        return _("Number wrong")
    if check.are_languages_right:
        return _("Hours wrong")
    return _("Languages wrong") if check.are_hours_right else _("Hours and languages wrong")


def listing_facts(listing: Listing) -> Facts:
    return (
        (_("Who it is for"), audience_names()[listing.audience]),
        (_("Where it helps"), _area(listing.area)),
        *rung_facts(listing),
        (_("Where the number was read"), listing.source),
        *_texts(listing),
    )


def rung_facts(listing: Listing) -> Facts:
    return (
        (_("Number to call"), listing.number or _("none")),
        (_("Number to text"), listing.text_number or _("none")),
        (_("Number by textphone"), listing.textphone_number or _("none")),
        (_("Opening hours"), "; ".join(hours_words(listing.hours, language=_language()))),
        (_("Languages besides English"), _spoken_languages(listing)),
        (_("Interpreters"), _("yes") if listing.has_interpreters else _("no")),
    )


def _texts(listing: Listing) -> Iterator[tuple[str, str]]:
    for code, language in settings.LANGUAGES:
        yield _("Name in %(language)s") % {"language": language}, listing.names.get(code, "")
        about = _("Who it is for, in %(language)s") % {"language": language}
        yield about, listing.descriptions.get(code, "")


def _area(area: HelplineArea) -> str:
    return {
        HelplineArea.BOTH: _("England and Wales"),
        HelplineArea.ENGLAND: _("England"),
        HelplineArea.WALES: _("Wales"),
    }[area]


def _spoken_languages(listing: Listing) -> str:
    names = language_names(listing.languages, language=_language())
    return format_words(names, language=_language()) if names else _("none")


@dataclass(frozen=True, kw_only=True)
class ChangePage:
    pk: int
    name: str
    kind: str
    by: str
    at: datetime
    is_own: bool
    """Whether the viewer proposed it, so that another person must confirm it."""
    facts: tuple[tuple[str, str, str], ...]
    """Label, current value and proposed value: for each change, or for every field of a new
    line."""
    to_ring: Facts
    """Facts that the confirming person must find by ringing; empty if they need not ring."""


def change_page(change: HelplineChange, *, reader_id: int) -> ChangePage:
    return ChangePage(
        pk=change.pk,
        name=text_in(change.names, _language()),
        kind=change_kind(change),
        by=change.proposed_by,
        at=change.proposed_at,
        is_own=change.proposed_by_id == reader_id,
        facts=tuple(_differences(change)),
        to_ring=rung_facts(read_listing(change)) if selectors.must_be_rung(change) else (),
    )


def _differences(change: HelplineChange) -> Iterator[tuple[str, str, str]]:
    after = listing_facts(read_listing(change))
    if change.helpline is None:
        yield from ((label, "", new) for label, new in after if new)
        return
    before = listing_facts(read_listing(change.helpline))
    for (label, old), (_label, new) in zip(before, after, strict=True):
        if old != new or change.is_retirement:
            yield label, old, "" if change.is_retirement else new


def name_of(line: Helpline) -> str:
    return text_in(line.names, _language())


def _numbers(line: Helpline) -> str:
    return ", ".join(read_listing(line).numbers)


def _checked(line: Helpline) -> str:
    if line.is_number_wrong:
        return _("found to be wrong")
    return _day(line.last_verified_on) if line.last_verified_on else _("never rung")


def _day(day: date) -> str:
    return format_date(day, language=_language())


def _language() -> str:
    return get_language() or "en"

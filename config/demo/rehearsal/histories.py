"""Real case files taken through the whole loop: the crimes, places and outcomes are as filed;
days, victims, contacts and answers, which such files lack, are simulated. Pure."""

import calendar
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from config.demo import assumptions as assumed
from config.demo import facts, nation
from config.demo.answers import opinions
from config.demo.cases import case_file
from config.demo.cases.case_file import RecordQuality
from config.demo.facts import KINDS, Facts, ForceFacts
from config.demo.nation import Conditions, ForceHistory, Record
from config.demo.streams import Stream, beside
from config.demo.victims import characteristics, people
from config.demo.victims.people import Flags
from responses.case_files.case import CaseRow, EventKind, EventRow

DAYS_AFTER = 60
"""The rehearsal ends so long after the last month filed, when everybody could be asked."""
SAMPLED = 0.45
"""Asked of everybody, the report would leave nobody to ask about the outcome within 120 days."""
KINDS_OF_GROUP: Mapping[str, tuple[str, ...]] = {
    "violence_or_sexual": ("violence", "stalking_harassment", "sexual"),
    "burglary": ("burglary", "burglary_business"),
    "robbery": ("robbery", "robbery_business"),
    "unknown": ("violence", "burglary", "vehicle", "theft_person", "other_theft", "damage_arson"),
}
"""What one crime type of the files may stand for."""


def histories(rows: Sequence[CaseRow], *, seed: int) -> Iterator[ForceHistory]:
    """Each force of the files in turn, asked and answered up to the end of the rehearsal."""
    known = facts.load()
    last_day = end_of(rows)
    for number, code in enumerate(sorted({row.force for row in rows})):
        rng = np.random.default_rng([seed, number])
        own = [row for row in rows if row.force == code]
        record = _record(rng, own, force=known.forces[code], facts=known)
        under = Conditions(facts=known, sampled=SAMPLED, last_day=last_day)
        yield nation.simulate(rng, record=record, under=under)


def end_of(rows: Sequence[CaseRow]) -> date:
    months = [event.on for row in rows for event in row.events] + [row.reported_on for row in rows]
    return _last_of_month(max(months)) + timedelta(days=DAYS_AFTER)


def _record(
    rng: np.random.Generator, rows: Sequence[CaseRow], *, force: ForceFacts, facts: Facts
) -> Record:
    kept = case_file.record_quality(rng)
    kinds = _kinds(rng, rows, force)
    dated = [_dated(rng, row, told_share=kept.told) for row in rows]
    victims = people.draw(rng, kinds=kinds, force=force, facts=facts)
    has_adviser = case_file.advisers(beside(rng, Stream.ADVISERS), kinds)
    return Record(
        force=force.code,
        kinds=kinds,
        people=victims,
        characteristics=characteristics.draw(rng, people=victims),
        outcomes=[row.outcome_codes[0] if row.outcome_codes else "0" for row in rows],
        rows=_completed(
            rng,
            dated,
            kinds=kinds,
            victims=victims,
            kept=kept,
            facts=facts,
            has_adviser=has_adviser,
        ),
        contacts=case_file.contacts(rng, kinds, kept=kept, has_adviser=has_adviser),
        kept=kept,
        character=opinions.character(rng),
    )


def _kinds(rng: np.random.Generator, rows: Sequence[CaseRow], force: ForceFacts) -> list[str]:
    """The kind of crime that decides who is likely to be its victim."""
    mix = dict(zip(KINDS, force.mix, strict=True))
    kinds = []
    for row in rows:
        may_be = KINDS_OF_GROUP.get(row.crime_group, (row.crime_group,))
        shares = np.array([mix[kind] for kind in may_be])
        kinds.append(str(rng.choice(may_be, p=shares / shares.sum())))
    return kinds


def _completed(
    rng: np.random.Generator,
    rows: Sequence[CaseRow],
    *,
    kinds: Sequence[str],
    victims: people.People,
    kept: RecordQuality,
    facts: Facts,
    has_adviser: Flags,
) -> list[CaseRow]:
    drawn = case_file.columns(
        rng,
        facts=facts,
        kinds=kinds,
        people=victims,
        kept=kept,
        reported=np.array([row.reported_on.toordinal() for row in rows]),
        has_adviser=has_adviser,
    )
    return [
        _complete(row, values) for row, values in zip(rows, case_file.by_case(drawn), strict=True)
    ]


def _complete(row: CaseRow, values: dict[str, Any]) -> CaseRow:
    is_business = row.is_business or values["is_business"]
    kept = {"area": row.area, "is_business": is_business}
    return replace(row, **{**values, **kept}, is_month_only=False)


def _dated(rng: np.random.Generator, row: CaseRow, *, told_share: float) -> CaseRow:
    """A day for each month. What one month holds has no order, so it shares one day."""
    reported_on = _day_in(rng, row.reported_on)
    days: dict[date, date] = {}
    for month in sorted({event.on for event in row.events}):
        is_same = month == row.reported_on
        days[month] = _day_in(rng, month, first=reported_on if is_same else month)
    events = tuple(
        replace(event, on=days[event.on], told_on=_told_on(rng, event, days, told_share))
        for event in row.events
    )
    return replace(
        row,
        reported_on=reported_on,
        stage_on=days.get(row.stage_on, reported_on),
        outcome_on=days.get(row.outcome_on) if row.outcome_on else None,
        victim_told_on=max((e.told_on for e in events if e.told_on), default=None),
        events=events,
    )


def _told_on(
    rng: np.random.Generator, event: EventRow, days: Mapping[date, date], share: float
) -> date | None:
    if event.kind is not EventKind.OUTCOME or rng.random() >= share:
        return None
    return days[event.on] + timedelta(days=int(rng.exponential(assumed.DAYS_UNTIL_TOLD)))


def _day_in(rng: np.random.Generator, month: date, *, first: date | None = None) -> date:
    start = first or month
    return start + timedelta(days=int(rng.integers(0, (_last_of_month(start) - start).days + 1)))


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])

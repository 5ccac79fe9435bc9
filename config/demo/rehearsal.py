import calendar
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np

from analytics.cube import meanings
from analytics.cube.ledger_entries import countable
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.areas import areas_of
from analytics.items import headline
from analytics.refresh.selectors import showable
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, LEVELS, Dimension
from config.demo import assumptions as assumed
from config.demo import facts, nation
from config.demo.answers import opinions
from config.demo.facts import KINDS, ForceFacts
from config.demo.nation import Conditions, ForceHistory, Record
from config.demo.victims import case_file, people, timelines
from config.demo.victims.case_file import Victims
from responses import extract
from responses.case_files.case import EventKind, EventRow
from responses.case_files.columns import CaseRow
from responses.eligibility.rules import NO_EXCLUSION, OUT_OF_SCOPE, REASONS, Decision

# From the last month until every victim has been asked.
DAYS_AFTER = 60
# Asking all about the report would bar the outcome for 120 days.
SAMPLED = 0.45
KINDS_OF_GROUP: Mapping[str, tuple[str, ...]] = {
    "violence_or_sexual": ("violence", "stalking_harassment", "sexual"),
    "burglary": ("burglary", "burglary_business"),
    "robbery": ("robbery", "robbery_business"),
    "unknown": ("violence", "burglary", "vehicle", "theft_person", "other_theft", "damage_arson"),
}


def histories(rows: Sequence[CaseRow], *, seed: int) -> Iterator[ForceHistory]:
    conditions = Conditions(sampled=SAMPLED, last_day=end_of(rows))
    for number, code in enumerate(sorted({row.force for row in rows})):
        rng = np.random.default_rng([seed, number])
        own = [row for row in rows if row.force == code]
        record = _make_record(rng, own, force=facts.load().forces[code])
        yield nation.simulate(rng, record=record, conditions=conditions)


def end_of(rows: Sequence[CaseRow]) -> date:
    months = [event.on for row in rows for event in row.events] + [row.reported_on for row in rows]
    return _last_of_month(max(months)) + timedelta(days=DAYS_AFTER)


def _make_record(rng: np.random.Generator, rows: Sequence[CaseRow], *, force: ForceFacts) -> Record:
    kept = case_file.draw_record_quality(rng)
    kinds = _draw_kinds(rng, rows, force)
    dated = [_draw_days(rng, row, told_share=kept.told) for row in rows]
    victims = Victims(
        force=force.code,
        kept=kept,
        kinds=kinds,
        people=people.draw(rng, kinds=kinds, force=force),
        has_adviser=case_file.draw_advisers(rng, kinds),
        times=timelines.without_progress(
            np.array([row.reported_on.toordinal() for row in dated]),
            [row.outcome_codes[0] if row.outcome_codes else "0" for row in rows],
        ),
    )
    return Record(
        victims=victims,
        characteristics=people.draw_characteristics(rng, people=victims.people),
        rows=_complete_rows(rng, dated, victims),
        contacts=case_file.draw_contacts(rng, victims),
        character=opinions.draw_character(rng),
    )


def _draw_kinds(rng: np.random.Generator, rows: Sequence[CaseRow], force: ForceFacts) -> list[str]:
    mix = dict(zip(KINDS, force.mix, strict=True))
    kinds = []
    for row in rows:
        may_be = KINDS_OF_GROUP.get(row.crime_group, (row.crime_group,))
        shares = np.array([mix[kind] for kind in may_be])
        kinds.append(str(rng.choice(may_be, p=shares / shares.sum())))
    return kinds


def _complete_rows(
    rng: np.random.Generator, rows: Sequence[CaseRow], victims: Victims
) -> list[CaseRow]:
    drawn = case_file.by_case(case_file.draw_columns(rng, victims))
    return [
        replace(
            row,
            **{
                **values,
                "area": row.area,
                "is_business": row.is_business or values["is_business"],
                "is_month_only": False,
            },
        )
        for row, values in zip(rows, drawn, strict=True)
    ]


def _draw_days(rng: np.random.Generator, row: CaseRow, *, told_share: float) -> CaseRow:
    reported_on = _draw_day(rng, row.reported_on)
    days: dict[date, date] = {}
    for month in sorted({event.on for event in row.events}):
        is_same = month == row.reported_on
        days[month] = _draw_day(rng, month, first=reported_on if is_same else month)
    events = tuple(
        replace(event, on=days[event.on], told_on=_draw_news_day(rng, event, days, told_share))
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


def _draw_news_day(
    rng: np.random.Generator, event: EventRow, days: Mapping[date, date], share: float
) -> date | None:
    if event.kind is not EventKind.OUTCOME or rng.random() >= share:
        return None
    return days[event.on] + timedelta(days=int(rng.exponential(assumed.DAYS_UNTIL_TOLD)))


def _draw_day(rng: np.random.Generator, month: date, *, first: date | None = None) -> date:
    start = first or month
    return start + timedelta(days=int(rng.integers(0, (_last_of_month(start) - start).days + 1)))


def _last_of_month(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])


# --- results --------------------------------------------------------------------------------------

NO_CONTACT = frozenset({Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER})
DROPPED_BEFORE: Mapping[str, frozenset[Decision]] = {
    "in_scope": OUT_OF_SCOPE,
    "not_excluded": frozenset(Decision) - OUT_OF_SCOPE - NO_CONTACT - NO_EXCLUSION,
    "contactable": NO_CONTACT,
    "selected": NO_EXCLUSION - {Decision.INVITE},
}
TAKEN = ("invited", "delivered", "opened", "started", "completed")


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    name: str
    count: int
    drops: Mapping[Decision, int]


def funnel() -> list[FunnelStep]:
    """All quarters and forces together."""
    codes: Counter[Decision] = Counter()
    taken: Counter[str] = Counter()
    for period in extract.periods():
        for row in extract.frame_counts(period):
            codes[Decision(row.decision)] += row.events
            taken.update({step: row.events for step in TAKEN if getattr(row, f"is_{step}")})
        taken["usable"] += sum(1 for _ in countable(extract.answer_rows(period=period)))
    steps = [FunnelStep(name="recorded", count=codes.total(), drops={})]
    for name, dropped in DROPPED_BEFORE.items():
        drops = {code: codes[code] for code in REASONS if code in dropped and codes[code]}
        left = steps[-1].count - sum(drops.values())
        steps.append(FunnelStep(name=name, count=left, drops=drops))
    named = (*TAKEN[:-1], "usable", TAKEN[-1])
    return steps + [FunnelStep(name=name, count=taken[name], drops={}) for name in named]


def headline_by(dimension: Dimension, *, today: date) -> dict[str, Share]:
    """All quarters and forces, by level, the total first."""
    # Late: they load the linear programmes.
    from analytics.disclosure import quarter_protection, shown_tables

    item = headline().code
    sums: dict[tuple[str, str, str], Bins] = {}
    for period in extract.periods():
        rows = list(countable(extract.answer_rows(period=period)))
        frame = list(extract.frame_counts(period))
        cells = showable.closed_part(period, rows, frame, closes_on=today).cells
        for key, by_item in cells.items():
            if key[1] in {dimension, Dimension.ALL}:
                sums[key] = bins_to_shares.add_bins([sums.get(key, {}), by_item.get(item, {})])
    found = {key: {item: bins} for key, bins in sums.items()}
    known = {item: meanings.meanings()[item]}
    areas = areas_of({force for force, *_ in found}, {})
    protected = quarter_protection.protect_quarter(found, known, areas)
    shares = {
        table.area: table.shares[item]
        for table in shown_tables.area_tables(found, protected, known)
        if table.dimension is dimension
    }
    available = {level for _, _, level in found}
    return {
        level: shown_tables.unpack(shares[NATION][level])
        for level in dict.fromkeys((EVERYBODY, *LEVELS[dimension]))
        if level in available and NATION in shares
    }

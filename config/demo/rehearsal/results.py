"""What a rehearsal found: figures over all its quarters, and a funnel that adds up. Reads only;
small bases are hidden as they are for staff."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from analytics.cube import meanings
from analytics.cube.ledger_entries import countable
from analytics.disclosure.judging.areas import areas_of
from analytics.disclosure.places import NATION
from analytics.items import headline
from analytics.refresh.selectors import showable
from analytics.stats import shares as bins_to_shares
from analytics.stats.shares import Bins
from analytics.stats.suppression import Share
from analytics.tables import EVERYBODY, LEVELS, Dimension
from responses import extract
from responses.eligibility.rules import NO_EXCLUSION, OUT_OF_SCOPE, REASONS, Decision

NO_CONTACT = frozenset({Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER})
NOT_ASKED_YET = NO_EXCLUSION - {Decision.INVITE}
DROPPED_BEFORE: Mapping[str, frozenset[Decision]] = {
    "in_scope": OUT_OF_SCOPE,
    "not_excluded": frozenset(Decision) - OUT_OF_SCOPE - NO_CONTACT - NO_EXCLUSION,
    "contactable": NO_CONTACT,
    "selected": NOT_ASKED_YET,
}
TAKEN = ("invited", "delivered", "opened", "started", "completed")


@dataclass(frozen=True, kw_only=True)
class FunnelStep:
    """How many reached it. `drops` are those lost since the step before, and add up to the
    difference."""

    name: str
    count: int
    drops: Mapping[Decision, int]


def funnel() -> list[FunnelStep]:
    """All quarters and forces of the database together."""
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
    """The headline item over all quarters and forces together, by level; everybody first. Every
    answer counts, as if each quarter had closed."""
    # The linear programmes are loaded only where they are needed.
    from analytics.disclosure import quarter_protection, shown_tables

    item = headline().code
    sums: dict[tuple[str, str, str], Bins] = {}
    for key, by_item in _cells(today):
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
    held = {level for _, _, level in found}
    levels = dict.fromkeys((EVERYBODY, *LEVELS[dimension]))
    return {
        level: shown_tables.unpack(shares[NATION][level])
        for level in levels
        if level in held and NATION in shares
    }


def _cells(today: date) -> Iterator[tuple[tuple[str, str, str], Mapping[str, Bins]]]:
    for period in extract.periods():
        rows = list(countable(extract.answer_rows(period=period)))
        frame = list(extract.frame_counts(period))
        yield from showable.closed_part(period, rows, frame, closes_on=today).cells.items()

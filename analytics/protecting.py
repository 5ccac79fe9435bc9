"""What a quarter hides beyond its small bases, chosen when its figures are filled, and how that
is kept. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass

from analytics import complementing, holdings
from analytics.disclosure import NOTHING, Hidden, Place, Quarter
from analytics.holdings import Cells, Coverages, Meanings
from analytics.stats.audit import Exposure

Kept = Mapping[str, Mapping[str, Mapping[str, list[str]]]]
"""As stored: {dimension: {measure: {level: [areas]}}}."""


@dataclass(frozen=True, kw_only=True)
class Filled:
    """The cells and the coverage of a quarter, as they are stored."""

    cells: Cells
    coverage: Coverages


@dataclass(frozen=True, kw_only=True)
class Choice:
    """`further` places are hidden for others' sake; `remaining` are the small groups that
    nothing could protect, none without an audit."""

    further: Hidden
    remaining: tuple[Exposure, ...] = ()

    @property
    def count(self) -> int:
        return sum(map(len, self.further.values()))

    def kept(self) -> Kept:
        kept: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
        for measure, places in self.further.items():
            for area, dimension, level in sorted(places):
                kept[dimension][measure].setdefault(level, []).append(area)
        return kept


def choose(
    *,
    now: Filled,
    before: Filled,
    kept: Kept,
    held: Set[str],
    meanings: Meanings,
    is_audited: bool,
) -> Choice:
    """For a quarter that moves from `before` to `now`, while `held` forces stay. What was hidden
    of those stays hidden, since two choices for the same people, read together, would undo each
    other; what was shown of them is known and can hide nothing any more."""
    quarter = holdings.quarter_of(now.cells, now.coverage, meanings)
    rules = holdings.hidden_by_rules(now.cells, now.coverage, meanings)
    first: Hidden = rules
    known: Hidden = NOTHING
    if held:
        old = together(
            holdings.hidden_by_rules(before.cells, before.coverage, meanings), hidden_by(kept)
        )
        first = together(rules, _of_areas(old, held))
        known = _of_areas(_shown(quarter, old), held)
    if is_audited:
        protected = complementing.protect(quarter, first, known)
        return Choice(further=_less(protected.hidden, rules), remaining=protected.remaining)
    return Choice(further=_less(complementing.complemented(quarter, first, known), rules))


def hidden_by(kept: Kept) -> dict[str, set[Place]]:
    hidden: dict[str, set[Place]] = defaultdict(set)
    for measure, place in _places(kept):
        hidden[measure].add(place)
    return hidden


def _places(kept: Kept) -> Iterator[tuple[str, Place]]:
    for dimension, by_measure in kept.items():
        for measure, by_level in by_measure.items():
            for level, areas in by_level.items():
                for area in areas:
                    yield measure, (area, dimension, level)


def together(*each: Hidden) -> dict[str, set[Place]]:
    measures = {measure for hidden in each for measure in hidden}
    return {
        measure: set().union(*(hidden.get(measure, set()) for hidden in each))
        for measure in measures
    }


def _of_areas(hidden: Hidden, areas: Set[str]) -> Hidden:
    return {
        measure: {place for place in places if place[0] in areas}
        for measure, places in hidden.items()
    }


def _shown(quarter: Quarter, hidden: Hidden) -> Hidden:
    return {
        measure: set(quarter.places(measure)) - hidden.get(measure, set())
        for measure in quarter.measures
    }


def _less(hidden: Hidden, rules: Hidden) -> Hidden:
    return {measure: places - rules.get(measure, set()) for measure, places in hidden.items()}

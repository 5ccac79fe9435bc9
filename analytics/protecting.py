"""What a quarter hides beyond its small bases, chosen when its figures are filled, and how that
is kept. Pure."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from analytics import complementing, holdings
from analytics.disclosure import NOTHING, Hidden, Place, Quarter
from analytics.holdings import Filled, Kept, Meanings
from analytics.stats.goals import Exposure


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
    was_shown: bool,
    meanings: Meanings,
    is_audited: bool,
) -> Choice:
    """For a quarter that moves from `before` to `now`. If it was shown before, what was hidden
    then stays hidden, since two choices for the same people, read together, would undo each
    other; and what was shown and has not moved is known and can hide nothing any more."""
    quarter = holdings.quarter_of(now.cells, now.coverage, meanings)
    rules = holdings.hidden_by_rules(now.cells, now.coverage, meanings)
    first: Hidden = rules
    known: Hidden = NOTHING
    if was_shown:
        old = together(
            holdings.hidden_by_rules(before.cells, before.coverage, meanings), hidden_by(kept)
        )
        earlier = holdings.quarter_of(before.cells, before.coverage, meanings)
        first = together(rules, old)
        known = _unmoved(quarter, earlier, old)
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


def _unmoved(quarter: Quarter, earlier: Quarter, hidden: Hidden) -> Hidden:
    """Places that the earlier quarter showed with the number that they have now."""
    return {
        measure: {
            place
            for place in earlier.places(measure)
            if place not in hidden.get(measure, ())
            and earlier.people.get((measure, *place)) == quarter.people.get((measure, *place))
        }
        for measure in earlier.measures
    }


def _less(hidden: Hidden, rules: Hidden) -> Hidden:
    return {measure: places - rules.get(measure, set()) for measure, places in hidden.items()}

"""What a quarter hides beyond its small bases, chosen when its figures are filled, and how that
is kept. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.disclosure import complementary_suppression, counts
from analytics.disclosure.complementary_suppression import Protected
from analytics.disclosure.counts import Filled, Kept, Meanings
from analytics.disclosure.methods.audit import exposures
from analytics.disclosure.methods.goals import Exposure
from analytics.disclosure.methods.linked_tables import successive
from analytics.disclosure.quarter import NOTHING, Hidden, Place, Quarter, as_read, goals


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
    quarter = counts.quarter_of(now.cells, now.coverage, meanings)
    rules = counts.hidden_by_rules(now.cells, now.coverage, meanings)
    first: Hidden = rules
    known: Hidden = NOTHING
    if was_shown:
        old = together(
            counts.hidden_by_rules(before.cells, before.coverage, meanings), hidden_by(kept)
        )
        earlier = counts.quarter_of(before.cells, before.coverage, meanings)
        first = together(rules, old)
        known = _unmoved(quarter, earlier, old)
    if is_audited:
        protected = complementary_suppression.protect(quarter, first, known)
        return Choice(further=_less(protected.hidden, rules), remaining=protected.remaining)
    return Choice(
        further=_less(complementary_suppression.complemented(quarter, first, known), rules)
    )


@dataclass(frozen=True, kw_only=True)
class Version:
    """A quarter as one release told it: all that was counted, and what was hidden of it."""

    quarter: Quarter
    hidden: Hidden


def for_release(
    now: Filled, kept: Kept, meanings: Meanings, earlier: Sequence[Version] = ()
) -> tuple[Version, Protected]:
    """The quarter as it can be released: all that staff pages hide, and what the audit adds.
    What an earlier version hid stays hidden."""
    quarter = counts.quarter_of(now.cells, now.coverage, meanings)
    rules = counts.hidden_by_rules(now.cells, now.coverage, meanings)
    first = together(rules, hidden_by(kept), *(version.hidden for version in earlier))
    protected = complementary_suppression.protect(quarter, first)
    version = Version(quarter=quarter, hidden=protected.hidden)
    remaining = protected.remaining or tuple(exposed_together([*earlier, version]))
    return version, replace(protected, remaining=remaining)


def exposed_together(versions: Sequence[Version]) -> list[Exposure]:
    """The small groups that the versions of one quarter, read together, give away."""
    if len(versions) < 2:
        return []
    names = [f"version {number}" for number, _ in enumerate(versions, start=1)]
    tables = [as_read(version.quarter, version.hidden) for version in versions]
    wanted = [
        replace(goal, cell=(name, *goal.cell))
        for name, version in zip(names, versions, strict=True)
        for goal in goals(version.quarter, version.hidden)
    ]
    fell = any(_fell(one.quarter, after.quarter) for one, after in pairwise(versions))
    return exposures(successive(tables, names=names, may_leave=fell), wanted)


def _fell(before: Quarter, after: Quarter) -> bool:
    return any(after.people.get(cell, 0) < people for cell, people in before.people.items())


def further(version: Version, now: Filled, meanings: Meanings) -> Hidden:
    """What is hidden beyond the rules, to be kept with the quarter."""
    return _less(version.hidden, counts.hidden_by_rules(now.cells, now.coverage, meanings))


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

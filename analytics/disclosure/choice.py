"""Which figures of a quarter are suppressed beyond the primary rules, chosen when the quarter is
filled or released. Pure."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from analytics.disclosure import complementary_suppression, counts
from analytics.disclosure.complementary_suppression import AuditedSuppression
from analytics.disclosure.counts import Meanings, QuarterCounts, StoredSuppression
from analytics.disclosure.methods.goals import Exposure
from analytics.disclosure.methods.linked_tables import successive
from analytics.disclosure.quarter import (
    NO_PLACES,
    Hidden,
    Place,
    QuarterTables,
    protection_goals,
    tables_for_reader,
)


@dataclass(frozen=True, kw_only=True)
class SuppressionChoice:
    """`secondary` are the places suppressed to protect others; `remaining` the small groups that
    nothing could protect (always empty without an audit)."""

    secondary: Hidden
    remaining: tuple[Exposure, ...] = ()

    @property
    def count(self) -> int:
        return sum(map(len, self.secondary.values()))

    def as_stored(self) -> StoredSuppression:
        """The secondary suppressions as they are stored with the quarter."""
        stored: dict[str, dict[str, dict[str, list[str]]]] = defaultdict(lambda: defaultdict(dict))
        for measure, places in self.secondary.items():
            for area, dimension, level in sorted(places):
                stored[dimension][measure].setdefault(level, []).append(area)
        return stored


def choose_suppression(
    *,
    current: QuarterCounts,
    previous: QuarterCounts,
    stored: StoredSuppression,
    was_shown: bool,
    meanings: Meanings,
    is_audited: bool,
) -> SuppressionChoice:
    """The secondary suppression of a quarter whose figures change from `previous` to `current`.

    If the previous figures were shown, everything they suppressed stays suppressed: two different
    choices for the same people, read together, would undo each other. A figure that was shown and
    has not changed is known to readers, so suppressing it now protects nothing and it is not used.
    The audit by linear programming takes minutes; without it only the quick choice is made."""
    quarter = counts.quarter_of(current.cells, current.coverage, meanings)
    rules = counts.hidden_by_rules(current.cells, current.coverage, meanings)
    first: Hidden = rules
    known: Hidden = NO_PLACES
    if was_shown:
        old = union_of(
            counts.hidden_by_rules(previous.cells, previous.coverage, meanings),
            places_from_stored(stored),
        )
        earlier = counts.quarter_of(previous.cells, previous.coverage, meanings)
        first = union_of(rules, old)
        known = _shown_and_unchanged(quarter, earlier, old)
    if is_audited:
        protected = complementary_suppression.protect_and_audit(quarter, first, known)
        return SuppressionChoice(
            secondary=_without(protected.hidden, rules), remaining=protected.remaining
        )
    hidden = complementary_suppression.suppress_complementary(quarter, first, known)
    return SuppressionChoice(secondary=_without(hidden, rules))


@dataclass(frozen=True, kw_only=True)
class ReleasedVersion:
    """A quarter as one version of its release published it: all that was counted, and what was
    suppressed."""

    quarter: QuarterTables
    hidden: Hidden


def suppress_for_release(
    current: QuarterCounts,
    stored: StoredSuppression,
    meanings: Meanings,
    earlier: Sequence[ReleasedVersion] = (),
) -> tuple[ReleasedVersion, AuditedSuppression]:
    """The quarter with everything suppressed that staff pages suppress, that an earlier version
    suppressed, or that the audit adds. `remaining` of the result names the small groups still
    exposed, by this version alone or together with the earlier ones."""
    quarter = counts.quarter_of(current.cells, current.coverage, meanings)
    rules = counts.hidden_by_rules(current.cells, current.coverage, meanings)
    first = union_of(rules, places_from_stored(stored), *(version.hidden for version in earlier))
    protected = complementary_suppression.protect_and_audit(quarter, first)
    version = ReleasedVersion(quarter=quarter, hidden=protected.hidden)
    remaining = protected.remaining or tuple(exposures_across([*earlier, version]))
    return version, replace(protected, remaining=remaining)


def exposures_across(versions: Sequence[ReleasedVersion]) -> list[Exposure]:
    """The small groups that the versions of one quarter, read together, disclose."""
    from analytics.disclosure.methods.audit import exposures

    if len(versions) < 2:
        return []
    names = [f"version {number}" for number, _ in enumerate(versions, start=1)]
    tables = [tables_for_reader(version.quarter, version.hidden) for version in versions]
    wanted = [
        replace(goal, cell=(name, *goal.cell))
        for name, version in zip(names, versions, strict=True)
        for goal in protection_goals(version.quarter, version.hidden)
    ]
    fell = any(_lost_people(one.quarter, after.quarter) for one, after in pairwise(versions))
    return exposures(successive(tables, names=names, may_leave=fell), wanted)


def _lost_people(previous: QuarterTables, after: QuarterTables) -> bool:
    """Whether any cell has fewer people than before, so that answers were removed as well as
    added."""
    return any(after.people.get(cell, 0) < people for cell, people in previous.people.items())


def secondary_places(
    version: ReleasedVersion, current: QuarterCounts, meanings: Meanings
) -> Hidden:
    """What a version suppresses beyond the primary rules, as it is stored with the quarter."""
    return _without(
        version.hidden, counts.hidden_by_rules(current.cells, current.coverage, meanings)
    )


def places_from_stored(stored: StoredSuppression) -> dict[str, set[Place]]:
    hidden: dict[str, set[Place]] = defaultdict(set)
    for measure, place in _places(stored):
        hidden[measure].add(place)
    return hidden


def _places(stored: StoredSuppression) -> Iterator[tuple[str, Place]]:
    for dimension, by_measure in stored.items():
        for measure, by_level in by_measure.items():
            for level, areas in by_level.items():
                for area in areas:
                    yield measure, (area, dimension, level)


def union_of(*each: Hidden) -> dict[str, set[Place]]:
    measures = {measure for hidden in each for measure in hidden}
    return {
        measure: set().union(*(hidden.get(measure, set()) for hidden in each))
        for measure in measures
    }


def _shown_and_unchanged(quarter: QuarterTables, earlier: QuarterTables, hidden: Hidden) -> Hidden:
    """Places that the earlier quarter showed and that have the same number of people now."""
    return {
        measure: {
            place
            for place in earlier.places(measure)
            if place not in hidden.get(measure, ())
            and earlier.people.get((measure, *place)) == quarter.people.get((measure, *place))
        }
        for measure in earlier.measures
    }


def _without(hidden: Hidden, rules: Hidden) -> Hidden:
    return {measure: places - rules.get(measure, set()) for measure, places in hidden.items()}

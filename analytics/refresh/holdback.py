"""Which new responses must not be counted yet. A reader who kept last month's page can subtract it
from this month's, which gives the figures of the people who arrived in between. So the shown
quarter of a force changes only in whole groups: at every level and question by nobody, or by ten
people or more. Responses that are too few at one of their levels stay pending until more have
arrived. Where too few people left, or were corrected, the force's figures are frozen. Tables still
add up, and no group that arrived in between is small however the tables are read. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from analytics.cube import ledger_entries
from analytics.disclosure.counts import Meanings
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter import ANSWERED, QuarterTables, coverage_dimension
from analytics.disclosure.timing import LEAST_CHANGE
from analytics.stats.shares import IN_BASE
from analytics.weighting import force_weights
from responses.extract_rows import AnswerRow

Key = tuple[str, str, str]
"""Measure, dimension and level, of one force."""


@dataclass(frozen=True, kw_only=True)
class Holdback:
    """What does not change in a quarter: the figures of the forces `frozen`, and of the other
    forces the responses `pending`."""

    frozen: Set[str] = frozenset()
    pending: Set[int] = frozenset()


def hold_back(
    uncounted: Iterable[AnswerRow],
    *,
    current: QuarterTables,
    previous: QuarterTables,
    frozen: Set[str],
    meanings: Meanings,
) -> Holdback:
    """`current` counts all responses, `previous` those that were shown, `uncounted` are those that
    were not; `frozen` are forces that may not change yet."""
    tables = {cell[::2] for cell in previous.people}
    by_force: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in uncounted:
        by_force[row.force].append(row)
    changes = _changes(current, previous, tables)
    all_frozen, pending = set(frozen), set()
    for force in {*current.forces, *previous.forces} - frozen:
        # The keys of a response take forty times its own memory: those of one force at a time.
        arrivals = _arrivals(by_force[force], tables, meanings)
        admitted = admissible(arrivals, changes[force])
        if admitted is None:
            all_frozen.add(force)
        else:
            pending |= arrivals.keys() - admitted
    return Holdback(frozen=frozenset(all_frozen), pending=frozenset(pending))


def _arrivals(
    rows: Iterable[AnswerRow], tables: Set[tuple[str, ...]], meanings: Meanings
) -> dict[int, tuple[Key, ...]]:
    """The keys of each response in the tables that were shown before, each once. Equal keys are one
    object, and a tuple takes a ninth of a set's memory."""
    known: dict[Key, Key] = {}
    return {
        row.response_id: tuple(
            known.setdefault(key, key)
            for key in dict.fromkeys(keys_of(row, meanings))
            if key[:2] in tables
        )
        for row in rows
    }


def admissible(
    arrivals: Mapping[int, Collection[Key]], changes: Mapping[Key, int]
) -> Set[int] | None:
    """The responses of one force that may be counted now; None where its figures are frozen.
    `arrivals` are the keys of each new response, each once, `changes` how many more there are at
    each key than before."""
    admitted, change = dict(arrivals), Counter(changes)
    while few := {key for key, people in change.items() if 0 < abs(people) < LEAST_CHANGE}:
        dropped = [each for each, keys in admitted.items() if not few.isdisjoint(keys)]
        if not dropped:
            return None
        for each in dropped:
            change.subtract(admitted.pop(each))
    return frozenset(admitted) if any(change.values()) else None


def keys_of(row: AnswerRow, meanings: Meanings) -> Iterator[Key]:
    """Everywhere a response is counted: among those who answered, by what the case file knows, and
    in the base of each question, at each level of the figures."""
    for _force, dimension, level in force_weights.frame_keys(row):
        yield ANSWERED, coverage_dimension(dimension), level
    levels = ledger_entries.levels_of(row).items()
    for item, choice in ledger_entries.bins_of(row):
        if meanings.get(item, {}).get(choice) in IN_BASE:
            for dimension, level in levels:
                yield item, dimension.value, level


def _changes(
    current: QuarterTables, previous: QuarterTables, tables: Set[tuple[str, ...]]
) -> Mapping[str, Mapping[Key, int]]:
    """By force, the change in people at each key. Tables that were not shown before are left out,
    since a reader cannot subtract them."""
    changes: dict[str, dict[Key, int]] = defaultdict(dict)
    for cell in current.people.keys() | previous.people.keys():
        measure, area, dimension, level = cell
        if area != NATION and (measure, dimension) in tables:
            change = current.people.get(cell, 0) - previous.people.get(cell, 0)
            changes[area][measure, dimension, level] = change
    return changes

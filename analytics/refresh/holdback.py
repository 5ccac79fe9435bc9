"""Who waits. Somebody who kept last month's page can take it away from this month's, and has the
people who came in between. So a force's shown quarter moves in whole groups: at every level and
question by nobody, or by ten people or more. Those who came and are too few at one of their
levels wait until more like them have come; where too few others left, or were corrected, the
force's figures stay. All tables still add up, and no group in between is small, whatever is
read of it. Pure."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass

from analytics.cube import ledger_entries
from analytics.disclosure.counts import Meanings
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.quarter import ANSWERED, QuarterTables, coverage_dimension
from analytics.disclosure.timing import LEAST_CHANGE
from analytics.stats.shares import IN_BASE
from analytics.weighting import force_weights
from responses.extract_rows import AnswerRow

Key = tuple[str, str, str]
"""Measure, dimension and level, of one force."""


@dataclass(frozen=True, kw_only=True)
class Movement:
    """What moves of a quarter: nothing of the forces `held`, and of the others all but the
    responses that are `waiting`."""

    held: Set[str] = frozenset()
    waiting: Set[int] = frozenset()


def movement(
    new: Iterable[AnswerRow],
    *,
    now: QuarterTables,
    before: QuarterTables,
    held: Set[str],
    meanings: Meanings,
) -> Movement:
    """`now` counts all answers, `before` those that were shown, `new` are those that were not;
    `held` are forces that may not move yet."""
    tables = {cell[::2] for cell in before.people}
    came: dict[str, dict[int, Set[Key]]] = defaultdict(dict)
    for row in new:
        came[row.force][row.response_id] = {
            key for key in keys_of(row, meanings) if key[:2] in tables
        }
    grown = _grown(now, before, tables)
    stays, waiting = set(held), set()
    for force in {*now.forces, *before.forces} - held:
        admitted = admitted_of(came[force], grown[force])
        if admitted is None:
            stays.add(force)
        else:
            waiting |= came[force].keys() - admitted
    return Movement(held=frozenset(stays), waiting=frozenset(waiting))


def admitted_of(came: Mapping[int, Set[Key]], grown: Mapping[Key, int]) -> Set[int] | None:
    """Those of one force who may be counted now; None where its figures stay as they are. `came`
    is where each of the new stands, `grown` how many more stand there than before."""
    admitted, growth = dict(came), Counter(grown)
    while few := {key for key, people in growth.items() if 0 < abs(people) < LEAST_CHANGE}:
        dropped = [each for each, keys in admitted.items() if not keys.isdisjoint(few)]
        if not dropped:
            return None
        for each in dropped:
            growth.subtract(admitted.pop(each))
    return frozenset(admitted) if any(growth.values()) else None


def keys_of(row: AnswerRow, meanings: Meanings) -> Iterator[Key]:
    """Wherever a response is counted: among those who answered, by what the case file knows, and
    in the base of each question, at each level of the figures."""
    for _force, dimension, level in force_weights.frame_keys(row):
        yield ANSWERED, coverage_dimension(dimension), level
    levels = ledger_entries.levels_of(row).items()
    for item, choice in ledger_entries.bins_of(row):
        if meanings.get(item, {}).get(choice) in IN_BASE:
            for dimension, level in levels:
                yield item, dimension.value, level


def _grown(
    now: QuarterTables, before: QuarterTables, tables: Set[tuple[str, ...]]
) -> Mapping[str, Mapping[Key, int]]:
    """By force. A table that was not shown before, because it is new, has nothing to be held
    against."""
    grown: dict[str, dict[Key, int]] = defaultdict(dict)
    for cell in now.people.keys() | before.people.keys():
        measure, area, dimension, level = cell
        if area != NATION and (measure, dimension) in tables:
            growth = now.people.get(cell, 0) - before.people.get(cell, 0)
            grown[area][measure, dimension, level] = growth
    return grown

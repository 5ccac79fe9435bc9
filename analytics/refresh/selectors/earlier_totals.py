"""Comparison of an open quarter's stored totals with their successors: what would it reveal?"""

from collections import defaultdict
from collections.abc import Mapping, Sequence, Set
from typing import TYPE_CHECKING

from analytics.cube import meanings as cube_meanings
from analytics.disclosure import corrections
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.remainders import Answers, meets_minimum
from analytics.refresh import open_totals
from analytics.refresh.selectors import stored_quarter
from analytics.stats.shares import Bins
from analytics.tables import EVERYBODY, Dimension
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.disclosure.steps import ItemStep

Place = tuple[str, str, str]
ByItem = Mapping[str, Mapping[str, Answers]]
"""By item and force."""


def changes_from(
    period: str, rows: Sequence[AnswerRow], *, kept: Set[str] = frozenset()
) -> "Mapping[str, ItemStep]":
    """Return changes by item from the stored figures to those of the rows; forces in `kept` do
    not change.
    """
    # Keeps linear programming out of web processes.
    from analytics.disclosure.steps import ItemStep

    shown = stored_quarter.shown_totals(period)
    if not shown:
        return {}
    before, since = _split_by_counted(period, rows, kept=kept)
    stored = _stored_answers(period)
    return {
        item: ItemStep(
            before={
                **before.get(item, {}),
                **{force: found for force, found in stored[item].items() if force in kept},
            },
            since=since.get(item, {}),
            shown=shown.get(item, frozenset()),
        )
        for item in cube_meanings.meanings()
    }


def published_by_totals(period: str) -> Mapping[str, Sequence[int]]:
    stored = _stored_answers(period)
    return {
        corrections.name_of(item, Dimension.ALL, area, EVERYBODY): [found.people, *found.given]
        for item, areas in stored_quarter.shown_totals(period).items()
        for area in areas
        for found in [_area_answers(stored[item], area)]
    }


def _area_answers(by_force: Mapping[str, Answers], area: str) -> Answers:
    return open_totals.summed(by_force.values()) if area == NATION else by_force[area]


def hidden_at_closing(period: str, rows: Sequence[AnswerRow]) -> Mapping[str, Set[Place]]:
    """Return by item the forces that lost an answer since their totals were shown, without enough
    new ones to hide it.
    """
    shown = stored_quarter.shown_totals(period)
    before, since = _split_by_counted(period, rows)
    nobody = Answers(0, (0, 0))
    hidden: dict[str, set[Place]] = defaultdict(set)
    for item, by_force in _stored_answers(period).items():
        for force, then in by_force.items():
            stayed = before.get(item, {}).get(force, nobody)
            came = since.get(item, {}).get(force, nobody)
            if (
                force in shown.get(item, ())
                and stayed != then
                and not meets_minimum(came, open_totals.RULE)
            ):
                hidden[item].add((force, Dimension.ALL.value, EVERYBODY))
    return hidden


def _split_by_counted(
    period: str, rows: Sequence[AnswerRow], *, kept: Set[str] = frozenset()
) -> tuple[ByItem, ByItem]:
    ids = stored_quarter.counted_in(period)
    moved = [row for row in rows if row.force not in kept]
    known = [row for row in moved if row.response_id in ids]
    return answers_of(known), answers_of([row for row in moved if row.response_id not in ids])


def answers_of(rows: Sequence[AnswerRow]) -> ByItem:
    by_force: dict[str, list[AnswerRow]] = defaultdict(list)
    for row in rows:
        by_force[row.force].append(row)
    meanings = cube_meanings.meanings()
    found: dict[str, dict[str, Answers]] = defaultdict(dict)
    for force, of_force in by_force.items():
        for item, answers in open_totals.answers_by_item(of_force, meanings).items():
            found[item][force] = answers
    return found


def _stored_answers(period: str) -> ByItem:
    meanings = cube_meanings.meanings()
    found: dict[str, dict[str, Answers]] = defaultdict(dict)
    for (force, dimension, _level), by_item in stored_quarter.counts_of(period).cells.items():
        for item, bins in by_item.items() if dimension == Dimension.ALL else ():
            found[item][force] = _answers_of(bins, meanings[item])
    return found


def _answers_of(bins: Bins, meanings: Mapping[str, Meaning]) -> Answers:
    people = dict.fromkeys(Meaning, 0)
    for choice, (count, *_) in bins.items():
        people[meanings[choice]] += int(count)
    positive, negative = people[Meaning.POSITIVE], people[Meaning.NEGATIVE]
    return Answers(positive + negative + people[Meaning.NEUTRAL], (positive, negative))

from collections.abc import Iterator, Mapping, Set
from typing import TYPE_CHECKING, Any

import numpy as np

from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.item_tables import AnswerTable, ItemTables, Marks
from analytics.disclosure.suppression.remainders import Answers, meets_minimum
from analytics.stats.suppression import POLICY, Audience, Topic
from analytics.tables import EVERYBODY, KIND_PAIRS, TABLES, Dimension, pair_level

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import Place, ProtectedQuarter

Known = Mapping[str, list[int]]
"""By item, dimension, area and level: the people in a shown place, then the number giving each
answer. Names that begin with UNSEEN hold the same counts for the smallest places, shown or not.
"""
UNSEEN = "~"


def name_of(item: str, dimension: str, area: str, level: str) -> str:
    return f"{item} {dimension} {area} {level}"


def as_known(protected: "ProtectedQuarter") -> Known:
    return dict(_shown_counts(protected))


def with_unseen(protected: "ProtectedQuarter") -> Known:
    """Adds the counts of every cell, shown or not."""
    return {**as_known(protected), **dict(_unseen_of(protected))}


def _unseen_of(protected: "ProtectedQuarter") -> Iterator[tuple[str, list[int]]]:
    of_forces, of_kinds = protected.items, protected.items_by_kind
    for of, is_national in ((of_forces, protected.is_national), (of_kinds, False)):
        for item, tables in of.items():
            for dimension, table in tables:
                is_alone = is_national or table.is_national
                for area, level in np.argwhere(_smallest(table, tables.areas, is_alone=is_alone)):
                    at = table.at(int(area), int(level))
                    name = name_of(item, dimension, tables.areas.codes[area], table.levels[level])
                    yield UNSEEN + name, [at.people, *at.given]


def _smallest(table: AnswerTable, areas: Areas, *, is_alone: bool) -> Flags:
    found = np.zeros(table.people.shape, dtype=bool)
    rows = slice(-1, None) if is_alone else slice(len(areas.forces))
    found[rows] = table.people[rows] > 0
    return found


def _shown_counts(protected: "ProtectedQuarter") -> Iterator[tuple[str, list[int]]]:
    for item, tables in protected.items.items():
        yield from _item_counts(item, Dimension.ALL, tables, protected.found[item].marks)
    for item, tables in protected.items_by_kind.items():
        yield from _item_counts(item, Dimension.KIND, tables, protected.found_by_kind[item].marks)


def _item_counts(
    item: str, whole: Dimension, tables: ItemTables, marks: Marks
) -> Iterator[tuple[str, list[int]]]:
    codes = tables.areas.codes
    shown = {whole.value: marks.totals[:, None], **marks.places}
    for dimension, table in [(whole.value, tables.everybody), *tables]:
        for area, level in np.argwhere(shown[dimension]):
            at = table.at(int(area), int(level))
            yield (
                name_of(item, dimension, codes[area], table.levels[level]),
                [at.people, *at.given],
            )


def shown_places(protected: "ProtectedQuarter") -> Mapping[str, "Set[Place]"]:
    return places_in(as_known(protected))


def places_in(known: Known) -> Mapping[str, "Set[Place]"]:
    found: dict[str, set[Place]] = {}
    for name in known:
        if not name.startswith(UNSEEN):
            item, dimension, area, level = name.split(" ")
            found.setdefault(item, set()).add(_place_named(Dimension(dimension), area, level))
    return found


def _place_named(dimension: Dimension, area: str, level: str) -> "Place":
    if dimension is Dimension.KIND:
        return NATION, dimension.value, area
    if dimension in KIND_PAIRS:
        return NATION, dimension.value, pair_level(area, level)
    return area, dimension.value, level


def find_disclosive(
    before: Mapping[str, Any], after: Mapping[str, Any], audience: Audience = Audience.PUBLIC
) -> list[str]:
    """Return cells shown in both where those added or removed are so few or alike that answers are
    disclosed. Unseen cells count once a shown figure of the item changes."""
    found = []
    for period in before.keys() & after.keys():
        then, now = before[period], after[period]
        shown = sorted(name for name in then.keys() & now.keys() if not name.startswith(UNSEEN))
        changed = changed_items(then, now)
        unseen = _unseen(then, changed) and _unseen(then, changed) | _unseen(now, changed)
        for name in (*shown, *sorted(unseen)):
            nobody = [0] * len(then.get(name) or now[name])
            place = name.removeprefix(UNSEEN)
            moved = then.get(name, nobody), now.get(name, nobody)
            if place not in found and _tells_of_few(place, *moved, audience):
                found.append(place)
    return found


def changed_items(then: Known, now: Known) -> set[str]:
    """In both versions."""
    shown = (name for name in then.keys() & now.keys() if not name.startswith(UNSEEN))
    return {name.split(" ")[0] for name in shown if then[name] != now[name]}


def has_unseen(known: Known) -> bool:
    return any(name.startswith(UNSEEN) for name in known)


def _unseen(known: Known, items: Set[str]) -> set[str]:
    names = {name for name in known if name.startswith(UNSEEN)}
    return {name for name in names if name.removeprefix(UNSEEN).split(" ")[0] in items}


def _tells_of_few(place: str, before: list[int], after: list[int], audience: Audience) -> bool:
    if before == after:
        return False
    sign = 1 if after[0] >= before[0] else -1
    people, *given = (sign * (now - then) for then, now in zip(before, after, strict=True))
    _item, dimension, _area, level = place.split(" ")
    topic = Topic.ORDINARY if level == EVERYBODY else TABLES[Dimension(dimension)].topic
    is_mixed = all(0 <= count <= people for count in given)
    moved = Answers(people, tuple(given))
    return not (is_mixed and meets_minimum(moved, POLICY[audience, topic]))

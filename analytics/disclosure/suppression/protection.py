"""Hides the smallest cells first and never uses answers, which the choice could disclose.

1. Primary suppression hides cells with too few people, or few who answered alike. A hidden total
hides its levels. 2. Derivable cells count as shown; people with no stated level form a hidden
level. 3. The people left after subtracting known cells from a total must pass remainders.py. 4.
Otherwise the smallest shown cell below the total is hidden, repeatedly, and finally the total.

The gate tests totals together.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.item_tables import (
    AnswerTable,
    ItemTables,
    Marks,
    shown_by_floors,
)
from analytics.disclosure.suppression.remainders import Answers, is_safe

Cell = tuple[int, int]
"""Area and level by number."""


def protect_by_rules(
    item: ItemTables, marks: Marks | None = None, tables: Iterable[str] | None = None
) -> Marks:
    marks = marks or shown_by_floors(item)
    waiting = set(item.by_dimension) if tables is None else set(tables)
    if tables is None:
        _hide_in_everybody(item, marks)
    while waiting:
        totals = marks.totals.sum()
        for name in sorted(waiting):
            _Lists(item.areas, item.by_dimension[name], marks, marks.places[name]).hide()
        waiting = set()
        if marks.totals.sum() < totals:
            _hide_in_everybody(item, marks)
            waiting = set(item.by_dimension)
    return marks


def _hide_in_everybody(item: ItemTables, marks: Marks) -> None:
    everybody, shown = Marks(totals=marks.totals), marks.totals.copy()[:, None]
    _Lists(item.areas, item.everybody, everybody, shown, has_totals=False).hide()
    for area in np.flatnonzero(marks.totals & ~shown[:, 0]):
        marks.hide_total(int(area))


@dataclass(frozen=True)
class _Broken:
    """The cells below a disclosive total, and the total as an area number or a cell."""

    cells: tuple[Cell, ...]
    total: Cell | int

    @property
    def sources(self) -> tuple[Cell, ...]:
        return self.cells if isinstance(self.total, int) else (*self.cells, self.total)


@dataclass(frozen=True)
class _Alone:
    cell: Cell
    of: _Broken


@dataclass(frozen=True)
class _Known:
    places: Flags
    alone: tuple[_Alone, ...]
    sources: Mapping[Cell, tuple[Cell, ...]]


@dataclass
class _Lists:
    areas: Areas
    table: AnswerTable
    marks: Marks
    shown: Flags
    has_totals: bool = True
    stands: Flags = field(init=False)
    judged: dict[tuple[bytes, Answers], bool] = field(init=False, default_factory=dict)
    """Cached results of is_safe, by the people left over and their total."""

    def __post_init__(self) -> None:
        self.stands = self.table.stands

    def hide(self) -> None:
        self._hide_partly_shown()
        while broken := self._find_unsafe_lists(known := self._find_derivable()):
            before = self.shown.sum() + self.marks.totals.sum()
            for each in broken:
                self._hide_smallest(each, known)
            self._hide_partly_shown()
            if self.shown.sum() + self.marks.totals.sum() == before:
                self.shown[:] = False
                return

    def _hide_partly_shown(self) -> None:
        if self.table.policy.is_whole_or_hidden and self.has_totals:
            unsaid = np.array([level == NOT_STATED for level in self.table.levels])
            self.shown[~(self.shown | unsaid).all(axis=1)] = False

    def _find_unsafe_lists(self, known: _Known) -> list[_Broken]:
        rows = [*self._unsafe_alone(known), *self._unsafe_levels(known.places)]
        return rows or [*self._unsafe_areas(known.places)][:1]

    def _hide_smallest(self, broken: _Broken, known: _Known) -> None:
        """The smallest of the list or its sources, or else the total."""
        shown = self._shown_of(broken, known)
        if (
            not self.areas.is_nation_given
            and not isinstance(broken.total, int)
            and len(self.areas.forces) <= broken.total[0] < len(self.areas.codes) - 1
            and bool(self.shown[broken.total])
        ):
            self.shown[broken.total] = False
        elif shown:
            self.shown[min(shown, key=lambda cell: (self.table.people[cell], cell))] = False
        elif isinstance(broken.total, int):
            self._hide_total(broken.total)
        elif broken.total[0] in self._hideable:
            self.shown[broken.total] = False
        else:
            self._hide_total(broken.total[0])

    def _hide_total(self, area: int) -> None:
        if area not in self._hideable:
            below = [each for each in self._hideable if self.marks.totals[each]]
            people = self.table.people.sum(axis=1)
            area = min(below, key=lambda each: (people[each], each), default=area)
        if area in self._hideable:
            self.marks.hide_total(area)

    @property
    def _hideable(self) -> range:
        return range(len(self.areas.codes))[self.areas.may_hide]

    def _shown_of(self, broken: _Broken, known: _Known) -> list[Cell]:
        seen, cells = set[Cell](), set(broken.cells)
        while cells:
            if shown := [c for c in cells if self.shown[c] and c[0] in self._hideable]:
                return shown
            if not seen and not isinstance(broken.total, int):
                cells.add(broken.total)
            seen |= cells
            cells = {
                source for cell in cells & known.sources.keys() for source in known.sources[cell]
            } - seen
        return []

    def _find_derivable(self) -> _Known:
        """Return the derivable cells."""
        places = self.shown | (self.table.people == 0)
        alone: list[_Alone] = []
        sources: dict[Cell, tuple[Cell, ...]] = {}
        while True:
            found = [*self._last_levels(places), *self._last_areas(places)]
            parts = self.areas.parts
            unknown = parts.astype(np.int64) @ ~places
            has_parts = parts.any(axis=1, keepdims=True)
            wholes: Flags = has_parts & (unknown == 0) & ~places
            if not found and not wholes.any():
                return _Known(places, tuple(alone), sources)
            alone += found
            sources |= {each.cell: each.of.sources for each in found}
            for area, level in np.argwhere(wholes):
                sources[int(area), int(level)] = self._parts_of(int(area), int(level))
            places |= wholes
            for each in found:
                places[each.cell] = True

    def _last_levels(self, known: Flags) -> Iterator[_Alone]:
        if self.has_totals:
            for area in np.flatnonzero(((~known).sum(axis=1) == 1) & self.marks.totals):
                level = int(np.flatnonzero(~known[area])[0])
                yield _Alone((int(area), level), _Broken(self._levels_of(int(area)), int(area)))

    def _last_areas(self, known: Flags) -> Iterator[_Alone]:
        unknown = self.areas.parts.astype(np.int64) @ ~known
        for whole, level in np.argwhere((unknown == 1) & known):
            cells = self._parts_of(int(whole), int(level))
            one = next(cell for cell in cells if not known[cell])
            yield _Alone(one, _Broken(cells, (int(whole), int(level))))

    def _parts_of(self, area: int, level: int) -> tuple[Cell, ...]:
        return tuple((int(part), level) for part in np.flatnonzero(self.areas.parts[area]))

    def _levels_of(self, area: int) -> tuple[Cell, ...]:
        return tuple((area, level) for level in range(len(self.table.levels)))

    def _unsafe_alone(self, known: _Known) -> Iterator[_Broken]:
        return (each.of for each in known.alone if not self.stands[each.cell])

    def _unsafe_levels(self, known: Flags) -> Iterator[_Broken]:
        for area in map(int, np.flatnonzero(self.marks.totals)) if self.has_totals else ():
            left = self._not_counted(area, known) & ~known[area]
            if not self._is_safe(left, self.table.total_of(area)):
                below = self._cells_below(area, ~known[area])
                yield _Broken((*self._levels_of(area), *below), area)

    def _unsafe_areas(self, known: Flags) -> Iterator[_Broken]:
        for area in range(len(self.areas.forces), len(self.areas.codes)):
            left = self._not_counted(area, known)
            for level in np.flatnonzero(known[area] & left.any(axis=0)):
                only = np.arange(known.shape[1]) == level
                if not self._is_safe(left & only, self.table.at(area, int(level))):
                    yield _Broken(self._cells_below(area, only), (area, int(level)))

    def _not_counted(self, area: int, known: Flags) -> Flags:
        wide, members = len(self.areas.forces), self.areas.members
        left = np.broadcast_to(members[area][:, None], (wide, known.shape[1]))
        if area < wide:
            return left
        left = left & ~known[:wide]
        if area == len(self.areas.codes) - 1:
            left &= ~(members[wide:-1].T.astype(np.int64) @ known[wide:-1]).astype(bool)
        return left

    def _cells_below(self, area: int, levels: Flags) -> tuple[Cell, ...]:
        wide, last = len(self.areas.forces), len(self.areas.codes) - 1
        if area < wide:
            return ()
        parts = [
            *np.flatnonzero(self.areas.members[area]),
            *(range(wide, last) if area == last else ()),
        ]
        return tuple((int(part), int(level)) for part in parts for level in np.flatnonzero(levels))

    def _is_safe(self, left: Flags, total: Answers) -> bool:
        if not left.any():
            return True
        if (of := (left.tobytes(), total)) not in self.judged:
            sizes = self.table.people[: len(left)][left].tolist()
            self.judged[of] = is_safe(self.table.among(left), total, sizes, self.table.policy)
        return self.judged[of]

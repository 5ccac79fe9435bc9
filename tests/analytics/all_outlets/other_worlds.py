"""Worlds in which few answered otherwise than in truth, and in which every figure that is shown is
the same."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import time_machine
from highspy import (
    Highs,
    HighsLp,
    HighsSolution,
    HighsVarType,
    MatrixFormat,
    kHighsInf,
)
from scipy.sparse import coo_array, csc_array

from access import selectors as access_selectors
from analytics.cube import ledger_entries, meanings
from analytics.disclosure import corrections
from analytics.disclosure.places import NATION
from analytics.models import ShownTable
from analytics.releases.selectors import drafts
from analytics.tables import EVERYBODY, SHOWN, Dimension, parts_of, shown_levels
from responses import extract
from responses.extract_rows import AnswerRow
from responses.models import Response
from survey.definition.types import Meaning
from tests.analytics.all_outlets.nation import ITEMS, QUARTERS, YEAR
from tests.conftest import NOW

FEW = 9
PUBLIC = "public "
"""Before the period of a place that everybody sees."""
POSITIVE, NEGATIVE, NEITHER = range(3)
OF_MEANING = {Meaning.POSITIVE: POSITIVE, Meaning.NEGATIVE: NEGATIVE}
FAR = 1_000
"""People who are otherwise elsewhere count as little beside one of the place that is to move."""
NODES = 40
"""So many branches the search for one world may take."""
Place = tuple[str, str, str, str]
"""Period, area, dimension, level."""
Where = tuple[str, str, str]
"""Area, dimension, level."""
View = frozenset[Place]
"""Of an item every place that is shown: to staff, and in releases to everybody."""


@dataclass(frozen=True)
class Quarter:
    period: str
    ids: Sequence[int]
    answers: np.ndarray
    shown: Sequence[np.ndarray]
    """Places of the quarter that it shows."""
    of_year: Mapping[Where, np.ndarray]
    """Places of the quarter that the year shows."""
    small: Mapping[Place, np.ndarray]
    """Hidden places of one to nine people."""
    large: Mapping[Place, np.ndarray]
    """Hidden places of more."""

    def insiders(self, random: Random, count: int) -> list[int]:
        places = sorted(place for place, who in self.small.items() if len(who) == count + 1)
        if not places:
            return []
        who = self.small[random.choice(places)]
        return [self.ids[each] for each in who[:count]]


def quarters_of(item: str) -> Iterator[Quarter]:
    shown = shown_places(item)
    for period in QUARTERS:
        found = ledger_entries.countable(extract.answer_rows(period=period))
        rows = [row for row in found if row.answers.get(item)]
        if not rows:
            continue
        places = dict(places_of(rows))
        yield Quarter(
            period=period,
            ids=[row.response_id for row in rows],
            answers=answers_of(rows, item),
            shown=[who for where, who in places.items() if (period, *where) in shown],
            of_year={where: who for where, who in places.items() if (YEAR, *where) in shown},
            small={
                (period, *where): who
                for where, who in places.items()
                if 0 < len(who) <= FEW and (period, *where) not in shown
            },
            large={
                (period, *where): who
                for where, who in places.items()
                if len(who) > FEW and (period, *where) not in shown
            },
        )


def answers_of(rows: Sequence[AnswerRow], item: str) -> np.ndarray:
    known = meanings.meanings()[item]
    return np.array([OF_MEANING.get(known.get(row.answers[item][0]), NEITHER) for row in rows])


def shown_places(item: str) -> frozenset[Place]:
    return frozenset(
        (table.period, table.area, Dimension.ALL if level == EVERYBODY else table.dimension, level)
        for table in ShownTable.objects.filter(period__in=[*QUARTERS, YEAR])
        for level, packed in table.shares.get(item, {}).items()
        if not isinstance(packed, str)
    )


def shown_to_all(released: Iterable[str]) -> dict[str, View]:
    found = {item: set(shown_places(item)) for item in ITEMS}
    with time_machine.travel(NOW, tick=False):
        for period in released:
            for each in drafts.protect_for_public(period):
                for item, places in corrections.shown_places(each.protected).items():
                    if item in found:
                        found[item] |= {(PUBLIC + each.name, *place) for place in places}
    return {item: frozenset(places) for item, places in found.items()}


def places_of(rows: Sequence[AnswerRow]) -> Iterator[tuple[Where, np.ndarray]]:
    regions = access_selectors.regions()
    at: dict[tuple[str, str, str], list[int]] = defaultdict(list)
    for number, row in enumerate(rows):
        for dimension, level in ledger_entries.levels_of(row).items():
            for area in filter(None, (row.force, regions.get(row.force), NATION)):
                at[area, dimension, level].append(number)
    areas = sorted({area for area, *_ in at})
    for dimension in SHOWN:
        for level in shown_levels(dimension):
            for area in areas:
                who = [n for part in parts_of(dimension, level) for n in at[area, dimension, part]]
                yield (area, dimension, level), np.array(sorted(who), dtype=int)


@dataclass(frozen=True)
class OtherWorld:
    item: str
    changes: Mapping[int, int]
    moved: Mapping[Place, int]
    unknowns: np.ndarray
    """Of everybody whether they are satisfied, and then whether they are not."""

    @property
    def otherwise_in(self) -> set[str]:
        return {place[0] for place, by in self.moved.items() if by}


class Search:
    def __init__(
        self, item: str, quarters: Sequence[Quarter], *, insiders: Collection[int] = ()
    ) -> None:
        self.item, self.quarters = item, quarters
        self.ids = [each for quarter in quarters for each in quarter.ids]
        self._answers = np.concatenate([quarter.answers for quarter in quarters])
        self.truth = np.concatenate([self._answers == POSITIVE, self._answers == NEGATIVE])
        self._are_known = np.array([each in insiders for each in self.ids])
        wide = len(self.ids)
        sums = {tuple(who + wide * of) for who in self._told() if len(who) for of in (0, 1)}
        self._held = set[tuple[str, str]]()
        self._large = [
            (place, tuple(first + who + wide * of))
            for first, quarter in self._firsts()
            for place, who in quarter.large.items()
            for of in (0, 1)
        ]
        large = [whole for _place, whole in self._large]
        rows = [*sums, *((each, each + wide) for each in range(wide)), *large]
        entries = np.array([(row, of) for row, whole in enumerate(rows) for of in whole])
        equal = np.array([self.truth[list(whole)].sum() for whole in sums], dtype=float)
        self._solver = _solver(
            csc_array(coo_array((np.ones(len(entries)), entries.T), shape=(len(rows), 2 * wide))),
            np.concatenate([equal, np.full(wide + len(large), -kHighsInf)]),
            np.concatenate([equal, np.ones(wide), np.full(len(large), kHighsInf)]),
        )

    def _told(self) -> Iterator[np.ndarray]:
        of_year: dict[Where, list[np.ndarray]] = defaultdict(list)
        for first, quarter in self._firsts():
            yield from (first + who for who in quarter.shown)
            for where, who in quarter.of_year.items():
                of_year[where].append(first + who)
        yield from map(np.concatenate, of_year.values())

    def _firsts(self) -> Iterator[tuple[int, Quarter]]:
        first = 0
        for quarter in self.quarters:
            yield first, quarter
            first += len(quarter.ids)

    def small(self) -> Iterator[tuple[Place, np.ndarray]]:
        for first, quarter in self._firsts():
            yield from ((place, first + who) for place, who in quarter.small.items())

    def movable(self) -> Iterator[Place]:
        for place, who in self.small():
            if not self._are_known[who].all():
                yield place

    def draw(
        self,
        random: Random,
        *,
        like: OtherWorld | None = None,
        free: Collection[str] = tuple(QUARTERS),
    ) -> OtherWorld:
        cost = np.zeros(len(self.truth))
        for _place, who in self.small():
            cost[who] += random.choice((-1, 1)) / len(who)
        self._bound_what_is_held(free)
        begin = self.truth if like is None else like.unknowns
        return self._world(self._cheapest(cost, begin, free))

    def move(self, place: Place, sign: int) -> OtherWorld:
        cost = np.where(self.truth, -1.0, 1.0)
        who = dict(self.small())[place]
        cost[who] += sign * FAR
        return self._world(self._cheapest(cost, self.truth))

    def hold(self, places: Iterable[Sequence[str]]) -> None:
        tables = Counter((period.removeprefix(PUBLIC), of) for period, _area, of, _level in places)
        (told, dimension), _number = max(tables.items(), key=lambda each: (each[1], each[0]))
        self._held |= {(each, dimension) for each in ([told] if told in QUARTERS else QUARTERS)}

    def _bound_what_is_held(self, free: Collection[str]) -> None:
        first = self._solver.getNumRow() - len(self._large)
        for number, (place, whole) in enumerate(self._large):
            true = float(self.truth[list(whole)].sum())
            is_held = place[0] in free and (place[0], place[2]) in self._held
            within = (true, true) if is_held else (-kHighsInf, kHighsInf)
            self._solver.changeRowBounds(first + number, *within)

    def may_change(self, response: int) -> tuple[bool, bool]:
        at = self.ids.index(response)
        return self._may_change(at), self._may_change(at + len(self.ids))

    def _may_change(self, unknown: int) -> bool:
        cost = np.zeros(len(self.truth))
        cost[unknown] = 1 if self.truth[unknown] else -1
        return bool(self._cheapest(cost, self.truth)[unknown] != self.truth[unknown])

    def _cheapest(
        self, cost: np.ndarray, begin: np.ndarray, free: Collection[str] = tuple(QUARTERS)
    ) -> np.ndarray:
        are_kept = [quarter.period not in free for quarter in self.quarters for _ in quarter.ids]
        fixed = np.tile(self._are_known | np.array(are_kept), 2)
        wide, columns = len(cost), np.arange(len(cost), dtype=np.int32)
        least, most = (np.where(fixed, begin, of).astype(float) for of in (0, 1))
        self._solver.changeColsBounds(wide, columns, least, most)
        self._solver.changeColsCost(wide, columns, cost)
        solution = HighsSolution()
        solution.col_value = begin.astype(float).tolist()
        self._solver.setSolution(solution)
        self._solver.run()
        return np.array(self._solver.getSolution().col_value).round().astype(bool)

    def _world(self, found: np.ndarray) -> OtherWorld:
        wide = len(self.ids)
        said = np.where(found[:wide], POSITIVE, np.where(found[wide:], NEGATIVE, NEITHER))
        by = found[:wide].astype(int) - self.truth[:wide]
        changed = np.flatnonzero(said != self._answers)
        return OtherWorld(
            item=self.item,
            changes={self.ids[at]: int(said[at]) for at in changed},
            moved={place: int(by[who].sum()) for place, who in self.small()},
            unknowns=found,
        )


def _solver(sums: csc_array, least: np.ndarray, most: np.ndarray) -> Highs:
    rows, columns = sums.shape
    model = HighsLp()
    model.num_row_, model.num_col_ = rows, columns
    model.col_cost_, model.col_lower_ = np.zeros(columns), np.zeros(columns)
    model.col_upper_ = np.ones(columns)
    model.row_lower_, model.row_upper_ = least, most
    model.a_matrix_.format_ = MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = sums.indptr, sums.indices
    model.a_matrix_.value_ = sums.data
    model.integrality_ = [HighsVarType.kInteger] * columns
    solver = Highs()
    for name, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.2),
                        ("mip_max_nodes", NODES)):  # fmt: skip
        solver.setOptionValue(name, value)
    solver.passModel(model)
    return solver


def bring_about(worlds: Iterable[OtherWorld], choices: Sequence[str]) -> None:
    said = {POSITIVE: choices[0], NEITHER: choices[1], NEGATIVE: choices[2]}
    for world in worlds:
        for response in Response.objects.filter(pk__in=world.changes):
            response.answers = response.answers | {world.item: [said[world.changes[response.pk]]]}
            response.save(update_fields=["answers"])

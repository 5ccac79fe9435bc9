"""Worlds in which few answered otherwise than in truth, and in which every figure that is shown is
the same.

She who looks for them knows more than anybody: who answered, and all that is known of each. So what
stays open to her is open to everybody. A programme over whole people finds worlds in which as many
small groups as can be have moved."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
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
from analytics.disclosure.places import NATION
from analytics.models import ShownTable
from analytics.tables import EVERYBODY, SHOWN, Dimension, parts_of, shown_levels
from responses import extract
from responses.extract_rows import AnswerRow
from responses.models import Response
from survey.definition.types import Meaning
from tests.analytics.all_outlets.nation import QUARTERS, YEAR

FEW = 9
POSITIVE, NEGATIVE, NEITHER = range(3)
OF_MEANING = {Meaning.POSITIVE: POSITIVE, Meaning.NEGATIVE: NEGATIVE}
NODES = 40
"""So many branches the search for one world may take."""
Place = tuple[str, str, str, str]
"""Period, area, dimension, level."""


@dataclass(frozen=True)
class Quarter:
    """Who answered an item in one quarter: the numbers of their responses, their answers, and the
    places of all tables with who stands there, as numbers into both."""

    ids: Sequence[int]
    answers: np.ndarray
    shown: Sequence[np.ndarray]
    small: Mapping[Place, np.ndarray]
    """Hidden places of one to nine people."""
    period: str


def quarters_of(item: str) -> Iterator[Quarter]:
    shown, known = shown_places(item), meanings.meanings()[item]
    for period in QUARTERS:
        found = ledger_entries.countable(extract.answer_rows(period=period))
        rows = [row for row in found if row.answers.get(item)]
        answers = np.array(
            [OF_MEANING.get(known.get(row.answers[item][0]), NEITHER) for row in rows]
        )
        places = dict(places_of(rows))
        told = [places[place] for place in places if (period, *place) in shown]
        told += [places[place] for place in places if (YEAR, *place) in shown]
        small = {
            (period, *place): who
            for place, who in places.items()
            if 0 < len(who) <= FEW and (period, *place) not in shown
        }
        if rows:
            yield Quarter([row.response_id for row in rows], answers, told, small, period)


def shown_places(item: str) -> frozenset[Place]:
    return frozenset(
        (table.period, table.area, Dimension.ALL if level == EVERYBODY else table.dimension, level)
        for table in ShownTable.objects.filter(period__in=[*QUARTERS, YEAR])
        for level, packed in table.shares.get(item, {}).items()
        if not isinstance(packed, str)
    )


def places_of(rows: Sequence[AnswerRow]) -> Iterator[tuple[tuple[str, str, str], np.ndarray]]:
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
    """In which some of those who answered an item in a quarter answered otherwise; and of each
    small place how many more of its people are satisfied than in truth."""

    item: str
    changes: Mapping[int, int]
    moved: Mapping[Place, int]


class Search:
    """For worlds of one item in one quarter. One unknown number for each person who is satisfied,
    and one for who is not: 0 or 1."""

    def __init__(self, item: str, quarter: Quarter) -> None:
        self.item, self.quarter = item, quarter
        wide = len(quarter.answers)
        self.truth = np.concatenate([quarter.answers == POSITIVE, quarter.answers == NEGATIVE])
        sums = {tuple(who + wide * of) for who in quarter.shown if len(who) for of in (0, 1)}
        rows = [*sums, *((each, each + wide) for each in range(wide))]
        entries = np.array([(row, of) for row, whole in enumerate(rows) for of in whole])
        equal = np.array([self.truth[list(whole)].sum() for whole in sums], dtype=float)
        self._solver = _solver(
            csc_array(coo_array((np.ones(len(entries)), entries.T), shape=(len(rows), 2 * wide))),
            np.concatenate([equal, np.full(wide, -kHighsInf)]),
            np.concatenate([equal, np.ones(wide)]),
        )

    def draw(self, random: Random) -> OtherWorld:
        """One in which of each small place more or fewer are satisfied, as it happens."""
        quarter, wide = self.quarter, len(self.quarter.answers)
        cost = np.zeros(2 * wide)
        for who in quarter.small.values():
            cost[who] += random.choice((-1, 1)) / len(who)
        self._solver.changeColsCost(2 * wide, np.arange(2 * wide, dtype=np.int32), cost)
        begin = HighsSolution()
        begin.col_value = self.truth.astype(float).tolist()
        self._solver.setSolution(begin)
        self._solver.run()
        found = np.array(self._solver.getSolution().col_value).round().astype(bool)
        said = np.where(found[:wide], POSITIVE, np.where(found[wide:], NEGATIVE, NEITHER))
        by = (said == POSITIVE).astype(int) - (quarter.answers == POSITIVE)
        return OtherWorld(
            item=self.item,
            changes={
                quarter.ids[at]: int(said[at]) for at in np.flatnonzero(said != quarter.answers)
            },
            moved={place: int(by[who].sum()) for place, who in quarter.small.items()},
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
    """Have everybody answer so; `choices` are for satisfied, neither and not."""
    said = {POSITIVE: choices[0], NEITHER: choices[1], NEGATIVE: choices[2]}
    for world in worlds:
        for response in Response.objects.filter(pk__in=world.changes):
            response.answers = response.answers | {world.item: [said[world.changes[response.pk]]]}
            response.save(update_fields=["answers"])

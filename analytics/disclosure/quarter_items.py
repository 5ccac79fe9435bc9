from collections.abc import Mapping, Sequence, Set

import numpy as np

from analytics.disclosure.counts import Cells, Meanings
from analytics.disclosure.places import NATION, NOT_STATED, Place
from analytics.disclosure.suppression.areas import Areas, Flags
from analytics.disclosure.suppression.item_tables import (
    AnswerTable,
    Counts,
    ItemTables,
    Marks,
    added_up,
)
from analytics.stats.shares import Bins
from analytics.stats.suppression import POLICY, Audience, Policy, Topic
from analytics.tables import BY_KIND, EVERYBODY, LEVELS, TABLES, Dimension
from survey.definition.types import Meaning

SECRET = (Meaning.POSITIVE, Meaning.NEGATIVE)
IN_BASE = (*SECRET, Meaning.NEUTRAL)


def items_of(
    cells: Cells,
    meanings: Meanings,
    areas: Areas,
    audience: Audience = Audience.STAFF,
    *,
    is_year: bool = False,
) -> Mapping[str, ItemTables]:
    return {
        item: _item_of(cells, item, meanings[item], areas, audience, is_year=is_year)
        for item in meanings
    }


def _item_of(
    cells: Cells,
    item: str,
    meanings: Mapping[str, Meaning],
    areas: Areas,
    audience: Audience,
    *,
    is_year: bool,
) -> ItemTables:
    ordinary = POLICY[audience, Topic.ORDINARY]
    by_force = _by_force(cells, item, meanings, areas)
    total = by_force[Dimension.ALL]
    return ItemTables(
        areas=areas,
        everybody=table_of((EVERYBODY,), total, areas, ordinary),
        by_dimension={
            dimension: table_with_not_stated(
                total,
                counts,
                LEVELS[dimension],
                areas,
                POLICY[audience, TABLES[dimension].topic],
                is_national=TABLES[dimension].is_national,
                least=0 if is_year else _least(dimension, ordinary),
            )
            for dimension, counts in by_force.items()
            if dimension is not Dimension.ALL and counts.any()
        },
    )


def _least(dimension: Dimension, policy: Policy) -> int:
    return policy.mark_below if TABLES[dimension].leaves_room_for_years else 0


def _by_force(
    cells: Cells, item: str, meanings: Mapping[str, Meaning], areas: Areas
) -> dict[Dimension, Counts]:
    places = {force: number for number, force in enumerate(areas.forces)}
    counts = {
        of: np.zeros((len(IN_BASE), len(places), len(LEVELS[of])), dtype=np.int64)
        for of in Dimension
        if of not in BY_KIND and TABLES[of].is_shown
    }
    for (force, of, level), by_item in cells.items():
        dimension = Dimension(of)
        if dimension not in counts or level not in LEVELS[dimension]:
            continue
        column = LEVELS[dimension].index(level)
        for choice, (people, *_) in by_item.get(item, {}).items():
            if meanings[choice] in IN_BASE:
                row = IN_BASE.index(meanings[choice])
                counts[dimension][row, places[force], column] += int(people)
    return counts


def table_with_not_stated(
    total: Counts,
    told: Counts,
    levels: Sequence[str],
    areas: Areas,
    policy: Policy,
    *,
    is_national: bool = False,
    least: int = 0,
) -> AnswerTable:
    unsaid = np.maximum(total - told.sum(axis=2, keepdims=True), 0)
    by_force = np.concatenate([told, unsaid], axis=2)
    return table_of(
        (*levels, NOT_STATED), by_force, areas, policy, is_national=is_national, least=least
    )


def table_of(
    levels: tuple[str, ...],
    by_force: Counts,
    areas: Areas,
    policy: Policy,
    *,
    is_national: bool = False,
    least: int = 0,
) -> AnswerTable:
    """From counts of forces. `is_national`: only the nation may be shown; else areas need `least`
    people."""
    people = added_up(by_force.sum(axis=0), areas)
    is_national = is_national or not policy.may_show_by_force
    may_show = np.ones(people.shape, dtype=bool)
    may_show[:, [level == NOT_STATED for level in levels]] = False
    below = [code != NATION for code in areas.codes]
    if is_national:
        may_show[below] = False
    else:
        may_show[below] &= people[below] >= least
    return AnswerTable(
        levels=levels,
        people=people,
        given=np.stack([added_up(each, areas) for each in by_force[: len(SECRET)]]),
        may_show=may_show,
        policy=policy,
        is_national=is_national,
    )


def counts_by_stage(
    bins: Mapping[tuple[str, str], Bins],
    meanings: Mapping[str, Meaning],
    forces: Sequence[str],
    asked_of: Mapping[tuple[str, str], int] | None,
) -> Counts:
    """`asked_of` is the parent's base where being asked discloses an answer to it."""
    stages = LEVELS[Dimension.STAGE]
    keys = [key for key in {*bins, *(asked_of or ())} if key[1] in stages and key[0] in forces]
    rows = len(SECRET) + (2 if asked_of is not None else 1)
    counts = np.zeros((rows, len(forces), len(stages)), dtype=np.int64)
    for force, stage in keys:
        at = forces.index(force), stages.index(stage)
        for choice, (people, *_) in bins.get((force, stage), {}).items():
            if meanings[choice] in IN_BASE:
                counts[(-1, *at)] += int(people)
                if meanings[choice] in SECRET:
                    counts[(SECRET.index(meanings[choice]), *at)] += int(people)
        if asked_of is not None:
            counts[(len(SECRET), *at)] = counts[(-1, *at)]
            counts[(-1, *at)] = max(counts[(-1, *at)], asked_of.get((force, stage), 0))
    return counts


def further_item(
    counts: Counts, forces: Sequence[str], *, shown: Set[Place], policy: Policy
) -> tuple[ItemTables, Marks]:
    areas, stages = Areas(tuple(forces), {}), LEVELS[Dimension.STAGE]
    totals = np.array([[(area, EVERYBODY) in shown] for area in areas.codes])
    places = np.array([[(area, stage) in shown for stage in stages] for area in areas.codes])

    def table(levels: tuple[str, ...], of: Counts, may_show: Flags) -> AnswerTable:
        return AnswerTable(
            levels=levels,
            people=added_up(of[-1], areas),
            given=np.stack([added_up(each, areas) for each in of[:-1]]),
            may_show=may_show,
            policy=policy,
        )

    item = ItemTables(
        areas=areas,
        everybody=table((EVERYBODY,), counts.sum(axis=2, keepdims=True), totals),
        by_dimension={Dimension.STAGE: table(stages, counts, places)},
    )
    return item, Marks(totals=totals[:, 0].copy(), places={Dimension.STAGE: places.copy()})

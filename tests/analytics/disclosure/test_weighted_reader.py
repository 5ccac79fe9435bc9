"""What somebody who knows what each answer weighs learns of small groups from shares told more or
less exactly (ADR 123)."""

from collections.abc import Iterator
from dataclasses import replace
from random import Random

import numpy as np
import pytest

from analytics.cube import ledger_entries
from analytics.disclosure.places import NATION
from analytics.refresh.selectors import counted
from analytics.stats.rounding import whole_points
from analytics.tables import EVERYBODY, Dimension
from responses import extract
from tests.analytics import make
from tests.analytics.all_outlets import nation, other_worlds
from tests.analytics.all_outlets.other_worlds import NEGATIVE, POSITIVE
from tests.analytics.disclosure.weighted_reader import Reader, Told, WeighedPlace
from tests.conftest import IS_WHOLE

pytestmark = [pytest.mark.django_db, pytest.mark.nightly]
ITEM = "Q-OVR-1"
ANSWERED = 110
GROUPS = 24 if IS_WHOLE else 10


def enter(seed: str) -> None:
    random = Random(seed)
    make.load(list(_victims(random)))
    nation.fill([nation.LAST])


def _victims(random: Random) -> Iterator[make.Victim]:
    on = nation.QUARTERS[nation.LAST]
    answering = (one for one in nation.victims(random, on, count=ANSWERED) if one.answers)
    for one in answering:
        yield one
        for _ in range(random.choice((0, 1, 1, 2, 4))):
            yield replace(one, answers=None)


def a_reader() -> tuple[Reader, dict[object, np.ndarray]]:
    """And the groups of one to nine that are hidden."""
    rows = [*ledger_entries.countable(extract.answer_rows(period=nation.LAST))]
    found = counted.count_rows(rows, [*extract.frame_counts(nation.LAST)])
    weights = {
        row.response_id: weight for row, weight in zip(found.rows, found.weights, strict=True)
    }
    [quarter] = [one for one in other_worlds.quarters_of(ITEM) if one.period == nation.LAST]
    shown = other_worlds.shown_places(ITEM)
    places = {
        (area, str(dimension), level): tuple(who.tolist())
        for (area, dimension, level), who in other_worlds.places_of(
            [row for row in rows if row.answers.get(ITEM)]
        )
        if (nation.LAST, area, dimension, level) in shown and len(who)
    }
    beside: dict[tuple[int, ...], set[tuple[int, ...]]] = {}
    for (area, dimension, level), who in places.items():
        others = ((area, str(Dimension.ALL), EVERYBODY), (NATION, dimension, level))
        beside.setdefault(who, set()).update(places[one] for one in others if one in places)
    groups = {tuple(who.tolist()): place for place, who in quarter.small.items()}
    chosen = Random(5).sample(sorted(groups), min(GROUPS, len(groups)))
    reader = Reader(
        weights=np.array([weights[one] for one in quarter.ids]),
        satisfied=(quarter.answers == POSITIVE).astype(float),
        not_satisfied=(quarter.answers == NEGATIVE).astype(float),
        places=[
            WeighedPlace(who=who, beside=tuple(sorted(of - {who}))) for who, of in beside.items()
        ],
    )
    return reader, {who: np.array(who) for who in chosen}


@pytest.mark.slow
class TestWhoKnowsWhatEachAnswerWeighs:
    def test_learns_nothing_about_groups_from_published_shares(self):
        enter("3")
        reader, groups = a_reader()
        assert reader.weights.max() > 1.2 * reader.weights.min()

        by_number = reader.learns(groups, Told(decimals=None))
        as_told = reader.learns(groups, Told(decimals=whole_points.DECIMALS))
        exactly = reader.learns(groups, Told(decimals=4))

        assert by_number.open == len(groups)
        assert as_told.known == 0
        assert exactly.known > 0

import numpy as np
import pytest

from analytics.disclosure import kind_tables
from analytics.disclosure.kind_tables import TOTAL, first_marks, place_of, protected_by_kind
from analytics.disclosure.suppression import gate
from analytics.stats.suppression import Audience
from analytics.tables import KIND_PAIRS, KINDS, LEVELS, TABLES, Dimension, pair_level
from survey.definition.types import Meaning
from tests.analytics.disclosure.worlds import narrowed

ITEM, MEANINGS = "i", {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE}
COLUMNS = {
    Dimension.KIND_SEX: ("female", "male"),
    Dimension.KIND_STAGE: ("ST1", "ST2", "ST4"),
    Dimension.KIND_CRIME: ("violence", "sexual", "stalking_harassment", "burglary"),
}
SHARES = (0.06, 0.2, 0.08, 0.26, 0.3, 0.1)
"""Of each kind."""


def nation(seed, *, people):
    random, cells = np.random.default_rng(seed), {}
    for _ in range(people):
        kind = str(random.choice(KINDS, p=SHARES))
        choice = "good" if random.random() < 0.6 else "bad"
        places = [(Dimension.KIND, kind)]
        for pair, levels in COLUMNS.items():
            level = levels[min(int(random.geometric(0.6)), len(levels)) - 1]
            if pair is Dimension.KIND_SEX and random.random() < 0.1:
                continue
            places.append((pair, pair_level(kind, level)))
        for dimension, level in places:
            bins = cells.setdefault(("f", dimension.value, level), {ITEM: {}})[ITEM]
            people_of, *sums = bins.get(choice, (0, 0.0, 0.0))
            bins[choice] = (people_of + 1, *(each + 1.0 for each in sums))
    return cells


def item_of(cells):
    return kind_tables.item_by_kind(cells, ITEM, MEANINGS, Audience.STAFF)


def of_nation(item):
    rows = {
        KIND_PAIRS[Dimension(pair)]: (table.stands & table.may_show)[TOTAL]
        for pair, table in item
        if TABLES[KIND_PAIRS[Dimension(pair)]].is_shown
    }
    return {**rows, Dimension.ALL: np.array([True])}


def protected(item, judge=gate.protect, hidden=frozenset()):
    return protected_by_kind(judge, item, first_marks(item, of_nation(item), hidden=hidden))


class TestTheNationByKind:
    @pytest.mark.slow
    @pytest.mark.parametrize("seed", range(3))
    def test_tells_of_no_small_group(self, seed):
        item = item_of(nation(seed, people=260))

        marks = protected(item).marks

        assert marks.count > of_nation(item)[Dimension.SEX].sum() + 1, "something is shown"
        assert narrowed(item, marks, sample=40) == []

    @pytest.mark.slow
    def test_would_by_the_size_of_places_alone(self):
        item = item_of(nation(0, people=260))
        marks = first_marks(item, of_nation(item), hidden=frozenset())

        assert narrowed(item, marks, sample=40)

    def test_counts_risk_that_the_kind_of_crime_tells(self):
        item = item_of(
            {
                ("f", of.value, level): {ITEM: {"good": (good,) * 3, "bad": (bad,) * 3}}
                for of, level, good, bad in (
                    (Dimension.KIND, "domestic", 31, 29),
                    (Dimension.KIND, "other", 300, 200),
                    (Dimension.KIND_RISK, "domestic.standard", 20, 10),
                    (Dimension.KIND_RISK, "domestic.medium", 10, 13),
                    (Dimension.KIND_RISK, "domestic.high", 1, 6),
                )
            }
        )

        marks = protected(item).marks

        levels = [
            place_of(Dimension.KIND_RISK, f"domestic.{one}") for one in ("standard", "medium")
        ]
        places = [marks.places[Dimension.KIND_RISK][place] for place in levels]
        assert not (marks.totals[levels[0][0]] and all(places))
        assert narrowed(item, marks, sample=40) == []

    def test_hides_nothing_of_the_nation(self):
        item = item_of(nation(1, people=260))

        marks = protected(item).marks

        for pair, _ in item:
            shown = of_nation(item)[KIND_PAIRS[Dimension(pair)]]
            assert marks.places[pair][TOTAL].tolist() == shown.tolist()

    def test_shows_nothing_where_the_nation_would_have_to_yield(self):
        item = item_of(nation(1, people=260))

        def hides_a_level_of_the_nation(_item, marks):
            marks.places[Dimension.KIND_SEX][TOTAL] = False
            return gate.Protected(marks=marks, rounds=1, hidden=2, groups=0, narrowed=())

        marks = protected(item, hides_a_level_of_the_nation).marks

        assert marks.totals.tolist() == [False] * TOTAL + [True]
        assert marks.places[Dimension.KIND_SEX][TOTAL].any()

    def test_adds_up_those_that_affect_women_and_girls(self):
        item = item_of(nation(2, people=260))
        sex = item.by_dimension[Dimension.KIND_SEX]

        together = sex.people[place_of(Dimension.KIND_SEX, "vawg.female")]

        kinds = ("sexual", "domestic", "stalking")
        parts = [sex.people[place_of(Dimension.KIND_SEX, f"{kind}.female")] for kind in kinds]
        assert together == sum(parts) > 0
        assert item.everybody.people[TOTAL, 0] == 260

    def test_keeps_hidden_what_was_hidden_before(self):
        item = item_of(nation(2, people=2_000))
        place = place_of(Dimension.KIND_SEX, "vawg.female")
        assert protected(item).marks.places[Dimension.KIND_SEX][place]

        marks = protected(item, hidden={(Dimension.KIND_SEX, "vawg.female")}).marks

        assert not marks.places[Dimension.KIND_SEX][place]

    def test_knows_every_level_of_its_tables(self):
        for pair, of in KIND_PAIRS.items():
            rows, columns = zip(*(place_of(pair, level) for level in LEVELS[pair]), strict=True)
            assert set(rows) == set(range(len(KINDS)))
            assert set(columns) == set(range(len(LEVELS[of])))

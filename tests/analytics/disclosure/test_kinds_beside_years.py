import numpy as np
import pytest

from analytics.disclosure import kind_tables, quarter_protection
from analytics.disclosure.kind_tables import TOTAL
from analytics.disclosure.places import NATION
from analytics.disclosure.suppression.areas import areas_of
from analytics.stats.suppression import Audience
from analytics.tables import EVERYBODY, KIND_PAIRS, KINDS, LEVELS, Dimension, pair_level
from survey.definition.types import Meaning
from tests.analytics.disclosure.worlds import narrowed

ITEM, MEANINGS = "i", {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE}
FORCES, STAGES, SOME_KINDS = ("f", "g", "h"), ("ST1", "ST2", "ST4", "ST5"), KINDS[:3]
AREAS = areas_of(set(FORCES), {})
FEW, MANY = (1, 15, 37), range(120)
TABLES = (Dimension.ALL, Dimension.STAGE, Dimension.KIND, Dimension.KIND_STAGE)


def nation(seed):
    random = np.random.default_rng(seed)
    of_stages, of_kinds = random.dirichlet([6, 3, 0.8, 0.5]), random.dirichlet([3, 2, 0.6])
    return [a_quarter(random, of_stages, of_kinds) for _ in range(4)]


def a_quarter(random, of_stages, of_kinds):
    cells = {}
    for force in FORCES:
        for _ in range(int(random.integers(25, 90))):
            stage, kind = (
                STAGES[random.choice(4, p=of_stages)],
                SOME_KINDS[random.choice(3, p=of_kinds)],
            )
            choice = "good" if random.random() < 0.6 else "bad"
            levels = (EVERYBODY, stage, kind, pair_level(kind, stage))
            for of, level in zip(TABLES, levels, strict=True):
                bins = cells.setdefault((force, of.value, level), {ITEM: {}})[ITEM]
                people, *_ = bins.get(choice, (0, 0.0, 0.0))
                bins[choice] = (people + 1, people + 1.0, people + 1.0)
    return cells


def shown_places(protected):
    nation_alone = [(of, [NATION]) for of in TABLES[2:]]
    return {
        (area, of.value, level)
        for of, areas in (*((of, AREAS.codes) for of in TABLES[:2]), *nation_alone)
        for area in areas
        for level in LEVELS[of]
        if protected.reason(ITEM, of, area, level) is None
    }


def told_by_year(quarters, shown, year):
    told = [set() for _ in quarters]
    for stage in STAGES:
        if year.reason(ITEM, Dimension.STAGE, NATION, stage) is not None:
            continue
        hiding = [at for at, of in enumerate(shown) if (NATION, "stage", stage) not in of]
        if len(hiding) == 1:
            told[hiding[0]].add(stage)
    return told


def attacked(seeds):
    found = []
    for seed in seeds:
        quarters = nation(seed)
        shown = [
            shown_places(quarter_protection.protect_quarter(cells, {ITEM: MEANINGS}, AREAS))
            for cells in quarters
        ]
        year = quarter_protection.protect_year(
            [(cells, {ITEM: of}) for cells, of in zip(quarters, shown, strict=True)],
            {ITEM: MEANINGS},
            AREAS,
        )
        for cells, of, told in zip(
            quarters, shown, told_by_year(quarters, shown, year), strict=True
        ):
            if told:
                found += new_of_kinds(cells, of, told)
    return found


def new_of_kinds(cells, shown, told):
    item = kind_tables.item_by_kind(cells, ITEM, MEANINGS, Audience.STAFF)
    marks = kind_tables.shown_marks(item, shown)
    marks.totals[TOTAL] = (NATION, "all", EVERYBODY) in shown
    row = marks.places[Dimension.KIND_STAGE][TOTAL]
    stages = LEVELS[KIND_PAIRS[Dimension.KIND_STAGE]]
    row[: len(stages)] = [(NATION, "stage", stage) in shown for stage in stages]
    before = narrowed(item, marks)
    row[: len(stages)] |= [stage in told for stage in stages]
    return [group for group in narrowed(item, marks) if group not in before]


class TestAYearByStage:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_tells_of_no_group_that_quarters_leave_open_by_kind(self, seeds):
        assert attacked(seeds) == []

    @pytest.mark.slow
    def test_would_if_it_were_judged_beside_its_quarters_by_stage_alone(self, monkeypatch):
        monkeypatch.setattr(kind_tables, "stages_to_show", lambda _quarters, wanted, _judge: wanted)

        assert len(attacked(FEW)) >= len(FEW)

    def test_stands_where_the_nation_hides_no_stage(self):
        def refuses(*_):
            raise AssertionError

        nation_shows = np.ones(len(LEVELS[Dimension.STAGE]) + 1, dtype=bool)
        quarter = kind_tables.ShownByKind(
            item=None, marks=None, nation={Dimension.STAGE: nation_shows}
        )

        assert kind_tables.stages_to_show([quarter] * 4, ["ST1", "ST2"], refuses) == [
            "ST1",
            "ST2",
        ]

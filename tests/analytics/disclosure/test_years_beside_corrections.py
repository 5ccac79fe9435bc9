import numpy as np
import pytest

from analytics.disclosure import corrections, quarter_protection
from analytics.disclosure.cross_release import overlap, overlap_years
from analytics.disclosure.cross_release.overlap_years import YearBefore
from analytics.disclosure.suppression.areas import areas_of
from analytics.stats.suppression import Audience
from analytics.tables import EVERYBODY, Dimension
from survey.definition.types import Meaning
from tests.analytics.disclosure.second_reader import Reader

ITEM, STAGE = "Q-OVR-1", Dimension.STAGE.value
FORCES, STAGES = "fgh", ("ST1", "ST2", "ST4")
AREAS = areas_of(FORCES, {})
MEANINGS = {ITEM: {"p": Meaning.POSITIVE, "n": Meaning.NEGATIVE, "m": Meaning.NEUTRAL}}
LAST = 3
SEEDS = range(12)
TOLD = 7
"""Here the year tells of two or three who stayed, and nothing else does."""


def a_year(seed):
    random = np.random.default_rng(seed)
    people = np.full((4, 3, 3), 60)
    people[2, :2, :2] = random.integers(10, 14, (2, 2))
    people[LAST, :2, :2] = random.integers(20, 26, (2, 2))
    positive = random.binomial(people, random.choice([0.6, 0.85]))
    negative = random.binomial(people - positive, 0.7)
    counts = np.stack([positive, negative, people - positive - negative])
    left = np.zeros_like(counts[:, LAST])
    place = (*random.integers(0, 2, 2),)
    own = counts[:, LAST, *place]
    stay = random.multivariate_hypergeometric(own, random.integers(2, 5))
    left[:, *place] = own - stay
    return counts, left


def cells_of(counts):
    found = {}
    for force, of in zip(FORCES, counts.transpose(1, 0, 2), strict=True):
        levels = [(Dimension.ALL.value, EVERYBODY, of.sum(axis=1))]
        levels += [(STAGE, stage, given) for stage, given in zip(STAGES, of.T, strict=True)]
        for dimension, level, given in levels:
            bins = {
                choice: [int(n), float(n), float(n)] for choice, n in zip("pnm", given, strict=True)
            }
            found[force, dimension, level] = {ITEM: bins}
    return found


def versions(seed):
    counts, left = a_year(seed)
    quarters = [cells_of(counts[:, number]) for number in range(4)]
    before = [quarter_protection.protect_quarter(of, MEANINGS, AREAS) for of in quarters]
    shown = [corrections.shown_places(of) for of in before]
    year = quarter_protection.protect_year(list(zip(quarters, shown, strict=True)), MEANINGS, AREAS)
    every = {(area, STAGE, level) for area in AREAS.codes for level in STAGES}
    after = quarter_protection.protect_quarter(
        cells_of(counts[:, LAST] - left), MEANINGS, AREAS,
        hidden={ITEM: every - shown[LAST][ITEM]},
    )  # fmt: skip
    of_year = corrections.shown_places(year)
    return counts, left, before, after, of_year, list(zip(quarters, shown, strict=True))


def refused(found):
    _, _, before, after, of_year, quarters = found
    then, now = (corrections.with_unseen(of) for of in (before[LAST], after))
    year = YearBefore(areas=AREAS, meanings=MEANINGS, others=quarters[:LAST], shown=of_year)
    return (
        corrections.find_disclosive({"q": then}, {"q": now}, Audience.STAFF)
        or overlap.find_disclosive(then, now, after)
        or overlap_years.find_disclosive(then, now, after, year)
    )


def learnt(found):
    counts, left, before, after, of_year, _ = found
    people, figures = {}, []
    for quarter, force, level in np.ndindex(4, 3, 3):
        gone = int(left[:, force, level].sum()) if quarter == LAST else 0
        everybody = int(counts[:, quarter, force, level].sum())
        people[(quarter, force), (level, "left")] = gone
        people[(quarter, force), (level, "stayed")] = everybody - gone
    for number, of in enumerate(before):
        figures += told(corrections.shown_places(of), counts[:, number], [number])
    figures += told(of_year, counts.sum(axis=1), range(4))
    stayed = counts[:, LAST] - left
    figures += told(corrections.shown_places(after), stayed, [LAST], kinds=("stayed",))
    return list(Reader(people, figures).narrow())


def told(places, counts, quarters, kinds=("stayed", "left")):
    for area, dimension, level in places[ITEM]:
        if dimension not in {STAGE, Dimension.ALL.value}:
            continue
        forces = np.flatnonzero(AREAS.members[AREAS.codes.index(area)])
        levels = range(3) if dimension == Dimension.ALL.value else [STAGES.index(level)]
        yield (
            [((q, int(f)), (at, kind)) for q in quarters for f in forces for at in levels
             for kind in kinds],
            counts[:2][:, forces][:, :, list(levels)].sum(axis=(1, 2)),
        )  # fmt: skip


class TestAYearThatWasRead:
    @pytest.mark.slow
    def test_tells_nothing_of_few_who_stayed(self):
        allowed = [found for found in map(versions, SEEDS) if not refused(found)]

        assert allowed
        assert [learnt(found) for found in allowed] == [[] for _ in allowed]

    @pytest.mark.slow
    def test_would_if_it_were_not_asked(self, monkeypatch):
        monkeypatch.setattr(overlap_years, "find_disclosive", lambda *_: [])

        assert any(learnt(found) for found in map(versions, SEEDS) if not refused(found))

    @pytest.mark.slow
    def test_counts_as_shown_wherever_it_may_stand_once_nobody_knows(self):
        *_, before, after, _shown, quarters = versions(TOLD)
        then, now = (corrections.with_unseen(of) for of in (before[LAST], after))
        year = YearBefore(areas=AREAS, meanings=MEANINGS, others=quarters[:LAST], shown=None)

        assert overlap_years.find_disclosive(then, now, after, year)

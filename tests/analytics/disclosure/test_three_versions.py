from dataclasses import replace
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest

from analytics.disclosure import corrections
from analytics.disclosure.cross_release import overlap
from analytics.disclosure.places import NOT_STATED
from analytics.disclosure.suppression import gate
from analytics.disclosure.suppression.item_tables import shown_by_floors
from analytics.stats.suppression import Audience
from tests.analytics.disclosure.second_reader import SMALL, Reader
from tests.analytics.disclosure.worlds import TABLE, item_of

CRIME = "crime_group"
FORCES, LEVELS, VERSIONS = range(2), range(3), range(3)
STANDING = [each for each in product((0, 1), repeat=3) if any(each)]
"""In which of the versions somebody is."""
FEW, MANY = range(60), range(60, 1500)
LEFT_AND_BACK = (1024, 1302)
"""Here thirty leave with the third version, and forty-five come back who had left with the second:
of few who were in all, two versions less the other tell to a head."""


class ReaderOfThree(Reader):
    def groups(self):
        by_place = {}
        for place in self.small():
            by_place.setdefault((place[0], place[1][0]), []).append(place)
        for places in by_place.values():
            for count in (1, 2, 3):
                for united in combinations(places, count):
                    if self.size(united) <= SMALL:
                        yield united


def nation(seed) -> dict:
    random = np.random.default_rng(seed)
    found = {}
    for force, level in product(FORCES, LEVELS):
        moving = random.random() < 0.5
        for standing in STANDING:
            usual = [40, 60, 90] if all(standing) else [0, 0, 0, 0, 30, 45] if moving else [0]
            few = random.random() < 0.12 and moving
            people = int(random.integers(1, 9) if few else random.choice(usual))
            good = int(random.binomial(people, 0.5))
            found[force, (level, standing)] = (good, people - good)
    return found


def item(found, version):
    counts = np.zeros((2, len(FORCES), len(LEVELS)), dtype=int)
    for (force, (level, standing)), both in found.items():
        if standing[version]:
            counts[:, force, level] += both
    made = item_of([*counts, 0 * counts[0]], levels=("a", "b", NOT_STATED), forces=("f", "g"))
    return replace(made, by_dimension={CRIME: made.by_dimension[TABLE]})


def versions(found) -> list:
    made, shown = [], None
    for version in VERSIONS:
        of = item(found, version)
        marks = shown_by_floors(of)
        if shown is not None:
            marks.totals &= shown.totals
            marks.places[CRIME] &= shown.places[CRIME]
        shown = gate.protect(of, marks).marks
        made.append(
            SimpleNamespace(
                items={"i": of}, found={"i": SimpleNamespace(marks=shown)}, items_by_kind={},
                is_national=False,
            )
        )  # fmt: skip
    return made


def is_refused(each, *, pairs=((0, 1), (0, 2), (1, 2)), is_of_three=True) -> bool:
    known = [corrections.with_unseen(one) for one in each]
    if is_of_three and overlap.find_disclosive_in_three(*known, each[-1]):
        return True
    return any(
        corrections.find_disclosive({"q": known[then]}, {"q": known[now]}, Audience.STAFF)
        or overlap.find_disclosive(known[then], known[now], each[now])
        for then, now in pairs
    )


def learnt(found, each) -> list:
    figures = []
    for version, one in enumerate(each):
        of, marks = one.items["i"], one.found["i"].marks
        table = of.by_dimension[CRIME]
        for area, members in enumerate(of.areas.members):
            forces = [int(force) for force in np.flatnonzero(members)]
            rows = [(LEVELS, marks.totals[area])]
            for levels, is_known in [
                *rows,
                *(([at], marks.places[CRIME][area, at]) for at in LEVELS),
            ]:
                if is_known:
                    places = [(force, (level, standing)) for force in forces for level in levels
                              for standing in STANDING if standing[version]]  # fmt: skip
                    figures.append((places, table.given[:, area][:2, list(levels)].sum(axis=1)))
    people = {place: sum(both) for place, both in found.items()}
    return list(ReaderOfThree(people, figures).narrow())


def told(seeds, **judged) -> tuple[int, dict]:
    found = {}
    for seed in seeds:
        of = nation(seed)
        each = versions(of)
        if not is_refused(each, **judged):
            found[seed] = learnt(of, each)
    return len(found), {seed: of for seed, of in found.items() if of}


class TestWhoKeepsThreeVersions:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_learns_of_no_few(self, seeds):
        number, of = told(seeds)

        assert number >= 2
        assert of == {}

    @pytest.mark.slow
    def test_would_where_two_by_two_are_judged(self):
        assert [told([seed])[0] for seed in LEFT_AND_BACK] == [0, 0]
        assert all(told([seed], is_of_three=False)[1] for seed in LEFT_AND_BACK)

    @pytest.mark.slow
    def test_would_where_each_is_held_against_the_one_before_alone(self):
        _, of = told(FEW, pairs=((0, 1), (1, 2)), is_of_three=False)

        assert of

import numpy as np
import pytest
from scipy.optimize import linprog

from analytics.disclosure.suppression import gate
from analytics.items import further_items
from analytics.records import counting, protection
from analytics.records.counting import count_rows, shown_rates
from analytics.records.places import Counts, RatePlace
from analytics.records.rates import ASKED, WITH_FIGURES
from tests.analytics.disclosure.worlds import narrowed
from tests.analytics.records.test_protection import nation_of
from tests.analytics.weighting.test_force_weights import answer

FEW, MANY = range(3), range(3, 400)


def a_rate(seed):
    random = np.random.default_rng(seed)
    people = random.integers(0, 13 if seed % 2 else 30, (4, 4))
    found = random.binomial(people, random.choice([0.5, 0.9, 0.97]))
    return nation_of(
        {
            (force, level): Counts(int(people[row, column]), int(found[row, column]))
            for row, force in enumerate("fghi")
            for column, level in enumerate("abcd")
        }
    )


def opened(counts) -> list:
    tables = protection._Tables(counts, None)
    shown = protection.shown_places(counts)
    return narrowed(tables.item, tables.marks(shown))


class TestARate:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "seeds", [FEW, pytest.param(MANY, marks=pytest.mark.nightly)], ids=["few", "many"]
    )
    def test_tells_of_no_small_group(self, seeds):
        assert [seed for seed in seeds if opened(a_rate(seed))] == []

    @pytest.mark.slow
    def test_would_by_its_rules_alone(self, monkeypatch):
        monkeypatch.setattr(gate, "protect", gate.protect_by_rules_alone)

        assert any(opened(a_rate(seed)) for seed in FEW)


def recorded(missing):
    for number in range(200):
        said = "female" if number % 2 else "male"
        yield answer(
            number, sex="unknown" if number < missing else said, answers={"EQ-SEX": [said]}
        )


def who_is_not_recorded(rows) -> dict[str, int]:
    said, told = {"female": 100, "male": 100}, {}
    for each in shown_rates(count_rows(rows)):
        if each.place.dimension == "sex" and each.place.area == "f":
            is_missing = each.rate == "not_recorded_sex"
            people, found = each.counts.people, each.counts.found
            told[each.place.level] = found if is_missing else said[each.place.level] - people
    return told


class TestWhoIsNotRecorded:
    def test_is_not_told_of_by_what_they_say_where_they_are_few(self):
        assert who_is_not_recorded(recorded(5)) == {}
        assert who_is_not_recorded(recorded(30)) == {"female": 15, "male": 15}
        assert who_is_not_recorded(recorded(0)) == {"female": 0, "male": 0}

    def test_would_be_without_the_rule(self, monkeypatch):
        monkeypatch.setattr(counting, "_levels_of_few_unrecorded", lambda *_: set())

        assert who_is_not_recorded(recorded(5)) == {"female": 2, "male": 3}


def told_what_was_missing(others):
    for number in range(60 + others):
        yield answer(
            number,
            outcome_group="victim_supports_action" if number < 60 else "elsewhere",
            answers={"Q-O15-1": ["yes" if number % 3 else "wanted_no"]},
        )


def rate_of_all(rows) -> Counts | None:
    of_all = RatePlace(area="f", dimension="all", level="all")
    each = {(one.rate, one.place): one.counts for one in shown_rates(count_rows(rows))}
    return each.get(("not_told_missing", of_all))


class TestTheFigureOfTheSameQuestion:
    def test_less_the_rate_is_not_how_few_answered(self):
        assert rate_of_all(told_what_was_missing(others=0)) == Counts(60, 20)
        assert rate_of_all(told_what_was_missing(others=6)) is None
        assert rate_of_all(told_what_was_missing(others=30)) == Counts(60, 20)

    def test_would_be_without_the_rule(self, monkeypatch):
        monkeypatch.setattr(protection, "hidden_beside_whole", lambda *_: set())

        assert rate_of_all(told_what_was_missing(others=6)) == Counts(60, 20)

    def test_is_held_beside_each_rate_that_has_one(self):
        asked = {code for code, told in ASKED.items() if told.question in further_items()}

        assert asked == {*WITH_FIGURES}


def recorded_ways(seed):
    random = np.random.default_rng(seed)
    others = [{"mode": "telephone"}, {"mode": "paper"}, {"decision": "RECENT"}]
    for number in range(90 + int(random.integers(1, 9))):
        said, is_recorded = random.choice(["female", "male"]), random.random() < 0.8
        yield number < 90, answer(
            number, force=str(random.choice(["f", "g"])), sex=said if is_recorded else "unknown",
            outcome_group="victim_supports_action",
            answers={"EQ-SEX": [said], "Q-OUT-1": [str(random.choice(["yes", "no"]))]},
            **({} if number < 90 else others[int(random.integers(3))]),
        )  # fmt: skip


class TestFiguresOfTheWeb:
    @pytest.mark.parametrize(
        "seeds",
        [FEW, pytest.param(range(3, 60), marks=[pytest.mark.nightly])],
        ids=["few", "many"],
    )
    def test_less_rates_are_nobody(self, seeds):
        for seed in seeds:
            rows = list(recorded_ways(seed))

            of_all = count_rows(row for _, row in rows)

            assert of_all == count_rows(row for is_in_figures, row in rows if is_in_figures)


class TestFiguresOfOtherQuestions:
    PEOPLE = np.array([[4, 30, 20], [6, 25, 9]])
    POSITIVE = np.array([[3, 12, 9], [1, 20, 2]])
    AGREE = np.array([[4, 27, 20], [5, 25, 8]])
    SHOWN = ((0, 1), (1, 1))
    """Of two forces and three levels the second is shown; beside it the totals of the forces, and
    the nation's third."""

    def sums(self):
        for force in range(2):
            yield [(force, level) for level in range(3)]
        yield [(0, 2), (1, 2)]
        yield from ([cell] for cell in self.SHOWN)

    def ranges(self, *, is_joint):
        cells = [(force, level) for force in range(2) for level in range(3)]
        kinds = [(positive, agrees) for positive in (0, 1) for agrees in (0, 1)]
        place = {key: n for n, key in enumerate((c, k) for c in cells for k in kinds)}

        def row(among, wanted):
            found = np.zeros(len(place))
            found[[place[c, k] for c in among for k in kinds if wanted(k)]] = 1
            return found

        known = [(row([c], lambda _: True), self.PEOPLE[c]) for c in cells]
        for among in self.sums():
            known.append((row(among, lambda k: k[0]), sum(self.POSITIVE[c] for c in among)))
            if is_joint:
                known.append((row(among, lambda k: k[1]), sum(self.AGREE[c] for c in among)))
        equal, equal_to = (np.array(each) for each in zip(*known, strict=True))
        return [
            sign * linprog(sign * row([c], lambda k: k[0]), A_eq=equal, b_eq=equal_to).fun
            for c in cells
            for sign in (1, -1)
        ]

    def test_tell_nothing_more(self):
        assert self.ranges(is_joint=True) == pytest.approx(self.ranges(is_joint=False))

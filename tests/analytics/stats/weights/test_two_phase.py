from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.weights import two_phase
from analytics.stats.weights.two_phase import Stratum
from analytics.stats.weights.weighting import Margin


def everybody(count):
    return [Stratum(np.arange(count), np.zeros((count, 1)))]


class TestDraw:
    def test_gives_who_was_asked_the_weight_of_all_of_the_class(self):
        before = np.array([1.0] * 60 + [2.0] * 40)
        asked = np.array([*range(30), *range(60, 80)])

        drawn = two_phase.draw(
            among=np.arange(100),
            asked=asked,
            before=before,
            chances=np.full(50, 0.5),
            classes=["ST1"] * 60 + ["ST2"] * 40,
        )

        assert drawn.weights[:30] == pytest.approx(2.0)
        assert drawn.weights[30:] == pytest.approx(4.0)
        assert drawn.weights.sum() == pytest.approx(before.sum())

    def test_weighs_by_the_chance_within_a_class(self):
        drawn = two_phase.draw(
            among=np.arange(60),
            asked=np.arange(30),
            before=np.ones(60),
            chances=np.array([0.25] * 10 + [0.5] * 20),
            classes=["ST1"] * 60,
        )

        assert drawn.weights[0] == pytest.approx(2 * drawn.weights[-1])
        assert drawn.weights.sum() == pytest.approx(60)

    def test_merges_a_class_in_which_too_few_were_asked(self):
        drawn = two_phase.draw(
            among=np.arange(100),
            asked=np.array([*range(40), 90, 91]),
            before=np.ones(100),
            chances=np.ones(42),
            classes=["ST1"] * 80 + ["ST7"] * 20,
        )

        assert drawn.weights == pytest.approx(100 / 42)

    @given(
        st.integers(20, 60), st.integers(0, 40),
        st.lists(st.sampled_from([0.1, 0.25, 1.0]), min_size=60, max_size=60),
    )  # fmt: skip
    def test_always_sums_to_all(self, asked, others, chances):
        before = np.linspace(1, 3, asked + others)

        drawn = two_phase.draw(
            among=np.arange(asked + others),
            asked=np.arange(asked),
            before=before,
            chances=np.array(chances[:asked]),
            classes=[f"ST{at % 3}" for at in range(asked + others)],
        )

        assert drawn.weights.sum() == pytest.approx(before.sum())
        assert (drawn.weights > 0).all()


class TestTheErrorOfADraw:
    def test_is_that_of_double_sampling_for_strata(self):
        said = np.array([1.0] * 15 + [0.0] * 15 + [1.0] * 16 + [0.0] * 4)
        drawn = two_phase.draw(
            among=np.arange(100),
            asked=np.array([*range(30), *range(60, 80)]),
            before=np.ones(100),
            chances=np.full(50, 0.5),
            classes=["a"] * 60 + ["b"] * 40,
        )
        scores = two_phase.scores_of(
            values=said, is_inside=np.ones((50, 1), dtype=bool), weights=drawn.weights
        )

        first = two_phase.first_phase(weights=np.ones(100), strata=everybody(100))
        (error,) = first.errors(two_phase.scores_of_draw(scores, drawn))

        assert drawn.weights @ said / drawn.weights.sum() == pytest.approx(0.62)
        assert error == pytest.approx(sqrt(0.004496 * 100 / 99))


class TestSecondPhase:
    @pytest.fixture
    def phase(self):
        levels = ["content"] * 100 + ["not"] * 100
        return two_phase.second_phase(
            weights=np.ones(200),
            chosen=np.array([*range(60), *range(100, 140)]),
            margins=[Margin(name="overall", levels=levels, totals={})],
        )

    def test_rakes_who_said_more_to_all_who_answered(self, phase):
        assert phase.weights[:60] == pytest.approx(100 / 60)
        assert phase.weights[60:] == pytest.approx(100 / 40)

    def test_has_no_error_of_its_own_where_the_margins_tell_the_answer(self, phase):
        said = np.array([1.0] * 60 + [0.0] * 40)
        scores = two_phase.scores_of(
            values=said, is_inside=np.ones((100, 1), dtype=bool), weights=phase.weights
        )

        first = two_phase.first_phase(weights=np.ones(200), strata=everybody(200))
        (error,) = first.errors(phase.scores(scores))

        assert error == pytest.approx(sqrt(0.25 / 199))

    def test_has_that_of_those_asked_where_the_margins_tell_nothing(self, phase):
        said = np.array([1.0, 0.0] * 50)
        scores = two_phase.scores_of(
            values=said, is_inside=np.ones((100, 1), dtype=bool), weights=phase.weights
        )

        first = two_phase.first_phase(weights=np.ones(200), strata=everybody(200))
        (error,) = first.errors(phase.scores(scores))

        expected = 0.25 * 0.25 * sum(1 / many / (1 - 1 / many) ** 2 for many in (60, 40))
        assert error == pytest.approx(sqrt(expected * 200 / 199))


class TestTheErrorOfFewInManyMargins:
    PEOPLE, FORCES, BANDS, SURVEYS = 320, 4, 12, 250

    @pytest.mark.slow
    def test_is_no_less_than_the_estimates_vary_by(self):
        rng = np.random.default_rng(5)

        found = np.array([self.surveyed(rng) for _ in range(self.SURVEYS)])

        estimates, errors = found.T
        assert 0.95 < np.sqrt(np.square(errors).mean()) / np.std(estimates) < 1.25

    def surveyed(self, rng):
        force = np.arange(self.PEOPLE) % self.FORCES
        band, other = rng.integers(0, self.BANDS, (2, self.PEOPLE))
        said, is_inside = rng.random(self.PEOPLE) < 0.5, rng.random(self.PEOPLE) < 0.25
        chosen = np.flatnonzero(rng.random(self.PEOPLE) < 0.4)
        margins = [
            Margin(name=name, levels=[f"{name}{level:02}" for level in levels], totals={})
            for name, levels in (("band", band), ("other", other), ("force", force))
        ]
        phase = two_phase.second_phase(weights=np.ones(self.PEOPLE), chosen=chosen, margins=margins)
        weights, values = phase.weights, said[chosen].astype(float)
        scores = two_phase.scores_of(
            values=values, is_inside=is_inside[chosen, None], weights=weights
        )
        strata = [
            Stratum(own, np.equal.outer(band[own], np.arange(self.BANDS)).astype(float))
            for own in (np.flatnonzero(force == one) for one in range(self.FORCES))
        ]
        first = two_phase.first_phase(weights=np.ones(self.PEOPLE), strata=strata)
        (error,) = first.errors(phase.scores(scores))
        inside = weights * is_inside[chosen]
        return inside @ values / inside.sum(), error


class TestEffectiveBase:
    def test_is_the_answers_that_would_be_as_precise(self):
        assert two_phase.effective_base(share=0.5, error=0.05, kish=200) == pytest.approx(100)

    def test_is_never_more_than_kishs(self):
        assert two_phase.effective_base(share=0.5, error=0.01, kish=200) == 200

    @pytest.mark.parametrize("share", [0.0, 1.0])
    def test_is_kishs_where_all_gave_one_answer(self, share):
        assert two_phase.effective_base(share=share, error=0.0, kish=200) == 200

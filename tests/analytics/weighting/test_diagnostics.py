from itertools import count

import numpy as np
import pytest

from analytics.stats.weights import design, weighting
from analytics.stats.weights.design import DomainStratum
from analytics.stats.weights.weighting import Margin
from analytics.weighting import diagnostics
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer

MEANINGS = {
    "Q-OVR-1": {
        "yes": Meaning.POSITIVE,
        "neither": Meaning.NEUTRAL,
        "no": Meaning.NEGATIVE,
        "not_asked": Meaning.OUT_OF_BASE,
    },
    "Q-INF-1": {"yes": Meaning.POSITIVE, "no": Meaning.NEGATIVE},
}
NUMBERS = count()


def answers(choice: str, times: int, item: str = "Q-OVR-1", **facts: object) -> list:
    return [answer(next(NUMBERS), answers={item: [choice]}, **facts) for _ in range(times)]


def weighed(rows, totals):
    margin = Margin(name="sex", levels=[row.sex for row in rows], totals=totals)
    start = np.ones(len(rows))
    result = weighting.weigh(start=start, margins=[margin])
    return {
        "rows": rows,
        "start": start,
        "weights": result.weights,
        "margins": result.raked_to,
    }


class TestErrorRatios:
    def test_are_nought_where_the_margin_tells_every_answer(self):
        rows = [*answers("yes", 40), *answers("no", 60, sex="male")]

        found = diagnostics.error_ratios(
            **weighed(rows, {"female": 100, "male": 100}), meanings=MEANINGS
        )

        assert found["Q-OVR-1"] == pytest.approx(0, abs=1e-9)

    def test_are_one_where_the_margin_tells_nothing(self):
        rows = [*answers("yes", 60), *answers("no", 40)]

        found = diagnostics.error_ratios(**weighed(rows, {"female": 300}), meanings=MEANINGS)

        assert found["Q-OVR-1"] == pytest.approx(1)

    def test_are_the_error_after_raking_over_that_of_the_sums(self):
        rows = [
            *answers("yes", 60),
            *answers("no", 20),
            *answers("yes", 20, sex="male"),
            *answers("neither", 50, sex="male"),
            *answers("not_asked", 30, sex="male"),
        ]
        about = weighed(rows, {"female": 100, "male": 300})

        found = diagnostics.error_ratios(**about, meanings=MEANINGS)

        said = np.array([1.0] * 60 + [0.0] * 20 + [1.0] * 20 + [0.0] * 80)
        inside = np.array([True] * 150 + [False] * 30)
        (after,) = design.calibrated_errors(
            values=said[:, None],
            is_inside=inside[:, None],
            base_weights=about["start"],
            weights=about["weights"],
            margins=about["margins"],
            strata=["f"] * 180,
            people=range(180),
        )
        weights = about["weights"]
        bins = {
            "yes": (80, weights[said == 1].sum(), np.square(weights[said == 1]).sum()),
            "no": (
                70,
                weights[inside & (said == 0)].sum(),
                np.square(weights[inside & (said == 0)]).sum(),
            ),
        }
        before = design.domain_mean(
            strata=[DomainStratum(respondents=180, bins=bins)], scores={"yes": 1.0, "no": 0.0}
        ).standard_error
        assert found["Q-OVR-1"] == pytest.approx(float(after) / before, rel=1e-12)
        assert 0.8 < found["Q-OVR-1"] < 1

    def test_of_an_item_do_not_depend_on_the_others_asked(self):
        rows = [
            *answers("yes", 60),
            *answers("no", 50, sex="male"),
            *answers("yes", 50, "Q-INF-1"),
            *answers("no", 40, "Q-INF-1", sex="male"),
            *answers("no", 30),
        ]
        about = weighed(rows, {"female": 100, "male": 300})

        together = diagnostics.error_ratios(**about, meanings=MEANINGS)
        alone = {
            item: diagnostics.error_ratios(**about, meanings={item: MEANINGS[item]})[item]
            for item in MEANINGS
        }

        assert together == pytest.approx(alone)

    @pytest.mark.parametrize(
        "rows",
        [
            pytest.param([*answers("yes", 20), *answers("no", 20)], id="few"),
            pytest.param(answers("yes", 80), id="all alike"),
            pytest.param(answers("not_asked", 80), id="none in the base"),
        ],
    )
    def test_are_not_given_where_they_would_mean_nothing(self, rows):
        found = diagnostics.error_ratios(**weighed(rows, {"female": 300}), meanings=MEANINGS)

        assert found == {}


class TestResponseModel:
    def model(self, asked, answered):
        return diagnostics.response_model(
            margins=("crime", "sex"),
            asked={tuple(key.split()): people for key, people in asked.items()},
            answered={tuple(key.split()): people for key, people in answered.items()},
        )

    def test_says_how_the_chance_of_an_answer_varies(self):
        found = self.model(
            {"burglary female": 1000, "burglary male": 1000},
            {"burglary female": 600, "burglary male": 200},
        )

        assert (found.asked, found.mean) == (2000, pytest.approx(0.4))
        assert found.variance == pytest.approx(0.04, rel=1e-3)
        assert found.levels == {"crime": ["burglary"], "sex": ["female", "male"]}

    def test_does_not_know_how_many_of_a_small_level_answered(self):
        asked = {"burglary female": 300, "robbery female": 40, "arson female": 40}
        one, other = (
            self.model(
                asked, {"burglary female": 100, "robbery female": few, "arson female": 12 - few}
            )
            for few in (1, 11)
        )

        assert one == other
        assert one.levels["crime"] == ["burglary"]

    @pytest.mark.parametrize(
        ("asked", "answered"), [(100, 49), (60, 60), (0, 0)], ids=["few", "everybody", "nobody"]
    )
    def test_is_not_there_where_it_would_mean_nothing(self, asked, answered):
        assert self.model({"burglary female": asked}, {"burglary female": answered}) is None


class TestLateAnswers:
    def test_are_counted_apart_from_the_early_ones(self):
        rows = [
            *answers("yes", 3),
            *answers("no", 1),
            *answers("yes", 2, is_late=True),
            *answers("neither", 4, is_late=True),
            *answers("not_asked", 5, is_late=True),
        ]

        found = diagnostics.late_answers(rows=rows, weights=np.full(15, 2.0), meanings=MEANINGS)

        assert found["Q-OVR-1"] == ((3, 6, 12), (1, 2, 4), (2, 4, 8), (4, 8, 16))
        assert found["Q-INF-1"] == ((0, 0, 0),) * 4

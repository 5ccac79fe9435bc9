"""A sample of what `./dev bench asking` measures: how much of the bias of what was answered weights
to the frame take away, over all and stage by stage, where the truth is known."""

from functools import cache

import pytest

from tests.bench import asking
from tests.bench.asking import KIND, REAL

SURVEYS = 12
pytestmark = pytest.mark.nightly


@cache
def made():
    return asking.quarters(seed=11)


@cache
def biases(response) -> dict[str, tuple[float, float]]:
    _name, chance, slope = response
    seen = asking.repeated(made(), surveys=SURVEYS, chance=chance, slope=slope)
    return asking.bias_by_stage(seen)


class TestWeightsToTheFrame:
    def test_remove_most_of_the_bias_where_people_answer_as_today(self):
        found = biases(KIND)

        raw, weighed = found["all"]
        assert raw > 0.03
        assert 0 < weighed < 0.4 * raw
        for stage in ("ST1", "ST2", "ST3a", "ST3c"):
            raw, weighed = found[stage]
            assert 0 < weighed < 0.8 * raw, stage

    def test_remove_some_of_it_where_who_is_content_answers(self):
        found = biases(REAL)

        raw, weighed = found["all"]
        assert raw > 0.06
        assert 0.04 < weighed < raw - 0.01
        for stage in ("ST1", "ST2", "ST3a"):
            raw, weighed = found[stage]
            assert 0 < weighed < raw, stage

import pytest

from analytics.weighting import reliability
from analytics.weighting.reliability import WeightingSummary


def weighed(respondents: int, *, frame: float = 1000.0, effect: float = 1.0) -> WeightingSummary:
    return WeightingSummary(respondents=respondents, frame_total=frame, design_effect=effect)


class TestWeighed:
    @pytest.mark.parametrize(
        ("respondents", "effect", "is_withheld"),
        [(100, 1.0, False), (99, 1.0, True), (150, 1.5, False), (149, 1.5, True)],
    )
    def test_is_withheld_where_its_answers_weigh_less_than_a_hundred(
        self, respondents, effect, is_withheld
    ):
        assert weighed(respondents, effect=effect).is_withheld is is_withheld

    @pytest.mark.parametrize(("effect", "is_uneven"), [(1.5, False), (1.51, True)])
    def test_warns_of_weights_that_differ_widely(self, effect, is_uneven):
        assert weighed(500, effect=effect).is_uneven is is_uneven


class TestEffectiveBase:
    def test_of_like_forces_adds_up(self):
        assert reliability.effective_base([weighed(60), weighed(60)]) == pytest.approx(120)

    def test_of_a_large_force_barely_asked_is_little(self):
        found = reliability.effective_base([weighed(60, frame=9000), weighed(1000, frame=1000)])

        assert found == pytest.approx(10_000**2 / (9000**2 / 60 + 1000**2 / 1000))
        assert found < 80

    def test_of_nobody_is_nothing(self):
        assert reliability.effective_base([]) == 0
        assert reliability.is_withheld([])


class TestWithheld:
    AREAS = {"nation": ("a", "b"), "a": ("a",), "b": ("b",)}

    def test_are_the_areas_and_not_what_they_are_part_of(self):
        quarter = {"a": weighed(500), "b": weighed(60)}

        assert reliability.withheld([quarter], self.AREAS) == {"b"}

    def test_of_a_year_are_fewer_than_of_a_quarter(self):
        quarter = {"a": weighed(500), "b": weighed(60)}

        assert reliability.withheld([quarter] * 4, self.AREAS) == frozenset()

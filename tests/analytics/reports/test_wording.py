import pytest

from analytics.figures.selectors.comparisons import Gap
from analytics.reports import wording
from analytics.reports.parts import BesideOthers
from analytics.stats import judgement
from analytics.stats.comparison import Position
from analytics.stats.judgement import ShareContrast
from analytics.stats.proportions import Proportion


def change(now: float, before: float, *, bases: tuple[float, float] = (400, 400)) -> str:
    first, second = (
        Proportion(successes=share * trials, trials=trials)
        for share, trials in zip((now, before), bases, strict=True)
    )
    judged = judgement.judged(ShareContrast(first=first, second=second), confidence=0.95)
    return wording.change_since(Gap(other=before, judged=judged), before_period="2026-Q2")


class TestChangeSince:
    def test_says_a_clear_change_in_points_with_its_interval(self):
        assert change(0.5, 0.7) == (
            "A clear change since 2026 Q2: \u221220 points (interval \u221226 to \u221213)."
        )

    def test_never_writes_the_end_of_a_clear_change_as_no_change(self):
        assert change(0.5, 0.61, bases=(162, 172)) == (
            "A clear change since 2026 Q2: \u221211 points (interval \u221221 to \u22120.5)."
        )

    def test_says_beside_no_clear_change_what_would_have_been_seen(self):
        # 2.8016 times the root of .6095 x .3905 x 2/100 is 19.33 points.
        assert change(0.62, 0.6, bases=(100, 100)) == (
            "No clear change since 2026 Q2: +2 points (interval \u221211 to +15); a change of 20 "
            "points would have been seen."
        )

    def test_compares_nothing_hidden_or_small(self):
        words = wording.change_since(None, before_period="2026-Q2")

        assert words == (
            "Too few victims answered, or the figure is hidden, to compare with 2026 Q2."
        )


class TestWhichIntervalIsDrawn:
    def test_is_said_with_its_numbers(self):
        first, second = (Proportion(successes=share * 400, trials=400) for share in (0.5, 0.45))
        contrast = ShareContrast(first=first, second=second)

        said = wording.tested_key(judgement.judged(contrast, confidence=0.95))

        assert said.startswith(
            "Bar: how far the difference from all other forces may reach, \u22122"
        )
        assert "wider than the interval of the share" in said


class TestComparisonLead:
    def test_counts_only_what_is_compared(self):
        words = wording.comparison_lead(
            [BesideOthers.HIGHER, BesideOthers.NOT_COMPARED], [], is_force=True
        )

        assert words.startswith("Of 1 question compared: clearly higher 1,")

    def test_says_so_where_nothing_is(self):
        words = wording.comparison_lead([BesideOthers.NOT_COMPARED] * 10, [], is_force=True)

        assert words == "Too few victims answered any question to compare it with other forces."


class TestFunnelPlace:
    @pytest.mark.parametrize("position", [*Position, None])
    def test_has_a_sentence_for_every_place(self, position):
        words = wording.funnel_place(position, force="Kent Police")

        assert "Kent Police" in words
        assert "%" not in words

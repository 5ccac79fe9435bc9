import pytest

from analytics.reports import wording
from analytics.reports.parts import BesideNation
from analytics.stats.comparison import Position
from analytics.stats.proportions import wilson_interval
from analytics.stats.suppression import Published, Suppressed, SuppressionReason


def share(positive: float, base: int) -> Published:
    return Published(
        positive=positive,
        neutral=0.0,
        negative=1 - positive,
        interval=wilson_interval(successes=positive * base, trials=base),
        base=base,
        effective_base=float(base),
    )


class TestChangeSince:
    def test_says_a_clear_change_in_points_with_its_interval(self):
        words = wording.change_since(share(0.5, 400), share(0.7, 400), before_period="2026-Q2")

        assert words == (
            "A clear change since 2026 Q2: \u221220 points (interval \u221226 to \u221213)."
        )

    def test_never_writes_the_end_of_a_clear_change_as_no_change(self):
        words = wording.change_since(share(0.5, 162), share(0.61, 172), before_period="2026-Q2")

        assert words == (
            "A clear change since 2026 Q2: \u221211.0 points (interval \u221221.3 to \u22120.3)."
        )

    def test_does_not_call_chance_a_change(self):
        words = wording.change_since(share(0.62, 100), share(0.6, 100), before_period="2026-Q2")

        assert words.startswith("No clear change since 2026 Q2: +2 points")

    def test_compares_nothing_small(self):
        words = wording.change_since(share(0.5, 49), share(0.7, 400), before_period="2026-Q2")

        assert words == "Too few victims answered to compare with 2026 Q2."

    def test_compares_nothing_hidden(self):
        hidden = Suppressed(reason=SuppressionReason.SMALL_BASE)

        for now, before in ((hidden, share(0.5, 100)), (share(0.5, 100), hidden)):
            words = wording.change_since(now, before, before_period="2026-Q2")
            assert words == "No comparison with 2026 Q2 can be shown."


class TestComparisonLead:
    def test_says_that_a_force_alone_is_compared_with_nobody(self):
        words = wording.comparison_lead([BesideNation.ALONE, BesideNation.NOT_COMPARED])

        assert words == (
            "Nobody answered about any other force, so there is nobody to compare this force with."
        )

    def test_counts_only_what_is_compared(self):
        words = wording.comparison_lead(
            [BesideNation.ALONE, BesideNation.HIGHER, BesideNation.NOT_COMPARED]
        )

        assert words.startswith("Of 1 question compared: clearly higher 1,")


class TestFunnelPlace:
    @pytest.mark.parametrize("position", [*Position, None])
    def test_has_a_sentence_for_every_place(self, position):
        words = wording.funnel_place(position, force="Kent Police")

        assert "Kent Police" in words
        assert "%" not in words

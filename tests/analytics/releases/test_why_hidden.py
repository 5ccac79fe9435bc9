import pytest

from analytics.releases.tables import WhyHidden, figure_line, whys_of_level
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Mark, Published, Suppressed, SuppressionReason
from analytics.tables import Dimension

FEW = Suppressed(reason=SuppressionReason.SMALL_BASE)
NOBODY = Suppressed(reason=SuppressionReason.NO_ANSWERS)
PROTECTS = Suppressed(reason=SuppressionReason.PROTECTS_ANOTHER)
SHOWN = Published(
    positive=0.5, neutral=0.1, negative=0.4, interval=Interval(lower=0.4, upper=0.6), base=100,
    effective_base=90.0, mark=Mark.NONE,
)  # fmt: skip


class TestWhy:
    @pytest.mark.parametrize(
        ("shares", "expected"),
        [
            ([FEW, FEW], {"small"}),
            ([FEW, NOBODY], {"small"}),
            ([NOBODY, NOBODY], {"nobody"}),
            ([FEW, PROTECTS], {"protects_another"}),
            ([FEW, SHOWN], {"protects_another"}),
            ([NOBODY, SHOWN], {"protects_another"}),
        ],
    )
    def test_tells_of_the_people_at_a_level_and_not_of_who_left_out_a_question(
        self, shares, expected
    ) -> None:
        told = whys_of_level({f"Q-{at}": one for at, one in enumerate(shares)}, Dimension.SEX)

        assert set(told.values()) == {WhyHidden(each) for each in expected}

    def test_stands_with_a_mark_that_tells_no_more(self) -> None:
        line = figure_line(
            "2026-Q3", ("nation", "sex", "male"), "Q-1", NOBODY, has_neutral=True,
            is_withheld=False, why=WhyHidden.PROTECTS_ANOTHER,
        )  # fmt: skip

        assert line.mark == "[c]"

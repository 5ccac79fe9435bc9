import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import gaps
from analytics.stats.mix_cells import MixCell


def cell(sex, crime, positive, other):
    return MixCell(
        force="one",
        levels={"sex": sex, "crime": crime},
        positive=(positive, float(positive), float(positive)),
        other=(other, float(other), float(other)),
    )


# Women and men are alike within each crime; women bring more of the crime that satisfies less.
BY_MIX = [cell("f", "violence", 160, 240), cell("f", "burglary", 80, 20),
          cell("m", "violence", 40, 60), cell("m", "burglary", 320, 80)]  # fmt: skip


def between(cells, group="f", reference="m"):
    (gap,) = gaps.gaps_between(model_of(cells, reference=reference), (group,))
    return gap


def model_of(cells, *, reference="m"):
    return gaps.gap_model(cells=cells, characteristic="sex", reference=reference, given=("crime",))


class TestAGap:
    def test_closes_where_the_mix_explains_it(self):
        gap = between(BY_MIX)

        assert gap.raw.value == pytest.approx(-0.24)
        assert gap.standardised.value == pytest.approx(0, abs=1e-9)
        assert gap.standardised.p_value == pytest.approx(1)

    def test_stays_where_the_same_cases_are_felt_differently(self):
        gap = between([cell("f", "violence", 40, 60), cell("f", "burglary", 60, 40),
                       cell("m", "violence", 60, 40), cell("m", "burglary", 80, 20)])  # fmt: skip

        assert gap.raw.value == pytest.approx(-0.2)
        assert gap.standardised.value == pytest.approx(-0.2, abs=0.005)
        assert gap.standardised.p_value < 0.001
        assert gap.people == 200

    @given(st.lists(st.integers(2, 200), min_size=8, max_size=8))
    def test_turns_round(self, counts):
        cells = [
            cell(sex, crime, counts[2 * at], counts[2 * at + 1])
            for at, (sex, crime) in enumerate(
                (sex, crime) for sex in "fm" for crime in ("violence", "burglary")
            )
        ]

        there = between(cells)
        back = between(cells, group="m", reference="f")

        assert there.standardised.value == pytest.approx(-back.standardised.value, abs=1e-9)
        assert there.standardised.p_value == pytest.approx(back.standardised.p_value, abs=1e-6)


class TestGapsBetween:
    def test_are_each_what_it_is_alone(self):
        cells = [*BY_MIX, cell("x", "violence", 30, 70), cell("x", "burglary", 50, 50)]

        found = gaps.gaps_between(model_of(cells), ("x", "f"))

        assert [gap.group for gap in found] == ["x", "f"]
        assert found[1] == between(cells)
        assert found[0] != found[1]


class TestExpectedSums:
    def test_are_what_the_reference_would_say_of_the_same_cases(self):
        found = gaps.expected_sums(model_of(BY_MIX))

        assert found["one", "f"] == pytest.approx((500, 240))
        assert found["one", "m"] == pytest.approx((500, 360))

    def test_leave_out_how_the_group_itself_is_treated(self):
        cells = [cell("f", "violence", 40, 60), cell("f", "burglary", 60, 40),
                 cell("m", "violence", 60, 40), cell("m", "burglary", 80, 20)]  # fmt: skip

        found = gaps.expected_sums(model_of(cells))

        assert found["one", "f"] == pytest.approx((200, 140), abs=0.5)

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.stats.weights import weighting
from analytics.stats.weights.weighting import Margin, WeightingRefusedError


@st.composite
def surveys(draw):
    count = draw(st.integers(30, 120))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    population = count * 5
    frame = {
        "crime": rng.choice(["burglary", "robbery", "theft"], population, p=[0.5, 0.2, 0.3]),
        "sex": rng.choice(["female", "male"], population),
        "age": rng.choice(["18_34", "35_54", "55_over"], population, p=[0.2, 0.3, 0.5]),
    }
    answered = rng.choice(population, count, replace=False)
    margins = [
        Margin(
            name=name,
            levels=[str(level) for level in values[answered]],
            totals={str(level): int((values == level).sum()) for level in np.unique(values)},
            is_ordered=name == "age",
        )
        for name, values in frame.items()
    ]
    return rng.uniform(0.5, 4, count), margins


class TestRake:
    def test_meets_a_single_margin_by_hand(self):
        sex = Margin(name="sex", levels=["f", "f", "m"], totals={"f": 10, "m": 30})

        weights = weighting.rake(start=np.array([1.0, 3.0, 1.0]), margins=[sex])

        assert list(weights) == [2.5, 7.5, 30]

    def test_names_the_level_that_nobody_answered(self):
        sex = Margin(name="sex", levels=["f", "f"], totals={"f": 10, "m": 30})

        with pytest.raises(WeightingRefusedError, match="sex, level m: the frame has people"):
            weighting.rake(start=np.ones(2), margins=[sex])

    def test_names_the_level_that_the_frame_lacks(self):
        sex = Margin(name="sex", levels=["f", "m"], totals={"f": 10})

        with pytest.raises(WeightingRefusedError, match="sex, level m: someone answered"):
            weighting.rake(start=np.ones(2), margins=[sex])

    def test_needs_nobody_at_a_level_that_the_frame_lacks_too(self):
        sex = Margin(name="sex", levels=["f", "m"], totals={"f": 10, "m": 30, "x": 0})

        assert list(weighting.rake(start=np.ones(2), margins=[sex])) == [10, 30]

    def test_names_the_margin_and_the_level_that_are_furthest_off(self):
        levels = ["a"] * 4 + ["b"] * 4
        age = Margin(name="age", levels=levels, totals={"a": 20, "b": 20})
        sex = Margin(name="sex", levels=levels, totals={"a": 22, "b": 18})

        with pytest.raises(weighting.MarginsClashError) as caught:
            weighting.rake(start=np.ones(8), margins=[age, sex])

        assert (caught.value.margin, caught.value.level) == ("age", "b")

    def test_names_a_level_where_margins_cannot_be_met_together(self):
        same = ["a", "a", "b"]
        one = Margin(name="crime", levels=same, totals={"a": 10, "b": 30})
        other = Margin(name="sex", levels=same, totals={"a": 30, "b": 10})

        with pytest.raises(weighting.MarginsClashError, match="cannot be met with the others"):
            weighting.rake(start=np.ones(3), margins=[one, other])


class TestCollapseLevels:
    def test_leaves_large_levels_alone(self):
        margin = Margin(name="sex", levels=["f"] * 20 + ["m"] * 30, totals={"f": 50, "m": 50})

        assert weighting.collapse_levels(margin=margin).totals == {"f": 50, "m": 50}

    @pytest.mark.parametrize(("men", "levels"), [(20, ["f", "m"]), (19, ["f + m"])])
    def test_takes_twenty_for_enough(self, men, levels):
        margin = Margin(name="sex", levels=["f"] * 30 + ["m"] * men, totals={"f": 50, "m": 50})

        collapsed = weighting.collapse_levels(margin=margin)

        assert list(collapsed.totals) == levels
        assert (collapsed.name, collapsed.is_ordered) == ("sex", False)

    def test_merges_with_the_smaller_neighbour(self):
        margin = Margin(
            name="age",
            levels=["young"] * 40 + ["middle"] * 5 + ["old"] * 30,
            totals={"young": 40, "middle": 5, "old": 30},
            is_ordered=True,
        )

        collapsed = weighting.collapse_levels(margin=margin)

        assert list(collapsed.totals) == ["young", "middle + old"]
        assert collapsed.is_ordered

    def test_merges_the_smallest_with_the_next_smallest_and_names_both(self):
        margin = Margin(
            name="crime",
            levels=["burglary"] * 50 + ["robbery"] * 5 + ["theft"] * 25,
            totals={"burglary": 100, "robbery": 10, "theft": 60},
        )

        collapsed = weighting.collapse_levels(margin=margin)

        assert collapsed.totals == {"burglary": 100, "robbery + theft": 70}
        assert collapsed.levels.count("robbery + theft") == 30

    def test_merges_only_neighbours_where_levels_have_an_order(self):
        margin = Margin(
            name="age",
            levels=["18_24"] * 3 + ["25_44"] * 40 + ["45_64"] * 50 + ["65_over"] * 25,
            totals={"18_24": 30, "25_44": 40, "45_64": 50, "65_over": 20},
            is_ordered=True,
        )

        collapsed = weighting.collapse_levels(margin=margin)

        assert list(collapsed.totals) == ["18_24 + 25_44", "45_64", "65_over"]

    def test_adds_nothing_to_the_frame_for_a_level_that_it_does_not_know(self):
        margin = Margin(name="sex", levels=["f"] * 30 + ["x"] * 3, totals={"f": 50})

        assert list(weighting.collapse_levels(margin=margin).totals.values()) == [50]

    def test_keeps_the_frame_of_a_level_that_nobody_answered(self):
        margin = Margin(name="sex", levels=["f"] * 40, totals={"f": 50, "m": 40, "unknown": 10})

        assert weighting.collapse_levels(margin=margin).totals == {"f + m + unknown": 100}

    @given(st.lists(st.integers(0, 60), min_size=1, max_size=8), st.booleans())
    def test_leaves_no_level_small_unless_it_is_the_only_one(self, people, is_ordered):
        names = [f"level {at}" for at in range(len(people))]
        margin = Margin(
            name="any",
            levels=[name for name, count in zip(names, people, strict=True) for _ in range(count)],
            totals=dict.fromkeys(names, 100),
            is_ordered=is_ordered,
        )

        collapsed = weighting.collapse_levels(margin=margin)

        sizes = [collapsed.levels.count(level) for level in collapsed.totals]
        assert len(sizes) == 1 or min(sizes) >= 20
        assert sum(collapsed.totals.values()) == 100 * len(people)


class TestTrim:
    def test_cuts_at_five_times_the_median(self):
        trimmed, cut = weighting.trim(weights=np.array([1.0, 2.0, 2.0, 3.0, 50.0]))

        assert list(trimmed) == [1, 2, 2, 3, 10]
        assert cut == 1

    def test_leaves_alone_what_is_five_times_the_median_and_no_more(self):
        trimmed, cut = weighting.trim(weights=np.array([1.0, 2.0, 2.0, 3.0, 10.0]))

        assert list(trimmed) == [1, 2, 2, 3, 10]
        assert cut == 0


class TestKishDeff:
    def test_is_one_where_weights_are_equal(self):
        assert weighting.kish_deff(weights=np.full(7, 3.0)) == pytest.approx(1)

    def test_by_hand(self):
        assert weighting.kish_deff(weights=np.array([1.0, 3.0])) == pytest.approx(2 * 10 / 16)


class TestWeigh:
    @given(surveys())
    def test_weights_are_positive_and_sum_to_the_frame(self, survey):
        design, margins = survey

        result = weighting.weigh(start=design, margins=margins)

        assert (result.weights > 0).all()
        assert result.weights.sum() == pytest.approx(result.frame_total, rel=1e-9)
        assert result.design_effect >= 1 - 1e-12
        assert result.effective_base == pytest.approx(len(design) / result.design_effect)

    @given(surveys())
    def test_meets_every_margin_after_collapsing(self, survey):
        design, margins = survey

        result = weighting.weigh(start=design, margins=margins)

        for margin in (weighting.collapse_levels(margin=m) for m in margins):
            if margin.name in result.left_out:
                continue
            for level, total in margin.totals.items():
                is_here = np.array(margin.levels) == level
                assert result.weights[is_here].sum() == pytest.approx(total, rel=1e-8)

    @settings(deadline=None, max_examples=20)
    @given(surveys())
    def test_the_same_data_give_the_same_weights(self, survey):
        design, margins = survey

        first = weighting.weigh(start=design, margins=margins)
        second = weighting.weigh(start=list(design), margins=margins)

        assert (first.weights == second.weights).all()

    def test_undoes_a_bias_that_runs_through_the_frame(self):
        # Women are half of the frame, a quarter of the answers, and less satisfied.
        sex = ["f"] * 50 + ["m"] * 150
        satisfied = np.array([0.4] * 50 + [0.8] * 150)
        margin = Margin(name="sex", levels=sex, totals={"f": 1000, "m": 1000})

        result = weighting.weigh(start=np.ones(200), margins=[margin])

        assert np.average(satisfied, weights=result.weights) == pytest.approx(0.6)
        assert satisfied.mean() == pytest.approx(0.7)

    def test_leaves_out_a_margin_that_cannot_be_met_and_names_it(self):
        same = ["a"] * 30 + ["b"] * 30
        margins = [
            Margin(name="crime", levels=same, totals={"a": 100, "b": 300}),
            Margin(name="sex", levels=same, totals={"a": 300, "b": 100}),
        ]

        result = weighting.weigh(start=np.ones(60), margins=margins)

        assert len(result.left_out) == 1
        assert result.left_out[0] in result.note
        assert result.weights.sum() == pytest.approx(400)
        kept = {"crime", "sex"} - set(result.left_out)
        assert set(result.margins) == kept

    def test_keeps_the_margins_that_can_be_met_beside_one_that_cannot(self):
        same = ["a"] * 30 + ["b"] * 30
        margins = [
            Margin(name="crime", levels=same, totals={"a": 100, "b": 300}),
            Margin(name="sex", levels=same, totals={"a": 300, "b": 100}),
            Margin(name="age", levels=["x", "y"] * 30, totals={"x": 150, "y": 250}),
        ]

        result = weighting.weigh(start=np.ones(60), margins=margins)

        assert len(result.left_out) == 1
        assert result.margins["age"] == ("x", "y")
        assert result.weights[::2].sum() == pytest.approx(150)

    def test_names_nothing_where_every_margin_is_met(self):
        margin = Margin(name="sex", levels=["f"] * 30, totals={"f": 10})

        result = weighting.weigh(start=np.ones(30), margins=[margin])

        assert (result.left_out, result.note, result.trimmed) == ((), "", 0)

    def test_counts_whose_weight_was_cut(self):
        start = np.array([1.0] * 58 + [40.0, 60.0])
        margin = Margin(name="sex", levels=["f"] * 60, totals={"f": 600})

        result = weighting.weigh(start=start, margins=[margin])

        assert result.trimmed == 2
        assert result.weights.max() == pytest.approx(5 * np.median(result.weights))

    def test_takes_frames_for_the_same_that_differ_by_rounding(self):
        levels = ["a"] * 30
        margins = [
            Margin(name="crime", levels=levels, totals={"a": 1_000_000}),
            Margin(name="sex", levels=levels, totals={"a": 1_000_000.5}),
        ]

        with pytest.raises(weighting.MarginsClashError):
            weighting.rake(start=np.ones(30), margins=margins)
        assert len(weighting.weigh(start=np.ones(30), margins=margins).left_out) == 1

    def test_refuses_a_margin_that_lacks_a_respondent(self):
        margin = Margin(name="sex", levels=["f"] * 29, totals={"f": 10})

        with pytest.raises(WeightingRefusedError, match="sex, level all: rows are missing"):
            weighting.weigh(start=np.ones(30), margins=[margin])

    def test_names_the_force_where_it_is_refused(self):
        refusal = WeightingRefusedError(margin="sex", level="x", why="nobody answered")

        named = refusal.in_force("Kent")

        assert str(named) == "Kent, sex, level x: nobody answered"

    def test_refuses_margins_of_different_frames(self):
        levels = ["a"] * 30
        margins = [
            Margin(name="crime", levels=levels, totals={"a": 100}),
            Margin(name="sex", levels=levels, totals={"a": 101}),
        ]

        with pytest.raises(WeightingRefusedError, match="sex, level all: its total"):
            weighting.weigh(start=np.ones(30), margins=margins)

    @pytest.mark.parametrize("design", [[], [0.0], [np.inf], [1.0, -1.0], [1.0, np.nan]])
    def test_refuses_to_weigh_nothing(self, design):
        margin = Margin(name="sex", levels=["f"] * len(design), totals={"f": 10})

        with pytest.raises(WeightingRefusedError):
            weighting.weigh(start=design, margins=[margin])


class TestInputsHash:
    @settings(deadline=None, max_examples=20)
    @given(surveys())
    def test_is_the_same_for_the_same_data_and_for_no_other(self, survey):
        design, margins = survey

        once = weighting.inputs_hash(start=list(design), margins=margins)
        again = weighting.inputs_hash(start=design.copy(), margins=margins)
        other = weighting.inputs_hash(start=design * 1.01, margins=margins)

        assert once == again != other

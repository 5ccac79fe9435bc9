import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats import judgement
from analytics.stats.judgement import Clarity, ModelContrast, ShareContrast
from analytics.stats.proportions import Proportion

shares = st.floats(0, 1)
bases = st.floats(20, 3000)
proportions = st.builds(
    lambda share, trials: Proportion(successes=share * trials, trials=trials), shares, bases
)
contrasts = st.one_of(
    st.builds(ShareContrast, first=proportions, second=proportions),
    st.builds(ModelContrast, value=st.floats(-0.4, 0.4), error=st.floats(0.005, 0.2)),
)


def share(value: float, trials: float = 200.0) -> Proportion:
    return Proportion(successes=value * trials, trials=trials)


def contrast(first: float, second: float, trials: float = 200.0) -> ShareContrast:
    return ShareContrast(first=share(first, trials), second=share(second, trials))


class TestPValue:
    def test_is_where_newcombes_interval_ends_at_no_difference(self):
        # R: w <- function(x, n, c) prop.test(x, n, correct = FALSE, conf.level = c)$conf.int
        #    f <- function(c) {a <- w(56, 70, c); b <- w(48, 80, c)
        #                      .2 - sqrt((.8 - a[1])^2 + (b[2] - .6)^2)}
        #    1 - uniroot(f, c(.5, .9999), tol = 1e-13)$root
        found = ShareContrast(first=share(0.8, 70), second=share(0.6, 80))

        interval = found.difference(confidence=1 - found.p_value).interval

        assert found.p_value == pytest.approx(0.00813314035861, abs=1e-11)
        assert interval.lower == pytest.approx(0, abs=1e-9)

    @given(proportions, proportions)
    def test_turns_round(self, one, other):
        there, back = (
            ShareContrast(first=first, second=second).p_value
            for first, second in ((one, other), (other, one))
        )

        assert there == pytest.approx(back, rel=1e-6)

    def test_of_like_shares_is_one(self):
        assert contrast(0.4, 0.4).p_value == pytest.approx(1)
        assert contrast(0.0, 0.0).p_value == pytest.approx(1)
        assert ModelContrast(value=0.0, error=0.1).p_value == pytest.approx(1)


class TestJudge:
    @given(st.lists(contrasts, min_size=1, max_size=30))
    def test_calls_clear_what_benjamini_and_hochberg_do(self, family):
        p = np.sort(judgement.p_values(family))
        steps = judgement.FALSE_SHARE * np.arange(1, len(p) + 1) / len(p)
        called = max(np.flatnonzero(p <= steps) + 1, default=0)

        judged = judgement.judge(dict(enumerate(family)))

        if np.abs(p - steps).min() > 1e-9:
            assert sum(one.is_clear for one in judged.values()) == called

    def test_pays_for_looking_at_many(self):
        alone = judgement.judge({"a": contrast(0.6, 0.5)})
        among = judgement.judge(
            {"a": contrast(0.6, 0.5), **{at: contrast(0.5, 0.5) for at in range(9)}}
        )

        assert alone["a"].confidence == pytest.approx(0.95)
        assert among["a"].confidence == pytest.approx(0.995)
        assert (alone["a"].is_clear, among["a"].is_clear) == (True, False)
        assert among["a"].detectable > alone["a"].detectable

    def test_pays_for_what_is_yet_to_be_looked_at(self):
        alone = judgement.judge({"a": contrast(0.6, 0.5)}, awaited=9)

        assert alone["a"].confidence == pytest.approx(0.995)
        assert not alone["a"].is_clear

    @given(st.lists(contrasts, min_size=1, max_size=20), st.lists(contrasts, max_size=20))
    def test_takes_no_word_back_when_the_rest_of_a_family_comes(self, known, coming):
        before = judgement.judge(dict(enumerate(known)), awaited=20)
        after = judgement.judge(dict(enumerate([*known, *coming])))

        clear = {key for key, one in before.items() if one.is_clear}
        assert clear <= {key for key, one in after.items() if one.is_clear}

    def test_says_nothing_of_what_is_not_compared(self):
        judged = judgement.judge(
            {"few": None, "like": contrast(0.5, 0.5), "far": contrast(0.9, 0.2)}
        )

        assert {key: judgement.clarity(one) for key, one in judged.items()} == {
            "few": Clarity.TOO_FEW,
            "like": Clarity.UNCLEAR,
            "far": Clarity.CLEAR,
        }
        assert judged["few"] is None
        assert judgement.judge({"few": None}) == {"few": None}


class TestDetectable:
    @pytest.mark.parametrize(("level", "trials"), [(0.5, 200), (0.3, 120), (0.85, 400)])
    def test_would_be_called_clear_four_times_in_five(self, level, trials):
        rng = np.random.default_rng(7)
        planned = contrast(level, level, trials).detectable(confidence=0.99)
        found = [
            ShareContrast(
                first=Proportion(successes=float(first), trials=trials),
                second=Proportion(successes=float(second), trials=trials),
            )
            for first, second in zip(
                rng.binomial(trials, level + planned / 2, 2000),
                rng.binomial(trials, level - planned / 2, 2000),
                strict=True,
            )
        ]

        seen = np.mean([p <= 0.01 for p in judgement.p_values(found)])

        assert seen == pytest.approx(0.8, abs=0.04)

    def test_by_hand(self):
        # (1.959964 + 0.841621) · √(.25 · 2/200) = 0.1401 with half of all; two answers more each
        # way leave the half a half.
        assert contrast(0.5, 0.5).detectable(confidence=0.95) == pytest.approx(0.14008, abs=1e-5)
        assert ModelContrast(value=0.3, error=0.05).detectable(confidence=0.95) == pytest.approx(
            0.14008, abs=1e-5
        )

    def test_is_not_nought_where_everybody_agrees(self):
        assert contrast(0.0, 0.0).detectable(confidence=0.95) > 0.01

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.stats.modelled import levels, nine_answers
from analytics.stats.modelled.nine_answers import ANSWERS
from tests.analytics.stats.modelled.worlds import quarters_of, shown_of, world

weights = st.lists(st.floats(0.1, 20), min_size=1, max_size=40).map(np.array)


class TestTheHeaviestNine:
    @given(weights)
    def test_weigh_no_more_than_their_bound(self, weight):
        most, least_squared, most_squared = nine_answers.heaviest(
            np.array(float(len(weight))), np.array(weight.sum()), np.array((weight**2).sum())
        )
        nine = np.sort(weight)[-ANSWERS:]

        assert nine.sum() <= most * (1 + 1e-9)
        assert least_squared <= most_squared * (1 + 1e-9)

    def test_are_all_where_there_are_no_more(self):
        most, *_ = nine_answers.heaviest(np.array(9.0), np.array(30.0), np.array(120.0))

        assert most == 30.0


def taken_away(made, shown, rng):
    quarter, force, level = made.place.T
    hidden = ~np.stack(shown)[quarter, force, level]
    for of in range(len(shown)):
        pool = np.flatnonzero(hidden & (quarter == of))
        if len(pool) > ANSWERS:
            yield rng.choice(pool, ANSWERS, replace=False)
        for at in np.unique(level[pool]):
            for kind in (True, False):
                group = pool[(level[pool] == at) & (made.is_positive[pool] == kind)]
                yield group[np.argsort(-made.weight[group])[:ANSWERS]]


class TestWhatNineAnswersMove:
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("seed", "size"),
        [
            (0, {"forces": 5, "levels": 3, "quarters": 2, "answers": 300}),
            (1, {"forces": 8, "levels": 4, "quarters": 1, "answers": 500}),
            (2, {"forces": 12, "levels": 4, "quarters": 3, "answers": 1_500}),
            (3, {"forces": 20, "levels": 2, "quarters": 4, "answers": 1_500}),
        ],
    )
    def test_is_never_more_than_the_bound(self, seed, size):
        made = world(seed, **size)
        shown = [shown_of(people) for people in made.people]
        whole = levels.fit(quarters_of(made.sums(), shown))
        bound = nine_answers.moved(whole)

        moves = []
        for gone in taken_away(made, shown, np.random.default_rng(seed)):
            kept = np.setdiff1d(np.arange(len(made.weight)), gone)
            without = levels.fit(quarters_of(made.sums(kept), shown))
            moves.append(np.abs(without.share - whole.share))

        assert len(moves) > 5
        assert (np.max(moves, axis=0) <= bound + 1e-9).all()
        assert np.max(moves) > bound.max() / 5

    @pytest.mark.slow
    def test_is_less_where_more_answered(self):
        few, many = (
            np.median(nine_answers.moved(levels.fit(quarters_of(
                made.sums(), [shown_of(people) for people in made.people]
            ))))
            for made in (world(5, forces=12, levels=4, answers=answers) for answers in (900, 9_000))
        )  # fmt: skip

        assert many < few / 3

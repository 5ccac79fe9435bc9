import numpy as np
import pytest

from analytics.drivers import counting
from analytics.drivers.counting import FEWEST_PEOPLE, LEFT_OUT, MOST_MOVED

QUESTIONS = len(counting.question_codes())


def figures_of(scores: np.ndarray, weights: np.ndarray) -> counting.DriverFigures | None:
    return counting.figures_of(counting.StageAnswers(scores.tolist(), weights.tolist()))


def answers(count: int, *, seed: int = 1, spread: float = 1.5) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(seed)
    opinion = rng.normal(size=count)
    pull = np.full(QUESTIONS, spread)
    found = opinion[:, None] * pull + rng.logistic(size=(count, QUESTIONS)) * 0.7
    found[:, 0] += 1.5 * found[:, 2] + 0.75 * found[:, 4]
    return np.digitize(found, [-0.3, 0.3]) / 2, np.ones(count)


class TestFigures:
    def test_name_what_goes_with_it_first_and_add_up_to_one(self):
        found = figures_of(*answers(6000))

        codes = counting.question_codes()
        assert [each.item for each in found.drivers[:2]] == [codes[2], codes[4]]
        assert sum(each.share for each in found.drivers) == pytest.approx(1)
        assert all(each.lower <= each.share <= each.upper for each in found.drivers)
        assert {each.sign for each in found.drivers} == {1}

    def test_hold_each_against_the_first(self):
        found = figures_of(*answers(6000))

        first, *others = found.drivers
        assert first.behind is None
        assert all(each.behind.is_clear for each in others)
        assert [each.behind.difference.value for each in others] == pytest.approx(
            [first.share - each.share for each in others]
        )

    def test_do_not_separate_equal_questions(self):
        rng = np.random.default_rng(3)
        opinion = rng.normal(size=4000)
        alike = opinion[:, None] * 2 + rng.logistic(size=(4000, QUESTIONS))

        found = figures_of(np.digitize(alike, [-0.3, 0.3]) / 2, np.ones(4000))

        assert sum(not each.behind.is_clear for each in found.drivers[1:]) >= 3

    def test_are_the_same_from_what_is_stored(self):
        found = figures_of(*answers(6000))

        assert counting.unpacked(counting.packed(found)) == found.drivers

    def test_are_of_whole_hundreds_of_people(self):
        assert figures_of(*answers(6789)).people == 6700

    def test_turn_round_with_a_question_that_goes_with_less(self):
        scores, weights = answers(6000)
        scores[:, 2] = 1 - scores[:, 2]

        found = figures_of(scores, weights)

        assert found.drivers[0].sign == -1
        assert {each.sign for each in found.drivers[1:]} == {1}


class TestWhatIsNotShown:
    def test_is_what_too_few_answered(self):
        assert figures_of(*answers(FEWEST_PEOPLE - 1)) is None

    @pytest.mark.slow
    def test_is_what_nine_people_could_move(self, monkeypatch):
        scores, weights = answers(FEWEST_PEOPLE)
        assert figures_of(scores, weights) is None
        monkeypatch.setattr(counting, "MOST_MOVED", 1.0)
        assert figures_of(scores, weights) is not None

    @pytest.mark.slow
    def test_leaves_any_nine_without_an_effect(self):
        scores, weights = answers(8000)
        before = {each.item: each.share for each in figures_of(scores, weights).drivers}
        rng = np.random.default_rng(5)

        for _ in range(5):
            # People who all say one thing of one question and another of the whole.
            column = rng.integers(1, QUESTIONS)
            odd = np.flatnonzero((scores[:, 0] == 1) & (scores[:, column] == 0))
            out = rng.choice(odd, size=min(LEFT_OUT, len(odd)), replace=False)
            found = figures_of(np.delete(scores, out, axis=0), np.delete(weights, out))
            for each in found.drivers:
                assert abs(each.share - before[each.item]) <= MOST_MOVED

    def test_is_where_everybody_says_the_same(self):
        scores, weights = answers(5000)
        scores[:, 0] = 1.0

        assert figures_of(scores, weights) is None

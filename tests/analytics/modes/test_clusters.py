from datetime import timedelta
from statistics import NormalDist

import numpy as np
import pytest

from analytics.modes import adjusting, counting
from analytics.modes.counting import ModeAsked, ModeLinks
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.suppression import Published
from analytics.stats.weights.clusters import PersonScores, base_by_people
from responses import extract
from responses.extract_rows import AnswerRow
from tests.analytics.make import answering, load
from tests.analytics.modes.test_counting import BAD, CHANCE, GOOD, ITEM, MEANINGS
from tests.analytics.records.test_record_pages import IN_Q2
from tests.analytics.weighting.test_force_weights import answer

PEOPLE, MOST_EVENTS = 500, 4
RISE, SPREAD = 0.6, 2.5
"""In logits: what the telephone adds, and how unlike people are. With so much spread somebody who
is content once mostly is again."""
ASKED = {
    "web": ModeAsked(asked=7000, answered=None),
    "telephone": ModeAsked(asked=3000, answered=None),
}
Z95 = NormalDist().inv_cdf(0.975)


def asked_again(seed: int) -> list[AnswerRow]:
    rng, rows = np.random.default_rng(seed), []
    for person in range(PEOPLE):
        leaning = rng.normal(0, SPREAD)
        for _ in range(rng.integers(1, MOST_EVENTS + 1)):
            is_called = rng.random() < CHANCE
            is_good = rng.random() < 1 / (1 + np.exp(-(leaning + RISE * is_called)))
            number = len(rows)
            rows.append(
                answer(
                    number, person=person, mode="telephone" if is_called else "web_sms",
                    answers={ITEM: [GOOD if is_good else BAD]},
                )
            )  # fmt: skip
    return rows


def of_the_web(rows: list[AnswerRow]) -> Published:
    said = [(row.person, row.answers[ITEM] == [GOOD]) for row in rows if row.mode == "web_sms"]
    share = sum(is_good for _, is_good in said) / len(said)
    scores = PersonScores.of(
        (person for person, _ in said), [(is_good - share) / len(said) for _, is_good in said]
    )
    half = Z95 * scores.error
    return Published(
        positive=share, neutral=0.0, negative=1 - share, base=len(said), effective_base=len(said),
        interval=Interval(lower=share - half, upper=share + half),
    )  # fmt: skip


def figures_of(rows: list[AnswerRow]) -> counting.ModeFigures:
    return counting.figures(rows, [], {row.response_id: CHANCE for row in rows}, MEANINGS)


def both(rows: list[AnswerRow], *, is_one_person: bool = True) -> tuple[float, float]:
    found = figures_of(rows if is_one_person else strangers(rows))
    of, by = found.shares["telephone"][ITEM], found.effects["telephone"][ITEM]
    web = of_the_web(rows if is_one_person else strangers(rows))
    value, interval = adjusting.together(web=web, of=of, by=by, asked=ASKED)
    return value, (interval.upper - interval.lower) / (2 * Z95)


def strangers(rows: list[AnswerRow]) -> list[AnswerRow]:
    return [answer(row.response_id, mode=row.mode, answers=row.answers) for row in rows]


def as_it_varies(seeds: range) -> tuple[float, float, float]:
    rows = [asked_again(seed) for seed in seeds]
    told = np.array([both(each) for each in rows])
    naive = np.mean([both(each, is_one_person=False)[1] for each in rows])
    return float(told[:, 0].std(ddof=1)), float(told[:, 1].mean()), float(naive)


class TestBothWaysTogether:
    @pytest.mark.slow
    def test_is_less_sure_where_people_answered_more_than_once(self):
        rows = asked_again(1)

        _, error = both(rows)
        _, naive = both(rows, is_one_person=False)
        assert error > 1.15 * naive

    @pytest.mark.nightly
    def test_varies_as_much_as_it_says(self):
        varies, says, naive = as_it_varies(range(200))

        assert says == pytest.approx(varies, rel=0.12)
        assert naive < 0.85 * varies

    @pytest.mark.nightly
    def test_holds_the_truth_as_often_as_it_says(self):
        leanings = np.random.default_rng(0).normal(0, SPREAD, 2_000_000)
        true = float((1 / (1 + np.exp(-leanings))).mean())
        told = [both(asked_again(seed)) for seed in range(200)]

        held = [abs(value - true) <= Z95 * error for value, error in told]
        assert 182 <= sum(held) <= 198


class TestAnEffect:
    @pytest.mark.slow
    def test_is_surer_where_one_person_was_asked_both_ways(self):
        rows = [
            answer(
                2 * person + at, person=person, mode=("web_sms", "telephone")[at],
                answers={ITEM: [GOOD if (person * 7 + at) % 10 < 5 else BAD]},
            )
            for person in range(200) for at in (0, 1)
        ]  # fmt: skip
        one = figures_of(rows).effects["telephone"][ITEM]
        others = figures_of(strangers(rows)).effects["telephone"][ITEM]

        assert one.held.value == pytest.approx(others.held.value)
        assert one.held.error < 0.75 * others.held.error

    @pytest.mark.slow
    def test_has_the_error_of_its_model_where_everybody_answered_once(self):
        rows = strangers(asked_again(3))
        measured = figures_of(rows).effects["telephone"][ITEM]

        known = counting._usable_answers(
            rows, ITEM, {row.response_id: CHANCE for row in rows}, MEANINGS
        )
        model = counting.gaps.gap_model(
            cells=list(counting._cells(known).values()), characteristic="mode",
            reference="web", given=counting.HELD,
        )  # fmt: skip
        [gap] = counting.gaps.gaps_between(model, ("telephone",))
        assert measured.held.error == pytest.approx(gap.standardised.error)

    def test_goes_with_the_shares_that_it_is_made_of(self):
        links = figures_of(asked_again(4)).effects["telephone"][ITEM].links

        assert links.web_and_way > 0
        assert links.web_and_effect < 0 < links.way_and_effect


class TestAShare:
    def test_counts_people_and_not_answers(self):
        twice = [
            answer(at, person=at // 2, mode="paper", answers={ITEM: [GOOD if at < 40 else BAD]})
            for at in range(60)
        ]
        once = [
            answer(at, mode="paper", answers={ITEM: [GOOD if at < 20 else BAD]}) for at in range(30)
        ]

        shares = [figures_of(rows).shares["paper"][ITEM] for rows in (twice, once)]
        widths = [each.interval.upper - each.interval.lower for each in shares]
        assert shares[0].share == shares[1].share
        assert widths[0] == pytest.approx(widths[1], rel=0.03)

    def test_is_as_it_was_where_everybody_answered_once(self):
        rows = [
            answer(at, mode="paper", answers={ITEM: [GOOD if at < 20 else BAD]}) for at in range(30)
        ]

        found = figures_of(rows).shares["paper"][ITEM].interval
        kish = wilson_interval(successes=20, trials=30)
        assert found.lower == pytest.approx(kish.lower, abs=0.01)
        assert found.upper == pytest.approx(kish.upper, abs=0.01)


class TestPersonScores:
    def test_add_up_what_one_person_said(self):
        scores = PersonScores.of([7, 3, 7], [0.25, 1.0, 0.5])

        assert scores.people.tolist() == [3, 7]
        assert scores.sums.tolist() == [1.0, 0.75]

    def test_of_different_people_do_not_go_together(self):
        here, there = PersonScores.of([1, 2], [1.0, -1.0]), PersonScores.of([3, 4], [1.0, -1.0])

        assert here.correlation(there) == 0
        assert here.correlation(here) == pytest.approx(1)

    def test_that_never_vary_go_with_nothing(self):
        assert PersonScores.of([1, 2], [0.0, 0.0]).correlation(PersonScores.of([1], [1.0])) == 0

    def test_never_make_a_base_larger_than_kishs(self):
        agreed = PersonScores.of([1, 2], [0.0, 0.0])
        apart = PersonScores.of([1, 2, 3], [0.1, -0.1, 0.0])

        assert base_by_people(share=1.0, kish=40.0, scores=agreed) == 40.0
        assert base_by_people(share=0.5, kish=2.0, scores=apart) == 2.0


class TestLinks:
    def test_are_none_of_a_year_that_was_counted_before_they_were(self):
        assert counting.WayEffect(raw=0.1, held=None, arms=(90, 90)).links == ModeLinks()


@pytest.mark.django_db
class TestQuartersThatAreReadTogether:
    def test_number_people_through_all_of_them(self):
        load(answering(2, {ITEM: [GOOD]}, on=IN_Q2))
        load(answering(2, {ITEM: [GOOD]}, on=IN_Q2 + timedelta(days=92)))

        together = list(extract.answer_rows(periods=("2026-Q2", "2026-Q3")))
        apart = [row.person for period in ("2026-Q2", "2026-Q3")
                 for row in extract.answer_rows(period=period)]  # fmt: skip

        assert len({row.person for row in together}) == 4
        assert sorted(apart) == [0, 0, 1, 1]

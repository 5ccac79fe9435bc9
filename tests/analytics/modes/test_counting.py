from dataclasses import replace

import numpy as np
import pytest

from analytics.items import headline
from analytics.modes import adjusting, counting, mode_weights
from analytics.modes.counting import ModeAsked, ModeShare, WayEffect
from analytics.stats.judgement import ModelContrast
from analytics.stats.proportions import Interval
from analytics.stats.suppression import Published
from config.demo.answers import opinions
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer, frame
from tests.bench import accuracy
from tests.bench.accuracy import TELEPHONE_RISE, Victims

ITEM = headline().code
GOOD, BAD = "very_satisfied", "very_dissatisfied"
MEANINGS = {ITEM: {GOOD: Meaning.POSITIVE, BAD: Meaning.NEGATIVE, "x": Meaning.OUT_OF_BASE}}
CHANCE = 0.3


def said(way: str, number: int, *, is_good: bool = True, **facts: object) -> AnswerRow:
    return answer(number, mode=way, answers={ITEM: [GOOD if is_good else BAD]}, **facts)


def told(rows: list[AnswerRow], *framed, chances=None) -> counting.ModeFigures:
    return counting.figures(rows, framed, chances or {}, MEANINGS)


def overlap(victims: Victims, *, seed: int, rise: float = TELEPHONE_RISE) -> list[AnswerRow]:
    rng = np.random.default_rng(seed)
    size = len(victims.positive)
    by_telephone = rng.random(size) < CHANCE
    is_there = rng.random(size) < opinions.expit(victims.answers)
    is_good = rng.random(size) < opinions.expit(victims.positive + rise * by_telephone)
    return [
        said(
            "telephone" if by_telephone[at] else "web_sms", at, is_good=bool(is_good[at]),
            **{name: str(levels[at]) for name, levels in victims.known.items()},
        )
        for at in np.flatnonzero(is_there)
    ]  # fmt: skip


def effect_of(rows: list[AnswerRow]) -> WayEffect | None:
    chances = {row.response_id: CHANCE for row in rows}
    measured = counting.measured_effect(rows, ITEM, chances, MEANINGS)
    return measured[0] if measured else None


class TestWhatIsTold:
    def test_is_separate_for_each_mode(self):
        rows = [said("paper", at, is_good=at < 24) for at in range(40)]
        rows += [said("web_sms", at) for at in range(40, 80)]

        shares = told(rows).shares

        assert shares["paper"][ITEM].share == pytest.approx(0.6)
        assert shares["paper"][ITEM].people == 40
        assert "web" not in shares

    def test_is_nothing_of_fewer_than_thirty(self):
        assert not told([said("paper", at) for at in range(29)]).shares["paper"]

    def test_is_nothing_of_few_who_answered_often(self):
        rows = [said("paper", at, person=at % 10) for at in range(30)]
        found = told(rows, frame(97, mode="paper", is_invited=True))

        assert not found.shares["paper"]
        assert found.asked["paper"].answered is None

    def test_leaves_out_who_answers_in_anothers_place_and_what_is_outside_the_base(self):
        rows = [said("paper", at, is_own_account=False) for at in range(40)]
        rows += [replace(said("paper", at), answers={ITEM: ["x"]}) for at in range(40, 80)]

        assert not told(rows).shares["paper"]

    def test_counts_people_in_tens(self):
        rows = [said("telephone", at) for at in range(38)]

        found = told(rows, frame(97, mode="telephone", is_invited=True)).asked["telephone"]

        assert (found.asked, found.answered) == (90, 30)

    @pytest.mark.slow
    def test_comes_back_from_the_store_as_it_went_in(self):
        rows = overlap(accuracy.victims_of("kent", lean=0.0, seed=1), seed=2)
        found = counting.figures(
            rows, [frame(500, mode="telephone", is_invited=True)],
            {row.response_id: CHANCE for row in rows}, MEANINGS,
        )  # fmt: skip

        assert found.effects["telephone"]
        assert counting.unpacked(counting.packed(found)) == found


class TestWeights:
    def test_make_who_answered_by_telephone_stand_for_whom_it_asked(self):
        rows = [said("telephone", at, age_band="75_over") for at in range(60)]
        rows += [said("telephone", at, is_good=False, age_band="25_34") for at in range(100, 130)]
        asked = [
            frame(100, mode="telephone", is_invited=True, age_band=band)
            for band in ("75_over", "25_34")
        ]

        weights = mode_weights.mode_weights_of(rows, asked)
        found = counting.figures(rows, asked, {}, MEANINGS, weights)

        assert sum(weights.values()) == pytest.approx(200)
        assert found.weighted == {"telephone"}
        assert found.shares["telephone"][ITEM].share == pytest.approx(0.5)
        assert told(rows).shares["telephone"][ITEM].share == pytest.approx(2 / 3)

    def test_are_none_where_nobody_answered(self):
        assert not mode_weights.mode_weights_of([], [frame(9, mode="telephone", is_invited=True)])


class TestBothWaysTogether:
    def test_count_as_many_as_each_asked_with_the_effect_taken_off(self):
        web = Published(
            positive=0.5, neutral=0.2, negative=0.3, base=900, effective_base=900,
            interval=Interval(lower=0.47, upper=0.53),
        )  # fmt: skip
        asked = {"web": ModeAsked(asked=3000, answered=900),
                 "telephone": ModeAsked(asked=1000, answered=400)}  # fmt: skip
        of = ModeShare(people=400, share=0.74, interval=Interval(lower=0.7, upper=0.78))
        by = WayEffect(raw=0.2, held=ModelContrast(value=0.12, error=0.03), arms=(900, 400))

        both = adjusting.together(web=web, of=of, by=by, asked=asked)

        assert both is not None
        assert both[0] == pytest.approx(0.75 * 0.5 + 0.25 * 0.62)
        assert both[1].lower < both[0] < both[1].upper
        assert adjusting.together(web=web, of=of, by=by, asked={"web": asked["web"]}) is None


class TestAnEffect:
    @pytest.mark.slow
    def test_of_which_the_truth_is_known_is_found(self):
        victims = accuracy.victims_of("kent", lean=0.0, seed=1)
        found = effect_of(overlap(victims, seed=3))

        lifted = opinions.expit(victims.positive + TELEPHONE_RISE)
        true = float((lifted - opinions.expit(victims.positive)).mean())
        assert found is not None
        assert found.held.difference(confidence=0.99).interval.contains(true)

    @pytest.mark.nightly
    def test_is_held_by_its_interval_as_often_as_it_says(self):
        victims = accuracy.victims_of("kent", lean=0.0, seed=1)
        lifted = opinions.expit(victims.positive + TELEPHONE_RISE)
        true = float((lifted - opinions.expit(victims.positive)).mean())
        found = [effect_of(overlap(victims, seed=seed)) for seed in range(100)]

        held = [each.held.difference(confidence=0.95).interval.contains(true)
                for each in found if each]  # fmt: skip
        assert sum(held) >= 88

    @pytest.mark.slow
    def test_is_told_of_nobody_whose_way_was_chosen(self):
        rows = overlap(accuracy.victims_of("kent", lean=0.0, seed=1), seed=3)

        assert not told(rows, chances={row.response_id: 1.0 for row in rows}).effects["telephone"]
        assert not told(rows).effects["telephone"]

    def test_is_not_told_of_fewer_than_fifty_each_way(self):
        rows = [said("telephone", at, is_good=at % 2 == 0) for at in range(49)]
        rows += [said("web_sms", at, is_good=at % 2 == 0) for at in range(100, 400)]

        assert effect_of(rows) is None
        assert effect_of([*rows, said("telephone", 99)]) is not None

    def test_is_not_told_where_it_leaves_few_over(self):
        rows = [said("telephone", at, is_good=at % 2 == 0) for at in range(60)]
        rows += [said("web_sms", at, is_good=at % 2 == 0) for at in range(100, 400)]
        of_all = {row.response_id: CHANCE for row in rows}

        def effects(left_over: int):
            chances = of_all | dict.fromkeys(range(left_over), 1.0)
            return told(rows, chances=chances).effects["telephone"]

        assert effects(0)
        assert not effects(5)
        assert not effects(29)

    def test_is_told_where_it_leaves_thirty_over(self):
        rows = [said("telephone", at, is_good=at % 2 == 0) for at in range(90)]
        rows += [said("web_sms", at, is_good=at % 2 == 0) for at in range(100, 400)]
        chances = {row.response_id: CHANCE for row in rows} | dict.fromkeys(range(30), 1.0)

        assert told(rows, chances=chances).effects["telephone"]

    def test_is_not_told_of_few_who_answered_often(self):
        rows = [said("telephone", at, is_good=at % 2 == 0, person=at % 20) for at in range(100)]
        rows += [said("web_sms", at, is_good=at % 2 == 0) for at in range(100, 400)]

        assert effect_of(rows) is None


def lone(*, is_she_content: bool) -> list[AnswerRow]:
    rows = [
        said("telephone" if at < 80 else "web_sms", at, is_good=at % 5 < 2,
             crime_group="burglary" if at % 3 else "vehicle", sex="female" if at % 2 else "male")
        for at in range(200)
    ]  # fmt: skip
    hers = {"crime_group": "vehicle", "survey_stage": "ST4", "sex": "female"}
    rows += [said("telephone", 300, is_good=is_she_content, **hers | {"crime_group": "robbery"})]
    rows += [said("telephone", 301, is_good=not is_she_content, **hers | {"survey_stage": "ST1"})]
    return rows


class TestOnePerson:
    def test_has_no_term_of_a_model_to_themselves(self):
        one, other = (effect_of(lone(is_she_content=each)) for each in (True, False))

        assert one is not None
        assert one == other

    def test_who_weighs_nearly_all_is_not_compared(self):
        rows = [said("telephone", at, is_good=at % 2 == 0) for at in range(60)]
        rows += [said("web_sms", at, is_good=at % 2 == 0) for at in range(100, 160)]
        chances = {row.response_id: 0.5 for row in rows}

        alike, rare = (
            counting.measured_effect(rows, ITEM, chances | {0: chance}, MEANINGS)
            for chance in (0.5, 0.002)
        )

        assert alike is not None
        assert rare is None


class TestPower:
    def test_needs_about_4_400_answers_each_way_for_three_points(self):
        assert adjusting.smallest_difference(4361) == pytest.approx(0.03, abs=1e-5)

    def test_says_what_fewer_would_show(self):
        assert adjusting.smallest_difference(250) == pytest.approx(0.1253, abs=1e-4)

    @pytest.mark.nightly
    def test_is_what_happens(self):
        rng, each = np.random.default_rng(4), 1000
        gap = adjusting.smallest_difference(each)
        shares = rng.binomial(each, [0.5 - gap / 2, 0.5 + gap / 2], size=(400, 2)) / each
        error = np.sqrt((shares * (1 - shares)).sum(axis=1) / each)
        assert np.mean((shares[:, 1] - shares[:, 0]) / error > 1.96) == pytest.approx(0.8, abs=0.06)


class TestAdjusting:
    def test_takes_the_measured_effect_off_and_adds_its_uncertainty(self):
        share = ModeShare(people=400, share=0.7, interval=Interval(lower=0.65, upper=0.74))
        by = WayEffect(raw=0.1, held=ModelContrast(value=0.1, error=0.03), arms=(900, 400))

        value, interval = adjusting.adjusted(share, by)

        assert value == pytest.approx(0.6)
        assert interval.upper - interval.lower > 2 * 1.96 * 0.03
        assert interval.contains(value)

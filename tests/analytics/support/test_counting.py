from collections import Counter
from dataclasses import replace
from itertools import chain

import numpy as np
import pytest

from analytics.items import headline
from analytics.support import counting
from analytics.support.counting import DECLINED, NOT_OFFERED, SUPPORTED, WITHDRAWN, SupportFigures
from config.demo import assumptions as assumed
from config.demo import facts
from config.demo.answers import opinions
from config.demo.answers.opinions import ITEMS
from config.demo.plan import plan_for
from config.demo.victims import case_file, timelines
from responses.extract_rows import AnswerRow, SupportedCase
from survey.definition.types import Meaning
from tests.analytics.weighting.test_force_weights import answer
from tests.config.conftest import TODAY

ITEM = headline().code
GOOD, BAD = "very_satisfied", "very_dissatisfied"
MEANINGS = {ITEM: {GOOD: Meaning.POSITIVE, BAD: Meaning.NEGATIVE}}


def said(number: int, referral: str, *, is_good: bool, **more: object) -> AnswerRow:
    picked = {ITEM: [GOOD if is_good else BAD]}
    return answer(number, support_referral=referral, answers=picked, **more)


def half_good(count: int, referral: str, **more: object) -> list[AnswerRow]:
    return [said(at, referral, is_good=at % 2 == 0, **more) for at in range(count)]


def numbered(rows: list[AnswerRow]) -> list[AnswerRow]:
    return [replace(row, person=at) for at, row in enumerate(rows)]


def told(rows: list[AnswerRow], *, left: int = 0) -> SupportFigures:
    return counting.figures(rows, Counter(), MEANINGS, left=left)


class TestShares:
    def test_are_separate_for_each_level(self):
        shares = told(half_good(40, "yes") + half_good(60, "declined"))
        shares = shares.shares[ITEM]

        assert shares[SUPPORTED].share == pytest.approx(0.5)
        assert (shares[SUPPORTED].people, shares[DECLINED].people) == (40, 60)
        assert NOT_OFFERED not in shares

    def test_count_whom_an_adviser_handed_a_code_as_supported(self):
        rows = half_good(40, "", mode="web_code", assisted_by="IDVA")
        rows += half_good(40, "", mode="web_code", assisted_by="VLO") + half_good(40, "yes")

        assert told(numbered(rows)).shares[ITEM][SUPPORTED].people == 80

    def test_are_hidden_for_few_people_and_for_their_complement(self):
        rows = half_good(200, "yes") + half_good(60, "declined") + half_good(5, "not_offered")

        assert set(told(rows).shares[ITEM]) == {SUPPORTED}

    def test_are_hidden_where_codes_of_advisers_would_tell_of_the_rest(self):
        by_code = half_good(91, "", mode="web_code", assisted_by="IDVA", route="code_adviser")
        unknown, none = half_good(50, ""), half_good(400, "not_offered")

        def shown(*rows):
            return set(told(numbered([*by_code, *none, *chain(*rows)])).shares.get(ITEM, ()))

        assert shown(half_good(9, "yes")) == set()
        assert shown(half_good(9, "yes"), unknown) == {NOT_OFFERED}
        assert shown(half_good(30, "yes"), unknown) == {SUPPORTED, NOT_OFFERED}

    def test_are_hidden_of_the_smallest_where_few_have_left_since(self):
        rows = numbered(half_good(200, "yes") + half_good(60, "not_offered"))

        assert set(told(rows).shares[ITEM]) == {SUPPORTED, NOT_OFFERED}
        assert set(told(rows, left=3).shares[ITEM]) == {SUPPORTED}
        assert set(told(rows, left=30).shares[ITEM]) == {SUPPORTED, NOT_OFFERED}

    def test_leave_out_other_ways_and_who_answers_in_anothers_place(self):
        rows = half_good(60, "yes", mode="telephone")
        rows += half_good(60, "yes", is_own_account=False)

        assert not told(rows).shares


class TestAGap:
    def test_is_not_told_of_fewer_than_fifty(self):
        assert not told(half_good(49, "yes") + half_good(300, "not_offered")).gaps

    def test_is_not_told_where_a_share_of_it_is_hidden(self):
        rows = half_good(60, "yes") + half_good(100, "not_offered") + half_good(5, "declined")
        ended = {SUPPORTED: 60, NOT_OFFERED: 100, DECLINED: 5}
        cases = Counter({case(level, is_withdrawn=at): each // 2 for level, each in ended.items()
                         for at in (True, False)})  # fmt: skip

        found = counting.figures(numbered(rows), cases, MEANINGS)

        assert [set(each) for each in found.shares.values()] == [{NOT_OFFERED}, {NOT_OFFERED}]
        assert found.gaps == {}

    def test_holds_what_is_known_of_the_cases(self):
        rows = []
        for kind, share, referred in (("domestic", 0.3, 0.8), ("other", 0.7, 0.2)):
            for referral, count in (
                ("yes", 1000 * referred),
                ("not_offered", 1000 * (1 - referred)),
            ):
                rows += [
                    said(at, referral, is_good=at < share * count, crime_kind=kind)
                    for at in range(int(count))
                ]

        [gap] = told(rows).gaps.values()

        assert gap.raw == pytest.approx(-0.24, abs=0.01)
        assert gap.held.value == pytest.approx(0, abs=0.002)

    def test_comes_back_from_the_store_as_it_went_in(self):
        found = counting.figures(
            half_good(80, "yes") + half_good(80, "not_offered"),
            Counter({case(SUPPORTED, is_withdrawn=True): 60, case(SUPPORTED): 60,
                     case(NOT_OFFERED, is_withdrawn=True): 90, case(NOT_OFFERED): 60}),
            MEANINGS,
        )  # fmt: skip

        assert counting.unpacked(counting.packed(found)) == found
        assert found.gaps[WITHDRAWN].raw == pytest.approx(-0.1)


def lone(*, is_she_content: bool) -> list[AnswerRow]:
    rows = half_good(120, "yes", sex="female") + half_good(160, "not_offered", sex="male")
    rows += half_good(60, "declined") + half_good(60, "not_offered", sex="female")
    she = [said(0, "yes", is_good=is_she_content, sex="female", crime_kind="stalking")]
    return numbered([*rows, *she, said(0, "yes", is_good=not is_she_content, sex="female")])


class TestOnePerson:
    def test_has_no_term_of_a_model_to_themselves(self):
        one, other = (told(lone(is_she_content=each)) for each in (True, False))

        assert one.gaps
        assert one == other

    def test_at_a_level_of_support_is_no_part_of_a_gap(self):
        both = half_good(120, "yes", sex="female") + half_good(160, "not_offered", sex="male")
        alone, with_one = (
            counting.gap_of_answers(counting.answers_of(numbered(rows), MEANINGS).answers_to(ITEM))
            for rows in (both, [*both, said(0, "declined", is_good=True)])
        )

        assert alone is not None
        assert alone == with_one

    def test_who_answered_often_is_one(self):
        rows = half_good(120, "yes") + half_good(160, "not_offered")
        often = half_good(30, "yes", crime_kind="stalking")
        people = [replace(row, person=1000 + at % 3) for at, row in enumerate(often)]
        of = counting.answers_of([*numbered(rows), *people], MEANINGS).answers_to(ITEM)

        assert dict(of.levels_of(1 + counting.HELD.index("crime_kind")))["stalking"] == 3


def case(support: str, *, kind: str = "violence", is_withdrawn: bool = False) -> SupportedCase:
    return SupportedCase(support, kind, "unknown", "female", "25_34", is_withdrawn)


@pytest.mark.slow
class TestWhatIsPlanted:
    def test_in_outcomes_is_found(self):
        rng, number = np.random.default_rng(4), 30_000
        known, kinds = facts.load(), ["violence"] * number
        plan = plan_for(TODAY, responses=1, seed=1)
        has_adviser = case_file.draw_advisers(rng, kinds)
        times = timelines.draw(
            rng, kinds=kinds, told_share=0.9, last_day=TODAY, force=known.forces["essex"],
            has_adviser=has_adviser,
            reported=timelines.draw_reports(
                rng, number, first_day=plan.first_day, last_day=plan.first_day
            ),
        )  # fmt: skip
        stopped = np.array([code == timelines.STOPS for code in times.comes_to])
        cases = Counter(
            case(SUPPORTED if has else NOT_OFFERED, is_withdrawn=bool(stops))
            for has, stops in zip(has_adviser, stopped, strict=True)
        )

        found = counting.figures([], cases, MEANINGS).gaps[WITHDRAWN].held

        would_stop = stopped.mean()
        assert found.difference(confidence=0.99).interval.contains(
            stopped[has_adviser].mean() - stopped[~has_adviser].mean()
        )
        assert found.value < -0.8 * assumed.STAYS_WITH_ADVISER * would_stop

    def test_in_what_victims_say_is_found(self):
        rng, number = np.random.default_rng(5), 6_000
        place = [item.code for item in ITEMS].index(ITEM)
        has_adviser = rng.random(number) < 0.3
        own = opinions.SPREAD_OF_VICTIMS * rng.standard_normal(number)
        level = own + assumed.OF_ADVISER * has_adviser
        logits = np.zeros((number, len(ITEMS)))
        logits[:, place] = level
        is_good = rng.random(number) < opinions.share_positive(logits)[:, place]
        rows = [
            said(at, "yes" if has else "not_offered", is_good=bool(good))
            for at, (has, good) in enumerate(zip(has_adviser, is_good, strict=True))
        ]

        found = told(rows).gaps[ITEM].held

        with_one, without = np.zeros_like(logits), np.zeros_like(logits)
        with_one[:, place], without[:, place] = own + assumed.OF_ADVISER, own
        true = (opinions.share_positive(with_one) - opinions.share_positive(without))[:, place]
        assert found.difference(confidence=0.99).interval.contains(float(true.mean()))
        assert found.p_value < 0.01

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

import pytest

from analytics.disclosure.suppression.remainders import Answers
from analytics.refresh import open_totals
from analytics.refresh.open_totals import ForceTotals, answers_by_item, totals_of
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning
from tests.each import for_each

MEANINGS = {
    "Q-OVR-1": {
        "good": Meaning.POSITIVE, "so": Meaning.NEUTRAL, "bad": Meaning.NEGATIVE,
        "none": Meaning.OUT_OF_BASE,
    },
    "Q-INF-1": {"good": Meaning.POSITIVE, "bad": Meaning.NEGATIVE},
}  # fmt: skip
FIRST = date(2026, 10, 1)
SEEDS = range(60)


def row(number: int, *, day: int = 0, **answers: str) -> AnswerRow:
    return AnswerRow(
        response_id=number, person=number, force="kent", period="2026-Q3", decision="INVITE",
        survey_stage="ST2", crime_group="burglary", sex="female", age_band="25_34",
        ethnicity_group="white", disability="no", selection_probability=1.0,
        completed_on=FIRST + timedelta(days=day), is_complete=True, language="en", mode="web_sms",
        answers={f"Q-{code.upper()}-1": [picked] for code, picked in answers.items()},
    )  # fmt: skip


def rows(count: int, *, first: int = 1, day: int = 0, ovr: str = "good bad", **answers: str):
    turns = ovr.split()
    return [
        row(first + n, day=day + n // 3, ovr=turns[n % len(turns)], **answers) for n in range(count)
    ]


def first_totals(received) -> ForceTotals:
    return totals_of(received, counted=frozenset(), shown=frozenset(), meanings=MEANINGS)


class TestTotals:
    def test_leave_out_the_ten_newest(self):
        found = first_totals(rows(40))

        assert found.counted == set(range(1, 31))
        assert (found.has_moved, "Q-OVR-1" in found.hidden) == (True, False)

    def test_leave_out_more_if_the_newest_ten_answered_the_same(self):
        found = first_totals([*rows(40), *rows(12, first=41, day=20, ovr="good")])

        assert found.counted == set(range(1, 40))

    def test_leave_out_twenty_if_all_answer_the_same(self):
        assert first_totals(rows(60, ovr="good")).counted == set(range(1, 41))

    def test_are_none_where_ten_in_and_ten_out_are_not_to_be_had(self):
        assert first_totals(rows(19)) == ForceTotals(counted=frozenset())

    def test_hide_a_question_that_too_few_of_those_left_out_answered(self):
        found = first_totals([*rows(5, inf="good"), *rows(40, first=6, day=3)])

        assert "Q-INF-1" in found.hidden
        assert "Q-OVR-1" not in found.hidden

    def test_leave_out_at_most_half(self):
        found = first_totals([*rows(30, inf="bad"), *rows(20, first=31, day=11, ovr="good")])

        assert len(found.counted) == 25

    def test_stay_where_fewer_than_ten_can_come_in(self):
        before = first_totals(rows(40))

        after = totals_of(rows(49), counted=before.counted, shown={"Q-OVR-1"}, meanings=MEANINGS)

        assert after == ForceTotals(counted=before.counted)

    def test_stay_where_nine_can_come_in_though_nothing_is_shown(self):
        before = first_totals(rows(40))

        after = totals_of(rows(49), counted=before.counted, shown=frozenset(), meanings=MEANINGS)

        assert after == ForceTotals(counted=before.counted)

    def test_move_by_ten(self):
        before = first_totals(rows(40))

        after = totals_of(rows(50), counted=before.counted, shown={"Q-OVR-1"}, meanings=MEANINGS)

        assert after.counted == set(range(1, 41))

    def test_stay_as_they_are_within_a_month(self):
        before = first_totals(rows(40))

        after = totals_of(
            rows(90), counted=before.counted, shown={"Q-OVR-1"}, meanings=MEANINGS, may_move=False
        )

        assert after.counted == before.counted

    def test_go_on_counting_who_left_until_ten_others_come(self):
        before = first_totals(rows(40))
        left = [each for each in rows(49) if each.response_id != 5]

        stayed = totals_of(left, counted=before.counted, shown={"Q-OVR-1"}, meanings=MEANINGS)
        moved = totals_of(
            [*left, *rows(8, first=50, day=30)],
            counted=before.counted, shown={"Q-OVR-1"}, meanings=MEANINGS,
        )  # fmt: skip

        assert 5 in stayed.counted
        assert 5 not in moved.counted


class TestAnswers:
    def test_are_counted_by_what_they_mean_and_only_in_the_base(self):
        answered = rows(8, ovr="good good so so bad bad bad none")

        assert answers_by_item(answered, MEANINGS) == {"Q-OVR-1": Answers(7, (2, 3))}


@dataclass
class Life:
    seed: int
    fill: object
    do_leave: bool = True
    received: dict[int, AnswerRow] = field(default_factory=dict)
    ever: dict[int, AnswerRow] = field(default_factory=dict)
    pages: list[tuple[frozenset[int], frozenset[str]]] = field(default_factory=list)
    """What each page counted, and the questions that it showed."""

    def live(self, weeks: int = 14):
        random = Random(self.seed)
        kind = random.choice(
            [["good", "bad"], ["good"] * 9 + ["bad"], ["good", "so", "bad", "none"]]
        )
        totals, shown = ForceTotals(counted=frozenset()), frozenset()
        for week in range(weeks):
            self._arrive(random, kind, week)
            self._leave(random)
            totals = self.fill(
                list(self.received.values()), counted=totals.counted, shown=shown, meanings=MEANINGS
            )
            if totals.has_moved:
                shown = self._shown(totals)
                self.pages.append((totals.counted, shown))
        return self

    def _arrive(self, random, kind, week):
        for _ in range(random.choice([0, 1, 3, 12, 25])):
            number = len(self.ever) + 1
            inf = {"inf": random.choice(["good", "bad"])} if random.random() < 0.6 else {}
            came = row(number, day=7 * week + random.randrange(7), ovr=random.choice(kind), **inf)
            self.ever[number] = self.received[number] = came

    def _leave(self, random):
        if self.do_leave and self.received and random.random() < 0.3:
            del self.received[random.choice(list(self.received))]

    def _shown(self, totals):
        counted = answers_by_item([self.ever[each] for each in totals.counted], MEANINGS)
        large = {
            item
            for item, found in counted.items()
            if open_totals.meets_minimum(found, open_totals.RULE)
        }
        return frozenset(large - totals.hidden)

    def told(self) -> list[tuple]:
        found, last = [], {}
        for counted, shown in self.pages:
            for item in shown:
                if item in last:
                    came, left = counted - last[item], last[item] - counted
                    found += self._few(item, came, left)
                last[item] = counted
        return found

    def told_at_closing(self) -> list[tuple]:
        if not self.pages:
            return []
        counted, shown = self.pages[-1]
        came = self.ever.keys() - counted
        return [one for item in shown for one in self._few(item, came, set())]

    def _few(self, item, came, left) -> list[tuple]:
        def of(ids):
            return answers_by_item([self.ever[each] for each in ids], MEANINGS).get(item)

        arrived, gone = of(came), of(left)
        if arrived is None:
            return [(item, "left", gone)] if gone else []
        return (
            []
            if open_totals.meets_minimum(arrived, open_totals.RULE)
            else [(item, "came", arrived)]
        )


def every_night(received, *, counted, shown, meanings):
    ids = frozenset(each.response_id for each in received)
    return ForceTotals(counted=ids, has_moved=ids != counted and len(ids) >= open_totals.LEAST)


def by_tens_of_heads(received, *, counted, shown, meanings):
    ids = frozenset(sorted(each.response_id for each in received)[: -open_totals.LEAST])
    return ForceTotals(counted=ids, has_moved=len(ids - counted) >= open_totals.LEAST)


class TestAQuarterWeekByWeek:
    @pytest.mark.slow
    @for_each("seed", SEEDS)
    def test_tells_of_nobody(self, seed):
        assert Life(seed, totals_of).live().told() == []
        assert Life(seed, totals_of, do_leave=False).live().told_at_closing() == []

    @pytest.mark.slow
    def test_is_shown_at_all(self):
        pages = [Life(seed, totals_of).live().pages for seed in SEEDS]

        assert sum(map(len, pages)) > 3 * len(SEEDS)

    @pytest.mark.slow
    def test_would_tell_if_it_were_filled_every_week_with_everybody(self):
        lives = [Life(seed, every_night).live() for seed in SEEDS]

        assert sum(bool(life.told()) for life in lives) > len(SEEDS) / 2

    @pytest.mark.slow
    def test_would_tell_if_ten_were_enough_however_they_answered(self):
        lives = [Life(seed, by_tens_of_heads).live() for seed in SEEDS]

        assert any(life.told() or life.told_at_closing() for life in lives)

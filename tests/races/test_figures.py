"""Answers that are withdrawn, brought back or sent in while figures are filled."""

import pytest

from analytics.models import Cell
from analytics.refresh.actions import refill
from responses import extract
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as selectors
from tests.analytics import make
from tests.analytics.make import KENT, Q3
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import by_code

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]


def words_of_one():
    seed = selectors.seed_of(ground.one_response())
    return selectors.words().written(selectors.code_of(seed), language="en")


def withdraw():
    assert withdrawals.withdraw_by_words(given=words_of_one(), by=TESTER, at=NOW)


def refill_quarter():
    refill.refill_cells(periods=[Q3], by=TESTER, at=NOW)


def people_counted():
    cells = Cell.objects.filter(period=Q3, dimension="all")
    bins = (one for cell in cells for one in cell.bins["Q-OVR-1"].values())
    return sum(people for people, *_ in bins)


class FiguresRace:
    def __init__(self, first, second):
        self.first, self.second = first, second

    def prepare(self):
        ground.clear()
        make.forget(Q3)
        make.load([*make.satisfied_and_not(1, 1), *make.satisfied_and_not(1, 0, force=KENT)])
        response = ground.one_response()
        self.response_id = response.pk
        response.withdrawal_hash = selectors.hash_of(selectors.code_of(selectors.seed_of(response)))
        response.save()
        return self.first, self.second

    def check(self):
        counted = {row.response_id for row in extract.answer_rows(period=Q3)}
        assert self.response_id not in counted
        assert len(counted) == 2
        refill_quarter()
        assert people_counted() in {2, 3}, "each is counted once, or left before the closing"

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestAWithdrawal:
    def test_is_out_of_the_answers_though_its_quarter_closes_meanwhile(self):
        broken = FiguresRace(withdraw, refill_quarter).explored()

        assert not broken.faults, str(broken)

    def test_is_one_though_the_words_are_entered_twice_at_once(self):
        broken = FiguresRace(withdraw, withdraw).explored()

        assert not broken.faults, str(broken)


class TestTwoFillings:
    def test_at_once_close_a_quarter_as_one_does(self):
        race = FiguresRace(refill_quarter, refill_quarter)

        def check():
            assert people_counted() == 3

        broken = explore(Race(prepare=race.prepare, check=check))

        assert not broken.faults, str(broken)


@pytest.mark.safety
class TestTwoCodesOfOneEvent:
    """SAF-9"""

    def test_count_for_nothing_though_both_are_sent_in_at_once(self):
        def prepare():
            ground.clear()
            make.load(make.satisfied_and_not(1, 1))
            case = by_code.routed(case_key="by-code")
            both = [by_code.skipped_to_the_end(by_code.begun(case)) for _ in range(2)]
            self.ids = {each.pk for each in both}
            return lambda: by_code.send_in(both[0]), lambda: by_code.send_in(both[1])

        def check():
            counted = {row.response_id for row in extract.answer_rows()}
            assert not self.ids & counted, "two complete responses count for nothing"

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)

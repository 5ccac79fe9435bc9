"""Answers that are withdrawn, brought back or erased while figures are kept up or rebuilt."""

from contextlib import suppress
from datetime import timedelta

import pytest

from analytics.cube.actions import apply_changes, recount
from analytics.cube.versions_being_built import GivenUpError
from analytics.models import CubeEntry, CubeVersion
from analytics.refresh.actions import rebuild, refill
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as selectors
from responses.models import Case, ResponseChange
from tests.analytics import make
from tests.analytics.make import KENT, Q3
from tests.conftest import NOW, TESTER
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses import by_code

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.sweep,
]
EARLIER = NOW - timedelta(hours=2)
"""When a rebuild was begun that a batch of now gives up."""


def keep_up():
    apply_changes.apply_all(by=TESTER, at=NOW)


def words_of_one():
    seed = selectors.seed_of(ground.one_response())
    return selectors.words().written(selectors.code_of(seed), language="en")


def withdraw():
    assert withdrawals.withdraw_by_words(given=words_of_one(), by=TESTER, at=NOW)


def bring_back():
    ticket = selectors.ticket_of(ground.one_response(), at=NOW)
    withdrawals.bring_back(ticket=ticket, by=TESTER, at=NOW)


def erase():
    Case.objects.filter(stage_events__invitation__responses=ground.one_response()).delete()


def rebuild_quarter(*, begun_at=NOW):
    def work():
        with suppress(GivenUpError):
            rebuild.rebuild(period=Q3, by=TESTER, at=begun_at)

    return work


def one_after_the_other(*works):
    def work():
        for each in works:
            each()

    return work


class FiguresRace:
    """Three people of two forces answered, and figures know of it."""

    def __init__(self, first, second, *, begin=lambda: None, is_counted=False):
        self.first, self.second, self.begin = first, second, begin
        self.is_counted = is_counted

    def prepare(self):
        ground.clear()
        make.load([*make.satisfied_and_not(1, 1), *make.satisfied_and_not(1, 0, force=KENT)])
        response = ground.one_response()
        self.response_id = response.pk
        response.withdrawal_hash = selectors.hash_of(selectors.code_of(selectors.seed_of(response)))
        response.save()
        keep_up()
        self.begin()
        return self.first, self.second

    def check(self):
        keep_up()
        counted = CubeEntry.objects.filter(response_id=self.response_id).count()
        assert counted == self.is_counted, "answers are in the ledger exactly when they count"
        assert not ResponseChange.objects.exists(), "every change is taken in"
        assert not CubeVersion.objects.filter(state="building").exists()
        drifted = recount.check_cells(seed=1, share=1.0, by=TESTER, at=NOW).drifted
        assert not drifted, f"the cube equals a recount: {drifted}"

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestAWithdrawal:
    def test_is_in_no_ledger_though_a_batch_runs_beside_it(self):
        broken = FiguresRace(withdraw, keep_up).explored()

        assert not broken.faults, str(broken)

    def test_is_in_no_ledger_though_its_quarter_is_rebuilt(self):
        broken = FiguresRace(one_after_the_other(withdraw, keep_up), rebuild_quarter()).explored()

        assert not broken.faults, str(broken)

    def test_is_in_no_ledger_though_a_slow_rebuild_is_given_up(self):
        broken = FiguresRace(
            one_after_the_other(withdraw, keep_up), rebuild_quarter(begun_at=EARLIER)
        ).explored()

        assert not broken.faults, str(broken)

    def test_is_one_though_the_words_are_entered_twice_at_once(self):
        broken = FiguresRace(withdraw, withdraw).explored()

        assert not broken.faults, str(broken)


class TestAnswersBroughtBack:
    def test_are_counted_once_though_a_batch_runs_beside_it(self):
        broken = FiguresRace(bring_back, keep_up, begin=withdraw, is_counted=True).explored()

        assert not broken.faults, str(broken)

    def test_are_counted_once_though_their_quarter_is_rebuilt(self):
        broken = FiguresRace(
            bring_back, rebuild_quarter(), begin=withdraw, is_counted=True
        ).explored()

        assert not broken.faults, str(broken)


def refill_quarter():
    refill.refill_cells(periods=[Q3], by=TESTER, at=NOW)


class TestAnErasure:
    def test_is_in_no_ledger_though_its_quarter_is_rebuilt(self):
        broken = FiguresRace(one_after_the_other(erase, keep_up), rebuild_quarter()).explored()

        assert not broken.faults, str(broken)


class TestRefilling:
    def test_counts_nobody_who_withdraws_meanwhile(self):
        broken = FiguresRace(withdraw, refill_quarter).explored()

        assert not broken.faults, str(broken)


class CodesRace:
    """Two codes of one event were answered to the end, and neither was sent in."""

    def __init__(self, *, counted, second=None):
        self.counted, self.second = counted, second

    def prepare(self):
        ground.clear()
        make.load(make.satisfied_and_not(1, 1))
        case = by_code.routed(case_key="by-code")
        self.responses = [by_code.skipped_to_the_end(by_code.begun(case)) for _ in range(2)]
        keep_up()
        return lambda: self.send(0), self.second or (lambda: self.send(1))

    def send(self, number):
        by_code.send_in(self.responses[number])

    def check(self):
        keep_up()
        own = CubeEntry.objects.filter(response_id__in=[each.pk for each in self.responses])
        assert own.count() == self.counted, "two complete responses count for nothing"
        assert not ResponseChange.objects.exists(), "every change is taken in"
        drifted = recount.check_cells(seed=1, share=1.0, by=TESTER, at=NOW).drifted
        assert not drifted, f"the cube equals a recount: {drifted}"

    def explored(self):
        return explore(Race(prepare=self.prepare, check=self.check))


class TestTwoCodesOfOneEvent:
    """SAF-9"""

    def test_count_for_nothing_though_both_are_sent_in_at_once(self):
        broken = CodesRace(counted=0).explored()

        assert not broken.faults, str(broken)

    def test_leave_one_in_the_ledger_though_a_batch_runs_beside_it(self):
        broken = CodesRace(counted=1, second=keep_up).explored()

        assert not broken.faults, str(broken)

    def test_take_the_first_out_though_a_batch_runs_beside_the_second(self):
        race = CodesRace(counted=0)

        def prepare():
            race.prepare()
            race.send(0)
            keep_up()
            return lambda: race.send(1), keep_up

        broken = explore(Race(prepare=prepare, check=race.check))

        assert not broken.faults, str(broken)


class TestTwoRebuilds:
    def test_end_in_one_cube(self):
        broken = FiguresRace(rebuild_quarter(), rebuild_quarter(), is_counted=True).explored()

        assert not broken.faults, str(broken)

"""Decisions and opt-outs at once, each by a connection of its own: in every order of theirs, who
opted out is not asked (SAF-12)."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from access import actions as access_actions
from access.forces.reference_file import force_rows
from responses.eligibility.actions import decisions
from responses.eligibility.selectors import case_histories
from responses.invitations.actions import opt_outs, queue
from responses.models import Case, StageEvent
from responses.vault import contacts
from tests.conftest import NOW, TESTER, publish_short_core
from tests.responses.asked import codes, decide, load, message_of, on, row, send
from tests.responses.asked import queue as queue_all

pytestmark = [pytest.mark.slow, pytest.mark.databases, pytest.mark.safety]
AT_MOST_SECONDS = 20
MOBILE = "+447700900321"
AMENDED = NOW.replace(hour=11)
LATER = NOW.replace(hour=12)
OPTED_OUT = {"ST1": "OPTOUT"}


@pytest.fixture(autouse=True)
def _people(transactional_db) -> None:
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    publish_short_core()


def can_write_beside_others() -> bool:
    return connection.vendor == "postgresql"


def opt_out(mobile: str = MOBILE) -> None:
    opt_outs.opt_out_number(mobile=mobile, channel="desk", by=TESTER, at=AMENDED)


class Other:
    def __init__(self, work: Callable[[], object]) -> None:
        self.failed: list[Exception] = []
        self._thread = Thread(target=self._do, args=[work])
        self._thread.start()

    def _do(self, work: Callable[[], object]) -> None:
        try:
            work()
        except Exception as error:
            self.failed.append(error)
        finally:
            connection.close()

    def join(self) -> None:
        self._thread.join(AT_MOST_SECONDS)
        assert not self._thread.is_alive(), "somebody waits for another"
        assert self.failed == []


def after(monkeypatch, place: object, name: str, work: Callable[[], object]) -> None:
    plain = getattr(place, name)
    done: list[bool] = []

    def interrupted(*args, **options):
        result = plain(*args, **options)
        result = result if isinstance(result, frozenset | dict) else list(result)
        if not done:
            done.append(True)
            Other(work).join()
        return result

    monkeypatch.setattr(place, name, interrupted)


def queued_and_amended() -> Case:
    first = row(contact_mobile=MOBILE)
    [case] = load(first)
    decide()
    queue_all()
    load(replace(first, offence_code="30C"), at=AMENDED)
    return case


class TestAnOptOutAfterTheFactsWereRead:
    def test_saf_12_is_not_written_over_where_a_message_waited(self, monkeypatch):
        case = queued_and_amended()
        after(monkeypatch, case_histories, "case_histories", opt_out)

        decide(LATER)

        assert codes(case) == OPTED_OUT
        assert message_of(case).state == "cancelled"

    def test_saf_12_holds_for_an_event_that_is_new(self, monkeypatch):
        [case] = load(row(contact_mobile=MOBILE))
        after(monkeypatch, case_histories, "case_histories", opt_out)

        counts = decide()

        assert codes(case) == OPTED_OUT
        assert counts == {"OPTOUT": 1}
        assert StageEvent.objects.get().selection_probability is None

    def test_saf_12_holds_for_an_event_that_was_pending(self, monkeypatch):
        day = on(6)
        [case] = load(row(contact_mobile=MOBILE, reported_on=day, stage_on=day))
        decide()
        assert codes(case) == {"ST1": "PENDING"}
        after(monkeypatch, case_histories, "case_histories", opt_out)

        decide(NOW.replace(day=28))

        assert codes(case) == OPTED_OUT


class TestAnOptOutThatHoldsItsLocks:
    def test_saf_12_is_waited_for_by_nobody_and_stays(self):
        if not can_write_beside_others():
            opted_out_first = queued_and_amended()
            opt_out()
            decide(LATER)
            assert codes(opted_out_first) == OPTED_OUT
            return
        case = queued_and_amended()
        has_written, may_commit = Event(), Event()

        def slowly() -> None:
            with transaction.atomic():
                opt_out()
                has_written.set()
                may_commit.wait(AT_MOST_SECONDS)

        other = Other(slowly)
        assert has_written.wait(AT_MOST_SECONDS)
        decide(LATER)
        may_commit.set()
        other.join()

        assert codes(case) == OPTED_OUT
        assert message_of(case).state == "cancelled"


class TestAnOptOutWhileADecisionIsWritten:
    def test_saf_12_comes_after_it_and_stays(self, monkeypatch):
        case = queued_and_amended()
        others: list[Other] = []
        plain = decisions._lock

        def locked(event_ids):
            held = plain(event_ids)
            if can_write_beside_others():
                others.append(Other(opt_out))
            return held

        monkeypatch.setattr(decisions, "_lock", locked)
        decide(LATER)
        if not can_write_beside_others():
            opt_out()
        for other in others:
            other.join()

        assert codes(case) == OPTED_OUT
        assert message_of(case).state == "cancelled"


class TestAnOptOutWhileInvitationsAreQueued:
    def test_saf_12_sends_nothing_where_it_came_after_it_was_asked_for(self, monkeypatch):
        [case] = load(row(contact_mobile=MOBILE))
        decide()
        if can_write_beside_others():
            after(monkeypatch, queue.contacts, "opted_out_cases", opt_out)
            queue_all()
        else:
            queue_all()
            contacts.suppress(case_id=case.pk, by=TESTER, at=NOW, channel="desk")

        assert send(LATER).sent == 0
        assert codes(case) == OPTED_OUT


class TestTwoRunsAtOnce:
    def test_decide_each_event_once(self, monkeypatch):
        cases = load(row(), row())
        after(monkeypatch, case_histories, "case_histories", lambda: decide(AMENDED))

        decide(LATER)

        assert [codes(case) for case in cases] == [{"ST1": "INVITE"}] * 2
        assert StageEvent.objects.count() == 2

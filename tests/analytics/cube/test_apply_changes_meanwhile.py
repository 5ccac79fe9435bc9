"""The cube kept up while others are at work on it, each by a connection of its own. On SQLite only
one can write at a time, so there the others come just before the rebuild writes, and one by one."""

from datetime import date, timedelta
from threading import Thread

import pytest
from django.db import connection

from access import actions as access_actions
from access.forces.reference_file import force_rows
from analytics.cube import loading, parquet
from analytics.cube.actions import apply_changes, recount
from analytics.cube.versions_being_built import GivenUpError
from analytics.models import CubeEntry, CubeVersion
from analytics.refresh.actions import rebuild as rebuild_actions
from responses.models import Response, ResponseChange
from tests.analytics import make
from tests.analytics.make import KENT, Q3
from tests.conftest import NOW, TESTER, publish_short_core

IN_Q2 = date(2026, 5, 4)
AT_MOST_SECONDS = 20


@pytest.fixture
def people(transactional_db):
    # On SQLite emptying the database after a test is news of all that were in it.
    ResponseChange.objects.all().delete()
    access_actions.load_forces(rows=force_rows(), by=TESTER, at=NOW)
    publish_short_core()
    make.load([*make.satisfied_and_not(8, 4), *make.satisfied_and_not(3, 5, on=IN_Q2, force=KENT)])


def keep_up(at_most=1000):
    return apply_changes.apply_all(by=TESTER, at=NOW, at_most=at_most)


def rebuild():
    rebuild_actions.rebuild(period=Q3, by=TESTER, at=NOW)


def drifted():
    return recount.check_cells(seed=1, share=1.0, by=TESTER, at=NOW).drifted


def can_write_beside_others():
    return connection.vendor == "postgresql"


class Others:
    """Each does its work in a thread of its own; what it raises is raised here."""

    def __init__(self):
        self.done, self.failed = [], []

    def _do(self, work):
        try:
            self.done.append(work())
        except Exception as error:
            self.failed.append(error)
        finally:
            connection.close()

    def do(self, *works):
        threads = [Thread(target=self._do, args=[work]) for work in works]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(AT_MOST_SECONDS)
        assert not any(thread.is_alive() for thread in threads), "somebody waits for another"
        assert self.failed == []


def meanwhile(monkeypatch, work):
    """The work is done when a rebuild has read all answers and, where the database lets two
    write, has written half of what it writes. Returns what it came to."""
    others = Others()
    place, name = (loading, "load") if can_write_beside_others() else (parquet, "write")
    plain = getattr(place, name)

    def interrupted(*args, **options):
        plain(*args, **options)
        others.do(work)

    monkeypatch.setattr(place, name, interrupted)
    rebuild()
    monkeypatch.setattr(place, name, plain)
    return others.done


def before_loading(monkeypatch, work, *, clock=None):
    """The work is done when a rebuild has read and weighed all answers, and has written nothing.
    Returns what it came to."""
    others, plain = Others(), parquet.write

    def interrupted(*args, **options):
        plain(*args, **options)
        monkeypatch.setattr(parquet, "write", plain)
        others.do(work)

    monkeypatch.setattr(parquet, "write", interrupted)
    rebuild_actions.rebuild(period=Q3, by=TESTER, at=NOW, clock=clock)
    return others.done


@pytest.mark.usefixtures("people")
class TestKeepingUpWhileAQuarterIsRebuilt:
    @pytest.mark.slow
    def test_waits_for_nothing_and_takes_in_the_other_quarters(self, monkeypatch):
        (done,) = meanwhile(monkeypatch, keep_up)

        assert (done.added, done.deferred) == (8, 12)
        assert keep_up().added == 0, "the rebuild had read them"
        assert CubeEntry.objects.count() == 20
        assert not ResponseChange.objects.exists()
        assert drifted() == ()

    @pytest.mark.slow
    def test_takes_in_the_other_quarters_however_many_wait(self, monkeypatch):
        (done,) = meanwhile(monkeypatch, lambda: keep_up(at_most=2))

        assert (done.added, done.deferred) == (8, 12)

    def test_loses_nobody_who_takes_her_answers_back_unheard(self, monkeypatch):
        def withdraw_and_keep_up():
            make.withdraw_all()
            return keep_up()

        meanwhile(monkeypatch, withdraw_and_keep_up)
        assert CubeEntry.objects.count() == 12, "the rebuild had read them"
        keep_up()

        assert not CubeEntry.objects.exists()
        assert drifted() == ()

    def test_loses_nobody_who_is_erased_unheard(self, monkeypatch):
        def erase_and_keep_up():
            Response.objects.all().delete()
            return keep_up()

        meanwhile(monkeypatch, erase_and_keep_up)
        keep_up()

        assert not CubeEntry.objects.exists()

    def test_counts_nobody_twice_who_answers_meanwhile(self, monkeypatch):
        def answer_and_keep_up():
            make.load(make.satisfied_and_not(2, 1, force=KENT))
            return keep_up()

        meanwhile(monkeypatch, answer_and_keep_up)
        keep_up()

        assert CubeEntry.objects.count() == 23
        assert drifted() == ()


TWO_HOURS = timedelta(hours=2)


@pytest.mark.usefixtures("people")
class TestARebuildThatIsSlow:
    """It had read all answers; two hours later all are withdrawn, a batch runs, and the rebuild
    goes on where it was."""

    def withdraw_and_keep_up_later(self):
        make.withdraw_all()
        return apply_changes.apply_all(by=TESTER, at=NOW + TWO_HOURS)

    def test_cannot_switch_once_it_was_given_up(self, monkeypatch):
        keep_up()

        with pytest.raises(GivenUpError):
            before_loading(monkeypatch, self.withdraw_and_keep_up_later)

        assert not CubeVersion.objects.filter(state="building").exists()
        assert not CubeEntry.objects.exists()
        assert not ResponseChange.objects.exists()
        assert drifted() == ()

    def test_is_waited_for_while_it_is_renewed(self, monkeypatch):
        keep_up()

        (done,) = before_loading(
            monkeypatch, self.withdraw_and_keep_up_later, clock=lambda: NOW + TWO_HOURS
        )

        assert done.deferred == 12
        keep_up()
        assert not CubeEntry.objects.exists()
        assert not ResponseChange.objects.exists()
        assert drifted() == ()

    def test_is_not_given_up_while_it_loads(self, monkeypatch):
        if not can_write_beside_others():
            return  # A load keeps every other writer out.
        keep_up()
        others, plain = Others(), loading.load

        def interrupted(*args, **options):
            plain(*args, **options)
            others.do(self.withdraw_and_keep_up_later)

        monkeypatch.setattr(loading, "load", interrupted)
        rebuild()
        monkeypatch.setattr(loading, "load", plain)

        assert others.done[0].deferred == 12
        keep_up()
        assert not CubeEntry.objects.exists()
        assert drifted() == ()


@pytest.mark.usefixtures("people")
class TestTwoRebuildsOfAQuarter:
    def test_end_in_one_and_the_other_says_so(self, monkeypatch):
        keep_up()

        with pytest.raises(GivenUpError):
            before_loading(monkeypatch, rebuild)

        assert CubeVersion.objects.filter(period=Q3).count() == 1
        assert drifted() == ()


@pytest.mark.usefixtures("people")
class TestTwoBatchesAtOnce:
    def test_count_everybody_once(self):
        others = Others()
        at_once = 2 if can_write_beside_others() else 1

        others.do(*[lambda: keep_up(at_most=3)] * at_once)

        assert sum(done.added for done in others.done) == 20
        assert CubeEntry.objects.count() == 20
        assert drifted() == ()

    def test_wait_for_one_another_over_a_switch(self):
        """Who waited while a version was replaced writes to the one that took its place."""
        keep_up()
        make.load(make.satisfied_and_not(4, 4, force=KENT))
        others = Others()
        works = [rebuild, keep_up, keep_up] if can_write_beside_others() else [rebuild]

        others.do(*works)
        keep_up()

        assert CubeEntry.objects.count() == 28
        assert drifted() == ()

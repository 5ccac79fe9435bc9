from collections.abc import Iterator
from datetime import timedelta
from threading import Event

import pytest
import time_machine
from django.db import OperationalError, transaction
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from access.background import leases, queue_repair, task_queue
from access.models import AuditEvent, ScheduledSlot, TaskRun
from tests import background_tasks
from tests.conftest import NOW

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
NOTE, FAIL = "tests.background_tasks.note", "tests.background_tasks.fail"
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _trace(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("TASK_TRACE", str(tmp_path / "trace"))


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def queued() -> list[tuple[str, list]]:
    results = DBTaskResult.objects.order_by("enqueued_at")
    return [(result.task_path, result.args_kwargs["args"]) for result in results]


def run_queued() -> None:
    for result in DBTaskResult.objects.ready():
        result.claim("tests")
        try:
            result.task.call(*result.args_kwargs["args"])
        except task_queue.TaskFailedError as error:
            result.set_failed(error)
        else:
            result.set_successful(None)


class TestWanting:
    def test_hands_a_task_to_the_queue_with_ids_alone(self):
        task_queue.enqueue(NOTE, 7, at=NOW)

        assert task_queue.hand_out(at=NOW) == 1
        assert queued() == [(NOTE, [7])]

    def test_is_part_of_the_transaction_that_wants(self):
        @transaction.atomic
        def fail_after_wanting() -> None:
            task_queue.enqueue(NOTE, 7, at=NOW)
            raise KeyError

        with pytest.raises(KeyError):
            fail_after_wanting()

        assert task_queue.hand_out(at=NOW) == 0

    def test_twice_before_it_runs_has_it_run_once(self):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.enqueue(NOTE, 7, at=NOW)

        assert task_queue.hand_out(at=NOW) == 1

    def test_treats_other_arguments_as_another_task(self):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.enqueue(NOTE, 8, at=NOW)

        assert task_queue.hand_out(at=NOW) == 2

    def test_hands_out_once_what_a_queue_took_before_it_was_gone(self, monkeypatch):
        for number in range(3):
            task_queue.enqueue(NOTE, number, at=NOW)
        enqueue, taken = background_tasks.note.get_backend().enqueue, []

        def take_two(*arguments, **named):
            if len(taken) == 2:
                raise ConnectionError
            taken.append(arguments)
            return enqueue(*arguments, **named)

        backend = type(background_tasks.note.get_backend())
        monkeypatch.setattr(backend, "enqueue", lambda _backend, *args, **kw: take_two(*args, **kw))
        with pytest.raises(ConnectionError):
            task_queue.hand_out(at=NOW)
        monkeypatch.undo()

        assert task_queue.hand_out(at=NOW) == 1
        assert [ids for _task, ids in queued()] == [[0], [1], [2]]

    def test_refuses_a_task_that_does_not_exist(self):
        with pytest.raises(ImportError):
            task_queue.enqueue("tests.background_tasks.gone", at=NOW)

    def test_while_it_runs_has_it_run_once_more(self, clock):
        path = "tests.background_tasks.want_itself_once"
        task_queue.enqueue(path, 1, at=NOW)
        task_queue.hand_out(at=NOW)

        run_queued()
        handed_out = task_queue.hand_out(at=NOW)
        run_queued()

        assert handed_out == 1
        assert background_tasks.trace() == ["want 1", "want 1"]
        assert task_queue.hand_out(at=NOW + HOUR) == 0


class TestATaskThatRuns:
    def test_is_left_alone_by_a_second_worker(self, clock):
        run = TaskRun(task=NOTE, arguments="[7]", wanted_at=NOW, running_until=NOW + HOUR)
        run.save()

        background_tasks.note.call(7)

        assert background_tasks.trace() == []
        run.refresh_from_db()
        assert not run.is_wanted_again, "a copy that a queue gave out wants nothing"

    def test_is_done_once_though_its_queue_gives_it_out_again(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        with task_queue.only_where_due():
            background_tasks.note.call(7)
            background_tasks.note.call(7)

        assert background_tasks.trace() == ["note 7"]

    def test_is_done_again_where_it_was_wanted_since(self, clock):
        with task_queue.only_where_due():
            for _time in range(2):
                task_queue.enqueue(NOTE, 7, at=NOW)
                task_queue.hand_out(at=NOW)
                background_tasks.note.call(7)

        assert background_tasks.trace() == ["note 7", "note 7"]

    def test_is_handed_out_again_when_its_worker_was_killed(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        task_queue._begin(NOTE, [7], at=NOW)

        too_early = task_queue.hand_out(at=NOW + leases.LEASE - timedelta(seconds=1))
        handed_out = task_queue.hand_out(at=NOW + leases.LEASE)

        assert (too_early, handed_out) == (0, 1)
        assert TaskRun.objects.get().fault == task_queue.KILLED

    def test_that_kills_every_worker_is_given_up(self, clock):
        at = NOW
        task_queue.enqueue(NOTE, 7, at=at)
        for _ in range(len(task_queue.RETRY_DELAYS) + 1):
            task_queue.hand_out(at=at)
            task_queue._begin(NOTE, [7], at=at)
            at += leases.LEASE
        task_queue.hand_out(at=at)

        assert TaskRun.objects.get().given_up_at
        assert task_queue.hand_out(at=at + 30 * HOUR) == 0

    def test_that_outlived_its_lease_ends_nothing_of_the_next(self, clock):
        first = task_queue._begin(NOTE, [7], at=NOW)
        second = task_queue._begin(NOTE, [7], at=NOW + leases.LEASE)

        task_queue._succeed(first, at=NOW + leases.LEASE)

        assert TaskRun.objects.get().running_until == second.running_until

    def test_that_was_begun_anew_after_it_was_wanted_again_ends_nothing_of_the_next(self, clock):
        first = task_queue._begin(NOTE, [7], at=NOW)
        task_queue.enqueue(NOTE, 7, at=NOW + leases.LEASE)
        second = task_queue._begin(NOTE, [7], at=NOW + leases.LEASE)

        task_queue._fail(first, "late", at=NOW + leases.LEASE)

        run = TaskRun.objects.get()
        assert (run.fault, run.running_until) == ("", second.running_until)

    @pytest.mark.slow
    def test_keeps_its_renewed_lease_and_ends_well_hours_later(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        run = task_queue._begin(NOTE, [7], at=NOW)
        at = NOW
        while at < NOW + 3 * HOUR:
            at += leases.LEASE / 2
            clock.move_to(at)
            assert leases._renew(run)
            assert task_queue.hand_out(at=at) == 0

        task_queue._succeed(run, at=at)

        run.refresh_from_db()
        assert (run.ended_at, run.failed_at, run.hand_out_at) == (at, None, None)

    def test_takes_back_what_was_handed_out_too_early_and_not_begun(self, clock):
        run = task_queue._begin(NOTE, [7], at=NOW)
        task_queue.hand_out(at=NOW + leases.LEASE)
        clock.move_to(NOW + leases.LEASE)

        assert leases._renew(run)
        assert task_queue._begin(NOTE, [7], at=NOW + leases.LEASE) is None

    def test_renews_nothing_once_another_has_begun(self, clock):
        first = task_queue._begin(NOTE, [7], at=NOW)
        task_queue._begin(NOTE, [7], at=NOW + leases.LEASE)

        assert not leases._renew(first)

    def test_renews_again_after_the_database_refused(self, monkeypatch):
        answers = iter((OperationalError("database is locked"), True, False))
        asked = []

        def renew(run: TaskRun) -> bool:
            asked.append(answer := next(answers))
            if isinstance(answer, Exception):
                raise answer
            return answer

        monkeypatch.setattr(leases, "LEASE", timedelta(milliseconds=4))
        monkeypatch.setattr(leases, "_renew", renew)
        given_way = []
        monkeypatch.setattr(leases, "_give_way", given_way.append)

        leases._renew_until(Event(), run := TaskRun())

        assert len(asked) == 3
        assert given_way == [run]


class TestPending:
    def test_is_what_is_to_come_and_what_runs_but_not_what_ended(self, clock):
        for number in (7, 8, 9):
            task_queue.enqueue(NOTE, number, at=NOW)
        TaskRun.objects.filter(arguments="[7]").update(hand_out_at=None, ended_at=NOW)
        TaskRun.objects.filter(arguments="[8]").update(
            hand_out_at=NOW + HOUR, running_until=NOW + HOUR
        )

        assert task_queue.pending(NOTE) == [(8,), (9,)]

    def test_is_not_what_was_given_up(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        TaskRun.objects.update(hand_out_at=None, failed_at=NOW, given_up_at=NOW)

        assert task_queue.pending(NOTE) == []


class TestTakeBack:
    def test_has_what_a_killed_worker_held_run_now(self, clock):
        background_tasks.note.enqueue(7)
        TaskRun.objects.create(
            task=NOTE, arguments="[7]", wanted_at=NOW, attempts=1, running_until=NOW + HOUR,
            hand_out_at=NOW + HOUR,
        )  # fmt: skip

        assert task_queue.hand_out(at=NOW) == 0
        assert task_queue.take_back(at=NOW) == 1
        assert task_queue.hand_out(at=NOW) == 1
        run_queued()

        assert TaskRun.objects.get().ended_at == NOW

    def test_leaves_what_nobody_held(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW + HOUR)

        assert task_queue.take_back(at=NOW) == 0


class TestAFailedTask:
    @pytest.fixture(autouse=True)
    def _failed_once(self, clock):
        task_queue.enqueue(FAIL, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        run_queued()

    def test_waits_longer_after_each_failure_and_is_given_up_at_last(self, clock):
        at, handed_out_after = NOW, []
        for wait in task_queue.RETRY_DELAYS:
            early = task_queue.hand_out(at=at + wait - timedelta(seconds=1))
            at += wait
            clock.move_to(at)
            handed_out_after.append((early, task_queue.hand_out(at=at)))
            run_queued()

        assert handed_out_after == [(0, 1)] * len(task_queue.RETRY_DELAYS)
        assert task_queue.hand_out(at=at + 1000 * HOUR) == 0
        assert AuditEvent.objects.get(kind="task.given_up").details["task"] == FAIL

    def test_says_kind_and_place_and_no_word_of_the_error(self):
        run = TaskRun.objects.get()
        result = DBTaskResult.objects.get()

        assert run.fault.startswith("ConnectionError at background_tasks.py:")
        assert result.status == TaskResultStatus.FAILED
        assert "900123" not in run.fault + result.traceback

    def test_begins_anew_when_it_is_wanted_again(self):
        TaskRun.objects.update(given_up_at=NOW, hand_out_at=None, attempts=9)

        task_queue.enqueue(FAIL, 7, at=NOW)

        assert task_queue.hand_out(at=NOW) == 1
        assert TaskRun.objects.get().attempts == 0


class TestATaskThatIsGone:
    def test_is_given_up(self):
        TaskRun.objects.create(task="gone.now", arguments="[]", wanted_at=NOW, hand_out_at=NOW)

        task_queue.hand_out(at=NOW)

        assert TaskRun.objects.get().fault == "no such task any more"


class TestASchedule:
    def test_is_taken_by_one_worker_without_an_error_of_the_database(
        self, django_assert_num_queries
    ) -> None:
        with django_assert_num_queries(2) as asked:
            taken = [task_queue._take_slot(NOTE, slot_at=NOW) for _worker in range(2)]

        assert taken == [True, False]
        assert all("ON CONFLICT DO NOTHING" in each["sql"] for each in asked.captured_queries)
        assert ScheduledSlot.objects.get().slot_at == NOW

    def test_begins_with_the_next_of_its_times(self):
        assert not task_queue.enqueue_slot(NOTE, slot_at=NOW, at=NOW)
        assert task_queue.enqueue_slot(NOTE, slot_at=NOW + HOUR, at=NOW + HOUR)

    def test_wants_a_task_once_for_each_time_however_often_it_is_asked(self):
        task_queue.enqueue_slot(NOTE, slot_at=NOW, at=NOW)

        wanted = [
            task_queue.enqueue_slot(NOTE, slot_at=NOW + HOUR, at=NOW + HOUR) for _ in range(3)
        ]

        assert wanted == [True, False, False]


class TestTheQueueInTheDatabase:
    def test_ends_what_a_killed_worker_left_running(self, clock):
        background_tasks.note.enqueue(7)
        DBTaskResult.objects.get().claim("killed")

        assert queue_repair.fail_killed(at=NOW) == 0
        assert queue_repair.fail_killed(at=NOW + leases.LEASE) == 1
        assert DBTaskResult.objects.get().status == TaskResultStatus.FAILED
        assert task_queue.hand_out(at=NOW + leases.LEASE) == 1

    def test_hands_out_at_once_what_was_killed_before_it_took_its_lease(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        DBTaskResult.objects.get().claim("killed")

        queue_repair.fail_killed(at=NOW + leases.LEASE)

        assert task_queue.hand_out(at=NOW + leases.LEASE) == 1

    def test_leaves_alone_what_renews_its_lease(self, clock):
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        DBTaskResult.objects.get().claim("alive")
        run = task_queue._begin(NOTE, [7], at=NOW)
        clock.move_to(NOW + 3 * HOUR)
        leases._renew(run)

        assert queue_repair.fail_killed(at=NOW + 3 * HOUR) == 0
        assert DBTaskResult.objects.get().status == TaskResultStatus.RUNNING

    def test_is_pruned_of_what_ended_long_ago_but_for_the_latest_time_of_a_schedule(self, clock):
        task_queue.enqueue_slot(NOTE, slot_at=NOW, at=NOW)
        task_queue.enqueue_slot(NOTE, slot_at=NOW + HOUR, at=NOW + HOUR)
        task_queue.enqueue(NOTE, 7, at=NOW)
        task_queue.hand_out(at=NOW)
        run_queued()
        later = NOW + queue_repair.KEPT_FOR + 2 * HOUR

        queue_repair.delete_ended(at=later)

        assert not DBTaskResult.objects.exists()
        assert [run.arguments for run in TaskRun.objects.all()] == ["[]"]
        assert [slot.slot_at for slot in ScheduledSlot.objects.all()] == [NOW + HOUR]

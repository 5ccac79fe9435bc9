from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.core.management import get_commands
from django.utils.module_loading import import_string
from django_tasks.base import Task
from django_tasks_db.models import DBTaskResult

from access.background import task_queue
from access.models import TaskRun
from config import schedule
from config.schedule import SCHEDULE
from responses import tasks
from responses.models import OutboxMessage
from tests.each import for_each
from tests.responses.asked import load, row

MONDAY = datetime(2026, 11, 16, 8, 58, tzinfo=UTC)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(MONDAY, tick=False) as travelled:
        yield travelled


class TestTheTable:
    @for_each("entry", SCHEDULE)
    def test_names_tasks_and_commands_that_exist(self, entry):
        assert isinstance(import_string(entry.task), Task)
        assert not entry.by_hand or entry.by_hand in get_commands()

    def test_names_each_task_once(self):
        assert len({entry.task for entry in SCHEDULE}) == len(SCHEDULE)

    def test_is_what_the_documentation_shows(self):
        assert (
            schedule.markdown_table()
            in (Path(settings.BASE_DIR) / "docs" / "running.md").read_text()
        )


@pytest.mark.django_db
class TestTicking:
    def test_wants_each_task_once_for_each_of_its_times_however_many_tick(self, clock):
        schedule.tick(at=MONDAY)
        later = MONDAY + timedelta(minutes=2)

        handed_out = [schedule.tick(at=later) for _scheduler in range(3)]

        wanted = {run.task.rpartition(".")[2] for run in TaskRun.objects.all()}
        assert handed_out == [22, 0, 0]
        assert wanted == {
            "read_receipts",
            "keep_journal",
            "look_up_messages",
            "sort_texts",
            "escalate_texts",
            "send_desk_notices",
            "note_unconfirmed_danger",
            "escalate_wishes",
            "redact_texts",
            "ask_who_is_due",
            "remind_who_did_not_open",
            "forget_counts",
            "chain_audit",
            "tell_of_danger_replies",
            "send_digests",
            "deliver_webhooks",
            "forget_old_uploads",
            "offer_cases",
            "forget_stop_presses",
            "watch_trials",
            "destroy_withdrawn_answers",
            "publish_due_releases",
        }
        assert DBTaskResult.objects.count() == 22

    def test_goes_on_after_the_clocks_were_months_ahead_and_put_right(self, clock):
        schedule.tick(at=MONDAY)
        ahead = MONDAY + timedelta(days=90)
        clock.move_to(ahead)
        schedule.tick(at=ahead)
        DBTaskResult.objects.all().delete()
        clock.move_to(MONDAY + timedelta(minutes=2))
        schedule.tick(at=MONDAY + timedelta(minutes=2))

        again = {one.task_path.rpartition(".")[2] for one in DBTaskResult.objects.all()}
        assert {"read_receipts", "look_up_messages", "sort_texts", "escalate_texts"} <= again

    def test_hands_out_no_time_twice_after_the_clocks_were_put_back(self, clock):
        for minute in range(4):
            schedule.tick(at=MONDAY + timedelta(minutes=minute))
        DBTaskResult.objects.all().delete()

        back = MONDAY + timedelta(minutes=1)
        clock.move_to(back)
        TaskRun.objects.update(hand_out_at=None)
        assert [schedule.tick(at=back + timedelta(minutes=each)) for each in range(3)] == [0, 0, 0]

        task_queue.enqueue("responses.tasks.sort_texts", at=back)
        assert schedule.tick(at=back) == 1


@pytest.mark.django_db
class TestEveryTask:
    @pytest.mark.slow
    @pytest.mark.parametrize("entry", SCHEDULE, ids=lambda entry: entry.task)
    def test_may_run_twice_on_an_empty_database(self, clock, entry):
        task = import_string(entry.task)

        task.call()
        task.call()

        assert TaskRun.objects.get(task=entry.task).fault == ""


@pytest.mark.django_db
class TestAskingWhoIsDue:
    def test_twice_asks_once(self, clock):
        load(row())

        tasks.ask_who_is_due.call()
        tasks.ask_who_is_due.call()

        assert OutboxMessage.objects.count() == 1

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from access import selectors
from access.actor import Actor
from access.background import failures, task_queue
from access.background.task_queue import NotGivenUpError
from access.models import AuditEvent, Continuity, TaskRun
from tests.conftest import NOW, TESTER
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db
PAGE = "/staff/background-work/"
NOTE = "tests.background_tasks.note"
FAULT = "ConnectionError at task_queue.py:49"


def failed(number: int = 7, *, is_given_up: bool = True, **changes: object) -> TaskRun:
    waits = {"given_up_at": NOW, "attempts": 5} if is_given_up else {"attempts": 2}
    next_at = None if is_given_up else NOW + timedelta(minutes=5)
    facts = {"failed_at": NOW, "hand_out_at": next_at, "fault": FAULT} | waits | changes
    return TaskRun.objects.create(
        task=NOTE, arguments=f"[{number}]", wanted_at=NOW - timedelta(hours=3), **facts
    )


def do_again(client: Client, run: TaskRun):
    return client.post(f"{PAGE}{run.pk}/again/", follow=True)


class TestThePage:
    def test_shows_what_failed_and_not_what_it_was_about(self, national_lead_client):
        failed(4711)
        failed(4712, is_given_up=False)

        page = Page(national_lead_client.get(PAGE))

        assert "1 background task was given up and waits for you." in page.text
        assert page.text.count(NOTE) == 3
        assert FAULT in page.text
        assert "Given up after 5 tries" in page.text
        assert "Tried again by itself on 16 November 2026, 10:05, after 2 tries" in page.text
        assert "4711" not in page.html
        assert "4712" not in page.html

    def test_shows_the_given_up_first(self, national_lead_client):
        failed(1, is_given_up=False)
        failed(2, failed_at=NOW - timedelta(days=3), given_up_at=NOW - timedelta(days=3))

        text = Page(national_lead_client.get(PAGE)).text

        assert text.index("Given up after") < text.index("Tried again by itself")

    def test_says_since_when_the_journal_is_incomplete(self, national_lead_client):
        Continuity.objects.update(behind_since=NOW)

        text = Page(national_lead_client.get(PAGE)).text

        assert "Since 16 November 2026, 10:00 the contact journal could not be written." in text

    def test_is_empty_where_all_is_well(self, national_lead_client):
        task_queue.enqueue(NOTE, 7, at=NOW)

        page = Page(national_lead_client.get(PAGE))

        assert "No background task was given up." in page.text
        assert NOTE not in page.text

    def test_is_not_there_for_a_force(self, lead_client):
        run = failed()

        assert lead_client.get(PAGE).status_code == 404
        assert do_again(lead_client, run).status_code == 404
        assert TaskRun.objects.get().given_up_at == NOW

    def test_is_not_for_who_reads_figures_alone(self, national_client):
        assert national_client.get(PAGE).status_code == 403

    def test_stands_in_the_list_of_pages_and_on_the_operations_page(self, national_lead_client):
        failed()

        page = Page(national_lead_client.get("/staff/operations/"))

        assert "1 background task was given up and waits for you." in page.text
        assert len(page.all("a", href=PAGE)) == 2

    def test_comes_after_the_work_with_cases(self, national_lead_client):
        links = Page(national_lead_client.get("/staff/")).links

        assert links.index("/staff/operations/") < links.index("/staff/background-work/")

    def test_costs_the_same_for_few_as_for_many(
        self, national_lead_client, django_assert_max_num_queries
    ):
        for number in range(30):
            failed(number)

        with django_assert_max_num_queries(11):
            national_lead_client.get(PAGE)


class TestDoingAgain:
    def test_begins_anew_with_the_same_arguments(self, national_lead_client):
        run = failed()

        page = Page(do_again(national_lead_client, run))

        run.refresh_from_db()
        assert (run.attempts, run.given_up_at, run.arguments) == (0, None, "[7]")
        assert run.hand_out_at is not None
        assert "The task is done again within a minute." in page.text

    def test_is_handed_to_the_queue(self):
        run = failed()

        task_queue.enqueue_again(number=run.pk, by=TESTER, at=NOW)

        assert task_queue.hand_out(at=NOW) == 1

    def test_is_written_down_with_who_did_it_and_no_arguments(self, national_lead):
        run = failed(4711)
        by = Actor.user(user_id=national_lead.pk, name="Lead")

        task_queue.enqueue_again(number=run.pk, by=by, at=NOW)

        event = AuditEvent.objects.get(kind="task.wanted_again")
        assert (event.actor_user, event.details) == (national_lead, {"task": NOTE})
        assert "4711" not in event.target

    def test_is_for_what_was_given_up_alone(self, national_lead_client):
        run = failed(is_given_up=False)

        page = Page(do_again(national_lead_client, run))

        assert "does not wait any more" in page.text
        assert TaskRun.objects.get().attempts == 2

    def test_happens_once_where_two_ask(self):
        run = failed()
        task_queue.enqueue_again(number=run.pk, by=TESTER, at=NOW)

        with pytest.raises(NotGivenUpError):
            task_queue.enqueue_again(number=run.pk, by=TESTER, at=NOW)

    def test_takes_a_press_and_no_link(self, national_lead_client):
        assert national_lead_client.get(f"{PAGE}{failed().pk}/again/").status_code == 405


class TestTheCommand:
    def say(self, *options: str) -> str:
        out = StringIO()
        call_command("task_runs", *options, stdout=out)
        return out.getvalue()

    def test_lists_by_number(self):
        run = failed(4711)

        said = self.say()

        assert f"{run.pk}  {NOTE}: Given up after 5 tries; {FAULT}" in said
        assert "4711" not in said

    def test_does_one_again(self):
        run = failed()

        self.say("--again", str(run.pk))

        assert TaskRun.objects.get().given_up_at is None
        assert AuditEvent.objects.get(kind="task.wanted_again").actor_name == "task_runs"

    def test_refuses_what_was_not_given_up(self):
        with pytest.raises(CommandError, match="No task of the number 9 was given up"):
            self.say("--again", "9")


class TestGivenUp:
    def test_are_counted_for_who_sees_to_the_whole_service(self, national_lead, operations_lead):
        failed(1)
        failed(2, is_given_up=False)

        assert failures.count_given_up(selectors.viewer_for(national_lead.pk)) == 1
        assert failures.count_given_up(selectors.viewer_for(operations_lead.pk)) == 0

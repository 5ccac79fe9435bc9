"""What is recorded beside what victims say, from their answers to both pages."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from access.audit import AuditKind
from access.models import AuditEvent, TaskRun
from analytics import tasks
from analytics.models import RecordRate
from analytics.records import actions, selectors
from analytics.refresh.actions import refill
from responses.models import Case, Response
from tests.analytics.make import CITY, KENT, answering, forget, load, withdraw_all
from tests.conftest import TESTER
from tests.responses.pages import Page
from tests.sharing import shared_rows

Q2, IN_Q2 = "2026-Q2", date(2026, 5, 4)
CLOSED = datetime(2026, 7, 29, 10, 0, tzinfo=UTC)
"""All were asked about while the quarter ran, so that 28 July was its last day."""
SAYS_FEMALE, SAYS_MALE = {"EQ-SEX": ["female"]}, {"EQ-SEX": ["male"]}
TOLD, NOT_TOLD = {"Q-O15-1": ["yes"]}, {"Q-O15-1": ["wanted_no"]}


def answered(count: int, answers: dict[str, list[str]], **facts: object) -> None:
    load(answering(count, {"Q-OVR-1": ["neither"], **answers}, on=IN_Q2, **facts))


def count() -> None:
    close(CLOSED)
    actions.count_records(period=Q2, by=TESTER, at=CLOSED)


@shared_rows
def counted() -> None:
    for force, each, wrong in ((CITY, 40, 8), (KENT, 32, 12)):
        answered(each, {**SAYS_FEMALE, **TOLD}, force=force)
        answered(each, {**SAYS_MALE, **NOT_TOLD}, force=force, sex="male")
        answered(wrong, SAYS_MALE, force=force)
        answered(wrong // 2, SAYS_FEMALE, force=force, sex="male")
    answered(4, SAYS_FEMALE, force="gwent")
    answered(3, SAYS_MALE, force="gwent", sex="male")
    Case.objects.update(outcome_codes=["15"])
    count()


def close(at: datetime) -> None:
    refill.refill_cells(periods=[Q2], by=TESTER, at=at)


def words(page: Page) -> str:
    return page.text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.django_db
class TestCounting:
    @pytest.mark.slow
    def test_waits_until_answers_are_in_and_is_done_once(self, counted):
        """An answer that is taken out afterwards changes nothing."""
        stored = set(RecordRate.objects.values_list("area", "rate", "level", "people", "found"))
        withdraw_all()
        count()

        assert (CITY, "as_said_sex", "all", 92, 80) in stored
        assert set(RecordRate.objects.values_list("area", "rate", "level", "people", "found")) == (
            stored
        )
        RecordRate.objects.all().delete()
        assert selectors.periods_to_count(at=CLOSED) == [Q2]
        forget(Q2)
        close(CLOSED - timedelta(days=1))
        assert selectors.periods_to_count(at=CLOSED) == []
        assert AuditEvent.objects.filter(kind=AuditKind.RECORDS_COUNTED).count() == 1

    def test_stores_nothing_of_a_force_with_few_nor_of_what_would_give_it_away(self, counted):
        """Of three forces one has seven answers, so that a second is hidden too."""
        areas = set(RecordRate.objects.filter(rate="as_said_sex").values_list("area", flat=True))

        assert areas == {CITY, "nation"}

    @pytest.mark.slow
    def test_begins_when_the_quarter_has_closed(self):
        answered(40, SAYS_FEMALE, force=CITY)
        with time_machine.travel(CLOSED, tick=False):
            tasks.refill_quarter.func(Q2)

        wanted = TaskRun.objects.filter(task="analytics.tasks.count_records_of")
        assert list(wanted.values_list("arguments", flat=True)) == [f'["{Q2}"]']

    @pytest.mark.slow
    def test_counts_nobody_whom_figures_do_not_and_is_silent_where_they_count_more(self):
        """Figures less rates, which both are numbers of people, would tell to a head what is
        recorded of whom one has and the other has not."""
        answered(60, SAYS_FEMALE, force=CITY)
        answered(60, SAYS_FEMALE, force=KENT)
        back, gone = (Response.objects.filter(invitation__stage_event__case_force=force)[0]
                      for force in (CITY, KENT))  # fmt: skip
        withdraw(back)
        close(CLOSED)
        Response.objects.update(withdrawn_at=None, withdrawn_by="")
        withdraw(gone)
        actions.count_records(period=Q2, by=TESTER, at=CLOSED)

        found = RecordRate.objects.filter(rate="as_said_sex", level="all")
        assert set(found.values_list("area", "people")) == {(CITY, 59)}


def withdraw(response: Response) -> None:
    Response.objects.filter(pk=response.pk).update(withdrawn_at=CLOSED, withdrawn_by="respondent")


@pytest.mark.django_db
class TestThePages:
    def test_say_of_a_force_what_is_recorded_and_decided(self, counted, force_client):
        with time_machine.travel(CLOSED, tick=False):
            records = words(Page(force_client.get(f"/staff/records/{CITY}/")))
            outcomes = words(Page(force_client.get(f"/staff/outcomes/{CITY}/")))

        assert "it is as they say of themselves for 87 % (79–92 %)" in records
        assert "0.74 (0.60–0.88)" in records
        assert "supporting action, 50 % (39–61 %) were not told what proof was missing" in outcomes
        assert "()" not in outcomes

    def test_of_the_nation_say_nothing_of_forces_with_few(self, counted, national_client):
        with time_machine.travel(CLOSED, tick=False):
            page = Page(national_client.get("/staff/records/"))

        [city] = re.findall(r"City of London Police</a></th>(.*?)</tr>", page.html)
        assert "of 92" in city
        assert "[c]" in city
        assert "Kent Police" not in page.html


@pytest.mark.django_db
class TestBeforeAQuarterWasCounted:
    @pytest.mark.parametrize("page", ["records", "outcomes"])
    def test_a_page_says_when_it_will_be(self, national_client, page):
        told = Page(national_client.get(f"/staff/{page}/"))

        assert "Each quarter is counted once, when it has closed" in words(told)
        assert "No figures yet" not in words(told)

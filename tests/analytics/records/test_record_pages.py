import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access.audit import AuditKind
from access.models import AuditEvent, TaskRun
from analytics import tasks
from analytics.models import RecordRate, ShownTable, StepTime
from analytics.records import actions, selectors
from analytics.refresh.actions import refill
from responses.extract_rows import CaseStep
from responses.models import Case, Response
from tests.analytics import shown
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

        assert "it is as they say for 87 % of them (79–92 %)" in records
        assert "0.74 (0.60–0.88)" in records
        assert (
            "In 2026 Q2, victims of City of London Police who answered said this. Of " in outcomes
        )
        assert re.search(
            r"Of \d+ people recorded as supporting action, 50 % \(39–61 %\) were not told what "
            r"proof was missing",
            outcomes,
        )
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


@pytest.mark.django_db
class TestDaysBesideBeingKeptInformed:
    @pytest.fixture
    def told(self, counted):
        make_time(CITY, CaseStep.OUTCOME, median=41, lower=38, upper=44)
        make_time(CITY, CaseStep.TOLD, median=6, lower=5, upper=None)
        make_time(CITY, CaseStep.OUTCOME, ("crime_group", "robbery"), median=90, lower=70, upper=99)
        make_time("nation", CaseStep.TOLD, median=3, lower=2, upper=4)
        for area, dimension, level, share in (
            (CITY, "all", "all", 0.38), ("nation", "all", "all", 0.61),
        ):  # fmt: skip
            table, _made = ShownTable.objects.get_or_create(
                period=Q2, dimension=dimension, area=area, defaults={"shares": {}}
            )
            table.shares["Q-INF-1"] = {level: shown.share(share, 400)}
            table.save()

    def test_stand_on_the_page_of_outcomes_of_a_force_with_the_nation(self, told, force_client):
        with time_machine.travel(CLOSED, tick=False):
            page = Page(force_client.get(f"/staff/outcomes/{CITY}/"))

        rows = dict(re.findall(r'<th scope="row">([^<]+)</th>(.*?)</tr>', days_of(page.html)))
        assert cells(rows["City of London Police"]) == [
            "41 (38–44)", "6 (5 or more)", "38 % (33–43 %) of 400",
        ]  # fmt: skip
        assert cells(rows["England and Wales"]) == ["–", "3 (2–4)", "61 % (56–66 %) of 400"]
        assert cells(rows["Robbery"])[:2] == ["90 (70–99)", "–"]
        assert "Vehicle crime" not in rows

    def test_are_a_file_too_and_ask_at_most_twelve_queries(self, told, force_client):
        with time_machine.travel(CLOSED, tick=False):
            page = force_client.get(f"/staff/outcomes/{CITY}/").content.decode()
            number = page[: page.index('id="rates-days"')].count("</table>") + 1
            with CaptureQueriesContext(connection) as captured:
                force_client.get(f"/staff/outcomes/{CITY}/")
            file = force_client.get(
                f"/staff/outcomes/{CITY}/", {"file": f"table-{number}.csv"}
            ).content.decode()

        assert len(captured) <= 12
        own = next(line for line in csv.reader(io.StringIO(file)) if line[0].startswith("City"))
        assert own[1:3] == ["41 (38–44)", "6 (5 or more)"]
        assert own[3:7] == ["0.38", "0.33", "0.43", "400"]


def make_time(area: str, step: CaseStep, place=("all", "all"), **days: int | None) -> None:
    dimension, level = place
    StepTime.objects.create(
        period=Q2, area=area, step=step, dimension=dimension, level=level, cases=400, over=300,
        judged=0, in_time=0, **days,
    )  # fmt: skip


def days_of(html: str) -> str:
    return html[html.index('id="rates-days"') :].partition("</table>")[0]


def cells(row: str) -> list[str]:
    plain = re.sub(r"<[^>]+>", "", row.replace("</td>", "|")).replace("\xa0", " ")
    return [each.strip() for each in plain.split("|")][:-1]

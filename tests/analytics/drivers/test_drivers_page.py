import re

import pytest
import time_machine

from access.audit import AuditKind
from access.models import AuditEvent
from analytics import tasks
from analytics.drivers import selectors
from analytics.models import DriverSet, QuarterState
from tests.analytics.drivers.nation import YEAR, count, enter_a_year, lower_the_floor
from tests.analytics.make import withdraw_all
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
PAGE, CALL = "/staff/drivers/", "/api/v1/drivers/"


@shared_rows
def counted() -> None:
    enter_a_year()
    with pytest.MonkeyPatch.context() as patch:
        lower_the_floor(patch)
        count()


def text_of(response) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return text.replace("\xa0", " ").replace("\u202f", " ")


@pytest.mark.usefixtures("counted")
class TestCounting:
    @pytest.mark.slow
    def test_stores_what_may_be_shown_and_of_the_nation_every_stage(self):
        stored = dict(DriverSet.objects.values_list("stage", "people"))

        assert {stage for stage, people in stored.items() if people} == {"ST1"}
        assert stored["ST1"] == 400
        assert stored.keys() >= {"ST3a", "ST4-ST6"}

    def test_is_done_once_whoever_withdraws_afterwards(self, monkeypatch):
        lower_the_floor(monkeypatch)
        before = list(DriverSet.objects.values_list("pk", "drivers"))
        withdraw_all()

        count()

        assert list(DriverSet.objects.values_list("pk", "drivers")) == before
        assert AuditEvent.objects.filter(kind=AuditKind.DRIVERS_COUNTED).count() == 1

    @pytest.mark.slow
    def test_follows_the_night_in_which_the_last_quarter_closed(self, monkeypatch):
        DriverSet.objects.all().delete()
        lower_the_floor(monkeypatch)

        with time_machine.travel(NOW, tick=False):
            tasks.refill_quarter.call("2026-Q1")

        assert DriverSet.objects.filter(stage="ST1", people=400).exists()

    def test_waits_for_the_last_quarter_to_close(self):
        DriverSet.objects.all().delete()
        assert selectors.years_to_count(at=NOW) == [YEAR]
        QuarterState.objects.filter(period="2026-Q1").update(closed_on=None)

        count()

        assert not DriverSet.objects.exists()


@pytest.mark.usefixtures("counted")
class TestThePage:
    def test_names_what_goes_with_it_in_its_first_sentence(self, national_client):
        page = text_of(national_client.get(PAGE))

        assert re.search(
            r"In the year to March 2026, at the stage “Reporting” in England and Wales, “Satisfied "
            r"with being kept informed” goes most closely with “Satisfied overall”\. Its share is "
            r"\d\d % \(\d\d–\d\d %\) of what all these questions together explain\. It is clearly "
            r"ahead of each of the others\.",
            page,
        )
        assert "This is what goes together, and not a cause." in page
        assert "more satisfied" in page

    def test_says_which_questions_cannot_be_separated(self, national_client):
        row = DriverSet.objects.get(stage="ST1")
        row.drivers[1]["behind"][1] = -0.01
        row.save()

        page = text_of(national_client.get(PAGE))

        assert re.search(
            r"It is not clearly ahead of “Taken seriously”: a difference of \d+ points would",
            page,
        )

    def test_is_open_to_a_force(self, force_client):
        assert "goes most closely" in text_of(force_client.get(PAGE, {"stage": "ST1"}))

    def test_says_so_where_too_few_answered_anywhere(self, national_client):
        page = text_of(national_client.get(PAGE, {"stage": "ST3a"}))

        assert "too few victims in the nation answered at the stage “Closed" in page
        assert "at least 1,000 answers are needed" in page

    def test_is_empty_before_a_year_has_closed(self, national_client):
        DriverSet.objects.all().delete()

        assert "Nothing here yet" in text_of(national_client.get(PAGE))

    def test_is_whole_in_welsh(self, national_client):
        page = text_of(national_client.get(PAGE, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "goes most closely" not in page
        assert "How this is made" not in page
        assert "more satisfied" not in page


@pytest.mark.usefixtures("counted")
class TestTheCall:
    def test_has_the_numbers_of_the_page(self, force_client):
        asked = {"period": YEAR, "stage": "ST1"}
        told = force_client.get(CALL, asked).json()
        page = force_client.get(PAGE, asked).content.decode()

        body = page[page.index("<tbody>") : page.index("</tbody>")].split("</tr>")[:-1]
        assert len(body) == len(told["figures"]["drivers"]) == 8
        for row, each in zip(body, told["figures"]["drivers"], strict=True):
            cells = re.findall(r"<td[^>]*>(.*?)</td>", row, re.DOTALL)
            assert cells[0] == f"{each['share']:.0%}".replace("%", "\xa0%")
            assert cells[1] == f"{each['lower'] * 100:.0f}–{each['upper']:.0%}".replace(
                "%", "\xa0%"
            )
            behind = each["behind_first"]
            verdict = {"clear": "clearly behind", "unclear": "not told apart"}
            assert (verdict[behind["verdict"]] if behind else "the first") in cells[3]

    def test_tells_no_more_than_whole_per_cents(self, national_client):
        told = national_client.get(CALL, {"period": YEAR, "stage": "ST1"}).json()

        numbers = [
            each[name]
            for each in told["figures"]["drivers"]
            for name in ("share", "lower", "upper")
        ]
        assert all(round(one, 2) == one for one in [*numbers, told["figures"]["r_squared"]])
        assert told["figures"]["people"] % 100 == 0

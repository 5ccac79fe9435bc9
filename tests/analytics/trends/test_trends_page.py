import re
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from access import actions as origin
from access import process_cache
from access import selectors as access_selectors
from access.models import DataOrigin, Force
from analytics import words
from analytics.items import INSTRUMENT, item_codes
from analytics.models import QuarterState, ShownTable
from analytics.refresh.selectors import progress
from analytics.reports import document, selectors
from analytics.series_notes import actions
from survey.models import InstrumentVersion
from tests.analytics.make import CITY, KENT, Q3
from tests.analytics.shown import share
from tests.analytics.trends import nation
from tests.analytics.trends.nation import FALLING
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
NATION, FORCE, CALL = "/staff/trends/", f"/staff/trends/{CITY}/", "/api/v1/trends/"
COMPARISON, CARD = f"/staff/comparison/{CITY}/", f"/staff/scorecard/{CITY}/"
Q3_BEFORE = "2025-Q3"
SYSTEM = "New crime recording system"
NOT_TOLD = (
    "What changed in City of London Police from 2026 Q2 to 2026 Q3 cannot be told: too few victims "
    "answered, or there are no figures of 2026 Q2."
)


@shared_rows
def entered() -> None:
    nation.enter()


def text_of(response) -> str:
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
    return text.replace("\xa0", " ").replace("\u202f", " ")


def rebase() -> None:
    actions.note_on_series(
        force=Force.objects.get(code=CITY), item=FALLING, period=Q3, is_rebase=True, reason=SYSTEM,
        by=TESTER, at=NOW,
    )  # fmt: skip


class TestAQuarterWhoseYearBeforeIsStillToBeFilled:
    TRULY, NOT_CLEAR = "truly changed in City of London Police", "No change in City of London"

    @pytest.fixture(autouse=True)
    def _entered(self) -> None:
        nation.enter()
        of_city = ShownTable.objects.filter(area=CITY, dimension="all")
        now = of_city.get(period=Q3)
        now.shares |= {FALLING: {"all": share(0.5, 400)}}
        now.save()
        of_city.filter(period=Q3_BEFORE).delete()

    def say_all(self, client) -> list[str]:
        process_cache.clear()
        return [text_of(client.get(address)) for address in (FORCE, "/staff/")]

    def test_is_judged_as_it_will_be(self, force_client, monkeypatch):
        monkeypatch.setattr(progress, "queued_lately", lambda: frozenset({Q3_BEFORE}))
        assert all(self.NOT_CLEAR in page for page in self.say_all(force_client))

        self.fill_the_year_before()
        monkeypatch.setattr(progress, "queued_lately", frozenset)
        assert all(self.NOT_CLEAR in page for page in self.say_all(force_client))

    def test_is_judged_by_what_there_is_where_no_more_is_to_come(self, force_client):
        assert all(self.TRULY in page for page in self.say_all(force_client))

    def test_is_judged_so_by_every_page_and_call(self, force_client, monkeypatch):
        monkeypatch.setattr(progress, "queued_lately", lambda: frozenset({Q3_BEFORE}))
        given = {"period": Q3, "force": CITY}

        [one] = force_client.get("/api/v1/comparisons/", given).json()["forces"]
        own = force_client.get(CALL, given).json()

        of_comparison = {row["item"]: row["quarter_before"] for row in one["items"]}
        assert of_comparison == {row["item"]: row["change"] for row in own["items"]}
        assert of_comparison[FALLING]["confidence"] == 1 - 0.05 / 20

    def fill_the_year_before(self) -> None:
        shares = {item: {"all": share(0.6, 400)} for item in item_codes()}
        shares[FALLING] = {"all": share(0.5, 400)}
        ShownTable.objects.create(period=Q3_BEFORE, dimension="all", area=CITY, shares=shares)


@pytest.mark.usefixtures("entered")
class TestThePage:
    def test_names_what_truly_changed_in_its_first_sentence(self, force_client):
        page = text_of(force_client.get(FORCE))

        assert re.search(
            r"From 2026 Q2 to 2026 Q3 this truly changed in City of London Police: “Felt believed” "
            r"fell from 60 % to 40 % \(−20 points; −\d+ to −\d+\)\. Where no difference is clear, "
            r"a difference of \d+ points would have been seen\. In 2026 Q3 this question stands "
            r"out from its own earlier quarters: “Felt believed” \(outside the limits of its own "
            r"habit\)\.",
            page,
        )
        assert "Felt believed over time" in page

    def test_says_what_would_have_been_seen_where_nothing_changed(self, national_client):
        page = text_of(national_client.get(NATION))

        assert re.search(
            r"No change in England and Wales from 2026 Q2 to 2026 Q3 is clear\. Where no "
            r"difference is clear, a difference of \d+ points would have been seen\. In 2026 Q3 no "
            r"question stands out from its own earlier quarters\.",
            page,
        )

    @pytest.mark.slow
    def test_has_one_question_in_every_force_for_the_nation_alone(
        self, national_client, force_client
    ):
        page = national_client.get(NATION, {"item": FALLING}).content.decode()
        own = force_client.get(FORCE).content.decode()

        assert "Felt believed, force by force" in page
        assert f"/staff/trends/{KENT}/?period={Q3}&amp;item={FALLING}" in page
        assert "force by force" not in own
        assert "Kent Police" not in own

    @pytest.mark.slow
    def test_reads_of_the_forces_the_one_question_alone(self, national_client):
        with CaptureQueriesContext(connection) as asked:
            national_client.get(NATION, {"item": FALLING})

        of_forces = [
            query["sql"]
            for query in asked
            if ShownTable._meta.db_table in query["sql"] and f"'{KENT}'" in query["sql"]
        ]
        assert len(of_forces) == 1
        assert FALLING in of_forces[0]

    def test_has_the_note_that_restarts_the_limits(self, force_client):
        rebase()

        page = text_of(force_client.get(FORCE))

        assert f"{SYSTEM} The limits begin anew with this quarter" in page
        assert SYSTEM not in text_of(force_client.get(FORCE, {"item": "Q-OVR-1"}))

    def test_compares_nothing_while_provisional(self, force_client):
        QuarterState.objects.filter(period=Q3).update(closed_on=None)

        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "2026 Q3 is still open, and is compared with nothing yet." in page
        assert "truly changed in" not in page

    def test_says_where_too_few_answered(self, force_client):
        for table in ShownTable.objects.filter(area=CITY, period=Q3):
            table.shares = {item: {"all": share(0.5, 40)} for item in table.shares}
            table.save()

        page = text_of(force_client.get(FORCE))

        assert NOT_TOLD in page

    def test_does_not_blame_the_answers_where_a_quarter_has_no_figures(self, force_client):
        ShownTable.objects.filter(period="2026-Q2").delete()

        assert NOT_TOLD in text_of(force_client.get(FORCE))

    def test_is_empty_before_there_are_figures(self, national_client):
        ShownTable.objects.all().delete()

        assert "No figures yet" in text_of(national_client.get(NATION))

    @pytest.mark.parametrize("address", [NATION, FORCE])
    def test_is_whole_in_welsh(self, national_client, address):
        page = text_of(national_client.get(address, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "truly changed" not in page
        assert "How a change is told from chance" not in page
        assert "stands out" not in page


class TestAVersionOfTheQuestionsThatBegan:
    SAID = (
        "Version 5 of the questions began on {}, while these answers came: a change may stand for "
        "how people were asked, and not for what was done for them. Where no difference is clear"
    )

    @pytest.fixture(autouse=True)
    def _entered(self) -> None:
        nation.enter()
        self.begins(date(2024, 1, 1), number=4)

    def begins(self, day: date, *, number: int = 5) -> None:
        row = InstrumentVersion.objects.filter(code=INSTRUMENT).latest("version")
        row.pk, row.version, row.effective_from = None, number, day
        row.save(force_insert=True)
        process_cache.clear()

    def test_is_named_with_what_changed_on_each_page(self, force_client):
        self.begins(date(2026, 7, 12))

        said = self.SAID.format("12 July 2026")
        page = text_of(force_client.get(FORCE))
        assert said in page
        assert "this changed clearly in City of London Police" in page
        assert "this truly changed" not in page
        assert said in text_of(force_client.get("/staff/"))
        told = force_client.get(CALL, {"period": Q3, "force": CITY}).json()
        assert told["versions_begun"] == [{"version": 5, "began": "2026-07-12"}]

    def test_is_named_by_the_comparison_with_the_past_alone(self, force_client):
        self.begins(date(2026, 7, 12))

        said = "Version 5 of the questions began on 12 July 2026"
        past, others = (
            text_of(force_client.get(COMPARISON, {"beside": beside}))
            for beside in ("quarter_before", "others")
        )
        assert self.SAID.format("12 July 2026") in past
        assert past.count(said) == 1
        assert f"Beside its own past: {said}" in others
        assert others.count(said) == 1

    def test_is_named_by_the_scorecard(self, force_client):
        self.begins(date(2026, 7, 12))

        assert self.SAID.format("12 July 2026") in text_of(force_client.get(CARD, {"period": Q3}))

    def test_is_named_by_the_calls_of_the_scorecard_and_of_comparisons(self, force_client):
        self.begins(date(2026, 7, 12))
        given, begun = {"period": Q3, "force": CITY}, [{"version": 5, "began": "2026-07-12"}]

        card = force_client.get("/api/v1/scorecard/", given).json()
        [compared] = force_client.get("/api/v1/comparisons/", given).json()["forces"]

        assert card["versions_begun"] == begun
        clear = {
            beside
            for beside in ("quarter_before", "year_before")
            if any(item[beside]["verdict"] == "clear" for item in compared["items"])
        }
        assert clear
        assert compared["versions_begun"] == {
            beside: begun if beside in clear else [] for beside in ("quarter_before", "year_before")
        }

    def test_is_named_by_no_call_before_it_is_asked(self, force_client):
        self.begins(NOW.date() + timedelta(days=1))
        given = {"period": Q3, "force": CITY}

        card = force_client.get("/api/v1/scorecard/", given).json()
        [compared] = force_client.get("/api/v1/comparisons/", given).json()["forces"]

        assert card["versions_begun"] == []
        assert compared["versions_begun"] == {"quarter_before": [], "year_before": []}

    @pytest.mark.slow
    def test_is_named_on_the_paper_of_the_scorecard(self, force_client):
        self.begins(date(2026, 7, 12))

        paper = PdfReader(BytesIO(force_client.get(f"{CARD}scorecard.pdf").content))
        written = re.sub(r"\s+", " ", " ".join(page.extract_text() for page in paper.pages))
        assert "Version 5 of the questions began on 12 July 2026" in written

    @pytest.mark.parametrize("address", [COMPARISON, CARD])
    def test_is_named_nowhere_before_it_is_asked(self, force_client, address):
        self.begins(NOW.date() + timedelta(days=1))

        assert "Version 5 of the questions" not in text_of(force_client.get(address))

    def test_is_named_in_the_report(self, force_analyst):
        self.begins(date(2026, 7, 12))
        viewer = access_selectors.viewer_for(force_analyst.pk)

        found = selectors.report_for(viewer, force_code=CITY, period=Q3, on=NOW.date())
        report = document.quarterly_report(found, language="en", on=NOW.date())

        assert self.SAID.format("12 July 2026") in report.changed.lead.replace("\xa0", " ")

    def test_is_named_in_welsh(self, force_client):
        self.begins(date(2026, 7, 12))

        page = text_of(force_client.get(FORCE, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "Dechreuodd fersiwn 5 o’r cwestiynau ar 12 Gorffennaf 2026" in page

    @pytest.mark.parametrize(
        ("day", "is_named"),
        [
            (date(2026, 4, 1), False),  # every answer of both quarters is to it
            (date(2026, 4, 2), True),
            (NOW.date(), True),  # the day on which the later quarter closed
            (NOW.date() + timedelta(days=1), False),
        ],
    )
    def test_is_named_for_as_long_as_answers_came(self, force_client, day, is_named):
        self.begins(day)

        assert ("Version 5 of the questions" in text_of(force_client.get(FORCE))) is is_named

    def test_is_not_named_where_nothing_is_called_a_change(self, national_client):
        self.begins(date(2026, 7, 12))

        assert "Version 5 of the questions" not in text_of(national_client.get(NATION))
        told = national_client.get(CALL, {"period": Q3}).json()
        assert told["versions_begun"] == []

    def test_is_not_one_that_was_never_asked(self, force_client):
        self.begins(date(2026, 7, 12))
        self.begins(date(2026, 7, 12), number=6)

        page = text_of(force_client.get(FORCE))

        assert "Version 6 of the questions" in page
        assert "Version 5 of the questions" not in page

    def test_is_not_the_first_of_all(self, force_client):
        assert "of the questions began" not in text_of(force_client.get(FORCE))

    @pytest.mark.parametrize("address", ["/staff/", FORCE, NATION, CALL, COMPARISON, CARD])
    def test_costs_no_page_more_than_twelve_queries(self, force_client, national_client, address):
        self.begins(date(2026, 7, 12))
        self.falls_in_the_nation()
        origin.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)

        for client in (force_client, national_client):
            self.asks_at_most_twelve(client, address)

    def falls_in_the_nation(self) -> None:
        nations = ShownTable.objects.get(area="nation", period=Q3)
        nations.shares |= {FALLING: {"all": share(0.4, 400)}}
        nations.save()

    def asks_at_most_twelve(self, client, address) -> None:
        pages = [client.get(address)]

        asked = queries(lambda: pages.append(client.get(address)) or pages[-1])

        assert asked <= MOST
        if pages[0].status_code == 200 and address != CALL:
            assert all("Version 5 of the questions" in text_of(page) for page in pages)


@pytest.mark.usefixtures("entered")
class TestTheCall:
    @pytest.mark.slow
    @pytest.mark.parametrize("force", [CITY, ""])
    def test_has_the_numbers_of_the_page(self, national_client, force):
        rebase()
        told = national_client.get(CALL, {"force": force, "period": Q3}).json()
        page = national_client.get(FORCE if force else NATION, {"item": FALLING}).content.decode()

        bodies = re.findall(r"<tbody>(.*?)</tbody>", page, re.DOTALL)
        assert len(told["items"]) == 10
        for row, one in zip(bodies[0].split("</tr>"), told["items"], strict=False):
            change = one["change"]
            assert words.label(one["item"]) in row
            assert words.percent(change["other"]) in row
            assert {"clear": "lower", "unclear": "no clear difference"}[change["verdict"]] in row
        quarters = next(one for one in told["items"] if one["item"] == FALLING)["quarters"]
        for row, one in zip(bodies[1].split("</tr>"), quarters, strict=False):
            assert words.percent(one["positive"]) in row
            assert ("outside the limits" in row) is (one["habit"]["signal"] == "outside")
        assert [note["reason"] for note in quarters[-1]["notes"]] == ([SYSTEM] if force else [])

    def test_judges_as_the_call_of_comparisons_does(self, national_client):
        asked = {"force": CITY, "period": Q3}
        compared = national_client.get("/api/v1/comparisons/", asked).json()["forces"][0]["items"]

        told = national_client.get(CALL, asked).json()["items"]

        assert [one["change"] for one in told] == [row["quarter_before"] for row in compared]

    def test_has_nothing_of_another_force(self, force_client):
        assert force_client.get(CALL, {"force": KENT, "period": Q3}).status_code == 404
        assert force_client.get(CALL, {"period": Q3}).status_code == 403

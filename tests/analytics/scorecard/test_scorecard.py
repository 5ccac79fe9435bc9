import re
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pypdf import PdfReader

from access import process_cache
from analytics.items import every_item
from analytics.models import Coverage, QuarterState, RecordedOutcomes, RecordRate, ShownTable
from analytics.records.rates import RATES
from analytics.scorecard import definitions
from analytics.scorecard.definitions import Signature, Source, read_definition
from analytics.scorecard.readings import NoReading
from analytics.tables import EVERYBODY, NATIONAL, shown_levels
from analytics.timeliness import actions as timeliness
from analytics.weighting.force_weights import frame_keys
from responses.extract_rows import OUTCOME_GROUPS, FrameRow
from tests.analytics import make, shown
from tests.analytics.make import CITY, KENT, Q3
from tests.analytics.paper import judge
from tests.analytics.reports.test_pdf import structure
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.responses.pages import Page
from tests.sharing import shared_rows

NATION, CALL = "/staff/scorecard/", "/api/v1/scorecard/"
DEFINITION = read_definition()


class TestDefinitions:
    def test_name_what_there_is(self):
        for row_ in DEFINITION.rows:
            for one in (row_, row_.of_force or row_):
                assert one.level in (EVERYBODY, *shown_levels(one.dimension))
                assert row_.of_force is None or one is row_ or one.dimension not in NATIONAL
        rows = {row_.code for row_ in DEFINITION.rows}
        for column in DEFINITION.columns:
            known = RATES if column.source is Source.RECORD else every_item()
            asked = [column.item, *column.items.values()] if column.source in {
                Source.ITEM, Source.RECORD} else []  # fmt: skip
            assert {code for code in asked if code} <= known.keys()
            assert bool([code for code in asked if code]) is bool(asked)
            assert (column.outcome in OUTCOME_GROUPS) is (column.source is Source.OUTCOME)
        assert "all" in rows

    def test_are_a_draft_until_this_version_is_signed(self):
        signed = Signature(
            name="A Person", organisation="Women’s Aid", signed_on=date(2027, 1, 31), version="1"
        )

        assert DEFINITION.is_draft
        assert not replace(DEFINITION, signatures=[signed]).is_draft
        assert replace(DEFINITION, signatures=[signed], version="2").is_draft


BELIEVED = {"2026-Q2": 0.35, Q3: 0.75}


@shared_rows
def two_quarters():
    for period, believed in BELIEVED.items():
        for area, base in (("nation", 600), (CITY, 140)):
            everybody = {"all": shown.share(0.5, 4 * base)}
            by_crime = {"sexual": shown.share(believed, base), "stalking_harassment": "small_base"}
            show_ten(period, "crime_group", area, everybody | by_crime)
            show_ten(period, "all", area, everybody)
            further = {"Q-INF-3": {"all": shown.share(0.4, base)}, "Q-RASSO-3": {"all": "uniform"}}
            shown.show(period, "every_question", area, further)
        by_kind = {"sexual": shown.share(believed, 600), "vawg": shown.share(0.5, 1200)}
        show_ten(period, "kind", "nation", by_kind | {"domestic": "small_base"})
        by_sex = {"vawg.female": shown.share(0.5, 900), "vawg.male": "protects_another"}
        show_ten(period, "kind_sex", "nation", by_sex)
        for force in (CITY, KENT):
            shown.cover(period, force, "all", "all", asked=300, of=400)
            for kind in ("sexual", "domestic", "stalking"):
                shown.cover(period, force, "kind", kind, asked=80, of=100)
                shown.cover(period, force, "kind_sex", f"{kind}.female", asked=30, of=60)
            shown.cover(period, force, "crime_group", "sexual", asked=80, of=100)
            shown.cover(period, force, "crime_group", "stalking_harassment", asked=80, of=100)
    decided = make.IN_Q3 + timedelta(days=9)
    for code, number in (("15", 4), ("18", 12)):
        told = {"outcome_on": decided, "victim_told_on": decided, "outcome_codes": (code,)}
        crime = {"force": CITY, "reported_on": make.IN_Q3, "crime_group": "sexual"}
        load(*[row(**crime, **told) for _ in range(number)])
    timeliness.fill_step_times(period=Q3, by=TESTER, at=NOW)


def show_ten(period: str, table: str, area: str, by_level: dict) -> None:
    shown.show(period, table, area, {"Q-TRT-2b": by_level, "Q-INF-1": by_level})


def of_call(client, **given: str) -> dict[tuple[str, str], dict]:
    told = client.get(CALL, {"period": Q3} | given).json()
    return {
        (one["row"], column): cell for one in told["rows"] for column, cell in one["cells"].items()
    }


def of_page(client, address: str) -> list[str]:
    page = client.get(address, {"period": Q3}).content.decode()
    body = page[page.index("<tbody>") : page.index("</tbody>")]
    return [said(cell) for cell in re.findall(r"<td.*?</td>", body, re.DOTALL)]


def said(cell: str) -> str:
    mark = re.search(r"aria-label=\"(\[\w+\])", cell)
    if "<b>" not in cell:
        return mark.group(1)
    interval = re.search(r"<small>(.*?)</small>", cell)
    told = re.search(r"<b>(.*?)</b>", cell).group(1)
    told += f" ({interval.group(1)})" if interval else ""
    told += f" {mark.group(1)}" if mark else ""
    change = re.search(r'aria-label="((?:higher|lower)[^"]*)"', cell)
    return f"{told}, {change.group(1)}" if change else told


def of_paper(client, address: str) -> list[str]:
    answer = client.get(f"{address}scorecard.pdf", {"period": Q3})
    reader = PdfReader(BytesIO(answer.content))
    assert len(reader.pages) == 1
    assert [round(float(side)) for side in reader.pages[0].mediabox[2:]] == [842, 595]
    return [
        str(each["/ActualText"]).split(": ")[0] if str(each["/ActualText"]).startswith("[")
        else str(each["/ActualText"])
        for each in structure(reader) if each["/S"] == "/TD"
    ]  # fmt: skip


@pytest.mark.django_db
@pytest.mark.usefixtures("two_quarters")
class TestTheCard:
    @pytest.mark.slow
    def test_is_one_on_the_page_on_paper_and_in_calls(self, national_client):
        for address, force in ((NATION, {}), (f"{NATION}{CITY}/", {"force": CITY})):
            cells = of_call(national_client, **force)
            page = of_page(national_client, address)

            assert page == of_paper(national_client, address)
            assert len(page) == len(cells) == len(list(DEFINITION.cells()))
            for words_, ((_row, column), told) in zip(page, cells.items(), strict=True):
                if "value" not in told:
                    assert words_ == told["mark"]
                elif column == "days_to_outcome":
                    assert words_ == f"{told['value']}"
                else:
                    assert words_.startswith(f"{100 * told['value']:.0f}\xa0%")
                is_clear = ", higher than" in words_ or ", lower than" in words_
                assert is_clear is (told["verdict"] == "clear")

    def test_marks_the_change_that_is_clear_and_no_other(self, national_client):
        cells = of_call(national_client)

        clear = {key for key, told in cells.items() if told["verdict"] == "clear"}
        assert clear == {("sexual", "informed"), ("sexual", "believed")}
        believed = cells["sexual", "believed"]
        assert believed["quarters"] == [*[None] * 6, 0.35, 0.75]
        assert believed["change"] == 0.4
        assert cells["sexual", "could_be_asked"]["verdict"] == "too_few"

    def test_compares_nothing_of_a_provisional_quarter(self, national_client):
        QuarterState.objects.create(
            period=Q3, shifts={}, stages={"ST1": {"frame": 100, "pending": 60, "settled_on": None}}
        )
        process_cache.clear()

        ShownTable.objects.filter(period=Q3, dimension="every_question").delete()

        cells = of_call(national_client)

        assert {told["verdict"] for told in cells.values()} == {"too_few"}
        assert cells["all", "named_contact"]["why"] == "not_closed"

    def test_has_no_blank_and_its_coverage_where_nothing_else_may_be_shown(self, national_client):
        cells = of_call(national_client, force=CITY)

        assert cells["stalking", "believed"]["mark"] == "[c]"
        assert "value" not in cells["stalking", "believed"]
        assert cells["stalking", "could_be_asked"]["value"] == 0.8
        assert cells["sexual", "adviser_offered"]["why"] == "uniform"
        assert cells["all", "adviser_offered"]["why"] == NoReading.NOT_OF_GROUP
        assert cells["all", "named_contact"]["value"] == 0.4
        assert cells["sexual", "named_contact"]["why"] == NoReading.NOT_BY_GROUP
        for told in cells.values():
            assert ("value" in told) or told["why"]
        assert cells["sexual", "outcome_15"]["value"] == 0.25
        assert cells["sexual", "outcome_15"]["base"] == 16
        assert cells["violence", "charged"]["why"] == NoReading.TOO_FEW_CASES
        assert cells["vawg", "outcome_18"]["value"] == 0.75
        assert cells["vawg_women", "could_be_asked"]["value"] == 0.5
        for column in ("answered", "believed"):
            assert cells["vawg", column]["why"] == NoReading.NOT_BY_FORCE

    def test_begins_with_the_crimes_that_most_affect_women_and_girls(self, national_client):
        cells = of_call(national_client)

        assert [row_ for row_, _ in cells][:: len(DEFINITION.columns)][:3] == [
            "vawg_women", "vawg_men", "vawg",
        ]  # fmt: skip
        assert cells["vawg_women", "believed"]["base"] == 900
        assert cells["vawg_men", "believed"]["why"] == "protects_another"
        assert cells["vawg_men", "could_be_asked"]["why"] == NoReading.NOT_KNOWN
        assert cells["vawg_women", "answered"]["why"] == NoReading.NOT_BY_SEX
        assert cells["vawg", "could_be_asked"]["base"] == 600
        assert cells["vawg", "answered"]["value"] == 0.5
        assert cells["all", "recorded"]["why"] == NoReading.NOT_COUNTED

    def test_shows_how_records_agree_once_they_were_compared(self, national_client):
        for area in ("nation", CITY):
            RecordRate.objects.create(
                period=Q3, area=area, rate="as_said_ethnicity", dimension="all", level="all",
                people=200, found=180,
            )  # fmt: skip

        recorded = of_call(national_client, force=CITY)["all", "recorded"]

        assert (recorded["value"], recorded["base"]) == (0.9, 200)

    @pytest.mark.slow
    def test_asks_at_most_twelve_queries(self, national_client):
        for address in (NATION, f"{NATION}{CITY}/"):
            national_client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert national_client.get(address, {"period": Q3}).status_code == 200
            assert len(captured) <= 12

    @pytest.mark.slow
    def test_says_the_first_row_that_has_its_figures_in_its_first_sentence(self, national_client):
        page = Page(national_client.get(f"{NATION}{CITY}/", {"period": Q3}))

        assert "Rape and other sexual offences, 2026 Q3: Could be asked 80" in page.text
        assert "[c]" not in page.text.split("DRAFT")[0]

    @pytest.mark.slow
    def test_names_what_has_clearly_changed(self, national_client):
        page = Page(national_client.get(NATION, {"period": Q3}))

        assert re.search(
            r"2 have clearly changed: Rape and other sexual offences, “Kept informed” \(\+40 "
            r"points, \+\d+ to \+\d+\); Rape and other sexual offences, “Felt believed” \(\+40 ",
            page.text,
        )

    @pytest.mark.slow
    def test_draws_what_the_victims_of_that_sentence_said_beside_all(self, national_client):
        page = Page(national_client.get(f"{NATION}{CITY}/", {"period": Q3}))

        assert "Rape and other sexual offences, City of London Police, 2026 Q3" in page.text
        assert "the thin line is “All victims”" in page.text

    @pytest.mark.slow
    def test_says_that_it_is_a_draft_and_simulated(self, national_client):
        page = Page(national_client.get(NATION, {"period": Q3}))

        assert "DRAFT: no representative of victims has signed version 1" in page.text
        answer = national_client.get(f"{NATION}scorecard.pdf", {"period": Q3})
        paper = PdfReader(BytesIO(answer.content)).pages[0].extract_text()
        assert "DRAFT" in paper
        assert "SIMULATED" in paper

    @pytest.mark.slow
    def test_is_whole_in_welsh_on_one_page(self, national_client):
        page = Page(national_client.get(NATION, {"period": Q3}, HTTP_ACCEPT_LANGUAGE="cy"))
        with judge.watched() as found:
            paper = national_client.get(
                f"{NATION}scorecard.pdf", {"period": Q3}, HTTP_ACCEPT_LANGUAGE="cy"
            )

        assert judge.faults(paper.content) == []
        assert judge.overprinted(found) == []
        assert "Cael gwybod" in page.text
        assert "Could be asked" not in page.text
        assert len(PdfReader(BytesIO(paper.content)).pages) == 1

    def test_is_not_there_for_another_force(self, force_client):
        for address in (f"{NATION}{KENT}/", f"{NATION}{KENT}/scorecard.pdf"):
            assert force_client.get(address).status_code == 404
        assert force_client.get(CALL, {"force": KENT, "period": Q3}).status_code == 404

    def test_of_the_nation_is_for_who_may_open_its_page(self, force_client):
        assert force_client.get(NATION, {"period": Q3}).url == f"{NATION}{CITY}/?period={Q3}"
        assert force_client.get(CALL, {"period": Q3}).status_code == 403

    def test_is_empty_before_there_are_figures(self, national_client):
        ShownTable.objects.all().delete()

        assert "No figures yet" in Page(national_client.get(NATION)).text
        assert national_client.get(f"{NATION}scorecard.pdf").status_code == 404


YEAR, YEAR_BEFORE = "2025-26", "2024-25"


@pytest.mark.django_db
class TestAForcesYear:
    @pytest.fixture(autouse=True)
    def _two_years(self, two_quarters):
        for year, believed in ((YEAR_BEFORE, 0.4), (YEAR, 0.6)):
            for area in ("nation", CITY):
                shown.show(year, "all", area, {"Q-TRT-2b": {"all": shown.share(believed, 400)}})
        for quarter in definitions.line_until(YEAR):
            shown.cover(quarter, CITY, "all", "all", asked=40, of=50)
            for area in (CITY, "nation"):
                RecordedOutcomes.objects.create(
                    period=quarter, area=area, dimension="all", level="all", decided=20,
                    counts={"charged": 5 if quarter in definitions.quarters_of(YEAR) else 2},
                )  # fmt: skip

    @pytest.mark.slow
    def test_stands_in_the_place_of_quarters_and_is_compared_with_the_year_before(
        self, national_client
    ):
        cells = of_call(national_client, force=CITY, period=YEAR)
        page = Page(national_client.get(f"{NATION}{CITY}/"))

        believed = cells["all", "believed"]
        assert (believed["value"], believed["verdict"], believed["change"]) == (0.6, "clear", 0.2)
        assert "April 2025 to March 2026" in page.text
        assert "higher than the year before: +20 points" in page.html
        assert "2026 Q3" not in page.text
        assert national_client.get(CALL, {"force": CITY, "period": Q3}).status_code == 400
        assert national_client.get(CALL, {"period": Q3}).status_code == 200

    def test_counts_its_quarters_together_and_no_median(self, national_client):
        cells = of_call(national_client, force=CITY, period=YEAR)

        charged = cells["all", "charged"]
        assert (charged["value"], charged["base"]) == (0.25, 80)
        assert charged["quarters"] == [0.1] * 4 + [0.25] * 4
        assert cells["all", "could_be_asked"]["value"] == 0.8
        assert cells["all", "answered"]["value"] == 0.5
        assert cells["all", "days_to_outcome"]["why"] == NoReading.NOT_BY_YEAR
        assert cells["all", "named_contact"]["why"] == NoReading.NOT_BY_YEAR

    def test_hides_who_answered_where_one_of_its_quarters_does(self, national_client):
        counts = {"recorded": 12, "INVITE": 12, "invited": 12, "usable": 3}
        Coverage.objects.filter(period="2025-Q3", force_id=CITY, level="all").update(counts=counts)

        cells = of_call(national_client, force=CITY, period=YEAR)

        assert cells["all", "answered"]["why"] == NoReading.HIDDEN
        assert cells["all", "could_be_asked"]["base"] == 162

    def test_has_no_rate_where_one_quarter_has_none(self, national_client):
        RecordedOutcomes.objects.filter(period="2025-Q4", area=CITY).delete()

        cells = of_call(national_client, force=CITY, period=YEAR)

        assert cells["all", "charged"]["why"] == NoReading.TOO_FEW_CASES

    def test_says_that_cases_are_not_measured_yet_where_those_of_nobody_are(self, national_client):
        RecordedOutcomes.objects.filter(period="2025-Q4").delete()

        cells = of_call(national_client, force=CITY, period=YEAR)

        assert cells["all", "charged"]["why"] == NoReading.NOT_MEASURED


def test_years_run_from_april_to_march():
    assert definitions.quarters_of("1999-00") == ("1999-Q2", "1999-Q3", "1999-Q4", "2000-Q1")
    assert definitions.before("2000-01") == "1999-00"
    assert definitions.line_until(YEAR)[:4] == definitions.quarters_of(YEAR_BEFORE)
    assert definitions.line_until(Q3)[0] == "2024-Q4"


def test_coverage_is_counted_by_kind_and_recorded_sex():
    event = FrameRow(
        force=CITY, decision="INVITE", survey_stage="ST1", crime_group="violence", sex="female",
        age_band="25_34", ethnicity_group="white", disability="no", crime_kind="domestic",
        is_invited=True, is_undeliverable=False, is_delivered=True, is_opened=False,
        is_started=False, is_completed=False, events=1,
    )  # fmt: skip

    assert (CITY, "kind_sex", "domestic.female") in set(frame_keys(event))

import csv
import io
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from python_calamine import CalamineWorkbook

from access import process_cache
from analytics.code_return.duty import read_duty
from analytics.code_return.order import entries
from analytics.code_return.presenters import files
from analytics.items import Agency, bank_facts, every_item
from analytics.models import QuarterState, ShownTable
from analytics.timeliness import actions as timeliness
from survey.bank.questions import read_victims_codes
from tests.analytics import make, shown
from tests.analytics.make import CITY, KENT, Q3
from tests.conftest import NOW, TESTER
from tests.responses.asked import load, row
from tests.responses.pages import Page
from tests.sharing import shared_rows

NATION, FORCE = "/staff/code-return/", f"/staff/code-return/{CITY}/"
CODES, DUTY = read_victims_codes(), read_duty()


class TestTheOrder:
    def test_is_that_of_the_duty_to_collect(self):
        found = list(entries(every_item(), bank_facts(), CODES, DUTY))

        asked = [entry.item.code for entry in found if entry.item]
        rights = [entry.right for entry in found]
        assert asked[0] == "Q-COD-1"
        assert list(dict.fromkeys(rights)) == ["", *CODES["2021"].rights]
        for right in CODES["2021"].rights:
            places = [
                DUTY.place_of(entry.agency)
                for entry in found
                if entry.right == right and entry.agency
            ]
            assert places == sorted(places)

    def test_has_every_question_that_serves_a_right_once(self):
        found = [entry.item.code for entry in entries(every_item(), bank_facts(), CODES, DUTY)
                 if entry.item and entry.right]  # fmt: skip

        assert sorted(found) == sorted(code for code, facts in bank_facts().items() if facts.right)

    def test_keeps_what_was_asked_under_an_old_code_apart_from_a_new_one(self):
        new = replace(CODES["2021"], version="2028", rights={"1": "To be told", "2": "To be heard"})
        facts = {**bank_facts()}
        facts["Q-INF-1"] = replace(facts["Q-INF-1"], right="1", code_version="2028")

        found = list(entries(every_item(), facts, {**CODES, "2028": new}, DUTY))

        of_new = [entry for entry in found if entry.code == new]
        assert [(entry.right, entry.item and entry.item.code) for entry in of_new] == [
            ("1", "Q-INF-1"), ("2", None),
        ]  # fmt: skip
        assert found[-2:] == of_new
        assert not any(
            entry.item and entry.item.code == "Q-INF-1" for entry in found if entry.right == "6"
        )


class TestTheDuty:
    def test_places_every_agency_and_says_what_nobody_checked(self):
        assert {body.agency for body in DUTY.bodies} == set(Agency)
        assert "told_in_time: right" in DUTY.from_memory
        for version, code in CODES.items():
            assert DUTY.titles[version].keys() == code.rights.keys()
        assert all(record.right in CODES[record.code_version].rights for record in DUTY.records)


@shared_rows
def filled():
    for area, base in (("nation", 90), (CITY, 45)):
        ten = {item: {"all": shown.share(0.6, base)} for item in ("Q-INF-1", "Q-SUP-1")}
        by_stage = {item: {**of, "ST2": shown.share(0.6, base)} for item, of in ten.items()}
        shown.show(Q3, "all", area, ten)
        shown.show(Q3, "stage", area, by_stage)
    hidden = {"Q-DA-4": {"all": "not_by_force"}}
    own = {"Q-COD-1": {"all": shown.share(0.4, 20)}, "Q-ST2-1": {"all": shown.share(0.56, 45)}}
    nation = {item: {**of, "ST2": shown.share(0.5, 60)} for item, of in own.items()}
    shown.show(Q3, "every_question", CITY, {**own, **hidden})
    shown.show(Q3, "every_question", "nation", {**nation, "Q-DA-4": {"all": shown.share(0.3, 70)}})
    decided = make.IN_Q3 + timedelta(days=9)
    for after in (2,) * 9 + (20,) * 3:
        load(row(force=CITY, reported_on=make.IN_Q3, outcome_on=decided, outcome_codes=("18",),
                 victim_told_on=decided + timedelta(days=after)))  # fmt: skip
    timeliness.fill_step_times(period=Q3, by=TESTER, at=NOW)


def lines_of(client, address: str) -> list[dict[str, str]]:
    answer = client.get(f"{address}return.csv", {"period": Q3})
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
class TestAnOpenQuarter:
    def test_says_of_no_question_that_it_was_not_asked(self, national_client):
        ShownTable.objects.filter(dimension="every_question").delete()
        QuarterState.objects.create(period=Q3, stages={}, shifts={})
        process_cache.clear()

        lines = {one["question"]: one for one in lines_of(national_client, NATION)}

        asked = lines["Q-COD-1"]
        assert (asked["mark"], asked["why_hidden"]) == ("[c]", "shown once the quarter has closed")
        assert lines["Q-INF-1"]["base"] == "90"

    def test_is_not_the_one_that_the_page_opens_with(self, force_client):
        QuarterState.objects.create(period=Q3, stages={}, shifts={})
        shown.show("2026-Q2", "all", "nation", {"Q-INF-1": {"all": shown.share(0.5, 100)}})
        process_cache.clear()

        page = Page(force_client.get(FORCE))

        assert "In 2026 Q2, " in page.text
        assert "2026 Q3 [p]" not in page.text.split("Period")[0]


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
class TestThePage:
    def test_shows_rights_by_agency_and_stage_with_true_reasons(self, force_client):
        page = Page(force_client.get(FORCE, {"period": Q3}))
        text = page.text.replace("\xa0", " ")

        assert "rights have a figure that may be shown." in text
        assert "Right 6 (2021): To be provided with information about the investigation" in text
        assert "Updates as often as needed of those whose case was being" in text
        assert "Police Investigation 56 %" in text
        assert "Told of the outcome within five working days" in text
        assert text.count("not shown by force") == 1
        assert re.search(r"case file Police Every stage 75 % \[u\].{0,90} 47–91 % 12", text)
        assert re.search(r"Courts Court result \[x\][^[]{0,40} not asked in this quarter", text)

    @pytest.mark.slow
    def test_asks_at_most_twelve_queries(self, national_client):
        for address in (NATION, FORCE):
            national_client.get(address)
            with CaptureQueriesContext(connection) as captured:
                assert national_client.get(address, {"period": Q3}).status_code == 200
            assert len(captured) <= 12

    def test_is_whole_in_welsh(self, national_client):
        page = Page(national_client.get(FORCE, {"period": Q3}, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "Hawl 6 (2021): Cael gwybodaeth am yr ymchwiliad" in page.text
        assert "Download" not in page.text

    def test_is_empty_before_there_are_figures(self, national_client):
        ShownTable.objects.all().delete()

        assert "No figures yet" in Page(national_client.get(NATION)).text


@pytest.mark.django_db
@pytest.mark.usefixtures("filled")
class TestTheFiles:
    def test_have_what_may_be_shown_and_the_reason_where_it_may_not(self, force_client):
        ShownTable.objects.filter(dimension="stage", area=CITY).update(
            shares={"Q-INF-1": {"ST2": "protects_another"}}
        )

        lines = lines_of(force_client, FORCE)

        asked = {(each["question"], each["stage"], each["area"]): each for each in lines}
        own = asked["Q-INF-1", "all", CITY]
        assert (own["duty"], own["right"], own["agency"]) == ("6(2)(a)", "6", "police")
        assert (own["base"], own["stamp"], own["is_bound"]) == ("45", "SIMULATED", "yes")
        hidden = asked["Q-INF-1", "ST2", CITY]
        assert (hidden["positive"], hidden["base"], hidden["mark"]) == ("", "", "[c]")
        assert hidden["why_hidden"] == "showing it would tell how a small group answered"
        assert asked["Q-COD-1", "ST2", CITY]["why_hidden"] == "not shown by force"
        assert asked["Q-DA-4", "all", CITY]["why_hidden"] == "not shown by force"
        assert asked["Q-COD-1", "all", "nation"]["duty"] == "6(1)(a)"
        told = asked["told_in_time", "all", CITY]
        assert (told["source"], told["positive"], told["base"]) == ("cases", "0.75", "12")
        assert [each["question"] for each in lines if each["right"] == "12"]

    @pytest.mark.slow
    def test_are_the_same_lines_with_notes_in_a_workbook(self, force_client):
        answer = force_client.get(f"{FORCE}return.xlsx", {"period": Q3})
        book = CalamineWorkbook.from_filelike(io.BytesIO(answer.content))

        heads, *rows = book.get_sheet_by_name(files.SHEET).to_python()
        notes = dict(row[:2] for row in book.get_sheet_by_name(files.NOTES).to_python())
        assert answer["Content-Disposition"].endswith(f'"code-return-{CITY}-{Q3}.xlsx"')
        assert tuple(heads) == files.COLUMNS
        for line, cells in zip(lines_of(force_client, FORCE), rows, strict=True):
            told = dict(zip(files.COLUMNS, cells, strict=True))
            for name, cell in line.items():
                is_number = name in files.NUMBERS and cell
                assert told[name] == (float(cell) if is_number else cell)
        assert notes["Period"] == "2026 Q3"
        assert notes["[c]"]
        assert "SIMULATED" in notes

    def test_are_not_there_for_another_force(self, force_client):
        for name in ("", "return.csv", "return.xlsx"):
            assert force_client.get(f"/staff/code-return/{KENT}/{name}").status_code == 404

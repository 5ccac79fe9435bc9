import re
from dataclasses import replace
from html import unescape

import pytest

from access import actions as origin
from access import process_cache
from access.audit import AuditKind
from access.models import AuditEvent, DataOrigin, Force
from analytics import words
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.home import matrix_presenters, selectors
from analytics.home.matrix_presenters import Sort
from analytics.home.selectors import HomeFigures
from analytics.items import item_codes
from analytics.models import QuarterState, ShownTable
from analytics.refresh.selectors import progress
from analytics.releases import gaming_checks
from analytics.releases.gaming_checks import GamingCheck, OutlyingForces
from analytics.stats.suppression import SuppressionReason
from tests.analytics import shown
from tests.analytics.home.forces import (
    FORCES,
    NATION,
    ON,
    enter_fourteen_forces,
    figures,
    home,
    taken,
)
from tests.analytics.make import Q3
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
PLACES = {
    "below the 99.8 per cent limit": "unusually low",
    "below the 95 per cent limit": "ordinary",
    "within the limits": "ordinary",
    "above the 95 per cent limit": "ordinary",
    "above the 99.8 per cent limit": "unusually high",
    "too few answers to compare": "too few to tell",
}
"""What the page of forces says, and the matrix's word for it."""
ROW = re.compile(r'<tr><th scope="row"[^>]*><a[^>]*>([^<]*)</a>.*?</tr>', re.DOTALL)


@shared_rows
def fourteen_forces():
    enter_fourteen_forces()


def of_forces_page(client, item: str) -> dict[str, str]:
    page = client.get("/staff/forces/", {"period": Q3, "item": item}).content.decode()
    return {
        unescape(row[1]): next(place for place in PLACES if f"<td>{place}</td>" in row[0])
        for row in ROW.finditer(page)
        if any(f"<td>{place}</td>" in row[0] for place in PLACES)
    }


@pytest.mark.usefixtures("fourteen_forces")
class TestAForceInTheMatrix:
    def test_has_the_word_of_the_page_of_forces(self, national_client):
        matrix = matrix_presenters.matrix(selectors.figures_for(NATION, on=ON)[0], {}, at=NOW)

        assert len(matrix) == len(FORCES)
        for at, item in enumerate(item_codes()):
            page = of_forces_page(national_client, item)
            assert {row.name: row.cells[at].word for row in matrix} == {
                name: PLACES[place] for name, place in page.items()
            }, item
        assert {cell.word for row in matrix for cell in row.cells} == set(PLACES.values())

    def test_tells_its_value_with_interval_and_people_when_it_is_chosen(self, national_client):
        found = selectors.figures_for(NATION, on=ON)[0]
        matrix = matrix_presenters.matrix(found, {}, at=NOW)
        page = unescape(home(national_client).content.decode())

        cells = re.findall(r' tabindex="0" data-as="[^>]*>.*?<span>(.*?)</span></td>', page)
        assert cells[len(item_codes()) :] == [
            f"{row.name}, {label}: {cell.description}"
            for row in matrix
            for label, cell in row.labelled
        ]
        [kent] = [row for row in matrix if row.name == "Kent Police"]
        figure = kent.cells[1].figure
        assert figure.value == words.percent(0.9)
        assert kent.cells[1].description == (
            f"{figure.value}, 95 % interval {figure.interval}, {figure.base} people; unusually high"
        )

    def test_says_why_it_is_hidden(self, national_client):
        table = ShownTable.objects.get(area="kent", dimension="all")
        table.shares["Q-OVR-1"]["all"] = SuppressionReason.SMALL_BASE.value
        table.save()

        page = unescape(home(national_client).content.decode())

        assert (
            "Kent Police, Satisfied overall: fewer than 10 people answered; too few to tell" in page
        )

    def test_stands_under_the_nation(self, national_client):
        page = home(national_client).content.decode()

        names = ROW.findall(page.replace(' class="is-nation"', ""))
        assert names[0] == "England and Wales"
        assert len(names) == 1 + len(FORCES)


@pytest.mark.usefixtures("fourteen_forces")
class TestTheForcesOfTheMatrix:
    def test_are_sorted_by_name_region_or_size_and_nothing_else(self, national_client):
        found = selectors.figures_for(NATION, on=ON)[0]
        counted = {"kent": {CoverageStep.RECORDED: 90}, "gwent": {CoverageStep.RECORDED: 500}}
        found = replace(found, everybody=counted)
        sorted_by = {sort: matrix_presenters.matrix(found, {}, at=NOW, sort=sort) for sort in Sort}

        names = {sort: [row.name for row in rows] for sort, rows in sorted_by.items()}
        assert names[Sort.NAME] == sorted(names[Sort.NAME])
        assert names[Sort.SIZE] == ["Gwent Police", "Kent Police"] + [
            name for name in names[Sort.NAME] if name not in {"Gwent Police", "Kent Police"}
        ]
        regions = [row.beside for row in sorted_by[Sort.REGION]]
        assert regions == sorted(regions)
        assert {row.beside for row in sorted_by[Sort.NAME]} == {""}
        assert sorted_by[Sort.SIZE][0].beside == "500 stages in scope"

    def test_say_by_what_they_are_sorted(self, national_client):
        page = home(national_client, sort="region").content.decode()

        assert 'href="?sort=region#home-matrix" aria-current="true">region</a>' in page
        assert "<small>East of England</small>" in page

    def test_are_sorted_by_no_answer(self, national_client):
        answer = home(national_client, sort="satisfied")
        page = unescape(answer.content.decode())

        assert answer.status_code == 404
        assert "Forces are not sorted by “satisfied”" in page
        for code in Sort:
            assert f'<a href="/staff/?sort={code}">' in page

    def test_are_no_matter_of_a_force(self, force_client):
        answer = home(force_client, sort="size")

        assert answer.status_code == 404
        assert "This page cannot be asked for “sort”" in answer.content.decode()


class TestBeforeAQuarterHasClosed:
    BEGINS = "Every force on the ten questions, 2026 Q3 [p]"

    @pytest.fixture(autouse=True)
    def _open(self, fourteen_forces) -> None:
        QuarterState.objects.update(closed_on=None)
        process_cache.clear()

    def test_every_force_stands_with_its_figures_and_is_compared_with_none(self, national_client):
        page = unescape(home(national_client).content.decode())

        assert self.BEGINS in page
        assert page.count("; not compared yet</span>") == len(FORCES) * len(item_codes())
        assert "unusually" not in page
        assert "99.8 per cent" not in page

    def test_says_what_closes_the_quarter(self, national_client):
        page = unescape(home(national_client).content.decode())

        assert (
            "No quarter has closed yet. The first comparison comes when one has: 2026 Q3 " in page
        )

    def test_says_that_the_worker_adds_up_earlier_ones_while_it_does(
        self, national_client, monkeypatch
    ):
        monkeypatch.setattr(progress, "queued_lately", lambda: frozenset({"2026-Q2"}))

        page = unescape(home(national_client).content.decode())

        assert "Earlier quarters are being added up, one after another." in page
        assert "No quarter has closed yet" not in page

    def test_no_check_marks_a_force(self, monkeypatch):
        outlying = {
            GamingCheck.EXCLUDED: OutlyingForces(share=0.5, above=("kent",), below=()),
        }
        monkeypatch.setattr(
            gaming_checks, "outlying_forces", lambda counts, _scope: outlying if counts else {}
        )
        counted = {"kent": {CoverageStep.RECORDED: 90}}
        found = replace(figures(), everybody=counted)

        assert marked_in(found) == {}
        QuarterState.objects.update(closed_on=ON)
        process_cache.clear()
        assert marked_in(replace(figures(), everybody=counted)) == {"kent": (GamingCheck.EXCLUDED,)}

    def test_asks_at_most_twelve_queries(self, national_client, monkeypatch):
        monkeypatch.setattr(progress, "queued_lately", lambda: frozenset({"2026-Q2"}))
        origin.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)
        home(national_client)

        assert queries(lambda: home(national_client)) <= MOST


class TestBeforeThereAreFigures:
    def test_says_what_will_stand_there(self, national_client):
        page = unescape(home(national_client).content.decode())

        assert '<h2 id="home-matrix">Every force on the ten questions</h2>' in page
        assert "Each force stands here with its figures" in page
        assert "once a quarter that is over has been added up" in page


@pytest.mark.usefixtures("fourteen_forces")
class TestTheFileOfTheMatrix:
    def test_has_the_values_of_the_page(self, national_client):
        table = ShownTable.objects.get(area="kent", dimension="all")
        table.shares["Q-OVR-1"]["all"] = SuppressionReason.SMALL_BASE.value
        table.save()
        matrix = matrix_presenters.matrix(figures(), {}, at=NOW)

        nation, *lines = taken(national_client)

        assert nation["Force"] == "England and Wales"
        assert len(lines) == len(matrix)
        for line, row in zip(lines, matrix, strict=True):
            assert line["Force"] == row.name
            for label, cell in row.labelled:
                assert line[f"{label}, among forces"] == cell.word
                if cell.figure.is_hidden:
                    assert (line[label], line[f"{label}, mark"]) == ("", f"[{cell.figure.mark}]")
                else:
                    assert words.percent(float(line[label])) == cell.figure.value
                    ends = (line[f"{label}, interval from"], line[f"{label}, interval to"])
                    lower, upper = (round(100 * float(end)) for end in ends)
                    assert f"{lower}–{upper}" in cell.figure.interval
                    assert line[f"{label}, base"] == cell.figure.base

    def test_says_what_its_marks_mean(self, national_client):
        table = ShownTable.objects.get(area="kent", dimension="all")
        table.shares["Q-OVR-1"]["all"] = SuppressionReason.SMALL_BASE.value
        table.save()

        meanings = {line["Force"]: line["what the marks mean"] for line in taken(national_client)}

        assert meanings["Kent Police"].startswith("[c] ")
        assert meanings["Gwent Police"] == ""

    def test_has_no_formula(self, national_client):
        Force.objects.filter(code="kent").update(name="=1+1 Police")
        process_cache.clear()

        names = [line["Force"] for line in taken(national_client)]

        assert "'=1+1 Police" in names
        assert not any(name.startswith("=") for name in names)

    def test_is_sorted_as_the_page_and_says_by_what(self, national_client):
        lines = taken(national_client, sort="region")

        regions = [line["Force, region"] for line in lines[1:]]
        assert regions == sorted(regions)
        assert regions[0] == "East Midlands"

    def test_is_linked_to_under_the_matrix_with_its_order(self, national_client):
        page = unescape(home(national_client, sort="size").content.decode())

        assert '<a href="?sort=size&file=table-1.csv">CSV</a>' in page

    def test_has_a_name_with_its_quarter_and_is_written_down(self, national_client):
        answer = home(national_client, file="table-1.csv")

        assert 'filename="home-2026-Q3-table-1.csv"' in answer.headers["Content-Disposition"]
        event = AuditEvent.objects.get(kind=AuditKind.FIGURES_EXPORTED)
        assert (event.target, event.details["file"]) == ("/staff/", "table-1.csv")

    def test_of_a_force_has_its_ten_questions_and_no_other_force(self, force_client):
        own = {item: {"all": shown.share(0.7, 500)} for item in item_codes()}
        shown.show(Q3, "all", "city-of-london", own)

        lines = taken(force_client)

        assert [line["Question"] for line in lines] == [words.label(item) for item in item_codes()]
        assert {line["City of London Police"] for line in lines} == {"0.7"}
        assert {line["City of London Police, base"] for line in lines} == {"500"}
        assert {line["Nation"] for line in lines} == {"0.6"}
        told = home(force_client, file="table-1.csv").content.decode()
        others = {point.force for point in figures().questions[0].forces.points}
        assert not [
            force for force in others
            if force.code != "city-of-london" and words.place_name(force) in told
        ]  # fmt: skip

    @pytest.mark.parametrize("file", ["table-2.csv", "table-1.svg", "picture-1.png", "all"])
    def test_is_absent_where_the_page_has_none(self, force_client, file):
        assert home(force_client, file=file).status_code == 404

    def test_is_none_of_somebody_who_is_not_signed_in(self, client):
        assert home(client, file="table-1.csv").status_code == 302

    def test_is_refused_with_a_wrong_order(self, national_client):
        assert home(national_client, sort="satisfied", file="table-1.csv").status_code == 404


def marked_in(found: HomeFigures) -> dict[str, tuple[GamingCheck, ...]]:
    running = selectors.running_for(NATION, found, at=NOW).forces
    return {force: one.marked for force, one in running.items() if one.marked}

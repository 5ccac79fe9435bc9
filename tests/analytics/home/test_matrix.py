"""A force stands in the nation's matrix as on the page of forces."""

import re
from dataclasses import replace
from datetime import date
from html import unescape

import pytest
import time_machine

from access import process_cache
from access.viewer import Viewer
from analytics import words
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.home import matrix_presenters, selectors
from analytics.home.matrix_presenters import Sort
from analytics.items import item_codes
from analytics.models import QuarterState, ShownTable
from analytics.stats.suppression import SuppressionReason
from tests.analytics import shown
from tests.analytics.make import Q3
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 16)
NATION = Viewer(user_id=1, name="Nation", is_national=True)
FORCES = (
    "bedfordshire", "cheshire", "cleveland", "cumbria", "derbyshire", "dorset", "durham", "essex",
    "gwent", "kent", "norfolk", "surrey", "sussex", "warwickshire",
)  # fmt: skip
FAR = {"kent": 0.9, "gwent": 0.1, "essex": 0.68}
FEW = "durham"
PLACES = {
    "below the 99.8 per cent limit": "unusually low",
    "below the 95 per cent limit": "ordinary",
    "within the limits": "ordinary",
    "above the 95 per cent limit": "ordinary",
    "above the 99.8 per cent limit": "unusually high",
    "too few answers to compare": "too few to tell",
}
"""What the page of forces says, and the matrix's word for it."""
ROW = re.compile(r'<tr><th scope="row"><a[^>]*>([^<]*)</a>.*?</tr>', re.DOTALL)


@shared_rows
def fourteen_forces():
    """Some far from the others on every second question, one of which too few answered."""
    QuarterState.objects.create(period=Q3, stages={}, shifts={}, closed_on=ON)
    process_cache.clear()
    for area in ("nation", *FORCES):
        base = 30 if area == FEW else 400
        shares = {
            item: FAR.get(area, 0.6) if at % 2 else 0.6 for at, item in enumerate(item_codes())
        }
        told = {item: {"all": shown.share(share, base)} for item, share in shares.items()}
        shown.show(Q3, "all", area, told)


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

        cells = re.findall(r' tabindex="0" data-as="[^"]*">.*?<span>(.*?)</span></td>', page)
        assert cells[len(item_codes()) :] == [
            f"{row.name}, {label}: {cell.told}" for row in matrix for label, cell in row.labelled
        ]
        [kent] = [row for row in matrix if row.name == "Kent Police"]
        figure = kent.cells[1].figure
        assert figure.value == words.percent(0.9)
        assert kent.cells[1].told == (
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


def home(client, **asked: str):
    with time_machine.travel(NOW, tick=False):
        return client.get("/staff/", asked)

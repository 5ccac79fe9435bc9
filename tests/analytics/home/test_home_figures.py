import re

import pytest

from access import selectors as access_selectors
from analytics import words
from analytics.figures.selectors import pages
from analytics.figures.selectors.shown import PageQuery
from analytics.home import matrix_presenters, selectors
from analytics.models import ShownTable
from analytics.stats.suppression import SuppressionReason
from tests.analytics import make
from tests.analytics.journey.nation import enter_a_journey
from tests.analytics.make import CITY, Q3
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
REACHED = re.compile(r"(\d+)\s% of the ([\d,]+) stages in scope could be asked about")


@shared_rows
def filled():
    enter_a_journey()
    make.fill()


def told_of(client) -> str:
    page = client.get("/staff/").content.decode().split('id="home-told"')[1]
    return page.split("</section>")[0]


def lead_of(response) -> str:
    return re.search(r'<p class="lead">(.*?)</p>', response.content.decode(), re.DOTALL)[1]


@pytest.mark.usefixtures("filled")
class TestTheThreeSentences:
    @pytest.mark.slow
    @pytest.mark.parametrize("page", ["journey", "let-down", "trends"])
    def test_are_those_of_their_pages(self, force_client, national_client, page):
        for client, place in ((force_client, f"{CITY}/"), (national_client, "")):
            home = client.get("/staff/").content.decode()

            assert lead_of(client.get(f"/staff/{page}/{place}")) in home


class TestAHomeWithoutFigures:
    def test_says_what_brings_them(self, force_client):
        assert "No figures yet" in force_client.get("/staff/").content.decode()


@pytest.mark.usefixtures("filled")
class TestTheTenQuestions:
    def test_stand_as_on_the_page_of_figures(self, force_analyst):
        viewer = access_selectors.viewer_for(force_analyst.pk)
        home = selectors.figures_for(viewer, on=NOW.date())[0]
        query = PageQuery(period=home.period)
        page = pages.force_page_for(viewer, force_code=CITY, query=query, on=NOW.date())

        own = {one.item: (one.own, one.nation) for one in home.questions}
        assert own == {one.item: (one.force, one.nation) for one in page.found.figures.total}

    @pytest.mark.slow
    def test_say_how_many_could_be_asked_as_the_page_of_figures(self, force_client):
        home = force_client.get("/staff/").content.decode()
        page = force_client.get(f"/staff/figures/{CITY}/").content.decode()

        assert REACHED.search(home)[0] == REACHED.search(page)[0]
        assert f'href="/staff/coverage/{CITY}/?period={Q3}">Who was asked' in home

    @pytest.mark.slow
    def test_say_how_many_answered_as_their_table(self, force_analyst, force_client):
        viewer = access_selectors.viewer_for(force_analyst.pk)
        found = selectors.figures_for(viewer, on=NOW.date())[0]
        [overall] = [one.own for one in found.questions if one.item == "Q-OVR-1"]

        head = told_of(force_client)

        period = words.period_name(found.period)
        people = words.number(overall.base)
        assert f"<p>{period}: {people} people answered “Satisfied overall”. " in head
        assert REACHED.search(head)

    @pytest.mark.slow
    def test_say_nothing_of_how_many_answered_where_that_is_hidden(self, force_client):
        table = ShownTable.objects.get(area=CITY, dimension="all", period=Q3)
        table.shares["Q-OVR-1"]["all"] = SuppressionReason.SMALL_BASE.value
        table.save()

        head = told_of(force_client)

        assert "people answered" not in head
        assert f"<p>{words.period_name(Q3)}: {REACHED.search(head)[0]}" in head

    @pytest.mark.slow
    def test_say_how_many_could_be_asked_in_the_nation(self, national_client):
        home = national_client.get("/staff/").content.decode()
        page = lead_of(national_client.get("/staff/coverage/", {"period": Q3}))

        coverage, in_scope = REACHED.search(home).groups()
        assert f"{in_scope} of these are in scope, and {coverage}\u00a0% of those" in page
        assert f'href="/staff/coverage/?period={Q3}">Who was asked' in home

    @pytest.mark.slow
    def test_name_no_other_force_to_a_force(self, force_client, national_client):
        assert "Kent Police" not in force_client.get("/staff/").content.decode()
        assert "Kent Police" in national_client.get("/staff/").content.decode()

    def test_mark_what_is_unusual_by_shape_and_word(self, national_analyst):
        viewer = access_selectors.viewer_for(national_analyst.pk)
        found = selectors.figures_for(viewer, on=NOW.date())[0]

        marks = {
            (cell.shape, cell.word)
            for row in matrix_presenters.matrix(found, {}, at=NOW)
            for cell in row.cells
        }
        assert marks <= {("", "ordinary"), ("", "too few to tell"), ("▲", "unusually high"),
                         ("▼", "unusually low")}  # fmt: skip


class TestAlerts:
    def test_of_another_force_stand_on_no_home_of_a_force(self, force_client, national_client):
        make.alert(force_id="kent")

        assert "nobody yet" not in force_client.get("/staff/").content.decode()
        assert "nobody yet" in national_client.get("/staff/").content.decode()

import re
from functools import partial
from html import unescape

import pytest

from access import process_cache
from analytics.home import matrix_presenters
from analytics.items import item_codes
from analytics.models import Coverage, QuarterState, ShownTable
from tests.analytics import shown
from tests.analytics.home.forces import FORCES, enter_fourteen_forces, figures
from tests.analytics.make import Q3
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
TABLES = ("/staff/forces/", "/staff/comparison/")
NAME, CODE = "Wiltshire Police", "wiltshire"
FEW_OF = "kent"
"""A force of which fewer than ten people answered."""


@shared_rows
def one_of_which_nobody_answered():
    enter_fourteen_forces()
    for force in (*FORCES, CODE):
        shown.cover(Q3, force, "all", "all", asked=300, of=400)
    Coverage.objects.filter(force=CODE).update(
        counts={"recorded": 400, "INVITE": 300, "NOCONTACTDATA": 100, "invited": 300}
    )


@pytest.mark.usefixtures("one_of_which_nobody_answered")
class TestATableOfForces:
    @pytest.mark.parametrize("page", TABLES)
    def test_has_a_force_of_which_nobody_answered_with_its_coverage(self, national_client, page):
        row = row_of(national_client, page, NAME)

        assert "[x]" in row
        assert "nobody answered" in row
        assert "75 %" in row

    @pytest.mark.parametrize("page", TABLES)
    def test_says_why_of_a_force_of_which_few_answered(self, national_client, page):
        few = {item: {"all": "small_base"} for item in item_codes()}
        ShownTable.objects.filter(area=FEW_OF).update(shares=few)

        assert "fewer than 10 people answered" in row_of(national_client, page, "Kent Police")

    @pytest.mark.parametrize("page", TABLES)
    def test_says_of_no_force_that_nobody_answered_while_the_quarter_is_open(
        self, national_client, page
    ):
        QuarterState.objects.update(closed_on=None)
        process_cache.clear()

        row = row_of(national_client, f"{page}?period={Q3}", NAME)

        assert "[c]" in row
        assert "nobody answered" not in row

    def test_asks_as_few_queries(self, national_client):
        for page in TABLES:
            assert queries(partial(national_client.get, page)) <= MOST

    def test_of_the_nations_home_says_nothing_else(self):
        QuarterState.objects.update(closed_on=None)
        process_cache.clear()

        [row] = [each for each in matrix_presenters.matrix(figures(), {}, at=NOW)
                 if each.name == NAME]  # fmt: skip

        assert {"nobody answered"}.isdisjoint({cell.figure.reason for cell in row.cells})


@pytest.mark.usefixtures("one_of_which_nobody_answered")
class TestTheMapOfForces:
    def test_has_a_tile_of_a_force_of_which_nobody_answered(self, national_client):
        page = unescape(national_client.get("/staff/forces/").content.decode())

        assert f"{NAME}: [x], too few answers to compare" in page


@pytest.mark.usefixtures("one_of_which_nobody_answered")
class TestTheScorecardOfASilentForce:
    PAGE = f"/staff/scorecard/{CODE}/"

    def test_has_its_coverage_and_says_that_nobody_answered(self, national_client):
        page = words_of(national_client.get(self.PAGE, {"period": Q3}).content.decode())
        everybody = page.split("All victims")[-1]

        assert "75 %" in everybody
        assert "nobody answered" in everybody
        assert "nobody was asked" not in everybody

    def test_says_that_nobody_was_asked_where_nobody_was(self, national_client):
        Coverage.objects.filter(force=CODE).update(counts={"recorded": 400, "NOCONTACTDATA": 400})

        page = words_of(national_client.get(self.PAGE, {"period": Q3}).content.decode())

        assert "nobody was asked" in page


def row_of(client, page: str, name: str) -> str:
    found = unescape(client.get(page).content.decode())
    [row] = [words_of(one) for one in re.findall(r"<tr>.*?</tr>", found, re.DOTALL) if name in one]
    return row


def words_of(markup: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", unescape(markup)))

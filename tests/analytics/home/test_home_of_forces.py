import re
from datetime import timedelta
from html import unescape

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import selectors as access_selectors
from access.models import Membership, User
from access.permissions import Role
from analytics.home import selectors
from analytics.models import Alert
from tests.analytics import make
from tests.analytics.journey.nation import enter_a_journey
from tests.analytics.make import CITY, KENT
from tests.conftest import NOW
from tests.sharing import shared_rows

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
MOST_QUERIES = 12


@shared_rows
def filled() -> None:
    enter_a_journey()
    make.fill()


def texts(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def matrix_row(response, name: str) -> list[str]:
    table = response.content.decode().split('class="is-matrix is-told"')[1]
    row = next(row for row in table.split("<tr") if f">{name}</a>" in row)
    return [unescape(cell) for cell in re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", row)]


@pytest.mark.usefixtures("filled")
class TestTheHomeOfTwoForces:
    @pytest.fixture
    def of_two(self, force_analyst: User, force_client):
        Membership.objects.create(user=force_analyst, role=Role.FORCE_ANALYST, force_id=KENT)
        return force_client

    def test_has_both_beside_the_nation(self, of_two):
        page = texts(of_two.get("/staff/"))
        heads = page.split("The ten questions")[-1].split("Easy to get hold")[0]

        assert heads.index("City of London Police") < heads.index("Kent Police")

    def test_says_of_each_what_its_own_home_says(self, of_two, force_analyst):
        both = access_selectors.viewer_for(force_analyst.pk)
        together = selectors.figures_for(both, on=NOW.date())

        for found in together:
            alone = both.__class__(
                **{**both.__dict__, "force_codes": frozenset({found.force.code})}
            )
            [own] = selectors.figures_for(alone, on=NOW.date())
            assert (own.journey, own.let_down) == (found.journey, found.let_down)
            assert (own.changes, own.period) == (found.changes, found.period)
            assert [one.own for one in own.questions] == [one.own for one in found.questions]
        assert [found.force.code for found in together] == [CITY, KENT]

    def test_asks_at_most_twelve_queries(self, of_two):
        of_two.get("/staff/")
        with CaptureQueriesContext(connection) as captured:
            of_two.get("/staff/")

        assert len(captured) <= MOST_QUERIES


@pytest.mark.usefixtures("filled")
class TestTheNationsMatrix:
    def test_tells_open_alerts_with_the_age_of_the_oldest(self, national_client):
        make.alert(force_id=CITY, item="Q-OVR-1")
        make.alert(force_id=CITY, item="Q-INF-1")
        Alert.objects.filter(item="Q-INF-1").update(raised_at=NOW - timedelta(days=20))

        with time_machine.travel(NOW):
            page = national_client.get("/staff/")

        alerts, file, checks, missed = matrix_row(page, "City of London Police")[-4:]
        assert alerts == "2, the oldest 20 days"
        assert (checks, missed) == ("–", "–")
        assert file in {"none yet", "today"}
        assert matrix_row(page, "Kent Police")[-4] == "–"

    def test_asks_at_most_twelve_queries_however_many_alerts_are_open(self, national_client):
        for number in range(30):
            make.alert(
                force_id=CITY, item="Q-INF-1" if number % 2 else "Q-OVR-1", level=f"l{number}"
            )
        national_client.get("/staff/")
        with CaptureQueriesContext(connection) as captured:
            national_client.get("/staff/")

        assert len(captured) <= MOST_QUERIES

    def test_is_for_nobody_of_a_force(self, force_client):
        page = force_client.get("/staff/").content.decode()

        assert "Texts not read in time" not in page

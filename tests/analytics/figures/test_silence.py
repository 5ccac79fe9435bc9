import html
import re
from math import exp

import pytest

from access.viewer import Viewer
from analytics.figures.selectors import response_rates
from analytics.figures.selectors.shown import PageQuery
from analytics.figures.selectors.tables import table_page_for
from tests.analytics import make
from tests.analytics.make import CITY, Q3
from tests.conftest import NOW
from tests.sharing import shared_rows
from ui import formatting

pytestmark = pytest.mark.django_db
CALL, PAGE = "/api/v1/figures/", f"/staff/figures/{CITY}/"


@shared_rows
def filled():
    make.load([
        *make.satisfied_and_not(50, 50),
        *make.silent(50),
    ])  # fmt: skip
    make.fill()


def text_of(response) -> str:
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())))


def called(client) -> dict:
    told = client.get(CALL, {"force": CITY, "period": Q3, "dimension": "all"}).json()
    (everybody,) = told["levels"]
    return next(one for one in everybody["items"] if one["item"] == "Q-OVR-1") | {
        "response": everybody["response"]
    }


@pytest.mark.usefixtures("filled")
class TestTheRangeOfAForce:
    def test_is_the_interval_moved_by_the_share_that_is_silent(self, force_client):
        found = called(force_client)
        own, response = found["force"], found["response"]["share"]

        moved = (1 - response) * (0.5 - 1 / (1 + exp(0.3)))
        assert response == pytest.approx(2 / 3, abs=1e-4)
        assert own["positive"] == pytest.approx(0.5, abs=1e-3)
        assert own["if_silent_differ"] == {
            "lower": pytest.approx(own["lower"] - moved, abs=5.2e-3),
            "upper": pytest.approx(own["upper"] + moved, abs=5.2e-3),
        }

    def test_is_told_in_whole_points(self, force_client):
        found = called(force_client)

        for of in ("force", "nation"):
            for end in found[of]["if_silent_differ"].values():
                assert round(end, 2) == end

    def test_stands_on_its_page_as_in_the_call(self, force_client):
        own = called(force_client)["force"]["if_silent_differ"]
        ends = " ".join(formatting.format_interval(own["lower"], own["upper"]).split())

        assert (
            "assumes that those who did not answer feel as those who did; if they are somewhat "
            f"less or more content, {ends}."
        ) in text_of(force_client.get(PAGE))

    def test_is_not_told_where_the_response_is_not(self):
        viewer = Viewer(user_id=0, name="x", is_national=True)
        page = table_page_for(viewer, force_code=CITY, query=PageQuery(period=Q3), on=NOW.date())

        assert page.own_silence
        assert response_rates.silent_shifts(page.figures, {}) == {}

    def test_tells_nothing_of_a_group(self, force_client):
        told = force_client.get(CALL, {"force": CITY, "period": Q3, "dimension": "stage"}).json()

        for level in told["levels"][1:]:
            assert all("if_silent_differ" not in one["force"] for one in level["items"])

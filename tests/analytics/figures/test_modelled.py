from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from access import actions
from access.models import Force
from analytics.models import ModelledShares
from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3
from tests.analytics.reports import quarter
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
ITEM = "Q-OVR-1"
IN_WORDS = "57 % (41–72 %) [m]"


@shared_rows
def filled():
    make.load(
        [
            *make.satisfied_and_not(45, 15),
            *make.satisfied_and_not(4, 3, crime_group="robbery"),
            *make.satisfied_and_not(8, 8, crime_group="fraud"),
            *make.satisfied_and_not(20, 40, force=KENT),
        ]
    )
    make.fill()
    for dimension, shares in (
        ("all", {ITEM: {"all": [57, 41, 72]}}),
        ("crime_group", {ITEM: {"robbery": [57, 41, 72]}}),
    ):
        ModelledShares.objects.create(period=Q3, dimension=dimension, area=CITY, shares=shares)


def page(client, *, force=CITY, **query):
    answer = client.get(f"/staff/figures/{force}/", {"period": Q3, "item": ITEM, **query})
    assert answer.status_code == 200
    return unescape(answer.content.decode()).replace("\xa0", " ")


def from_call(client, level, dimension, *, force=CITY):
    query = {"force": force, "period": Q3, "dimension": dimension}
    answer = client.get("/api/v1/figures/", query)
    (found,) = [each for each in answer.json()["levels"] if each["level"] == level]
    return next(each for each in found["items"] if each["item"] == ITEM)


@pytest.mark.usefixtures("filled")
class TestAModelledFigure:
    @pytest.mark.slow
    def test_stands_beside_the_reason_and_never_instead(self, force_client):
        read = page(force_client, by="crime_group")

        row = read.split('<th scope="row">Robbery</th>')[1].split("</tr>")[0]
        assert "fewer than 10 people answered" in row
        assert "57 % (41–72 %)" in row
        assert "[m]" in row
        assert "made of shown figures alone" in read

    def test_is_drawn_in_words_where_the_figure_is_hidden(self, force_client):
        assert "modelled 57 % [m]" in page(force_client, by="crime_group")

    def test_has_no_column_where_nothing_is_modelled(self, force_client):
        read = page(force_client, by="stage")

        assert "Modelled</th>" not in read
        assert "made of shown figures alone" not in read

    @pytest.mark.parametrize(("dimension", "level"), [("all", "all"), ("crime_group", "robbery")])
    def test_is_the_same_in_a_call(self, force_client, dimension, level):
        found = from_call(force_client, level, dimension)

        assert found["modelled"] == {"share": 0.57, "lower": 0.41, "upper": 0.72, "mark": "[m]"}
        assert "57 % (41–72 %)" in page(force_client, by=dimension)

    def test_is_the_same_in_the_report(self):
        paragraphs = quarter.report().method.paragraphs
        modelled = next(one for one in paragraphs if one.startswith("Modelled"))

        assert IN_WORDS in modelled.replace("\xa0", " ")
        assert modelled.count("[m]") == 1

    def test_is_judged_by_nothing(self, force_client):
        query = {"force": CITY, "period": Q3}
        before = force_client.get("/api/v1/comparisons/", query).json()
        ModelledShares.objects.all().delete()

        assert force_client.get("/api/v1/comparisons/", query).json() == before
        assert before["forces"]

    def test_stands_on_its_own_force_alone(self, national_client):
        answer = national_client.get(
            "/api/v1/figures/", {"force": KENT, "period": Q3, "dimension": "crime_group"}
        ).json()

        assert "modelled" not in str(answer)

    def test_is_none_of_the_nation(self, national_client):
        assert "modelled" not in str(national_client.get("/api/v1/figures/", {"period": Q3}).json())

    @pytest.mark.slow
    def test_of_a_force_that_others_ended_in_is_theirs_together(self, national_client):
        ModelledShares.objects.create(
            period=Q3, dimension="all", area=KENT, shares={ITEM: {"all": [33, 25, 43]}}
        )
        actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=[CITY, KENT]).order_by("code")),
            into="thames-estuary", name="Thames Estuary Police", name_cy="",
            on=date(2026, 10, 1), with_staff=False, by=TESTER, at=NOW,
        )  # fmt: skip
        heir = {"force": "thames-estuary"}
        of_robbery, of_all = (
            from_call(national_client, *place, **heir)["modelled"]
            for place in (("robbery", "crime_group"), ("all", "all"))
        )

        read = page(national_client, by="crime_group", **heir)
        row = read.split('<th scope="row">Robbery</th>')[1].split("</tr>")[0]
        assert "57 % (41–72 %)" in row
        assert of_robbery == {"share": 0.57, "lower": 0.41, "upper": 0.72, "mark": "[m]"}
        assert of_all == {"share": 0.47, "lower": 0.34, "upper": 0.6, "mark": "[m]"}
        assert "47 % (34–60 %)" in page(national_client, **heir)
        with CaptureQueriesContext(connection) as captured:
            page(national_client, by="crime_group", **heir)
        assert len(captured) <= 12

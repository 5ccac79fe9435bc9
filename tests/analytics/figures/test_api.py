import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.analytics import make
from tests.analytics.make import CITY, KENT, Q3
from tests.api_keys import make_key
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
URL = "/api/v1/figures/"


@shared_rows
def filled():
    """Where not everybody answered, as nowhere everybody does."""
    make.load(
        [
            *make.satisfied_and_not(45, 15),
            *make.satisfied_and_not(4, 3, crime_group="robbery"),
            *make.satisfied_and_not(8, 8, crime_group="fraud"),
            *make.satisfied_and_not(20, 40, force=KENT),
            *make.silent(crime_group="robbery"),
            *make.silent(crime_group="fraud"),
        ]
    )
    make.fill()


def headline(level: dict) -> dict:
    return next(item for item in level["items"] if item["item"] == "Q-OVR-1")


class TestFiguresApi:
    @pytest.mark.slow
    def test_gives_the_force_beside_the_nation(self, force_client):
        make.load([*make.satisfied_and_not(57, 26), *make.satisfied_and_not(20, 40, force=KENT)])
        make.fill()

        answer = force_client.get(URL, {"force": CITY, "period": Q3}).json()

        (everybody,) = answer["levels"]
        figure = headline(everybody)
        assert (answer["force"], answer["period"], answer["dimension"]) == (CITY, Q3, "all")
        assert figure["force"]["base"] == 83
        assert figure["force"]["positive"] == 0.69
        assert figure["nation"]["base"] == 143
        assert everybody["coverage"] == 1.0
        assert everybody["response"] == {"share": 1.0}

    @pytest.mark.slow
    @pytest.mark.usefixtures("filled")
    def test_gives_the_nation_alone_without_a_force(self, national_client):
        answer = national_client.get(URL, {"period": Q3}).json()

        assert answer["force"] is None
        assert "force" not in headline(answer["levels"][0])

    @pytest.mark.usefixtures("filled")
    def test_gives_a_hidden_figure_as_its_mark_and_nothing_else(self, force_client):
        answer = force_client.get(
            URL, {"force": CITY, "period": Q3, "dimension": "crime_group"}
        ).json()

        levels = {level["level"]: level for level in answer["levels"]}
        assert headline(levels["robbery"])["force"] == {"mark": "[c]"}
        assert headline(levels["fraud"])["force"] == {"mark": "[c]"}
        assert levels["robbery"]["response"] == {"mark": "[c]"}
        assert headline(levels["burglary"])["force"]["mark"] == ""

    @pytest.mark.slow
    @pytest.mark.usefixtures("filled")
    def test_gives_no_figure_with_a_base_under_ten_anywhere(self, national_client):
        for dimension in ("all", "stage", "crime_group", "sex", "age_band"):
            answer = national_client.get(
                URL, {"force": CITY, "period": Q3, "dimension": dimension}
            ).json()
            figures = [
                item[area]
                for level in answer["levels"]
                for item in level["items"]
                for area in ("force", "nation")
            ]

            assert all(figure.get("base", 10) >= 10 for figure in figures)

    @pytest.mark.usefixtures("filled")
    def test_is_stamped(self, force_client):
        answer = force_client.get(URL, {"force": CITY, "period": Q3}).json()

        assert answer["is_simulated"] is True
        assert answer["stamp"] == "SIMULATED"

    @pytest.mark.usefixtures("filled")
    def test_keeps_another_force_out_of_reach(self, force_client):
        assert force_client.get(URL, {"force": KENT, "period": Q3}).status_code == 404
        assert force_client.get(URL, {"force": "atlantis", "period": Q3}).status_code == 404
        assert force_client.get(URL, {"force": KENT}).status_code == 404

    @pytest.mark.usefixtures("filled")
    @pytest.mark.parametrize(
        "query", [{}, {"period": "1999-Q1"}, {"period": Q3, "dimension": "shoe_size"}]
    )
    def test_says_what_may_be_asked_for(self, force_client, query):
        response = force_client.get(URL, {"force": CITY, **query})

        assert response.status_code == 400
        assert "One of: " in json.dumps(response.json())

    def test_is_closed_to_strangers_and_to_loaders(self, client, loader_client):
        assert client.get(URL).status_code in {401, 403}
        assert loader_client.get(URL).status_code == 403

    @pytest.mark.slow
    @pytest.mark.usefixtures("filled")
    def test_opens_by_a_key(self, client, force_analyst):
        key = make_key(force_analyst)

        response = client.get(
            URL, {"force": CITY, "period": Q3}, HTTP_AUTHORIZATION=f"Bearer {key}"
        )

        assert response.status_code == 200

    @pytest.mark.slow
    @pytest.mark.usefixtures("filled")
    def test_costs_the_same_queries_for_few_as_for_many(self, force_client):
        query = {"force": CITY, "period": Q3, "dimension": "stage"}

        def ask() -> int:
            with CaptureQueriesContext(connection) as captured:
                force_client.get(URL, query)
            return len(captured)

        ask()  # what a process learns once, it remembers
        few = ask()
        for stage in ("ST1", "ST4", "ST5"):
            make.load(make.satisfied_and_not(12, 12, stage=stage))
        make.fill()
        ask()

        assert ask() == few

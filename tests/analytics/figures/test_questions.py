import csv
import io
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from analytics.disclosure.question_tables import (
    CHOSEN,
    DRAWN,
    DRAWN_AND_CHOSEN,
    EVERY_QUESTION,
)
from analytics.figures.presenters.questions import AGENCIES, base_words, right_words
from analytics.items import Agency, bank_facts, every_item
from analytics.models import ShownTable
from tests.analytics import make
from tests.analytics.make import CITY, DISSATISFIED, KENT, Q3, SATISFIED
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db
NATION, FORCE = "/staff/questions/", f"/staff/questions/{CITY}/"
GOOD, BAD = {"Q-ST2-1": ["always"], "Q-BUR-1": ["yes"]}, {"Q-ST2-1": ["never"]}


@shared_rows
def filled():
    national = make.national_instrument()
    make.load(
        [
            victim
            for force in (CITY, KENT)
            for victim in (
                *make.answering(25, {**SATISFIED, **GOOD}, force=force),
                *make.answering(20, {**DISSATISFIED, **BAD}, force=force),
                *make.satisfied_and_not(20, 30, force=force),
                *make.silent(force=force),
            )
        ]
    )
    make.let_say_more(national)
    make.fill()


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.mark.usefixtures("filled")
class TestThePage:
    @pytest.mark.slow
    def test_has_each_question_with_its_base_its_agency_and_its_right(self, force_client):
        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert "City of London Police: every question" in page
        assert re.search(
            r"Updates as often as needed of those whose case was being investigated · Police "
            r"· Right 6 \(2021\) \d+ %",
            page,
        )
        assert "Satisfied overall" in page

    def test_keeps_to_one_agency_and_one_stage(self, national_client):
        page = text_of(national_client.get(NATION, {"period": Q3, "stage": "ST2"}))
        courts = text_of(national_client.get(NATION, {"period": Q3, "agency": "courts"}))

        assert "Updates as often as needed" in page
        assert "No question was asked that fits what you chose." in courts

    def test_shows_no_figure_of_fewer_than_ten(self, force_client):
        ShownTable.objects.filter(dimension=EVERY_QUESTION, area=CITY).update(
            shares={"Q-ST2-1": {"all": "small_base"}}
        )

        page = text_of(force_client.get(FORCE, {"period": Q3}))

        assert re.search(r"Updates as often as needed of those [^[]*\(2021\) \[c\]", page)

    def test_says_how_well_weighing_works_where_some_were_drawn(self, national_client):
        (kept,) = ShownTable.objects.filter(dimension=EVERY_QUESTION, area="nation")
        share = kept.shares["Q-ST2-1"]["all"]
        ShownTable.objects.create(
            period=Q3, dimension=DRAWN_AND_CHOSEN, area="nation",
            shares={"Q-ST2-1": {DRAWN: share, CHOSEN: share}},
        )  # fmt: skip

        page = text_of(national_client.get(NATION, {"period": Q3}))

        assert "For 0 of 1 questions the two differ clearly." in page

    @pytest.mark.parametrize("address", [NATION, FORCE])
    def test_asks_at_most_twelve_queries(self, national_client, address):
        national_client.get(address)

        with CaptureQueriesContext(connection) as captured:
            assert national_client.get(address, {"period": Q3}).status_code == 200

        assert len(captured) <= 12

    def test_is_empty_before_there_are_figures(self, national_client):
        ShownTable.objects.all().delete()

        assert "No figures yet" in text_of(national_client.get(NATION))

    @pytest.mark.parametrize("address", [NATION, FORCE])
    def test_is_whole_in_welsh(self, national_client, address):
        page = text_of(national_client.get(address, {"period": Q3}, HTTP_ACCEPT_LANGUAGE="cy"))

        assert "Diweddariadau mor aml" in page
        assert "Every question" not in page
        assert "of whom" not in page


@pytest.mark.usefixtures("filled")
class TestTheFile:
    def test_has_what_the_page_shows(self, force_client):
        answer = force_client.get(f"{FORCE}questions.csv", {"period": Q3})
        lines = list(csv.DictReader(io.StringIO(answer.content.decode())))

        own = next(line for line in lines if (line["question"], line["area"]) == ("Q-ST2-1", CITY))
        assert answer["Content-Disposition"].endswith(f'"questions-{CITY}-{Q3}.csv"')
        assert (own["agency"], own["right"], own["base"]) == ("police", "6", "45")
        assert own["stamp"] == "SIMULATED"
        assert {line["area"] for line in lines} == {"nation", CITY}

    def test_has_no_number_of_what_is_hidden(self, force_client):
        ShownTable.objects.filter(dimension=EVERY_QUESTION, area=CITY).update(
            shares={"Q-ST2-1": {"all": "small_base"}}
        )

        answer = force_client.get(f"{FORCE}questions.csv", {"period": Q3})

        lines = csv.DictReader(io.StringIO(answer.content.decode()))
        own = next(line for line in lines if (line["question"], line["area"]) == ("Q-ST2-1", CITY))
        assert own["mark"] == "[c]"
        assert not any(own[name] for name in ("positive", "lower", "base", "effective_base"))


@pytest.mark.usefixtures("filled")
class TestTheCall:
    def test_gives_what_the_page_shows(self, force_client):
        told = force_client.get("/api/v1/questions/", {"force": CITY, "period": Q3}).json()

        one = next(each for each in told["questions"] if each["item"] == "Q-ST2-1")
        assert (told["force"], one["agency"], one["module"], one["right"]) == (
            CITY,
            "police",
            "ST2",
            "6",
        )
        assert one["force"]["base"] == 45
        assert one["nation"]["base"] == 90

    def test_names_what_it_knows_where_it_is_asked_for_something_else(self, force_client):
        asked = {"force": CITY, "period": Q3, "agency": "army"}

        answer = force_client.get("/api/v1/questions/", asked)

        assert answer.status_code == 400
        (error,) = answer.json()["errors"]
        assert error["field"] == "agency"
        assert "police" in error["detail"]

    def test_has_nothing_of_another_force(self, force_client):
        answer = force_client.get("/api/v1/questions/", {"force": KENT, "period": Q3})

        assert answer.status_code == 404


class TestWords:
    def test_name_every_agency(self):
        assert AGENCIES.keys() == set(Agency)

    def test_say_whom_their_own_answer_leaves_out(self):
        item, facts = every_item()["Q-ST2-6"], bank_facts()["Q-ST2-6"]

        assert base_words(item, facts) == (
            "of those whose case was being investigated, without those who did not need it"
        )
        assert right_words(facts) == "Right 7 (2021)"

    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_are_there_for_every_item(self, language):
        with translation.override(language):
            told = [base_words(item, bank_facts()[code]) for code, item in every_item().items()]

        assert all(told)

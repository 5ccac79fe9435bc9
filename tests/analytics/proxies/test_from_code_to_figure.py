from collections.abc import Iterator, Sequence

import pytest
import time_machine
from django.test import Client

from analytics import tasks
from analytics.models import Cell, ShownTable, SupportYear, VoiceYear, WayYear
from analytics.public_site.selectors import public_releases
from responses import extract
from responses.models import Response, StageEvent
from survey import selectors as survey_selectors
from survey.bank.pathways import BEREAVED, PROXY
from tests.analytics.drivers.nation import YEAR, close_the_year
from tests.analytics.proxies.test_counting import NEWS
from tests.conftest import NOW
from tests.responses.answering.test_pathway import code_for, enter, publish, skip_all
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
WAYS, QUARTER = "/staff/ways/", "2025-Q2"
TOO_FEW = "Fewer than fifty people answered so in this year: nothing is said of them."


@pytest.fixture(autouse=True)
def _published(db) -> Iterator[None]:
    publish(BEREAVED, PROXY)
    with time_machine.travel(NOW, tick=False):
        yield


def answered(answer: str, **case: object) -> Response:
    browser = Client()
    address = enter(browser, code_for(**case))
    browser.post(address, {"answer": answer})
    skip_all(browser, "/q/2/")
    assert "We have your answers" in Page(browser.post("/r/")).text
    found = Response.objects.order_by("-pk").first()
    assert found is not None
    return found


def of_the_year() -> None:
    StageEvent.objects.update(period=QUARTER)


def more_like(response: Response, answers: Sequence[str]) -> None:
    event, invitation = response.invitation.stage_event, response.invitation
    for number, answer in enumerate(answers):
        case = event.case
        case.pk, case.case_key = None, f"LIKE-{response.pk}-{number}"
        case.save(force_insert=True)
        event.pk, event.case = None, case
        event.save(force_insert=True)
        invitation.pk, invitation.stage_event = None, event
        invitation.save(force_insert=True)
        response.pk, response.invitation, response.attempt = None, invitation, None
        response.answers, response.withdrawal_hash = {NEWS: [answer]}, f"like {case.pk}"
        response.save(force_insert=True)


def filled() -> None:
    close_the_year()
    tasks.refill_quarter.func(QUARTER)


def page_of(client: Client) -> str:
    return Page(client.get(WAYS)).text


class TestARelativesAnswers:
    def test_come_to_the_page_that_says_that_they_are_too_few(self, national_client):
        answered("fairly_satisfied")
        of_the_year()
        filled()

        page = page_of(national_client)

        assert "Who answers for others" in page
        assert page.count(TOO_FEW) == 2
        assert VoiceYear.objects.get().figures == {"people": {}, "shares": {}}

    def test_come_to_figures_of_their_own_and_to_no_other(self, national_client):
        first = answered("fairly_satisfied")
        more_like(first, ["very_satisfied"] * 40 + ["very_dissatisfied"] * 20)
        of_the_year()
        before = {model: model.objects.count() for model in (Cell, ShownTable)}
        filled()

        page = page_of(national_client)

        assert "These are not victims’ own answers, and are in no figure with them." in page
        assert "60 people or a few more answered so." in page
        assert "how the police told you the news" in page
        assert "67%" in page.replace(" ", "").replace("\xa0", "")
        assert page.count(TOO_FEW) == 1
        assert list(extract.answer_rows()) == []
        assert {model: model.objects.count() for model in before} == before
        assert SupportYear.objects.get().figures["shares"] == {}
        assert WayYear.objects.get().figures["shares"].get("paper", {}) == {}

    def test_are_counted_once_and_without_who_took_them_back(self, national_client):
        first = answered("fairly_satisfied")
        more_like(first, ["very_satisfied"] * 49)
        of_the_year()
        Response.objects.filter(pk=Response.objects.latest("pk").pk).update(
            withdrawn_at=NOW, withdrawn_by="tests"
        )
        filled()
        Response.objects.update(withdrawn_at=None, withdrawn_by="")
        filled_again = tasks.refill_quarter.func
        filled_again(QUARTER)

        assert VoiceYear.objects.get().figures["people"] == {}

    def test_are_asked_in_their_words_in_welsh_too(self, national_client):
        first = answered("fairly_satisfied")
        more_like(first, ["very_satisfied"] * 60)
        of_the_year()
        filled()
        national_client.cookies["language"] = "cy"

        page = page_of(national_client)

        [version] = survey_selectors.versions_in_force(BEREAVED, on=NOW.date()).values()
        asked = survey_selectors.instrument(version).question(NEWS)
        assert asked.text["cy"].split("?")[0][:40] in page


class TestWhoAnswersForAnother:
    def test_has_figures_apart_from_relatives(self, national_client):
        first = answered("parent", victim_role="parent_of_child", offence_code="28E")
        assert first.instrument.code == PROXY
        of_the_year()
        filled()

        assert page_of(national_client).count(TOO_FEW) == 2
        assert [row.voice for row in extract.voice_rows([QUARTER])] == [PROXY]
        assert public_releases(at=NOW) == []
        assert YEAR == "2025-26"

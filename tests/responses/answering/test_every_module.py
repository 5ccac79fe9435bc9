import pytest
from django.test import Client

from responses.answering.selectors import further, respondents
from survey.bank.pathways import (
    MODULES_OF_CRIME,
    MOST_QUESTIONS,
    MOST_QUESTIONS_WHEN_SENSITIVE,
    PRECEDENCE,
    STAGES,
)
from tests.conftest import IS_WHOLE, NOW
from tests.responses import saying_more
from tests.responses.pages import Page
from tests.responses.saying_more import (
    LANGUAGES,
    invite_about,
    press,
    response_of,
    say_yes,
    to_offer,
)
from tests.sharing import shared_rows

pytestmark = pytest.mark.slow
CASES = [
    *((stage, "BUR") for stage in STAGES),
    *(("ST1", crime) for crime in PRECEDENCE),
    *([(stage, crime) for stage in STAGES for crime in PRECEDENCE] if IS_WHOLE else []),
]


@shared_rows
def national() -> None:
    saying_more.publish_national()


def language_of(place: int) -> str:
    return LANGUAGES[place % len(LANGUAGES)]


@pytest.mark.parametrize(
    ("stage", "crime", "language"),
    [(*case, language_of(place)) for place, case in enumerate(dict.fromkeys(CASES))],
)
class TestAVictim:
    def test_is_asked_what_their_stage_and_crime_call_for(
        self, national, stage: str, crime: str, language: str
    ) -> None:
        browser = Client(headers={"accept-language": language.partition("-x-")[0]})
        invited = invite_about(stage, crime, language=language)
        to_offer(browser, invited)
        browser.post("/language/", {"language": language, "next": "/f/"})
        address = say_yes(browser, language)
        offer = further.offer_to(response_of(invited), on=NOW.date())
        promised = offer.length.most

        pages = 0
        while address.startswith("/q/"):
            page = Page(browser.get(address))
            assert page.all("html")[0]["lang"] == language
            assert page.all("button", name="stop")
            address = answer_first(browser, address, page)
            pages += 1

        response = response_of(invited)
        asked = respondents.journey_of(response)
        assert address == "/m/"
        assert 0 < pages <= promised
        assert modules_of(asked) <= allowed(stage, crime)
        assert modules_of(asked) & {stage, "OUT"}
        assert modules_of(asked) & {*MODULES_OF_CRIME.get(crime, (crime,))}
        assert len(asked.counted_answers) <= most(crime)


def answer_first(browser: Client, address: str, page: Page) -> str:
    choices = [*page.all("input", type="radio"), *page.all("input", type="checkbox")]
    if not choices:
        return press(browser, address, skip="yes")
    reply = browser.post(address, {"answer": choices[0]["value"]})
    return (
        reply.headers["Location"]
        if reply.status_code == 302
        else press(browser, address, skip="yes")
    )


def modules_of(journey) -> set[str]:
    return {q.module for q in journey.path if journey.has_answer(q)}


def allowed(stage: str, crime: str) -> set[str]:
    outcome = {"OUT", "O15", "O16", "OOC"} if stage.startswith("ST3") else set()
    crimes = {*MODULES_OF_CRIME.get(crime, (crime,))}
    return {"", stage, *outcome, *crimes, "VIO", "WALES"}


def most(crime: str) -> int:
    is_short = crime in {"DA", "RASSO"}
    return MOST_QUESTIONS_WHEN_SENSITIVE if is_short else MOST_QUESTIONS

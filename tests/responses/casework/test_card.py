import math
import re
from datetime import date
from io import BytesIO

import pypdf
import pytest

from access.models import AuditEvent
from responses.casework import card_pdf
from responses.casework.presenters.card import IN_A_FILE, Answering, card
from survey.flow.progress import FormPart, part_length
from tests.conftest import _client
from tests.each import for_each
from tests.responses import by_code
from tests.responses.asked import give
from tests.responses.pages import TELLTALE, Page
from tests.survey import shipped
from ui.languages import OWN_NAMES

FIND, DRAW, CARD = (f"/staff/find-case/{page}" for page in ("", "code/", "card/"))
CODE, DAY = "K7M2P9QX4TRD", date(2026, 11, 22)
SHOWN = re.compile(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}\b")


def words_of(made: bytes) -> str:
    [page] = pypdf.PdfReader(BytesIO(made)).pages
    return page.extract_text()


class TestACard:
    @pytest.mark.slow
    @for_each("language", OWN_NAMES)
    def test_tells_nothing_of_what_it_is_about(self, language):
        with_code = [card(language=language, code=CODE, until=DAY, who=who) for who in Answering]
        for made in (card(language=language), *with_code):
            said = " ".join((made.title, *made.lines, *made.below))

            assert not TELLTALE.search(said)
            assert "SIMULATED" not in said

    @for_each("language", [code for code in OWN_NAMES if code != "en"])
    def test_is_in_the_language_of_who_gets_it(self, language):
        for who in Answering:
            made = card(language=language, code=CODE, until=DAY, who=who)
            english = card(language="en", code=CODE, until=DAY, who=who)
            assert not {*made.lines} & {*english.lines}

        made, english = card(language=language), card(language="en")
        assert not {made.title, *made.lines, *made.below} & {*english.lines, *english.below[:1]}

    def test_has_the_code_its_address_and_how_to_stop(self):
        made = card(language="en", code=CODE, until=DAY)

        assert made.code == "K7M2-P9QX-4TRD"
        assert made.address.endswith("/c/")
        assert "22 November 2026" in made.below[0]
        assert "Do not contact me again" in made.below[1]

    @pytest.mark.parametrize("who", [Answering.PROXY, Answering.BEREAVED])
    def test_says_how_long_it_takes_who_gets_it(self, who):
        asked = shipped.instruments()[who]
        parts = (part_length(asked, part).most for part in (FormPart.FIRST, FormPart.EQUALITY))
        minutes = math.ceil(sum(parts) * 20 / 60)

        made = card(language="en", code=CODE, until=DAY, who=who)

        assert f"about {minutes} minutes" in made.lines[1]

    def test_says_that_it_is_simulated_where_it_is(self):
        assert card(language="en", is_simulated=True).stamp == "SIMULATED"


class TestTheFile:
    @pytest.mark.parametrize("language", IN_A_FILE)
    def test_is_one_page_of_the_size_a6_with_every_letter(self, language):
        made = card(language=language, code=CODE, until=DAY)
        [page] = pypdf.PdfReader(BytesIO(card_pdf.draw(made))).pages
        said = page.extract_text()

        assert [round(float(x)) for x in page.mediabox[2:]] == [420, 298]
        assert "K7M2-P9QX-4TRD" in said
        assert " ".join(said.split()).startswith(made.title)

    def test_names_nobody_and_nothing_in_what_it_says_of_itself(self):
        reader = pypdf.PdfReader(BytesIO(card_pdf.draw(card(language="en"))))

        assert reader.metadata["/Title"] == "Feedback about a public service"
        assert not TELLTALE.search(str(reader.metadata))


@pytest.mark.django_db
class TestMakingOne:
    @pytest.fixture(autouse=True)
    def _now(self, clock) -> None:
        pass

    @pytest.fixture
    def client(self, advocate):
        case = by_code.routed(case_key="K-7")
        give(advocate, case)
        client = _client(advocate)
        client.post(FIND, {"case_key": "K-7"})
        return client

    def test_comes_with_the_code_that_was_just_drawn(self, client):
        page = Page(client.post(DRAW, {"role": "IDVA"}))
        [code] = SHOWN.findall(page.text)
        [kept] = page.all("input", name="code")

        response = client.post(CARD, {"code": kept["value"], "language": "en"})

        assert response.headers["Content-Type"] == "application/pdf"
        assert "no-store" in response.headers["Cache-Control"]
        assert code in words_of(response.content)
        event = AuditEvent.objects.get(kind="card.printed")
        assert event.details == {"language": "en", "has_code": True}

    @pytest.mark.slow
    def test_is_made_of_no_code_that_somebody_else_drew_or_that_is_none(self, client):
        foreign = by_code.draw(by_code.routed())
        others = by_code.draw(by_code.Case.objects.get(case_key="K-7"))

        for code in (foreign, others, "AAAA-AAAA-AAAA"):
            assert client.post(CARD, {"code": code, "language": "en"}).status_code == 404

    @pytest.mark.slow
    def test_tells_nothing_of_whether_the_code_was_used(self, client, browser):
        page = Page(client.post(DRAW, {"role": "IDVA"}))
        [kept] = page.all("input", name="code")
        before = words_of(client.post(CARD, {"code": kept["value"], "language": "en"}).content)

        by_code.open_by(browser, kept["value"])

        after = client.post(CARD, {"code": kept["value"], "language": "en"})
        assert words_of(after.content) == before

    @pytest.mark.parametrize("language", ["ur", "pa", "ro"])
    def test_is_a_page_to_print_where_a_file_lacks_the_letters(self, client, language):
        page = Page(client.post(CARD, {"language": language}))

        assert page.title == card(language=language).title
        assert not TELLTALE.search(page.text)
        assert not page.links

    def test_is_in_no_language_that_is_not_offered(self, client):
        assert client.post(CARD, {"language": "xx"}).status_code == 404

    def test_is_the_victims_choice(self, client):
        assert "Only if the victim wants one" in Page(client.get("/staff/find-case/case/")).text

import html
import re

import pytest

from responses.models import Invitation, Response
from survey.definition.serialising import serialise
from survey.publishing import actions as publishing_actions
from survey.publishing import shipped
from tests.conftest import NOW, TESTER
from tests.survey import make
from tests.survey.interchange import forms

pytestmark = pytest.mark.django_db
BASE = "/staff/instruments/published/short-core/1/preview/"
NATIONAL = "/staff/instruments/draft/national/1/preview/"


def text_of(response):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def frame_of(response):
    [source] = re.findall(r'<iframe[^>]* src="([^"]+)"', response.content.decode())
    return html.unescape(source)


@pytest.fixture
def national(db):
    [raw] = [raw for raw in shipped.definitions() if raw["code"] == "national"]
    return publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)


class TestTheStart:
    def test_lists_the_path_of_a_made_up_case(self, designer_client):
        at_first = text_of(designer_client.get(BASE))
        led = text_of(designer_client.get(f"{BASE}?case=question:EQ-DIS-2:in"))

        assert "EQ-DIS-2 Do any of your conditions" not in at_first
        assert "EQ-DIS-2 Do any of your conditions" in led

    def test_begins_at_the_page_that_the_case_is_about(self, designer_client):
        page = designer_client.get(f"{BASE}?case=question:EQ-DIS-2:in&language=cy")

        assert "Ydy unrhyw un o’ch cyflyrau" in text_of(designer_client.get(frame_of(page)))

    def test_names_every_page_in_the_language_that_is_walked(self, designer_client):
        page = designer_client.get(f"{BASE}?language=cy").content.decode()

        path = page.partition('<ol class="path">')[2].partition("</ol>")[0]
        assert path.count('<span lang="cy" dir="ltr">') == path.count("<li>")
        assert "Gwirio eich atebion" in path

    @pytest.mark.slow
    def test_cuts_the_questions_to_a_pathway(self, designer_client, national):
        whole = text_of(designer_client.get(NATIONAL))
        cut = text_of(designer_client.get(f"{NATIONAL}?pathway=1"))

        assert "Reporting (at most 28 questions)" in whole
        assert len(cut) < len(whole) / 2

    @pytest.mark.parametrize(("width", "expected"), [("320", 320), ("390", 390), ("9", 390)])
    def test_shows_the_page_as_wide_as_a_phone(self, designer_client, width, expected):
        page = designer_client.get(f"{BASE}?width={width}").content.decode()

        assert f'class="phone is-{expected}"' in page

    def test_takes_what_it_does_not_know_as_not_asked_for(self, designer_client):
        page = designer_client.get(f"{BASE}?case=x&pathway=99&language=xx&width=zz")

        assert page.status_code == 200
        assert frame_of(page).endswith("/preview/introduction/?language=en")

    def test_may_hold_the_page_in_a_frame(self, designer_client):
        page = designer_client.get(BASE)
        framed = designer_client.get(frame_of(page))

        assert "frame-src 'self'" in page.headers["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in framed.headers["Content-Security-Policy"]

    def test_is_absent_where_there_is_no_such_instrument(self, designer_client):
        for path in ("", "introduction/", "1/", "more/", "end/"):
            page = designer_client.get(f"/staff/instruments/published/nowhere/1/preview/{path}")
            assert page.status_code == 404


class TestWhatRotates:
    THIRD = "/staff/instruments/published/short-core/3/preview/"

    def pathway(self, page, label):
        value, *_ = re.findall(
            rf'<option value="(\d+)">{re.escape(label)} \(', page.content.decode()
        )
        return value

    def test_is_read_whole_or_as_one_stage_might_be_asked(self, designer_client):
        page = designer_client.get(self.THIRD)
        way = self.pathway(page, "Release")

        whole, cut = text_of(page), text_of(designer_client.get(f"{self.THIRD}?pathway={way}"))

        assert "Release (at most 12 questions)" in whole
        assert {"Q-ST7-1", "Q-ST1-2"} <= set(re.findall(r"\bQ-[\w-]+", whole))
        assert len(set(re.findall(r"\bQ-[\w-]+", cut))) == 12

    @pytest.mark.slow
    def test_is_followed_by_what_is_asked_of_who_says_more(self, designer_client):
        [raw] = [raw for raw in shipped.definitions() if raw["code"] == "national"]
        publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)
        way = self.pathway(designer_client.get(self.THIRD), "Says more: Reporting")

        page = designer_client.get(f"{self.THIRD}?pathway={way}&language=pl")

        text = text_of(page)
        assert text.index("Q-CNF-1") < text.index("Q-ST1-1") < text.index("EQ-SEX")
        assert frame_of(page).endswith("?language=en")
        assert "Polski" not in text


class TestItemsOfAForce:
    LOCAL = "/staff/instruments/draft/local-kent/1/preview/"

    @pytest.fixture(autouse=True)
    def _own(self, db):
        raw = make.raw_definition(
            code="local-kent", questions=[make.raw_question("L-1", block="local")]
        )
        publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)

    @pytest.mark.slow
    def test_are_walked_after_the_core_on_the_pathways_of_the_nation(self, designer_client):
        [raw] = [raw for raw in shipped.definitions() if raw["code"] == "national"]
        publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)

        text = text_of(designer_client.get(f"{self.LOCAL}?pathway=1"))

        assert "Reporting (at most 28 questions)" in text
        assert text.index("Q-CNF-1") < text.index("L-1") < text.index("EQ-SEX")

    @pytest.mark.slow
    def test_alone_are_put_into_the_instrument_of_the_nation(self, designer_client):
        [raw] = [raw for raw in shipped.definitions() if raw["code"] == "national"]
        publishing_actions.publish_version(raw=raw, by=TESTER, at=NOW)

        text = text_of(designer_client.get(BASE))

        assert "Q-OVR-1" in text
        assert "Q-COD-1" not in text

    def test_are_walked_alone_while_nothing_national_is_in_force(self, designer_client):
        text = text_of(designer_client.get(self.LOCAL))

        assert "L-1" in text
        assert "Q-CNF-1" not in text


class TestTheWalk:
    def test_is_on_the_respondents_own_pages(self, designer_client):
        page = designer_client.get(f"{BASE}1/")

        assert 'class="respondent"' in page.content.decode()
        assert "Preview Nothing is stored." in text_of(page)
        assert "Question 1 of 10" in text_of(page)

    @pytest.mark.slow
    def test_goes_from_page_to_page_and_stores_nothing(self, designer_client):
        designer_client.get(BASE)

        page = designer_client.post(f"{BASE}1/", {"answer": "very_easy"}, follow=True)

        assert "How satisfied are you with the actions the police took?" in text_of(page)
        assert not Response.objects.exists()
        assert not Invitation.objects.exists()

    def test_shows_again_what_was_answered(self, designer_client):
        designer_client.post(f"{BASE}1/", {"answer": "very_easy"})

        page = designer_client.get(f"{BASE}1/").content.decode()

        [tag] = re.findall(r'<input[^>]*value="very_easy"[^>]*>', page)
        assert "checked" in tag

    def test_asks_before_it_skips_as_a_respondent_is_asked(self, designer_client):
        asked = designer_client.post(f"{BASE}1/", {}).content.decode()
        page = designer_client.post(f"{BASE}1/", {"asked_to_skip": "yes"}, follow=True)

        assert 'data-test="skip-prompt"' in asked
        assert "Question 2 of 10" in text_of(page)

    def test_lets_a_question_be_skipped(self, designer_client):
        page = designer_client.post(f"{BASE}1/", {"skip": "yes"}, follow=True)

        assert "Question 2 of 10" in text_of(page)

    def test_is_in_the_language_of_the_address_and_keeps_it(self, designer_client):
        page = designer_client.post(f"{BASE}1/?language=cy", {"answer": "very_easy"}, follow=True)

        assert '<html lang="cy"' in page.content.decode()
        assert page.redirect_chain[-1][0] == f"{BASE}2/?language=cy"

    def test_changes_the_language_by_the_respondents_own_buttons(self, designer_client):
        page = designer_client.post(f"{BASE}3/", {"language": "cy"}, follow=True)

        assert page.redirect_chain[-1][0] == f"{BASE}3/?language=cy"
        assert '<html lang="cy"' in page.content.decode()

    def test_runs_from_right_to_left(self, designer_client):
        words = {"en": "Did it help?", "ur": "کیا اس سے مدد ملی؟"}
        choices = [
            {"code": code, "text": {"en": code, "ur": "ہاں"}, "meaning": "neutral"}
            for code in ("yes", "no")
        ]
        asked = make.raw_question("A", text=words, choices=choices)
        raw = make.raw_definition(languages=["en", "ur"], questions=[asked])
        publishing_actions.save_draft(raw=raw, by=TESTER, at=NOW)

        page = designer_client.get("/staff/instruments/draft/sample/1/preview/1/?language=ur")

        assert '<html lang="ur" dir="rtl"' in page.content.decode()
        assert '<p class="attention" role="note" lang="en" dir="ltr">' in page.content.decode()

    def test_begins_again_where_the_answers_do_not_lead_to_a_page(self, designer_client):
        page = designer_client.get(f"{BASE}15/")

        assert page.status_code == 302
        assert page.url == f"{BASE}introduction/?language=en"

    def test_begins_with_the_page_before_the_first_question(self, designer_client):
        page = designer_client.get(f"{BASE}introduction/").content.decode()

        text = text_of(designer_client.get(f"{BASE}introduction/"))
        assert "Preview Nothing is stored. About this survey" in text
        assert "Number of questions: 10." in text
        assert f'<a class="button" href="{BASE}1/?language=en">' in page
        assert 'href="/i/' not in page.partition("</main>")[0], "a page that no frame may hold"

    def test_reads_the_first_page_in_another_language_by_its_own_buttons(self, designer_client):
        page = designer_client.post(f"{BASE}introduction/", {"language": "cy"}, follow=True)

        assert page.redirect_chain[-1][0] == f"{BASE}introduction/?language=cy"
        assert '<html lang="cy"' in page.content.decode()

    def test_explains_the_equality_questions_and_lets_them_be_skipped(self, designer_client):
        explained = designer_client.get(f"{BASE}more/")
        on = designer_client.post(f"{BASE}more/", follow=True)
        skipped = designer_client.post(f"{BASE}more/", {"skip": "yes"}, follow=True)

        assert "May we ask some questions about you?" in text_of(explained)
        assert "What is your sex?" in text_of(on)
        assert "Check your answers" in text_of(skipped)

    def test_reads_the_answers_back_at_the_end(self, designer_client):
        designer_client.post(f"{BASE}1/", {"answer": "very_easy"})
        designer_client.post(f"{BASE}2/", {"skip": "yes"})

        text = text_of(designer_client.get(f"{BASE}end/"))

        assert "someone who could help you? Very easy" in text
        assert "actions the police took? Skipped" in text

    def test_keeps_nothing_from_one_preview_to_the_next(self, designer_client):
        designer_client.post(f"{BASE}1/", {"answer": "very_easy"})

        designer_client.get(BASE)

        assert "Very easy" not in text_of(designer_client.get(f"{BASE}end/"))

    def test_exits_without_signing_the_designer_out(self, designer_client):
        page = designer_client.get(f"{BASE}1/").content.decode()
        [exit_url] = re.findall(r'<a class="exit" href="([^"]+)"', page)

        assert exit_url == f"{BASE}end/?language=en"

    @pytest.mark.slow
    def test_follows_the_pathway_that_was_chosen(self, designer_client, national):
        designer_client.get(f"{NATIONAL}?pathway=1")

        page = designer_client.get(f"{NATIONAL}more/")

        assert page.status_code == 200
        assert "EQ-SEX" not in text_of(page)


class TestTheTextPage:
    def test_shows_the_text_as_it_arrives_and_how_long_it_is(self, designer_client, settings):
        settings.PUBLIC_BASE_URL = "https://example.org"
        settings.STAFF_BASE_URL = "https://testserver"

        text = text_of(designer_client.get("/staff/instruments/text/"))

        assert "https://example.org/xxxxxxxxxxxx Genuine? example.org To stop, reply STOP" in text
        assert "of 160 characters, 1 part (GSM-7)" in text

    def test_says_when_a_text_is_cut_into_parts(self, designer_client, settings):
        settings.PUBLIC_BASE_URL = f"https://{'long.' * 12}example.org"
        settings.STAFF_BASE_URL = "https://testserver"

        text = text_of(designer_client.get("/staff/instruments/text/"))

        assert "2 parts (GSM-7)" in text
        assert "More than one part: each is paid for." in text


class TestAFormFromElsewhere:
    FORM = "/staff/instruments/draft/elsewhere/1/preview/"

    @pytest.fixture(autouse=True)
    def _imported(self, db):
        rows = [
            ["type", "name", "label::en", "label::cy", "label::pl", "constraint"],
            ["decimal", "hours", "How long did it take?", "Faint?", "Ile?", ". < 24"],
            ["time", "at", "When was it?", "Pryd?", ""],
        ]  # fmt: skip
        instrument = forms.read(rows, settings=[["form_id"], ["elsewhere"]])
        publishing_actions.save_draft(raw=serialise(instrument), by=TESTER, at=NOW)

    def walked(self, client, number, answer=None):
        address = f"{self.FORM}{number}/?language=en"
        return client.post(address, {"answer": answer}) if answer else client.get(address)

    def test_asks_for_a_number_with_places_and_a_time(self, designer_client):
        assert 'inputmode="decimal"' in self.walked(designer_client, 1).content.decode()
        self.walked(designer_client, 1, "1.5")

        assert "For example, 14:30" in text_of(self.walked(designer_client, 2))

    @pytest.mark.parametrize(
        ("answer", "fault"),
        [("1,500", "Enter a number, such as 12 or 12.5"), ("25", "Check your answer")],
    )
    def test_says_what_is_wrong_with_a_number(self, designer_client, answer, fault):
        assert fault in text_of(self.walked(designer_client, 1, answer))

    def test_is_not_walked_in_a_language_with_gaps(self, designer_client):
        start = designer_client.get(self.FORM).content.decode()
        polish = text_of(designer_client.get(f"{self.FORM}1/?language=pl"))

        assert 'value="cy"' in start
        assert 'value="pl"' not in start
        assert "How long did it take?" in polish

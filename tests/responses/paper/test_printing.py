import re
from io import BytesIO

import pypdf
import pytest
from django.urls import reverse

from access.actor import Actor
from responses import extract
from responses.answering.selectors import respondents
from responses.invitations import tokens
from responses.invitations.actions.codes import CodeRefusal, NoCodeError
from responses.models import Case, CodeAttempt, Invitation, PaperForm, Response
from responses.paper import form_pdf
from responses.paper.pictures import Stroke, strokes
from responses.paper.presenters import paper_form as paper_presenters
from tests.conftest import NOW, _client
from tests.each import for_each
from tests.responses import asked, by_code
from tests.responses.answering.test_pathway import publish
from tests.responses.asked import SAFE, decide, give, load, row
from tests.responses.pages import TELLTALE, Page
from tests.responses.paper.forms import as_actor, key, keyer, printed, questions_of
from ui.drawings import DRAWINGS
from ui.languages import OWN_NAMES

FIND, PRINT = "/staff/find-case/", "/staff/find-case/form/"
OFFICER = Actor.user(user_id=1, name="Officer")
SURE = {"role": "IDVA", "safe": ["wanted", "apart"]}


def pages_of(made: bytes) -> list[str]:
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]


def words_of(language: str = "en", layout: str = "large") -> paper_presenters.PaperWords:
    made = printed(language=language, layout=layout)
    return paper_presenters.paper_words(made, is_simulated=False)


@pytest.mark.django_db
class TestAForm:
    @pytest.mark.slow
    @for_each("language", OWN_NAMES)
    def test_tells_nothing_outside_and_on_the_part_to_keep(self, language):
        words = words_of(language)
        said = " ".join((words.title, *words.outside, *words.keep, *words.words))

        assert not TELLTALE.search(said)
        assert len(words.words) == 6
        assert words.code not in said

    @pytest.mark.slow
    @pytest.mark.parametrize(("language", "layout"), [("cy", "large"), ("en-x-easy", "easy")])
    def test_has_every_question_on_pages_of_a4_in_large_letters(self, language, layout):
        words = words_of(language, layout)
        made = form_pdf.draw(words)
        reader = pypdf.PdfReader(BytesIO(made))
        outside, *inside, keep = pages_of(made)

        assert {tuple(round(float(x)) for x in page.mediabox[2:]) for page in reader.pages} == {
            (595, 842)
        }
        assert not TELLTALE.search(outside + keep)
        assert words.code in outside
        assert words.code not in keep
        said = " ".join(" ".join(inside).split())
        for question in words.questions:
            assert " ".join(question.text.split()) in said
        assert reader.metadata["/Title"] == words.title
        assert not TELLTALE.search(str(reader.metadata))
        assert layout != "easy" or all(each.symbol for each in words.questions[0].choices)

    def test_has_a_code_that_opens_nothing_on_the_web(self, browser):
        made = printed()

        by_code.type_code(browser, tokens.grouped(made.code))

        assert browser.get(reverse("feedback:check")).status_code == 302
        assert not Invitation.objects.filter(opened_at__isnull=False).exists()


@pytest.mark.django_db
class TestWhoMayPrint:
    def refused(self, case: Case, **given: object) -> object:
        with pytest.raises(NoCodeError) as refused:
            printed(case, **given)
        return refused.value.reason

    def test_marks_the_event_as_asked_on_paper(self):
        made = printed()

        invitation = Invitation.objects.get()
        assert (invitation.mode, invitation.codes_drawn) == ("paper", 1)
        assert (made.form.attempt.expires_at - NOW).days == 42

    def test_none_where_somebody_else_agreed_a_word(self):
        [case] = load(row(flags={}, **SAFE))
        decide()

        assert self.refused(case) is CodeRefusal.WORD_ON_PAPER

    def test_no_officer_in_a_sensitive_case(self):
        refused = self.refused(by_code.routed(), by=OFFICER, is_officer=True, role="OFFICER")

        assert refused is CodeRefusal.OFFICERS_WORD

    def test_a_code_to_type_ends_a_form_that_has_not_come_back_and_asks_on_the_web(self):
        case = by_code.routed()
        made = printed(case)
        by_code.draw(case)

        made.form.attempt.refresh_from_db()
        assert made.form.attempt.expires_at == NOW
        assert Invitation.objects.get().mode == "web_code"

    def test_keeps_the_mode_of_who_was_sent_a_text(self):
        [message] = asked.queued(row())
        made = printed(message.invitation.stage_event.case)

        assert made.form.attempt.invitation.mode == "web_sms"


@pytest.mark.django_db
class TestThePage:
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

    @pytest.mark.slow
    def test_gives_the_form_once_with_a_name_that_says_nothing(self, client):
        made = client.post(PRINT, SURE | {"language": "en"})

        assert made.headers["Content-Disposition"] == 'inline; filename="form.pdf"'
        assert "no-store" in made.headers["Cache-Control"]
        assert len(questions_of(PaperForm.objects.get())) > 10

    @pytest.mark.slow
    @pytest.mark.parametrize("language", ["ur", "bn"])
    def test_is_printed_by_the_browser_where_a_file_lacks_the_letters(self, client, language):
        page = Page(client.post(PRINT, SURE | {"language": language}))

        assert page.title == words_of(language).title
        assert re.search(r"(?:[0-9A-Z]{4}-){2}[0-9A-Z]{4}", page.text)

    def test_asks_first_whether_it_was_wished_for_and_is_safe(self, client):
        page = Page(client.post(PRINT, {"role": "IDVA", "language": "en", "safe": ["wanted"]}))

        assert "Say that both are so, or print nothing" in page.text
        assert not CodeAttempt.objects.exists()

    def test_is_reached_from_the_page_of_the_case(self, client):
        assert PRINT in str(client.get("/staff/find-case/case/").content)


class TestADrawing:
    def test_is_read_whole(self):
        for drawing in DRAWINGS.values():
            for path in filter(None, drawing):
                assert next(strokes(path)).kind == "move"

    def test_turns_an_arc_into_curves_on_its_circle(self):
        move, *curves = strokes("M3 12a9 9 0 1 0 18 0 9 9 0 1 0 -18 0Z")

        assert move == Stroke("move", ((3.0, 12.0),))
        assert curves[-1] == Stroke("close")
        for curve in curves[:-1]:
            x, y = curve.points[-1]
            assert (x - 12) ** 2 + (y - 12) ** 2 == pytest.approx(81)


@pytest.mark.django_db
class TestAFormForSomebodyElse:
    @pytest.fixture(autouse=True)
    def words_for_others(self):
        publish("bereaved", "proxy")

    @pytest.mark.parametrize(
        ("role", "asked", "not_asked"),
        [("bereaved", "Q-BER-1", "Q-OVR-1"), ("carer", "Q-PRX-1", "Q-OVR-1")],
    )
    def test_has_the_words_of_who_answers(self, role: str, asked: str, not_asked: str):
        made = printed(by_code.routed(victim_role=role))

        codes = {question.code for question in questions_of(made.form)}
        assert asked in codes
        assert not_asked not in codes

    def test_has_the_words_of_who_answers_in_the_place_of_who_cannot(self):
        made = printed(by_code.routed(), is_for_another=True)

        assert made.form.attempt.is_for_another
        assert made.form.instrument.code == "proxy"

    def test_is_in_no_language_that_the_words_of_who_answers_lack(self):
        case = by_code.routed(victim_role="bereaved")

        spoken = respondents.languages_for_case(case, on=NOW.date(), is_for_another=False)

        assert "cy" in spoken
        assert "ur" not in spoken

    def test_is_keyed_as_printed_and_counted_separately(self):
        made = printed(by_code.routed(victim_role="bereaved"))

        key(made.form, by=as_actor(keyer()), at=NOW)

        response = Response.objects.get()
        assert (response.mode, response.instrument.code) == ("paper", "bereaved")
        assert response.modules == made.form.modules
        assert not [row for row in extract.answer_rows() if row.is_own_account]
        words = paper_presenters.paper_words(made, is_simulated=False)
        assert len(words.questions) == len(questions_of(made.form))

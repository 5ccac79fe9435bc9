from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import translation
from django.utils.html import escape

from responses.confidentiality import ANSWERS, AT_RISK, LIMITS
from responses.interviewing.presenters.script import script_of
from responses.models import CallAttempt
from responses.paper.presenters.paper_form import paper_words
from tests.conftest import NOW
from tests.responses.interviewing.at_the_phone import (
    client_of,
    interviewer,
    set_up,
    who_chose_a_call,
)
from tests.responses.interviewing.in_a_call import to_the_end
from tests.responses.invited import INTRODUCTION, enter, invite
from tests.responses.paper.forms import printed
from tests.responses.triage.at_the_desk import answered_all, on_the_rota

pytestmark = pytest.mark.safety

ROOT = Path(__file__).resolve().parent.parent.parent
PRIVACY, OWN_WORDS = "/i/2/", "/u/"
LANGUAGES = [code for code, _name in settings.LANGUAGES]
DOCUMENTS = ("data-protection", "interviewing", "paper", "triage")


def in_english(message: object) -> str:
    with translation.override("en"):
        return str(escape(message))


def page(client: Client, address: str) -> str:
    return client.get(address, follow=True).content.decode()


@pytest.mark.django_db
class TestTheLimitsOfConfidentiality:
    def test_saf_14_are_before_the_first_question_and_only_after_the_gate(
        self, browser: Client
    ) -> None:
        invited = invite()
        browser.get(f"/{invited.token}")
        before = page(browser, PRIVACY)
        enter(browser, invited)

        assert in_english(LIMITS) not in before
        assert in_english(LIMITS) in page(browser, INTRODUCTION)

    @pytest.mark.parametrize("message", [ANSWERS, LIMITS, AT_RISK])
    def test_saf_14_are_in_the_privacy_notice(self, browser: Client, message: object) -> None:
        enter(browser, invite())

        assert in_english(message) in page(browser, PRIVACY)

    @pytest.mark.slow
    def test_saf_14_are_where_she_writes(self, browser: Client) -> None:
        on_the_rota("Ash", "Birch")
        invited = invite()
        enter(browser, invited)
        answered_all(invited)
        browser.post("/m/", {"skip": "yes"})

        shown = page(browser, OWN_WORDS)

        assert in_english(LIMITS) in shown
        assert in_english(AT_RISK) in shown

    @pytest.mark.slow
    def test_saf_14_are_where_an_interviewer_types_what_she_says(
        self, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(NOW)
        on_the_rota("Ash", "Birch")
        set_up()
        who_chose_a_call()
        shown = to_the_end(client_of(interviewer("Rowan"))).html

        assert in_english(LIMITS) in shown
        assert in_english(AT_RISK) in shown

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_saf_14_are_read_out_on_the_telephone(self, language: str) -> None:
        known = CallAttempt.CallStep.PRIVATE
        said = script_of(known, language=language, shown_number="", month="May 2026").say

        with translation.override(language):
            assert str(ANSWERS) in said
            assert str(LIMITS) in said

    def test_saf_14_are_inside_a_paper_form(self) -> None:
        words = paper_words(printed(), is_simulated=False)

        assert str(LIMITS) in words.inside
        assert str(AT_RISK) in words.inside

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_saf_14_are_translated(self, language: str) -> None:
        with translation.override("en"):
            english = {str(LIMITS), str(AT_RISK)}
        with translation.override(language):
            assert language == "en" or english.isdisjoint({str(LIMITS), str(AT_RISK)})

    @pytest.mark.parametrize("name", DOCUMENTS)
    def test_saf_14_are_quoted_by_documents(self, name: str) -> None:
        document = " ".join((ROOT / "docs" / f"{name}.md").read_text(encoding="utf-8").split())

        assert str(LIMITS) in document.replace("\n> ", " ").replace("> ", "")

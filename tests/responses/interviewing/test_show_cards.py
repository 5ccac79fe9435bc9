import re
from functools import cache

import pytest
from django.urls import reverse

from responses.interviewing.presenters import show_cards
from survey.bank.pathways import NATIONAL, SHORT_CORE
from survey.definition.parsing import parse_definition
from survey.flow.context import EMPTY_CONTEXT
from survey.publishing import shipped
from tests.responses.interviewing import at_the_phone
from tests.responses.pages import TELLTALE

POLICE = re.compile(r"polic|heddlu|swyddog|poliți|پولیس|ਪੁਲਿਸ|ਪੁਲੀਸ|الشرطة|شرطة|পুলিশ", re.IGNORECASE)
WITHOUT_A_CARD = {"Q-COD-1", "Q-OUT-2", "Q-OUT-4a", "Q-O16-1", "Q-ST1-5"}
"""What they offer tells what it is about, in any order and any language."""


@cache
def asked():
    found = [parse_definition(each) for each in shipped.definitions()]
    newest = {each.code: each for each in sorted(found, key=lambda each: each.version)}
    return newest[SHORT_CORE], newest[NATIONAL]


def cards(language: str = "en"):
    return show_cards.show_cards(asked(), language=language)


def card_of(code: str, language: str = "en"):
    instrument = next(each for each in asked() if code in each.places)
    return show_cards.card_at_hand(
        instrument.question(code), asked(), language=language, context=EMPTY_CONTEXT
    )


class TestCards:
    def test_have_each_set_of_answers_once_and_none_that_nobody_reads_out(self):
        found = cards()

        sets = [card.answers for card in found]
        assert len(sets) == len(set(sets))
        assert sets[1][:2] == ("Very satisfied", "Fairly satisfied")
        assert [card.number for card in found] == list(range(1, len(found) + 1))
        assert not any("Prefer not to say" in each for each in sets)

    def test_say_nothing_of_what_they_are_about(self):
        for language in asked()[0].languages:
            for card in cards(language):
                assert not TELLTALE.search(" ".join(card.answers)), (language, card)
                assert not POLICE.search(" ".join(card.answers)), (language, card)

    @pytest.mark.slow
    def test_stand_for_every_scale_that_is_asked_by_telephone_in_every_language(self):
        lacking = {
            (question.code, language)
            for instrument in asked()
            for language in instrument.languages
            for question in instrument.questions
            if question.choices and card_of(question.code, language) is None
        }

        assert {code for code, _ in lacking} == WITHOUT_A_CARD
        assert not any(asked()[1].question(code).scale for code in WITHOUT_A_CARD)

    def test_have_every_answer_that_is_read_out(self):
        found = {card.number: card.answers for card in cards()}
        needed = found[card_of("Q-SUP-1").number]

        assert needed == ("Yes", "No, but I would have wanted it", "No, and I did not need it")
        not_whole = {
            question.code
            for instrument in asked()
            for question in instrument.questions
            if (card := card_of(question.code)) and not card.is_whole
        }
        assert not_whole == {"Q-CON-1"}

    def test_are_found_by_the_question_that_is_asked(self):
        numbers = {code: card_of(code, "ur").number for code in ("Q-ACT-2", "Q-OVR-1", "Q-CON-1")}

        assert numbers["Q-ACT-2"] == numbers["Q-OVR-1"] != numbers["Q-CON-1"]

    def test_keep_their_number_where_only_the_short_form_has_the_language(self):
        assert len(cards("pl")) < len(cards("en"))
        assert cards("pl")[-1].number == len(cards("pl"))

    def test_tell_which_versions_they_are_of(self):
        short, national = asked()

        assert card_of("Q-OVR-1").edition == f"{short.version}-{national.version}"


@pytest.mark.django_db
class TestThePages:
    @pytest.mark.slow
    def test_print_a_file_or_a_page_where_the_file_lacks_the_letters(self):
        client = at_the_phone.client_of(at_the_phone.interviewer("Ash"))

        languages = client.get(reverse("responses:call-cards")).content.decode()
        polish = client.get(reverse("responses:call-cards-printed", args=["pl"]))
        urdu = client.get(reverse("responses:call-cards-printed", args=["ur"]))

        assert reverse("responses:call-cards-printed", args=["ur"]) in languages
        assert polish.content.startswith(b"%PDF")
        assert 'dir="rtl"' in urdu.content.decode()
        assert client.get(reverse("responses:call-cards-printed", args=["xx"])).status_code == 404

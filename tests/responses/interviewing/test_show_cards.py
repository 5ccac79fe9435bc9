"""Show cards: the answers that are read out, by number, and no question."""

import pytest
from django.urls import reverse

from responses.interviewing.presenters import show_cards
from survey.bank.pathways import SHORT_CORE
from survey.flow.context import EMPTY_CONTEXT
from tests.responses.interviewing import at_the_phone
from tests.responses.pages import TELLTALE
from tests.survey import shipped


def cards(language: str = "en"):
    return show_cards.show_cards(shipped.instruments()[SHORT_CORE], language=language)


class TestCards:
    def test_have_each_set_of_answers_once_and_none_that_nobody_reads_out(self):
        found = cards()

        sets = [card.answers for card in found]
        assert len(sets) == len(set(sets))
        assert sets[1][:2] == ("Very satisfied", "Fairly satisfied")
        assert [card.number for card in found] == list(range(1, len(found) + 1))
        assert not any("Prefer not to say" in each for each in sets)

    def test_say_nothing_of_what_they_are_about(self):
        for language in ("en", "cy"):
            for card in cards(language):
                assert not TELLTALE.search(" ".join(card.answers))

    def test_are_found_by_the_question_that_is_asked(self):
        instrument = shipped.instruments()[SHORT_CORE]

        numbers = {
            code: show_cards.card_number(
                instrument.question(code), instrument, language="ur", context=EMPTY_CONTEXT
            )
            for code in ("Q-ACT-2", "Q-OVR-1", "Q-CON-1")
        }
        assert numbers["Q-ACT-2"] == numbers["Q-OVR-1"] != numbers["Q-CON-1"]


@pytest.mark.django_db
class TestThePages:
    def test_print_a_file_or_a_page_where_the_file_lacks_the_letters(self):
        client = at_the_phone.client_of(at_the_phone.interviewer("Ash"))

        languages = client.get(reverse("responses:call-cards")).content.decode()
        polish = client.get(reverse("responses:call-cards-printed", args=["pl"]))
        urdu = client.get(reverse("responses:call-cards-printed", args=["ur"]))

        assert reverse("responses:call-cards-printed", args=["ur"]) in languages
        assert polish.content.startswith(b"%PDF")
        assert 'dir="rtl"' in urdu.content.decode()
        assert client.get(reverse("responses:call-cards-printed", args=["xx"])).status_code == 404

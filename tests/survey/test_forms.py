"""A question as a form of one field."""

import pytest
from django.http import QueryDict
from django.utils import translation

from survey.definition import Kind
from survey.forms import form_for
from tests.survey import make

SINGLE = make.question(
    "A",
    text={"en": "Did it <strong>help</strong>?", "cy": "Oedd hyn o <strong>help</strong>?"},
    hint={"en": "Say so.", "cy": "Dywedwch."},
    choices=("yes", "no", make.choice("prefer_not", is_apart=True)),
)
MULTI = make.question(
    "B", kind=Kind.MULTI, choices=("vision", "hearing", make.choice("none", is_exclusive=True))
)


def answered(question, query, language="en"):
    return form_for(question, language=language, data=QueryDict(query))


class TestPicked:
    @pytest.mark.parametrize(
        ("question", "query", "picked"),
        [
            (SINGLE, "answer=yes", ("yes",)),
            (SINGLE, "answer=prefer_not", ("prefer_not",)),
            (MULTI, "answer=hearing", ("hearing",)),
            (MULTI, "answer=hearing&answer=vision", ("vision", "hearing")),
            (MULTI, "answer=none", ("none",)),
        ],
    )
    def test_is_what_was_chosen_in_the_order_shown(self, question, query, picked):
        form = answered(question, query)

        assert form.is_valid()
        assert form.picked() == picked


class TestErrors:
    @pytest.mark.parametrize(
        ("question", "query", "message"),
        [
            (SINGLE, "", "Choose an answer, or skip this question"),
            (SINGLE, "answer=", "Choose an answer, or skip this question"),
            (SINGLE, "answer=maybe", "Choose from the answers shown"),
            (MULTI, "", "Choose one or more answers, or skip this question"),
            (MULTI, "answer=smell", "Choose from the answers shown"),
            (
                MULTI,
                "answer=vision&answer=none",
                (
                    "One of your answers cannot be chosen together with the others. "
                    "Choose that answer alone, or only the others"
                ),
            ),
        ],
    )
    def test_say_what_to_do(self, question, query, message):
        form = answered(question, query)

        assert not form.is_valid()
        assert form.errors["answer"] == [message]

    def test_are_not_there_before_anything_was_sent(self):
        assert not form_for(SINGLE, language="en").errors


class TestRendering:
    def test_shows_the_question_as_the_heading_of_the_page(self):
        html = form_for(SINGLE, language="en")["answer"].as_field_group()

        assert "<h1>Did it <strong>help</strong>?</h1>" in html
        assert html.count("<h1") == 1
        assert "Say so." in html

    def test_shows_it_in_the_language_asked_for(self):
        html = form_for(SINGLE, language="cy")["answer"].as_field_group()

        assert "Oedd hyn o <strong>help</strong>?" in html
        assert "Dywedwch." in html
        assert "yes-cy" in html
        assert "Did it" not in html

    def test_checks_what_was_picked_before(self):
        single = form_for(SINGLE, language="en", initial=["no"])["answer"]
        multi = form_for(MULTI, language="en", initial=("vision", "none"))["answer"]

        assert [option.data["value"] for option in single if option.data["selected"]] == ["no"]
        assert [option.data["value"] for option in multi if option.data["selected"]] == [
            "vision",
            "none",
        ]

    def test_checks_nothing_of_itself(self):
        single = form_for(SINGLE, language="en")["answer"]

        assert not any(option.data["selected"] for option in single)

    def test_sets_apart_the_choice_that_stands_apart(self):
        options = list(form_for(SINGLE, language="en")["answer"])

        assert [option.data["is_apart"] for option in options] == [False, False, True]

    def test_offers_boxes_for_many_and_buttons_for_one(self):
        assert 'type="checkbox"' in form_for(MULTI, language="en")["answer"].as_field_group()
        assert 'type="radio"' in form_for(SINGLE, language="en")["answer"].as_field_group()

    def test_takes_no_survey_text_from_gettext(self):
        with translation.override("cy"):
            html = form_for(SINGLE, language="en")["answer"].as_field_group()

        assert "Did it <strong>help</strong>?" in html

    def test_keeps_what_was_sent_beside_the_error(self):
        form = answered(MULTI, "answer=vision&answer=none")

        assert [o.data["value"] for o in form["answer"] if o.data["selected"]] == ["vision", "none"]


class TestEasyRead:
    def test_has_a_drawing_beside_a_choice_and_its_words_for_a_screen_reader(self):
        drawn = make.question("A", choices=(make.choice("yes", symbol="tick"), make.choice("no")))

        html = form_for(drawn, language="en-x-easy")["answer"].as_field_group()

        assert html.count('<svg class="drawing" viewBox="0 0 24 24" aria-hidden="true"') == 1
        assert "</svg>yes</label>" in html

import re

import pytest
from django.http import QueryDict
from django.utils import translation

from survey.definition.expressions import Operation, Operator, Own, Value
from survey.definition.types import QuestionKind
from survey.flow.answer_checks import MOST_CHARACTERS
from survey.flow.context import AnswerContext
from survey.forms.answer_form import form_for, page_form, redraw
from tests.each import for_each
from tests.survey import make

SINGLE = make.question(
    "A",
    text={"en": "Did it <strong>help</strong>?", "cy": "Oedd hyn o <strong>help</strong>?"},
    hint={"en": "Say so.", "cy": "Dywedwch."},
    choices=("yes", "no", make.choice("prefer_not", is_apart=True)),
)
MULTI = make.question(
    "B",
    kind=QuestionKind.MULTI,
    choices=("vision", "hearing", make.choice("none", is_exclusive=True)),
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
            (SINGLE, "answer=maybe", "Choose from the answers shown"),
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

    def test_separates_the_last_choice(self):
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


def of_kind(kind, **more):
    return make.question("A", kind=kind, choices=(), **more)


DAY, TIME, WORDS, NUMBER, DECIMAL, BOX, NOTE = (
    of_kind(kind)
    for kind in (
        QuestionKind.DATE,
        QuestionKind.TIME,
        QuestionKind.TEXT,
        QuestionKind.INTEGER,
        QuestionKind.DECIMAL,
        QuestionKind.ACKNOWLEDGE,
        QuestionKind.NOTE,
    )
)
OTHER = make.question(
    "A", choices=("yes", make.choice("other", details={"en": "What <b>else</b>?", "cy": "Beth?"}))
)


class TestOtherKinds:
    @for_each(
        ("question", "query", "picked"),
        [
            (DAY, "answer_day=27&answer_month=3&answer_year=2026", ("2026-03-27",)),
            (WORDS, "answer=+two%0D%0Alines+", ("two\nlines",)),
            (WORDS, "answer=a%00b", ("ab",)),
            (NUMBER, "answer=12", ("12",)),
            (DECIMAL, "answer=12.5", ("12.5",)),
            (TIME, "answer=9:05", ("09:05",)),
            (BOX, "answer=OK", ("OK",)),
            (NOTE, "", ()),
        ],
    )
    def test_are_taken(self, question, query, picked):
        form = answered(question, query)

        assert form.is_valid(), form.errors
        assert form.picked() == picked

    @for_each(
        ("question", "query", "message"),
        [
            (DAY, "answer_day=27&answer_year=2026", "Enter a day, a month and a year"),
            (
                DAY,
                "answer_day=30&answer_month=2&answer_year=2026",
                "Enter a real date, such as 27 3 2026",
            ),
            (
                WORDS,
                "answer=" + "x" * 1001,
                "Your answer is too long. Write at most 1,000 characters",
            ),
            (NUMBER, "answer=1.5", "Enter a whole number, such as 12"),
            (NUMBER, "answer=12345678901", "Enter a smaller number"),
            (DECIMAL, "answer=1,500", "Enter a number, such as 12 or 12.5"),
            (TIME, "answer=9", "Enter a time on the 24-hour clock, such as 14:30"),
        ],
    )
    def test_say_what_to_do(self, question, query, message):
        assert answered(question, query).errors["answer"] == [message]

    @pytest.mark.parametrize(
        ("question", "initial", "shown"),
        [
            (DAY, ("2026-03-27",), ["27", "03", "2026"]),
            (NUMBER, ("12",), ["12"]),
            (BOX, ("OK",), ["OK"]),
        ],
    )
    def test_show_again_what_was_answered(self, question, initial, shown):
        html = form_for(question, language="en", initial=initial)["answer"].as_field_group()

        assert re.findall(r'value="([^"]*)"', html) == shown

    def test_show_their_default_at_first(self):
        question = of_kind(QuestionKind.INTEGER, default="3")

        assert form_for(question, language="en").initial["answer"] == "3"
        assert form_for(SINGLE, language="en").initial["answer"] == ""

    def test_say_how_much_may_be_written(self):
        html = form_for(WORDS, language="en")["answer"].as_field_group()

        assert f"{MOST_CHARACTERS:,} characters" in html
        assert "maxlength" not in html

    def test_have_one_heading_and_a_label_for_every_box(self):
        for question in (DAY, WORDS, NUMBER, BOX, NOTE):
            html = form_for(question, language="en")["answer"].as_field_group()
            boxes = re.findall(r'<(?:input|textarea)[^>]* id="([^"]+)"', html)

            assert html.count("<h1") == 1
            assert sorted(boxes) == sorted(re.findall(r'for="([^"]+)"', html))

    def test_can_be_skipped_but_for_notes_and_what_is_required(self):
        assert not form_for(WORDS, language="en").is_unskippable
        assert form_for(NOTE, language="en").is_unskippable
        assert form_for(
            of_kind(QuestionKind.ACKNOWLEDGE, is_required=True), language="en"
        ).is_unskippable


class TestLeavingOut:
    EMPTY = (
        (SINGLE, ""), (SINGLE, "answer="), (MULTI, ""), (DAY, "answer_day="), (WORDS, ""),
        (WORDS, "answer=+%00+"), (NUMBER, ""), (DECIMAL, ""), (TIME, ""), (BOX, ""),
    )  # fmt: skip

    @for_each(("question", "query"), EMPTY)
    def test_is_asked_about_once_and_is_no_fault(self, question, query):
        form = answered(question, query)

        assert not form.is_valid()
        assert form.asks_to_skip
        assert not form.has_faults
        assert not form["answer"].errors

    @for_each(("question", "query"), EMPTY)
    def test_is_taken_from_the_page_that_asked(self, question, query):
        form = answered(question, f"{query}&asked_to_skip=yes")

        assert form.is_valid(), form.errors
        assert form.picked() == ()

    def test_takes_an_answer_from_the_page_that_asked(self):
        form = answered(SINGLE, "answer=yes&asked_to_skip=yes")

        assert form.is_valid()
        assert form.picked() == ("yes",)

    def test_is_refused_where_an_answer_is_required(self):
        form = answered(
            make.question("A", choices=("yes", "no"), is_required=True), "asked_to_skip=yes"
        )

        assert not form.is_valid()
        assert form.has_faults

    def test_is_no_question_where_there_is_another_fault(self):
        form = answered(NUMBER, "answer=many&asked_to_skip=yes")

        assert not form.is_valid()
        assert form.has_faults


class TestAuthorsWords:
    def test_come_first(self):
        question = of_kind(
            QuestionKind.INTEGER,
            constraint=Operation(Operator.AT_LEAST, Own(), Value(18)),
            constraint_text={"en": "You are {A}<18", "cy": "Rhy ifanc"},
            is_required=True,
            required_text={"en": "We need this", "cy": "Rhaid"},
        )

        assert answered(question, "answer=17").errors["answer"] == ["You are …&lt;18"]
        assert answered(question, "answer=17", "cy").errors["answer"] == ["Rhy ifanc"]
        assert answered(question, "").errors["answer"] == ["We need this"]

    def test_are_not_needed(self):
        question = of_kind(
            QuestionKind.INTEGER, constraint=Operation(Operator.MORE, Own(), Value(18))
        )

        assert answered(question, "answer=17").errors["answer"] == ["Check your answer"]


class TestDetails:
    def test_stand_below_their_choice_whether_or_not_it_is_picked(self):
        html = form_for(OTHER, language="en")["answer"].as_field_group()

        assert html.index(">other</label>") < html.index("What &lt;b&gt;else&lt;/b&gt;?")
        assert 'name="answer-details-other"' in html
        assert 'for="id_answer-details-other"' in html

    def test_are_taken_with_the_choice(self):
        form = answered(OTHER, "answer=other&answer-details-other=+a+letter+")

        assert form.is_valid()
        assert form.given == {"A": ("other",), "A.other": ("a letter",)}
        assert form.details() == {"other": " a letter "}

    def test_are_left_out_beside_another_choice(self):
        form = answered(OTHER, "answer=yes&answer-details-other=a+letter")

        assert form.is_valid()
        assert form.given == {"A": ("yes",), "A.other": ()}

    def test_say_themselves_when_they_are_too_long(self):
        form = answered(OTHER, "answer=other&answer-details-other=" + "x" * 201)

        assert form.errors == {
            "answer-details-other": ["This is too long. Write at most 200 characters"]
        }

    def test_are_shown_again(self):
        form = page_form(
            [OTHER], language="en", initial={"A": ("other",), "A.other": ("a letter",)}
        )

        assert 'value="a letter"' in form["answer"].as_field_group()


class TestPageOfSeveral:
    QUESTIONS = (
        make.question("Q-1"),
        make.question("Q-2", kind=QuestionKind.TEXT, choices=()),
        NOTE,
    )

    def form(self, query):
        return page_form(self.QUESTIONS, language="en", data=QueryDict(query))

    def test_names_each_by_its_code(self):
        form = self.form("Q-1=yes&Q-2=so")

        assert form.is_valid()
        assert form.given == {"Q-1": ("yes",), "Q-2": ("so",), "A": ()}
        assert [field.name for field in form.asked] == ["Q-1", "Q-2", "A"]

    def test_counts_what_was_left_empty_as_skipped(self):
        form = self.form("Q-1=yes&Q-2=")

        assert form.is_valid()
        assert form.given["Q-2"] == ()

    def test_is_not_left_empty_by_a_slip_of_the_thumb(self):
        assert self.form("Q-2=").asks_to_skip
        assert self.form("Q-2=&asked_to_skip=yes").is_valid()

    def test_leaves_the_heading_to_the_page(self):
        assert not any("<h1" in field.as_field_group() for field in self.form("").asked)


class TestRedrawn:
    @pytest.mark.parametrize(
        ("question", "query", "kept"),
        [
            (SINGLE, "answer=no", 'value="no" id="id_answer_1" checked'),
            (WORDS, "answer=half+a+sen", "half a sen</textarea>"),
            (DAY, "answer_day=27", 'name="answer_day" value="27"'),
            (OTHER, "answer=yes&answer-details-other=x", 'value="x"'),
        ],
    )
    def test_keeps_what_was_typed_and_judges_nothing(self, question, query, kept):
        form = redraw(answered(question, query))

        assert not form.errors
        assert kept in form["answer"].as_field_group()


class TestContext:
    def test_orders_the_choices_and_fills_in_the_words(self):
        question = make.question(
            "B", choices="abcdef", is_shuffled=True, text={"en": "In {month}, you said {A}."}
        )
        context = AnswerContext(
            instrument=make.instrument(SINGLE, question),
            answers={"A": ("no",)},
            seed="17",
            facts={"month": "May"},
        )

        form = form_for(question, language="en", context=context)

        assert form["answer"].label == "In May, you said no."
        assert [code for code, _ in form.fields["answer"].choices] != list("abcdef")

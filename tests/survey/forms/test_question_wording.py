import pytest
from django.utils import translation

from survey.definition.types import QuestionKind
from survey.flow.context import AnswerContext
from survey.forms import question_wording
from survey.forms.question_wording import answer_words, question_words, wording
from tests.survey import make

QUESTION = make.question(
    "A",
    text={"en": "How <strong>safe</strong> are you?", "cy": "Pa mor ddiogel ydych chi?"},
    hint={"en": "Say so.", "cy": "Dywedwch."},
    choices=(
        make.choice("safe", text={"en": "Safe", "cy": "Diogel"}),
        make.choice("not", text={"en": "Not safe", "cy": "Ddim yn ddiogel"}),
        make.choice("prefer_not", text={"en": "Rather not", "cy": "Gwell peidio"}, is_apart=True),
    ),
)


class TestQuestionWords:
    def test_speak_the_language_asked_for(self):
        words = question_words(QUESTION, language="cy")

        assert words.legend == "Pa mor ddiogel ydych chi?"
        assert words.hint == "Dywedwch."
        assert [choice.text for choice in words.choices] == [
            "Diogel",
            "Ddim yn ddiogel",
            "Gwell peidio",
        ]

    def test_come_from_the_row_whatever_language_the_interface_is_in(self):
        with translation.override("cy"):
            words = question_words(QUESTION, language="en")

        assert words.hint == "Say so."

    def test_keep_the_order_and_separate_one_choice(self):
        words = question_words(QUESTION, language="en")

        assert [choice.code for choice in words.choices] == ["safe", "not", "prefer_not"]
        assert words.apart == words.choices[-1]

    def test_have_no_choice_apart_where_there_is_none(self):
        assert question_words(make.question("A"), language="en").apart is None

    def test_have_no_hint_where_there_is_none(self):
        assert question_words(make.question("A"), language="en").hint == ""


class TestWording:
    def test_keeps_strong_and_escapes_everything_else(self):
        text = {"en": "<strong>A</strong> & <script>b</script>"}

        assert wording(text, "en") == "<strong>A</strong> &amp; &lt;script&gt;b&lt;/script&gt;"

    def test_is_english_where_the_version_does_not_offer_the_language(self):
        assert wording({"en": "Safe", "cy": "Diogel"}, "pl") == "Safe"

    def test_is_marked_as_html(self):
        assert isinstance(question_wording.wording({"en": "x"}, "en"), question_wording.SafeString)


class TestSymbols:
    DRAWN = make.question("A", choices=(make.choice("yes", symbol="tick"), make.choice("no")))

    def test_stand_beside_choices_in_easy_read(self):
        words = question_words(self.DRAWN, language="en-x-easy")

        assert [choice.symbol for choice in words.choices] == ["tick", ""]

    @pytest.mark.parametrize("language", ["en", "cy", "ur"])
    def test_are_left_out_in_every_other_language(self, language):
        words = question_words(self.DRAWN, language=language)

        assert [choice.symbol for choice in words.choices] == ["", ""]


def telling(answers, **more):
    asked = (
        make.question("ONE", choices=(make.choice("a", text={"en": "A <b>"}), "b")),
        make.question("MANY", kind=QuestionKind.MULTI, choices="abc"),
        make.question("WORDS", kind=QuestionKind.TEXT, choices=()),
        make.question("DAY", kind=QuestionKind.DATE, choices=()),
    )
    return AnswerContext(instrument=make.instrument(*asked), answers=answers, **more)


def told(text, answers, language="en", **more):
    context = telling(answers, **more)
    return question_words(
        make.question("Q", text={"en": text, "cy": text}), language=language, context=context
    ).legend


class TestTelling:
    @pytest.mark.parametrize(
        ("name", "answer", "words"),
        [
            ("ONE", ("a",), "A &lt;b&gt;"),
            ("MANY", ("a", "c"), "a and c"),
            ("MANY", ("a", "b", "c"), "a, b and c"),
            ("DAY", ("2026-03-27",), "27 March 2026"),
            ("WORDS", ("so",), "<bdi>so</bdi>"),
            ("WORDS", (), "…"),
        ],
    )
    def test_repeats_an_earlier_answer(self, name, answer, words):
        assert told(f"You said {{{name}}}.", {name: answer}) == f"You said {words}."

    def test_speaks_the_language_of_the_page(self):
        assert told("{DAY}: {MANY}", {"DAY": ("2026-03-27",), "MANY": ("a", "c")}, "cy") == (
            "27 Mawrth 2026: a-cy, c-cy"
        )

    def test_escapes_what_was_typed(self):
        hostile = "<strong>{month}</strong><script>"

        words = told("{WORDS} {month}", {"WORDS": (hostile,)}, facts={"month": "<i>May"})

        assert words == (
            "<bdi>&lt;strong&gt;{month}&lt;/strong&gt;&lt;script&gt;</bdi> &lt;i&gt;May"
        )

    def test_has_the_authors_words_for_what_is_not_known(self):
        assert told("In {month|that <month>}.", {}) == "In that &lt;month&gt;."
        assert told("{GONE}", {}) == "…"

    @pytest.mark.safety
    def test_repeats_nothing_that_was_answered_in_another_sitting(self):
        assert told("{ONE|that}", {"ONE": ("a",)}, tellable=frozenset()) == "that"


class TestAnswerWords:
    @pytest.mark.parametrize(
        ("question", "answer", "words"),
        [
            (QUESTION, ("not",), ("Not safe",)),
            (QUESTION, (), ()),
            (make.question("A", kind=QuestionKind.INTEGER, choices=()), ("7",), ("<bdi>7</bdi>",)),
            (
                make.question("A", kind=QuestionKind.TEXT, choices=()),
                ("<i>\n2",),
                ("<bdi>&lt;i&gt;<br>2</bdi>",),
            ),
            (
                make.question("A", kind=QuestionKind.DATE, choices=()),
                ("2026-03-27",),
                ("27 March 2026",),
            ),
            (
                make.question("A", kind=QuestionKind.ACKNOWLEDGE, choices=()),
                ("OK",),
                ("I confirm",),
            ),
            (
                make.question("A", kind=QuestionKind.ACKNOWLEDGE, choices=("agree",)),
                ("OK",),
                ("agree",),
            ),
        ],
    )
    def test_read_the_answer_back(self, question, answer, words):
        assert answer_words(question, {"A": answer}, language="en") == words

    def test_hold_what_was_written_beside_a_choice(self):
        question = make.question("A", choices=(make.choice("other", details={"en": "What?"}),))

        words = answer_words(question, {"A": ("other",), "A.other": ("<x>",)}, language="en")

        assert words == ("other: <bdi>&lt;x&gt;</bdi>",)

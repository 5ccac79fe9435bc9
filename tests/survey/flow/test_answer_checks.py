from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import (
    Answer,
    Call,
    Function,
    Operation,
    Operator,
    Own,
    Tag,
    Value,
)
from survey.definition.types import QuestionKind
from survey.flow.answer_checks import (
    AnswerError,
    AnswerFault,
    check_answer,
    check_details,
    clean_text,
)
from survey.flow.context import AnswerContext
from tests.each import for_each
from tests.survey import make

SINGLE = make.question("A", choices=("yes", "no", make.choice("prefer_not", is_apart=True)))
MULTI = make.question(
    "B",
    kind=QuestionKind.MULTI,
    choices=(
        "vision",
        "hearing",
        make.choice("none", is_exclusive=True),
        make.choice("prefer_not", is_exclusive=True, is_apart=True),
    ),
)


class TestCheckAnswer:
    @for_each(
        ("question", "picked", "answer"),
        [
            (SINGLE, ["yes"], ("yes",)),
            (SINGLE, [], ()),
            (SINGLE, ["no", "no"], ("no",)),
            (SINGLE, ["prefer_not"], ("prefer_not",)),
            (MULTI, [], ()),
            (MULTI, ["vision"], ("vision",)),
            (MULTI, ["hearing", "vision"], ("vision", "hearing")),
            (MULTI, ["none"], ("none",)),
            (MULTI, ["prefer_not"], ("prefer_not",)),
        ],
    )
    def test_takes_an_answer_in_the_order_shown(self, question, picked, answer):
        assert check_answer(question, picked) == answer

    @for_each(
        ("question", "picked", "fault"),
        [
            (SINGLE, ["maybe"], AnswerFault.UNKNOWN_CHOICE),
            (SINGLE, [""], AnswerFault.UNKNOWN_CHOICE),
            (SINGLE, ["Yes"], AnswerFault.UNKNOWN_CHOICE),
            (SINGLE, ["yes", "no"], AnswerFault.MORE_THAN_ONE),
            (MULTI, ["vision", "smell"], AnswerFault.UNKNOWN_CHOICE),
            (MULTI, ["vision", "none"], AnswerFault.EXCLUSIVE_WITH_OTHERS),
            (MULTI, ["none", "prefer_not"], AnswerFault.EXCLUSIVE_WITH_OTHERS),
            (MULTI, ["vision", "hearing", "prefer_not"], AnswerFault.EXCLUSIVE_WITH_OTHERS),
        ],
    )
    def test_refuses_what_is_none_and_says_why(self, question, picked, fault):
        with pytest.raises(AnswerError) as error:
            check_answer(question, picked)

        assert error.value.code is fault

    @pytest.mark.slow
    @given(st.data(), make.instruments(is_sound=False))
    def test_agrees_with_itself(self, data, instrument):
        question = data.draw(st.sampled_from(instrument.questions))
        context = AnswerContext(instrument, data.draw(make.answers_to(instrument)))
        sent = st.sampled_from([*make.GIVEN, "OK", " 07 ", "1", "2", "2026", "\x00\r\n"])
        picked = data.draw(st.lists(sent | st.text(max_size=4), max_size=4))

        try:
            answer = check_answer(question, picked, context)
        except AnswerError:
            return

        assert check_answer(question, answer, context) == answer


def of_kind(kind, **more):
    return make.question("A", kind=kind, choices=(), **more)


TEXT, NUMBER, DECIMAL, DAY, TIME, BOX, NOTE = (
    of_kind(kind)
    for kind in (
        QuestionKind.TEXT,
        QuestionKind.INTEGER,
        QuestionKind.DECIMAL,
        QuestionKind.DATE,
        QuestionKind.TIME,
        QuestionKind.ACKNOWLEDGE,
        QuestionKind.NOTE,
    )
)


class TestKinds:
    @for_each(
        ("question", "sent", "answer"),
        [
            (TEXT, ["  ŵyn \r\n bach\t1 "], ("ŵyn \n bach 1",)),
            (TEXT, ["a\x00b\x1b[31m\ud800"], ("ab[31m",)),
            (TEXT, ["مرحبا \u200f👩‍👩‍👧"], ("مرحبا \u200f👩‍👩‍👧",)),
            (TEXT, [" \x00 "], ()),
            (TEXT, ["x" * 1000], ("x" * 1000,)),
            (TEXT, [], ()),
            (NUMBER, [" 007 "], ("7",)),
            (NUMBER, ["-3"], ("-3",)),
            (NUMBER, ["\N{MINUS SIGN}3"], ("-3",)),
            (NUMBER, ["٣٤"], ("34",)),
            (NUMBER, [""], ()),
            (NUMBER, ["123456789"], ("123456789",)),
            (NUMBER, ["-123456789"], ("-123456789",)),
            (NUMBER, ["+5"], ("5",)),
            (DECIMAL, [" 2.50 "], ("2.5",)),
            (DECIMAL, ["2,5"], ("2.5",)),
            (DECIMAL, [".5"], ("0.5",)),
            (DECIMAL, ["-0.5"], ("-0.5",)),
            (DECIMAL, ["-0.0"], ("0",)),
            (DECIMAL, ["007"], ("7",)),
            (DECIMAL, ["٢٫٥"], ("2.5",)),
            (DECIMAL, ["1234.5678"], ("1234.5678",)),
            (DECIMAL, [""], ()),
            (TIME, ["9:05"], ("09:05",)),
            (TIME, [" 23.59 "], ("23:59",)),
            (TIME, ["٠٩:٣٠"], ("09:30",)),
            (TIME, ["14:30:00"], ("14:30",)),
            (TIME, [], ()),
            (DAY, ["1", "1", "1900"], ("1900-01-01",)),
            (DAY, ["31", "12", "2100"], ("2100-12-31",)),
            (DAY, [], ()),
            (DAY, ["2026-03-27"], ("2026-03-27",)),
            (DAY, ["27", "3", "2026"], ("2026-03-27",)),
            (DAY, [" 7", "03", "٢٠٢٦"], ("2026-03-07",)),
            (DAY, ["", "", ""], ()),
            (BOX, ["OK"], ("OK",)),
            (BOX, [], ()),
            (NOTE, [], ()),
        ],
    )
    def test_keep_what_was_sent_in_one_form(self, question, sent, answer):
        assert check_answer(question, sent) == answer

    @for_each(
        ("question", "sent", "fault"),
        [
            (TEXT, ["x" * 1001], AnswerFault.TOO_LONG),
            (TEXT, ["one", "two"], AnswerFault.MORE_THAN_ONE),
            (NUMBER, ["twelve"], AnswerFault.NOT_WHOLE),
            (NUMBER, ["1.5"], AnswerFault.NOT_WHOLE),
            (NUMBER, ["²"], AnswerFault.NOT_WHOLE),
            (NUMBER, ["1234567890"], AnswerFault.TOO_LARGE),
            (DECIMAL, ["1,500"], AnswerFault.NOT_A_NUMBER),
            (DECIMAL, ["1.500,00"], AnswerFault.NOT_A_NUMBER),
            (DECIMAL, ["."], AnswerFault.NOT_A_NUMBER),
            (DECIMAL, ["1e5"], AnswerFault.NOT_A_NUMBER),
            (DECIMAL, ["two"], AnswerFault.NOT_A_NUMBER),
            (DECIMAL, ["1234567890.5"], AnswerFault.TOO_LARGE),
            (DECIMAL, ["0.1234567"], AnswerFault.TOO_LARGE),
            (DECIMAL, ["1", "2"], AnswerFault.MORE_THAN_ONE),
            (TIME, ["24:00"], AnswerFault.NOT_A_TIME),
            (TIME, ["9:60"], AnswerFault.NOT_A_TIME),
            (TIME, ["9"], AnswerFault.NOT_A_TIME),
            (TIME, ["9:05 pm"], AnswerFault.NOT_A_TIME),
            (DAY, ["27", "", "2026"], AnswerFault.DATE_INCOMPLETE),
            (DAY, ["30", "2", "2026"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "March", "2026"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "3", "26"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "3", "1899"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "3", "2101"], AnswerFault.NOT_A_DATE),
            (DAY, ["027", "3", "2026"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "003", "2026"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "3"], AnswerFault.NOT_A_DATE),
            (DAY, ["27", "3", "2026", "4"], AnswerFault.NOT_A_DATE),
            (NUMBER, ["1", "2"], AnswerFault.MORE_THAN_ONE),
            (BOX, ["OK", "yes"], AnswerFault.UNKNOWN_CHOICE),
            (DAY, ["yesterday"], AnswerFault.NOT_A_DATE),
            (BOX, ["yes"], AnswerFault.UNKNOWN_CHOICE),
            (NOTE, ["read"], AnswerFault.NOT_ASKED),
            (of_kind(QuestionKind.HIDDEN), ["x"], AnswerFault.NOT_ASKED),
            (of_kind(QuestionKind.CALCULATED), ["x"], AnswerFault.NOT_ASKED),
        ],
    )
    def test_say_what_cannot_be_taken(self, question, sent, fault):
        with pytest.raises(AnswerError) as error:
            check_answer(question, sent)

        assert error.value.code is fault


class TestRequired:
    def test_refuses_to_be_skipped(self):
        with pytest.raises(AnswerError) as error:
            check_answer(of_kind(QuestionKind.ACKNOWLEDGE, is_required=True), [])

        assert error.value.code is AnswerFault.REQUIRED

    def test_means_nothing_where_there_is_nothing_to_answer(self):
        assert check_answer(of_kind(QuestionKind.NOTE, is_required=True), []) == ()


class TestConstraint:
    ADULT = of_kind(QuestionKind.INTEGER, constraint=Operation(Operator.AT_LEAST, Own(), Value(18)))
    PAST = of_kind(
        QuestionKind.DATE, constraint=Operation(Operator.AT_MOST, Own(), Call(Function.TODAY, ()))
    )
    MORE = of_kind(
        QuestionKind.INTEGER, constraint=Operation(Operator.MORE, Own(), Answer("BEFORE"))
    )

    @pytest.mark.parametrize(
        ("question", "sent", "is_taken"),
        [
            (ADULT, ["18"], True),
            (ADULT, ["17"], False),
            (PAST, ["2026-11-25"], True),
            (PAST, ["2026-11-26"], False),
            (MORE, ["6"], True),
            (MORE, ["5"], False),
        ],
    )
    def test_is_what_the_author_demands(self, question, sent, is_taken):
        context = AnswerContext(answers={"BEFORE": ("5",)}, today=date(2026, 11, 25))

        if is_taken:
            assert check_answer(question, sent, context) == tuple(sent)
        else:
            with pytest.raises(AnswerError) as error:
                check_answer(question, sent, context)
            assert error.value.code is AnswerFault.CONSTRAINT

    def test_lets_everyone_skip(self):
        assert check_answer(self.ADULT, [], AnswerContext()) == ()

    def test_is_not_judged_without_what_it_looks_at(self):
        assert check_answer(self.MORE, ["1"]) == ("1",)
        with pytest.raises(AnswerError):
            check_answer(self.ADULT, ["1"])


class TestChoiceFilter:
    PLACE = make.question(
        "PLACE",
        choices=(make.choice("cardiff", tags={"in": "wales"}), make.choice("york")),
        choice_filter=Operation(Operator.EQUAL, Tag("in"), Answer("NATION")),
    )

    def test_leaves_only_what_may_be_picked(self):
        context = AnswerContext(answers={"NATION": ("wales",)})

        assert check_answer(self.PLACE, ["cardiff"], context) == ("cardiff",)
        with pytest.raises(AnswerError) as error:
            check_answer(self.PLACE, ["york"], context)
        assert error.value.code is AnswerFault.UNKNOWN_CHOICE

    def test_is_not_judged_without_the_other_answers(self):
        assert check_answer(self.PLACE, ["york"]) == ("york",)


class TestCheckDetails:
    QUESTION = make.question("Q", choices=("yes", make.choice("other", details={"en": "What?"})))

    @pytest.mark.parametrize(
        ("answer", "written", "kept"),
        [
            (("other",), {"other": " a\nb "}, ("a b",)),
            (("other",), {"other": "   "}, ()),
            (("other",), {}, ()),
            (("yes",), {"other": "x" * 900}, ()),
            (("other",), {"other": "x" * 200}, ("x" * 200,)),
            ((), {"other": "x"}, ()),
            (("other",), {"yes": "x"}, ()),
        ],
    )
    def test_keeps_words_beside_what_was_picked(self, answer, written, kept):
        assert check_details(self.QUESTION, answer, written) == {"Q.other": kept}

    def test_says_beside_which_choice_there_is_too_much(self):
        with pytest.raises(AnswerError) as error:
            check_details(self.QUESTION, ("other",), {"other": "x" * 201})

        assert (error.value.code, error.value.choice) == (AnswerFault.DETAILS_TOO_LONG, "other")

    def test_is_nothing_where_no_choice_has_a_box(self):
        assert check_details(SINGLE, ("yes",), {"yes": "x"}) == {}


class TestCleanText:
    @given(st.text())
    def test_changes_nothing_the_second_time(self, text):
        assert clean_text(clean_text(text)) == clean_text(text)

    @given(st.text(st.characters(exclude_categories=["Cc", "Cs"])))
    def test_changes_nothing_but_the_space_around(self, text):
        assert clean_text(text) == text.strip()

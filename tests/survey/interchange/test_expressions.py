import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expressions import (
    AllOf,
    Answer,
    AnyOf,
    Call,
    Function,
    Not,
    Operation,
    Operator,
    Own,
    Picked,
    Tag,
    Value,
)
from survey.interchange.faults import Reason
from survey.interchange.xpath.parsing import normalise, parse_text
from survey.interchange.xpath.tokens import LONGEST, ExpressionError
from survey.interchange.xpath.writing import UnableToWriteError, write_text
from tests.each import for_each
from tests.survey.interchange import make

A, B, C = Answer("a"), Answer("b"), Answer("c")
YES = Value("yes")


def picked(*choices):
    return Picked("a", frozenset(choices))


class TestText:
    @for_each(
        ("text", "tree"),
        [
            ("${a} = 'yes'", Operation(Operator.EQUAL, A, YES)),
            ('${ a }="yes"', Operation(Operator.EQUAL, A, YES)),
            (". >= 18", Operation(Operator.AT_LEAST, Own(), Value(18))),
            (".5", Value(0.5)),
            ("- 5", Value(-5)),
            ("-${a}", Call(Function.NEGATIVE, (A,))),
            ("selected(${a}, 'yes')", picked("yes")),
            ("selected(., 'yes')", Call(Function.SELECTED, (Own(), YES))),
            ("not(${a})", Not(A)),
            ("today()", Call(Function.TODAY, ())),
            (
                "format-date(now(), '%Y')",
                Call(Function.FORMAT_DATE, (Call(Function.TODAY, ()), Value("%Y"))),
            ),
            ("true()", Call(Function.TRUE, ())),
            ("max(1, ${a}, 3)", Call(Function.MAX, (Value(1), A, Value(3)))),
            ("if(${a}, 1, 'no')", Call(Function.IF, (A, Value(1), Value("no")))),
            ("${a} or ${b} and ${c}", AnyOf((A, AllOf((B, C))))),
            ("(${a} or ${b}) and ${c}", AllOf((AnyOf((A, B)), C))),
            ("${a} or (${b} or ${c})", AnyOf((A, AnyOf((B, C))))),
        ],
    )
    def test_becomes_a_tree(self, text, tree):
        assert parse_text(text) == tree

    @pytest.mark.parametrize(
        ("text", "as_if"),
        [
            ("${a} - ${b} - ${c}", "(${a} - ${b}) - ${c}"),
            ("${a} + ${b} * ${c}", "${a} + (${b} * ${c})"),
            ("${a} < ${b} = ${c}", "(${a} < ${b}) = ${c}"),
            ("${a} = ${b} and ${c}", "(${a} = ${b}) and ${c}"),
            ("-${a} div ${b} mod ${c}", "((-${a}) div ${b}) mod ${c}"),
            ("${a}-1", "${a} - 1"),
        ],
    )
    def test_binds_as_in_xpath(self, text, as_if):
        assert parse_text(text) == parse_text(as_if)

    def test_of_choices_of_one_question_is_one_condition(self):
        text = "selected(${a}, 'yes') or selected(${a}, 'no') or ${b}"

        assert parse_text(text) == AnyOf((picked("yes", "no"), B))

    def test_may_name_columns_of_choices_in_a_filter_only(self):
        text = "area = ${a}"

        assert parse_text(text, may_have_tags=True) == Operation(Operator.EQUAL, Tag("area"), A)
        with pytest.raises(ExpressionError) as error:
            parse_text(text)
        assert error.value.reason is Reason.OTHER_NAME

    @for_each(
        ("text", "reason", "position"),
        [
            ("", Reason.UNEXPECTED_END, 1),
            ("${a} == (", Reason.UNEXPECTED_TOKEN, 7),
            ("${a} =", Reason.UNEXPECTED_END, 7),
            ("(${a}", Reason.UNEXPECTED_END, 6),
            ("${a})", Reason.UNEXPECTED_TOKEN, 5),
            ("${a} ${b}", Reason.UNEXPECTED_TOKEN, 8),
            ("${a} = ‘yes’", Reason.CURLY_QUOTE, 8),
            ("${a} = 'yes", Reason.OPEN_QUOTE, 8),
            ("../b[1] = 1", Reason.UNEXPECTED_TOKEN, 5),
            ("/form/b = 1", Reason.UNEXPECTED_TOKEN, 1),
            ("${a}[1]", Reason.UNEXPECTED_TOKEN, 5),
            ("1 | 2", Reason.UNEXPECTED_TOKEN, 3),
            ("$a", Reason.UNEXPECTED_TOKEN, 1),
            ("${a", Reason.UNEXPECTED_TOKEN, 1),
            ("pulldata('fruits', 'a')", Reason.OTHER_FUNCTION, 1),
            ("1 + once(2)", Reason.OTHER_FUNCTION, 5),
            ("now()", Reason.OTHER_FUNCTION, 1),
            ("format-date(today(), now())", Reason.OTHER_FUNCTION, 22),
            ("substr('a')", Reason.WRONG_ARGUMENTS, 1),
            ("today(1)", Reason.WRONG_ARGUMENTS, 1),
            ("if(1, 2)", Reason.WRONG_ARGUMENTS, 1),
            ("true", Reason.OTHER_NAME, 1),
            ("9" * 31, Reason.UNEXPECTED_TOKEN, 1),
            ("(" * 40, Reason.EXPRESSION_TOO_DEEP, 31),
            ("1" + "+1" * 200, Reason.EXPRESSION_TOO_DEEP, 203),
            ("1" + "+1" * 30, Reason.EXPRESSION_TOO_DEEP, 1),
            ("-" * 200 + "1", Reason.EXPRESSION_TOO_DEEP, 102),
            ("1 " * LONGEST, Reason.EXPRESSION_TOO_LONG, 1),
        ],
    )
    def test_that_is_no_expression_of_ours_is_refused_where_it_goes_wrong(
        self, text, reason, position
    ):
        with pytest.raises(ExpressionError) as error:
            parse_text(text)

        assert (error.value.reason, error.value.terms["position"]) == (reason, str(position))

    @given(st.text(st.sampled_from("${}ab'\"()=<>!.,-+*/ andortselcd0") | st.characters()))
    def test_of_any_kind_is_read_or_refused(self, text):
        try:
            tree = parse_text(text, may_have_tags=True)
        except ExpressionError:
            return

        assert parse_text(write_text(tree), may_have_tags=True) == tree


class TestWriting:
    @given(make.expressions())
    def test_is_undone_by_reading(self, tree):
        assert parse_text(write_text(tree), may_have_tags=True) == normalise(tree)

    @pytest.mark.parametrize(
        "text",
        [
            "${a} = 'yes'",
            "(${a} or ${b}) and ${c}",
            "${a} - (${b} - ${c})",
            "-(${a} + 1) * 2.50",
            "not(selected(${a}, 'no') or selected(${a}, 'yes'))",
            "if(${a} = '', 0, number(${a}))",
            '${a} = "don\'t"',
        ],
    )
    def test_puts_brackets_only_where_they_are_needed(self, text):
        assert write_text(parse_text(text)) == text.replace("2.50", "2.5")

    @pytest.mark.parametrize(
        "tree",
        [
            Value("both ' and \""),
            Value(float("inf")),
            Value(1e-200),
            Answer("two words"),
            Picked("a", frozenset()),
        ],
    )
    def test_refuses_what_cannot_be_said(self, tree):
        with pytest.raises(UnableToWriteError):
            write_text(tree)


class TestNormalForm:
    @given(make.expressions())
    def test_stays_as_it_is(self, tree):
        assert normalise(normalise(tree)) == normalise(tree)

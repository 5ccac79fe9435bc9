from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.evaluation import evaluate
from survey.definition.expressions import (
    ARITY,
    Answer,
    Call,
    Function,
    Operation,
    Operator,
    Value,
)
from survey.definition.functions.on_values import LONGEST, ON_VALUES
from tests.each import for_each

TEXTS = st.lists(
    st.sampled_from(["", "a b", "2026-03-27", "1", "-2.5", "99999999999", "%", "true"])
    | st.text(max_size=5),
    max_size=4,
)


def came_of(name, *given):
    return evaluate(Call(Function(name), tuple(map(Value, given))), {})


class TestFunction:
    @for_each(
        ("name", "given", "result"),
        [
            ("true", (), True),
            ("false", (), False),
            ("selected-at", ("a b c", 0), "a"),
            ("selected-at", ("a b c", 2), "c"),
            ("selected-at", ("a b c", 3), ""),
            ("selected-at", ("a b c", -1), ""),
            ("count-selected", ("a b c",), Decimal(3)),
            ("concat", ("a", 1, "b"), "a1b"),
            ("join", (", ", "a", "b", "c"), "a, b, c"),
            ("substr", ("abcdef", 2), "cdef"),
            ("substr", ("abcdef", 1, 3), "bc"),
            ("substr", ("abcdef", -2), "ef"),
            ("substr", ("abc", 2, 99), "c"),
            ("substr", ("abc", "x"), ""),
            ("substring-before", ("1999/04/01", "/"), "1999"),
            ("substring-before", ("1999", "/"), ""),
            ("substring-after", ("1999/04/01", "/"), "04/01"),
            ("substring-after", ("1999", "/"), ""),
            ("contains", ("abc", "b"), True),
            ("contains", ("abc", "d"), False),
            ("contains", ("", ""), True),
            ("starts-with", ("abc", "ab"), True),
            ("starts-with", ("abc", "b"), False),
            ("ends-with", ("abc", "bc"), True),
            ("ends-with", ("abc", "b"), False),
            ("normalize-space", ("  a \n b ",), "a b"),
            ("string", (5,), "5"),
            ("string-length", ("ŵyn",), Decimal(3)),
            ("boolean-from-string", ("true",), True),
            ("boolean-from-string", (1,), True),
            ("boolean-from-string", ("yes",), False),
            ("round", (2.5,), Decimal(3)),
            ("round", (-2.5,), Decimal(-2)),
            ("round", (3.14159, 2), Decimal("3.14")),
            ("round", (1250, -2), Decimal(1300)),
            ("round", ("many",), ""),
            ("round", (1, 99), ""),
            ("int", (3.9,), Decimal(3)),
            ("min", (3, 1, 2), Decimal(1)),
            ("max", (3, 1, 2), Decimal(3)),
            ("max", (3, "", 2), ""),
            ("abs", (-3,), Decimal(3)),
            ("pow", (2, 10), Decimal(1024)),
            ("pow", (0, 0), Decimal(1)),
            ("pow", (0, -1), ""),
            ("pow", (-4, 0.5), ""),
            ("pow", (10, 99999), ""),
            ("date", ("2026-03-27",), "2026-03-27"),
            ("date", ("tomorrow",), ""),
            ("decimal-date-time", ("1970-01-02",), Decimal(1)),
            ("decimal-date-time", ("1969-12-31",), Decimal(-1)),
            ("decimal-date-time", ("",), ""),
        ],
    )
    def test_comes_to_what_is_documented(self, name, given, result):
        assert came_of(name, *given) == result

    @given(st.sampled_from(sorted(ON_VALUES)), TEXTS)
    def test_never_fails(self, function, given):
        assert isinstance(ON_VALUES[function](given), str | bool | Decimal)

    @pytest.mark.parametrize("function", [Function.NUMBER, Function.INT])
    @pytest.mark.parametrize(("answer", "counts"), [("x", 1), ("y", 0)])
    def test_counts_a_condition(self, function, answer, counts):
        is_x = Operation(Operator.EQUAL, Answer("A"), Value("x"))

        assert evaluate(Call(function, (is_x,)), {"A": (answer,)}) == Decimal(counts)

    def test_looks_at_answers(self):
        last = Call(Function.SELECTED_AT, (Answer("A"), Value(1)))

        assert evaluate(last, {"A": ("x", "y")}, today=date(2026, 3, 27)) == "y"

    @pytest.mark.parametrize("name", ["concat", "join"])
    def test_joins_no_more_than_a_page_can_hold(self, name):
        long = "x" * (LONGEST // 2)

        assert came_of(name, long, long, long) == ""

    def test_is_there_for_every_name(self):
        special = {
            Function.IF, Function.COALESCE, Function.TODAY, Function.NUMBER, Function.INT,
        }  # fmt: skip

        assert set(ON_VALUES) | special == set(Function) == set(ARITY)

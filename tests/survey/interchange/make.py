"""Random expressions, forms and instruments that XLSForm can carry."""

from hypothesis import strategies as st

from survey.expressions import (
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

NAMES = ("A", "Q-OVR-1", "and", "_x.2", "crime_type", "ŵy")
CODES = ("yes", "no", "don't", 'so "called"', "99", "prefer not")
NUMBERS = st.integers(-(10**9), 10**9) | st.floats(-1e6, 1e6, allow_subnormal=False).filter(
    lambda number: number == 0 or abs(number) > 1e-6
)
STRINGS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).filter(
    lambda text: not ("'" in text and '"' in text)
)
ONE, TWO, THREE, NONE = (1, 1), (2, 2), (3, 3), (0, 0)
TAKES = {
    Function.IF: THREE, Function.COALESCE: (2, 3), Function.TODAY: NONE, Function.SELECTED: TWO,
    Function.COUNT_SELECTED: ONE, Function.STRING_LENGTH: ONE, Function.NUMBER: ONE,
    Function.INT: ONE, Function.FORMAT_DATE: TWO, Function.NEGATIVE: ONE,
}  # fmt: skip


def leaves():
    names = st.sampled_from(NAMES)
    picked = st.builds(Picked, names, st.frozensets(st.sampled_from(CODES), min_size=1, max_size=3))
    return (
        st.builds(Value, NUMBERS | STRINGS)
        | st.builds(Answer, names)
        | st.just(Own())
        | st.builds(Tag, names)
        | picked
    )


def calls(inner):
    def call(function):
        least, most = TAKES[function]
        arguments = st.lists(inner, min_size=least, max_size=most).map(tuple)
        return st.builds(Call, st.just(function), arguments)

    regex = st.builds(
        lambda value, pattern: Call(Function.REGEX, (value, Value(pattern))),
        inner,
        st.sampled_from(["^[a-z]+$", r"\d{2}", ""]),
    )
    return st.sampled_from(sorted(TAKES)).flatmap(call) | regex


def expressions():
    def deeper(inner):
        parts = st.lists(inner, min_size=1, max_size=3).map(tuple)
        return (
            st.builds(AllOf, parts)
            | st.builds(AnyOf, parts)
            | st.builds(Not, inner)
            | st.builds(Operation, st.sampled_from(Operator), inner, inner)
            | calls(inner)
        )

    return st.recursive(leaves(), deeper, max_leaves=12)

from itertools import product

import pytest

from survey.definition import expression_types as types
from survey.definition.expression_types import ExpressionType, Typed, UnsoundError
from survey.definition.expressions import Function, Operator
from tests.each import for_each

NUMBER, TEXT, DATE, TIME, TRUTH = (
    Typed(kind)
    for kind in (
        ExpressionType.NUMBER, ExpressionType.TEXT, ExpressionType.DATE, ExpressionType.TIME,
        ExpressionType.TRUTH,
    )
)  # fmt: skip
CHOICE = Typed(ExpressionType.CHOICE, codes=frozenset({"yes", "no"}), question="Q1")
OTHER_CHOICE = Typed(ExpressionType.CHOICE, codes=frozenset({"never"}), question="Q2")
CHOICES = Typed(ExpressionType.CHOICES, codes=frozenset({"yes", "no"}), question="Q3")
NOTHING, ISO = Typed(TEXT.type, literal=""), Typed(TEXT.type, literal="2026-10-05")
NOON = Typed(TEXT.type, literal="12:00")
SCALE = Typed(ExpressionType.CHOICE, codes=frozenset({"1", "2", "03"}), question="Q5")
YES, MAYBE = Typed(TEXT.type, literal="yes"), Typed(TEXT.type, literal="maybe")
KINDS = {
    "number": NUMBER, "text": TEXT, "date": DATE, "truth": TRUTH, "choice": CHOICE,
    "choices": CHOICES, "nothing": NOTHING, "iso": ISO, "yes": YES, "time": TIME,
}  # fmt: skip
ORDERING = [Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST]


def came_of(work, *given) -> ExpressionType | None:
    try:
        result = work(*given)
    except UnsoundError:
        return None
    return result.type


def sound_pairs(operator: Operator) -> dict[tuple[str, str], ExpressionType]:
    found = {
        (left, right): came_of(types.operation, operator, KINDS[left], KINDS[right])
        for left, right in product(KINDS, repeat=2)
    }
    return {pair: result for pair, result in found.items() if result is not None}


def calls(function: Function, *given: Typed) -> ExpressionType | None:
    return came_of(types.call, function, list(given))


class TestTyped:
    @for_each("name", KINDS)
    def test_is_nothing_where_the_text_is_empty(self, name):
        assert KINDS[name].is_nothing is (name == "nothing")

    @for_each("name", KINDS)
    def test_is_a_date_by_type_or_as_it_is_written(self, name):
        assert KINDS[name].is_date is (name in {"date", "iso"})


class TestEquality:
    ALIKE = {
        ("number", "number"), ("text", "text"), ("date", "date"), ("choice", "choice"),
        ("text", "choice"), ("text", "iso"), ("text", "yes"), ("yes", "yes"), ("iso", "iso"),
        ("iso", "date"), ("iso", "yes"), ("choice", "yes"), ("choices", "yes"),
        ("time", "time"), ("truth", "truth"),
    }  # fmt: skip

    @pytest.mark.parametrize("operator", [Operator.EQUAL, Operator.UNEQUAL])
    def test_holds_like_against_like_and_anything_against_nothing(self, operator):
        wanted = self.ALIKE | {(right, left) for left, right in self.ALIKE}
        wanted |= {("nothing", name) for name in KINDS} | {(name, "nothing") for name in KINDS}

        assert sound_pairs(operator) == dict.fromkeys(wanted, ExpressionType.TRUTH)

    def test_knows_the_choices_of_a_question(self):
        assert came_of(types.operation, Operator.EQUAL, CHOICE, MAYBE) is None
        assert came_of(types.operation, Operator.EQUAL, MAYBE, CHOICE) is None

    def test_takes_a_number_for_a_code_that_reads_as_it(self):
        for number, is_known in (("1", True), ("3", True), ("4", False)):
            written = Typed(NUMBER.type, literal=number)
            result = ExpressionType.TRUTH if is_known else None
            assert came_of(types.operation, Operator.EQUAL, SCALE, written) is result
            assert came_of(types.operation, Operator.EQUAL, written, SCALE) is result

    def test_takes_a_number_in_quotation_marks_for_a_number(self):
        for text, result in (("18", ExpressionType.TRUTH), ("many", None)):
            written = Typed(TEXT.type, literal=text)
            assert came_of(types.operation, Operator.EQUAL, NUMBER, written) is result

    def test_takes_a_time_as_it_is_kept(self):
        half = Typed(TEXT.type, literal="9:30")

        assert came_of(types.operation, Operator.EQUAL, TIME, NOON) is ExpressionType.TRUTH
        assert came_of(types.operation, Operator.EQUAL, TIME, half) is None

    def test_needs_a_choice_that_two_questions_share(self):
        shared = Typed(ExpressionType.CHOICE, codes=frozenset({"no", "never"}), question="Q4")

        assert came_of(types.operation, Operator.EQUAL, CHOICE, OTHER_CHOICE) is None
        assert came_of(types.operation, Operator.EQUAL, CHOICE, shared) is ExpressionType.TRUTH


class TestOrdering:
    @pytest.mark.parametrize("operator", ORDERING)
    def test_is_of_numbers_of_dates_and_of_times(self, operator):
        assert sound_pairs(operator) == dict.fromkeys(
            [("number", "number"), ("time", "time"), *product(("date", "iso"), repeat=2)],
            ExpressionType.TRUTH,
        )
        assert came_of(types.operation, operator, TIME, NOON) is ExpressionType.TRUTH

    @pytest.mark.parametrize("operator", ORDERING)
    def test_is_of_scales_whose_codes_are_numbers(self, operator):
        assert came_of(types.operation, operator, SCALE, NUMBER) is ExpressionType.TRUTH
        assert came_of(types.operation, operator, CHOICE, NUMBER) is None


class TestReckoning:
    NUMBERS = {("number", "number"): ExpressionType.NUMBER}
    LATER = {(day, "number"): ExpressionType.DATE for day in ("date", "iso")}

    def test_adds_numbers_and_days_to_a_date(self):
        assert sound_pairs(Operator.PLUS) == self.NUMBERS | self.LATER

    def test_takes_numbers_away_days_from_a_date_and_a_date_from_a_date(self):
        between = dict.fromkeys(product(("date", "iso"), repeat=2), ExpressionType.NUMBER)

        assert sound_pairs(Operator.MINUS) == self.NUMBERS | self.LATER | between

    @pytest.mark.parametrize("operator", [Operator.TIMES, Operator.DIVIDED_BY, Operator.REMAINDER])
    def test_does_the_rest_with_numbers_alone(self, operator):
        assert sound_pairs(operator) == self.NUMBERS
        assert came_of(types.operation, operator, SCALE, SCALE) is ExpressionType.NUMBER


class TestEither:
    def come_to(self, one: Typed, other: Typed) -> Typed | None:
        try:
            return types.call(Function.IF, [TRUTH, one, other])
        except UnsoundError:
            return None

    @pytest.mark.parametrize("kind", [NUMBER, TEXT, DATE, CHOICE, CHOICES])
    def test_is_what_both_are(self, kind):
        assert self.come_to(kind, kind).type is kind.type

    @pytest.mark.parametrize("kind", [NUMBER, DATE, CHOICE, CHOICES])
    def test_is_what_one_is_where_the_other_is_nothing(self, kind):
        assert self.come_to(kind, NOTHING).type is kind.type
        assert self.come_to(NOTHING, kind).type is kind.type
        assert self.come_to(NOTHING, kind).question == kind.question

    def test_is_a_date_where_both_are_dates_however_written(self):
        assert self.come_to(DATE, ISO).type is self.come_to(ISO, ISO).type is ExpressionType.DATE

    def test_is_text_where_one_only_is_written_as_a_date(self):
        assert self.come_to(ISO, TEXT).type is self.come_to(TEXT, ISO).type is ExpressionType.TEXT

    def test_is_text_where_a_choice_may_be_text(self):
        assert self.come_to(CHOICE, TEXT).type is self.come_to(TEXT, CHOICE).type
        assert self.come_to(TEXT, CHOICE).type is ExpressionType.TEXT

    def test_has_the_choices_of_both(self):
        assert self.come_to(CHOICE, OTHER_CHOICE).codes == {"yes", "no", "never"}

    @pytest.mark.parametrize(
        ("one", "other"),
        [(NUMBER, TEXT), (NUMBER, DATE), (DATE, TEXT), (CHOICE, NUMBER), (CHOICES, TEXT)],
    )
    def test_is_nothing_that_makes_sense_of_two_kinds(self, one, other):
        assert self.come_to(one, other) is self.come_to(other, one) is None

    @pytest.mark.parametrize("condition", [NUMBER, TEXT, CHOICE])
    def test_takes_a_condition(self, condition):
        assert calls(Function.IF, condition, NUMBER, NUMBER) is None


READABLE = set(KINDS) - {"truth"}
NUMERIC = {"text", "number", "nothing", "iso", "yes"}


class TestCall:
    @for_each("function", Function)
    def test_takes_no_other_number_of_arguments(self, function):
        wrong = [NUMBER] * 30

        with pytest.raises(UnsoundError, match="30 arguments"):
            types.call(function, wrong)

    @for_each(
        ("function", "takes", "result"),
        [
            (Function.COUNT_SELECTED, {"choice", "choices"}, ExpressionType.NUMBER),
            (Function.STRING_LENGTH, READABLE, ExpressionType.NUMBER),
            (Function.NUMBER, NUMERIC | {"choice", "truth"}, ExpressionType.NUMBER),
            (Function.INT, NUMERIC | {"choice", "truth"}, ExpressionType.NUMBER),
            (Function.NEGATIVE, {"number"}, ExpressionType.NUMBER),
            (Function.ABS, {"number"}, ExpressionType.NUMBER),
            (Function.ROUND, {"number"}, ExpressionType.NUMBER),
            (Function.STRING, READABLE, ExpressionType.TEXT),
            (Function.CONCAT, READABLE, ExpressionType.TEXT),
            (Function.NORMALIZE_SPACE, READABLE, ExpressionType.TEXT),
            (Function.BOOLEAN_FROM_STRING, READABLE, ExpressionType.TRUTH),
            (Function.DATE, {"text", "date", "nothing", "iso", "yes"}, ExpressionType.DATE),
            (Function.DECIMAL_DATE_TIME, {"date", "iso"}, ExpressionType.NUMBER),
        ],
    )
    def test_of_one_takes_what_it_can_work_with(self, function, takes, result):
        found = {name: calls(function, kind) for name, kind in KINDS.items()}

        assert {name for name in found if found[name]} == takes
        assert {found[name] for name in takes} == {result}

    def test_of_today_is_a_date(self):
        assert calls(Function.TODAY) is ExpressionType.DATE

    def test_of_selected_at_is_one_of_the_choices(self):
        found = types.call(Function.SELECTED_AT, [CHOICES, NUMBER])

        assert (found.type, found.codes) == (CHOICE.type, CHOICES.codes)
        assert calls(Function.SELECTED_AT, TEXT, NUMBER) is None
        assert calls(Function.SELECTED_AT, CHOICES, TEXT) is None

    def test_of_substr_takes_a_text_and_places(self):
        assert calls(Function.SUBSTR, TEXT, NUMBER) is ExpressionType.TEXT
        assert calls(Function.SUBSTR, CHOICE, NUMBER, NUMBER) is ExpressionType.TEXT
        assert calls(Function.SUBSTR, TEXT, TEXT) is None

    def test_of_truth_is_a_condition(self):
        assert calls(Function.TRUE) is calls(Function.FALSE) is ExpressionType.TRUTH

    def test_of_selected_takes_a_choice_of_its_question_or_words_that_may_be_one(self):
        for picked in (CHOICE, CHOICES):
            assert calls(Function.SELECTED, picked, YES) is ExpressionType.TRUTH
            assert calls(Function.SELECTED, picked, MAYBE) is None
            assert calls(Function.SELECTED, picked, TEXT) is ExpressionType.TRUTH
            assert calls(Function.SELECTED, picked, NUMBER) is None
        assert calls(Function.SELECTED, TEXT, YES) is None

    def test_of_regex_takes_a_pattern_that_is_written_down_and_safe(self):
        digits, unsafe = Typed(TEXT.type, literal="[0-9]+"), Typed(TEXT.type, literal="(a+)+")

        for text in (TEXT, NUMBER, DATE):
            assert calls(Function.REGEX, text, digits) is ExpressionType.TRUTH
        assert calls(Function.REGEX, CHOICE, digits) is None
        assert calls(Function.REGEX, TEXT, unsafe) is None
        assert calls(Function.REGEX, TEXT, TEXT) is None

    @pytest.mark.parametrize(
        ("form", "is_known"),
        [("%Y-%m-%d", True), ("day %e of %n", True), ("%Y %B", False), ("%", False), ("", True)],
    )
    def test_of_format_date_takes_a_date_and_the_parts_it_knows(self, form, is_known):
        written = Typed(TEXT.type, literal=form)
        result = ExpressionType.TEXT if is_known else None

        assert calls(Function.FORMAT_DATE, DATE, written) is result
        assert calls(Function.FORMAT_DATE, ISO, written) is result
        assert calls(Function.FORMAT_DATE, TEXT, written) is None

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.functions.regular_expressions import (
    LONGEST_TEXT,
    _Reader,
    fault_in_pattern,
    matches,
)
from tests.each import for_each
from tests.survey.definition.functions.backtracking import Backtracking, TooManyStepsError

TEXTS = ["a" * 24 + "!", "ab" * 12 + "!", "a-" * 12 + "!", "a" * 11 + "-" + "b" * 12, "-" * 24]
"""What makes a matcher try again and again: it fails at the end only."""


@st.composite
def some_pattern(draw, *, depth=3):
    parts = []
    for _ in range(draw(st.integers(1, 3))):
        part = draw(st.sampled_from(["a", "b", "-", "[ab]", "[a-]", r"\w", "."]))
        if depth and draw(st.booleans()):
            inner = [draw(some_pattern(depth=depth - 1)) for _ in range(draw(st.integers(1, 2)))]
            part = f"({'|'.join(inner)})"
        parts.append(part + draw(st.sampled_from(["", "", "?", "*", "+", "{2}", "{1,3}", "{2,}"])))
    return "".join(parts)


class TestFaultInPattern:
    @for_each(
        "pattern",
        [
            "",
            "[0-9]{10}",
            "^[0-9]{10}$",
            r"[^@\s]+@[^@\s]+\.[a-z]+",
            "[A-Z]{1,2}[0-9][A-Z0-9]? ?[0-9][A-Z]{2}",
            r"\+?[0-9 ]{7,15}",
            "(yes|no)?",
            "(?:ab)+",
            r"[\w'-]+",
            r"[\]\[]{2,}",
        ],
    )
    def test_is_none_in_plain_patterns(self, pattern):
        assert fault_in_pattern(pattern) == ""

    @for_each(
        ("pattern", "why"),
        [
            ("(a+)+", "repeats a group that can match in several ways"),
            ("(a|aa)+", "repeats a group that can match in several ways"),
            ("(a?){24}b", "can match in too many ways"),
            ("a?" * 30, "can match in too many ways"),
            ("a*a*a*a*b", "can match in too many ways"),
            ("(a)\\1", "has \\1, which it may not"),
            ("(?=a)", "looks around or names a group"),
            ("(?P<x>a)", "looks around or names a group"),
            ("(?!a)", "looks around or names a group"),
            ("(?#a)", "looks around or names a group"),
            ("a**", "repeats what cannot be repeated"),
            ("a+?", "repeats what cannot be repeated"),
            ("^*", "repeats what cannot be repeated"),
            ("a{3", "has a { that begins no {2}"),
            ("a{3,2}", "repeats more than"),
            ("a{999}", "repeats more than"),
            ("*", "where nothing stands before it"),
            ("(a", "has a bracket that is not closed"),
            ("[a", "has a bracket that is not closed"),
            ("[]", "has a bracket that is not closed"),
            ("a)", "has a bracket that closes nothing"),
            ("a]", "has a bracket that closes nothing"),
            ("[a--b]", "need a backslash"),
            ("[z-a]", "cannot be read"),
            ("\\p", "has \\p, which it may not"),
            ("\\", "has \\, which it may not"),
            ("a" * 201, "at most 200"),
        ],
    )
    def test_names_the_forbidden_part(self, pattern, why):
        assert why in fault_in_pattern(pattern)

    @given(st.text(alphabet="ab()[]{}*+?|\\^$.-,2", max_size=12))
    def test_takes_nothing_that_cannot_be_read(self, pattern):
        if not fault_in_pattern(pattern):
            re.compile(pattern)
            assert matches(pattern, "ab" * 20) in {True, False}


class TestWays:
    @for_each(
        ("pattern", "ways"),
        [
            ("", 1), ("abc", 1), ("[a-z]", 1), (r"\\d", 1), ("^a$", 1), ("a|b", 2), ("a|b|", 3),
            ("a?", 2), ("a?b?", 4), ("a*", 201), ("a+", 200), ("a{3}", 1), ("a{1}", 1),
            ("a{0,1}", 2), ("a{2,5}", 4), ("a{2,}", 199), ("(a|b)", 2), ("(?:a|b)c?", 4),
            ("(a|b){3}", 8), ("(a|b)?", 3), ("(a|b)(c|d|e)", 6),
        ],
    )  # fmt: skip
    def test_are_those_in_which_it_can_match(self, pattern, ways):
        assert _Reader(pattern).alternatives().ways == ways

    @pytest.mark.parametrize(
        ("pattern", "may_stand"),
        [
            ("a{0,199}" * 3, True), ("a{0,199}" * 3 + "a?", False), ("(a?){23}", True),
            ("(a?){24}", False), ("a{200}", True), ("a{201}", False), ("a" * 200, True),
        ],
    )  # fmt: skip
    def test_may_be_ten_million(self, pattern, may_stand):
        assert (fault_in_pattern(pattern) == "") is may_stand

    def test_says_at_which_character_it_fails(self):
        assert fault_in_pattern("ab)") == (
            "the pattern has a bracket that closes nothing (character 3)"
        )


def is_too_much(pattern, text):
    try:
        Backtracking(pattern, most=100_000).matches(text)
    except TooManyStepsError:
        return True
    return False


class TestSteps:
    @given(some_pattern())
    def test_of_any_pattern_are_within_its_ways(self, pattern):
        if not fault_in_pattern(pattern):
            ways = _Reader(pattern).alternatives().ways
            for text in TEXTS:
                most = 4 * ways * len(pattern) * (len(text) + 1)
                Backtracking(pattern, most=min(most, 100_000_000)).matches(text)

    @for_each(
        "pattern",
        [
            r"([\w-]+\.)+[\w-]{2,}", "(a|b)+", r"\w+(-\w+)*", r"(\w{1,3}-)+", "((a*)b)*-",
            "([0-9]{3}-?)+", r"[\w.-]+@([\w-]+\.)+[a-z]+", "(a{1,2}){1,3}", "[a-z]+( [a-z]+)*",
        ],
    )  # fmt: skip
    def test_are_few_where_the_next_character_says_how_to_go_on(self, pattern):
        assert fault_in_pattern(pattern) == ""
        for text in TEXTS:
            Backtracking(pattern, most=3_000).matches(text)

    @pytest.mark.slow
    @for_each(
        "pattern",
        [
            "(a+)+", "(a|a)*", "(a|aa)+", "(a*)*", r"(-?\w+)*", r"((a?|b?)\w)*", "(a?a)*",
            "(a+a+)+", "((a+)+-)+", "(.*a){12}", r"\w+(-?\w+)*", "(a{1,2})+",
            "(a+|b)*", "(a?b?a?)+",
        ],
    )  # fmt: skip
    def test_are_too_many_in_what_is_refused(self, pattern):
        assert fault_in_pattern(pattern)
        assert any(is_too_much(pattern, text) for text in TEXTS)


class TestMatches:
    @pytest.mark.parametrize("pattern", [r"[\w-\.]+", r"[.-\w]+", r"[-\w]+\.?", r"[\w-]+\.?\w*"])
    def test_reads_a_dash_beside_a_class_as_a_dash(self, pattern):
        assert matches(pattern, "a-b.c" if "." in pattern[:6] else "a-b.")

    def test_is_of_the_whole_text(self):
        assert matches("[a-z]{2}", "ab")
        assert not matches("[a-z]{2}", "abc")

    def test_knows_digits_of_ascii_only(self):
        assert not matches(r"\d", "٣")

    def test_is_false_of_a_pattern_that_may_not_be_used(self):
        assert not matches("(a+)+", "a")

    def test_is_false_of_a_text_that_is_too_long(self):
        assert matches("x*", "x" * LONGEST_TEXT)
        assert not matches("x*", "x" * (LONGEST_TEXT + 1))

import pytest
from hypothesis import given
from hypothesis import strategies as st

from survey.definition.expression_checks import fill, placeholders_in


class TestPlaceholdersIn:
    @pytest.mark.parametrize(
        ("text", "names"),
        [
            ("Nothing", set()),
            ("In {month}, and in {month|then}", {"month"}),
            ("You said {Q-CON-1}; then {EQ.2_b}", {"Q-CON-1", "EQ.2_b"}),
            ("{} { month } {1st} {a b}", set()),
        ],
    )
    def test_are_names_in_braces(self, text, names):
        assert placeholders_in(text) == names


class TestFill:
    def test_puts_words_in_the_place_of_a_name(self):
        assert fill("In {month}.", {"month": "May 2026"}) == "In May 2026."

    @pytest.mark.parametrize("words", [{}, {"month": ""}])
    def test_has_other_words_for_what_is_not_known(self, words):
        assert fill("In {month|that month}.", words) == "In that month."
        assert fill("In {month}.", words) == "In …."

    @pytest.mark.parametrize(
        ("text", "shown"),
        [("\\{a}", "{a}"), ("\\\\{a}", "\\x"), ("\\\\\\{a|b}", "\\{a|b}"), ("\\a", "\\a")],
    )
    def test_leaves_braces_after_a_backslash_as_they_are(self, text, shown):
        assert fill(text, {"a": "x"}) == shown

    def test_does_not_look_into_what_it_has_put_in(self):
        assert fill("{a} {b}", {"a": "{b}", "b": "x"}) == "{b} x"

    @given(st.text())
    def test_changes_nothing_without_a_name(self, text):
        if "{" not in text:
            assert fill(text, {}) == text

from dataclasses import replace

import pytest

from responses.imports.merging.cases import StoredRow, merge
from responses.imports.merging.differences import ContactDifference, Differences
from tests.responses.imports.merging.rows import PLAIN, TODAY


def lines(stored: dict, given: dict) -> list[tuple[str, str, str, str]]:
    """Column, what stands, what the row says, and what becomes of it."""
    before, after = replace(PLAIN, **stored), replace(PLAIN, **given)
    merged = merge(StoredRow(before), after, today=TODAY)
    found = Differences()
    found.add(before, after, merged, ContactDifference())
    return [
        (one.column, one.before, one.after, one.fate.value)
        for one in sorted(found.counts, key=lambda each: each.column)
    ]


class TestADifferenceOfRows:
    @pytest.mark.parametrize(
        ("stored", "given", "before", "after"),
        [("", "E01000914", "blank", "known"), ("E01000914", "", "known", "blank"),
         ("E01000914", "E01000915", "known", "another")],
    )  # fmt: skip
    def test_of_an_area_says_whether_one_is_known_and_never_which(
        self, stored, given, before, after
    ):
        [line] = lines({"area": stored}, {"area": given})

        assert line[:3] == ("area", before, after)

    @pytest.mark.parametrize(
        ("stored", "given", "expected"),
        [
            ("en", "cy", [("language", "en", "cy", "replaced")]),
            ("cy", "en", [("language", "cy", "en", "replaced")]),
            ("cy", "", [("language", "cy", "blank", "kept")]),
            ("en", "", []),
        ],
    )
    def test_of_a_language_is_none_where_nobody_said_one(self, stored, given, expected):
        assert lines({"language": stored}, {"language": given}) == expected

from dataclasses import replace

import pytest

from responses.case_files.case import CaseStage
from responses.imports.merging.cases import StoredRow, merge
from responses.imports.merging.differences import ContactDifference, Differences
from responses.imports.merging.suspicions import Sign
from tests.responses.imports.merging.rows import PLAIN, TODAY


def differences(stored: dict, given: dict) -> Differences:
    before, after = replace(PLAIN, **stored), replace(PLAIN, **given)
    merged = merge(StoredRow(before), after, today=TODAY)
    found = Differences()
    found.add(before, after, merged, ContactDifference())
    return found


def lines(stored: dict, given: dict) -> list[tuple[str, str, str, str]]:
    return [
        (one.column, one.before, one.after, one.fate.value)
        for one in sorted(differences(stored, given).counts, key=lambda each: each.column)
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

    @pytest.mark.parametrize(
        ("before", "after", "is_backwards"),
        [
            (CaseStage.CHARGED, CaseStage.INVESTIGATION, True),
            (CaseStage.INVESTIGATION, CaseStage.CHARGED, False),
            (CaseStage.CHARGED, CaseStage.CHARGED, False),
            (CaseStage.CLOSED, CaseStage.INVESTIGATION, False),
            (CaseStage.CHARGED, CaseStage.REOPENED, False),
        ],
    )
    def test_of_a_stage_goes_back_where_both_have_a_place_in_the_order(
        self, before, after, is_backwards
    ):
        signs = differences({"stage": before}, {"stage": after}).signs

        assert bool(signs[Sign.STAGE_GOES_BACK]) is is_backwards

from dataclasses import replace

import pytest

from responses.case_files.cells.codes import EXCLUSIONS
from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.eligibility import rules
from responses.eligibility.rules import KEEPS_SAFE
from responses.imports.merging.cases import REPLACED_BY_NONE, Merged, StoredRow, may_replace, merge
from tests.each import for_each
from tests.responses.imports.merging.rows import PLAIN, TODAY, asked, event_of

pytestmark = pytest.mark.safety

CODES = ("", *EXCLUSIONS)


def reached(code: str) -> list[bool]:
    row = replace(PLAIN, exclude_code=code)
    cases = [StoredRow(row), StoredRow(row, is_exclusion_lifted=code not in KEEPS_SAFE)]
    return [
        allowed
        for case in cases
        for allowed in (
            *asked(case),
            rules.may_remind(event_of(case), today=TODAY),
            rules.may_send_again(event_of(case), today=TODAY),
        )
    ]


def merged(stored: str, given: str) -> Merged:
    held = StoredRow(replace(PLAIN, exclude_code=stored))
    return merge(held, replace(PLAIN, exclude_code=given), today=TODAY)


class TestOneExclusionAfterAnother:
    @for_each("stored", CODES)
    def test_saf_18_lets_nobody_be_reached_who_was_not(self, stored):
        before = reached(stored)

        for given in CODES:
            after = reached(merged(stored, given).row.exclude_code)
            assert [now <= then for then, now in zip(before, after, strict=True)] == [True] * 8

    @for_each("stored", CODES)
    def test_waits_where_what_stands_says_something_else(self, stored):
        for given in CODES:
            found = merged(stored, given)

            assert bool(found.lifts) == (found.row.exclude_code != given)

    @pytest.mark.parametrize("stored", sorted(REPLACED_BY_NONE))
    def test_saf_18_never_takes_the_place_of_the_victims_own_no(self, stored):
        assert [code for code in CODES if may_replace(code, stored=stored)] == [stored]

    @for_each("stored", EXCLUSIONS)
    def test_of_the_same_strength_leaves_the_one_that_somebody_made(self, stored):
        for given in set(EXCLUSIONS) - {stored}:
            assert not (may_replace(given, stored=stored) and may_replace(stored, stored=given))

    def test_saf_13_hides_a_case_at_once_where_codes_were_allowed(self):
        assert merged("NOSAFE", OFFICER_SUSPECT).row.exclude_code == OFFICER_SUSPECT

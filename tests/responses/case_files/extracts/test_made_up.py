import io
from dataclasses import replace
from datetime import date
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import file_kinds
from responses.case_files.extracts.made_up import made_up_file
from responses.case_files.mapping_profile import parse_profile
from responses.case_files.reading import CaseFileRules
from tests.responses.case_files.examples import RULES, TODAY
from tests.responses.case_files.extracts.profiles import profiles

DAY = date(2026, 10, 1)
headings = st.from_regex(r"[A-Z][a-z]{3,9} [a-z]{3,9}", fullmatch=True)


class Made(NamedTuple):
    content: bytes
    name: str = "test.csv"

    def open(self, mode):
        return io.BytesIO(self.content)


def read(profile):
    rules = CaseFileRules(
        force_codes=RULES.force_codes, today=TODAY, is_simulated=True, profile=profile
    )
    text = made_up_file(profile, on=DAY)
    return list(file_kinds.read_cases(Made(text.encode()), rules=rules))


class TestATestFile:
    @given(profiles(headings).map(lambda each: replace(each, force="gwent")))
    def test_loads_whole_whatever_the_profile(self, profile):
        columns = {own: ours for own, ours in profile.columns.items() if ours != "force"}
        values = {
            column: {own: ours for own, ours in codes.items() if ours and own.isprintable()}
            for column, codes in profile.values.items()
            if column != "ethnicity_scheme"
        }
        profile = replace(profile, columns=columns, values=values, encoding=None)

        results = read(profile)

        assert len(results) >= 3
        assert [result.faults for result in results if result.faults] == []

    def test_tries_every_code(self):
        profile = parse_profile('[columns]\nG = "sex"\n[values.sex]\nW = "female"\nB = "male"\n')

        results = read(replace(profile, force="gwent"))

        assert {result.case.sex for result in results} == {"female", "male"}

    def test_is_in_the_layout_of_the_force(self):
        profile = parse_profile(
            'delimiter = "tab"\nheading_row = 2\nignore = ["Surname"]\n'
            '[columns]\n"Ref" = "case_key"\n"Seen" = "stage_on"\n'
            '[dates]\nstage_on = "DD-MON-YYYY"\n'
        )

        lines = made_up_file(profile, on=DAY).splitlines()

        assert lines[0].startswith("Test file")
        assert lines[1].split("\t")[:2] == ["Ref", "Seen"]
        assert lines[2].split("\t")[:2] == ["TEST-1", "01-OCT-2026"]
        assert lines[2].split("\t")[-1] == "not read"

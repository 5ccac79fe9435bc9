from dataclasses import replace

from hypothesis import given

from responses.case_files.extracts.profile_text import profile_text
from responses.case_files.mapping_profile import Profile, parse_profile
from tests.responses.case_files.extracts.profiles import profiles


class TestAProfileWritten:
    @given(profiles())
    def test_is_read_as_the_same(self, profile):
        values = {column: codes for column, codes in profile.values.items() if codes}

        assert parse_profile(profile_text(profile)) == replace(profile, values=values)

    def test_of_nothing_is_nothing(self):
        assert profile_text(Profile()).strip() == ""

    def test_has_one_line_for_dates_of_one_form(self):
        text = profile_text(parse_profile('dates = "DD/MM/YYYY"'))

        assert text == 'dates = "DD/MM/YYYY"\n'

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import file_kinds
from responses.case_files.columns import FLAGS
from responses.case_files.extracts.reach import (
    REACHING,
    SAYS_NOTHING,
    is_about_a_suspect,
    is_blank,
    may_stand_for,
)
from responses.case_files.mapping_profile import force_profile
from responses.case_files.reading import CaseFileRules
from tests.responses.case_files.examples import RULES, csv_text, record
from tests.responses.case_files.extracts.test_made_up import Made

INVISIBLE = "".join(["\u200b", "\ufeff", "\u00a0", "\u2060", "\u00ad", " ", "\t"])
PROFILE = force_profile(
    '[columns]\n"DA flag" = "flag_domestic_abuse"\nDead = "deceased"\n'
    '[values.flag_domestic_abuse]\nN = "no"\nY = "yes"\n[values.deceased]\nN = "no"\nY = "yes"\n',
    force="gwent",
)
cells = st.text(INVISIBLE, max_size=3) | st.sampled_from(
    ["N", "Y", " N ", "n", "No", "NO", "-", "#N/A", "N/A", "0", "FALSE", "N\u200b", "=N"]
)


class TestAFlag:
    @given(cells)
    def test_is_no_only_where_a_person_said_so_of_that_very_cell(self, cell):
        rules = CaseFileRules(force_codes=RULES.force_codes, today=RULES.today, profile=PROFILE)
        sent = record(force="gwent", **{"DA flag": cell})

        [result] = file_kinds.read_cases(Made(csv_text([sent]).encode()), rules=rules)

        said_no = result.case is not None and result.case.flags.get("domestic_abuse") is False
        assert said_no == (cell.strip() == "N")


class TestABlank:
    @given(st.text(INVISIBLE, max_size=5), st.sampled_from(FLAGS))
    def test_stands_for_nothing(self, own, flag):
        assert is_blank(own)
        assert not may_stand_for(own, f"flag_{flag}", "no")
        assert not may_stand_for(own, "stage", "REPORT")

    @pytest.mark.parametrize("own", sorted(SAYS_NOTHING))
    def test_in_words_makes_nobody_more_contactable(self, own):
        assert not may_stand_for(own, "flag_fgm", "no")
        assert not may_stand_for(own.upper(), "number_safe", "yes")
        assert may_stand_for(own, "flag_fgm", "yes")
        assert may_stand_for(own, "number_safe", "unknown")

    def test_is_no_reading_where_a_blank_is_not_the_careful_one(self):
        assert not may_stand_for("Y", "deceased", "")
        assert not may_stand_for("Bereaved", "victim_role", "")
        assert may_stand_for("U", "flag_fgm", "")


class TestASuspect:
    @pytest.mark.parametrize(
        "own", ["Suspect mob", "Offender Tel", "Perp. phone", "ACCUSED_MOBILE", "SuspectMobile"]
    )
    def test_is_seen_in_a_heading(self, own):
        assert is_about_a_suspect(own)

    def test_is_not_seen_in_a_word_that_has_the_word_in_it(self):
        assert not is_about_a_suspect("Unsuspected")

    def test_is_reached_by_no_column(self):
        assert {"contact_mobile", "contact_email", "safe_contact_channel"} <= REACHING

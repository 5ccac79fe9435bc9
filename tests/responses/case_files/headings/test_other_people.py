import pytest

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.reach import REACHING
from responses.case_files.headings.other_people import is_about_somebody_else
from responses.case_files.headings.refusals import may_say_no
from responses.case_files.reference_lists import rows_of
from tests.each import for_each


class TestAHeading:
    @for_each(
        "own",
        [
            "Suspect mob", "Offender Tel", "Perp. phone", "ACCUSED_MOBILE", "SuspectMobile",
            "SUSPECTMOBILE", "suspectphone", "PerpMobile", "Suspect1Mobile", "MobSuspect",
            "Suspect's mobile", "ExPartnerMobile", "EXPARTNERMOBILE", "Nominal2Mobile",
            "Offenders Mobile", "Husband tel", "NOK", "Next of kin tel", "OICMobile",
            "officeremail", "Parent phone", "VictimsPartnerPhone", "Unsuspected",
        ],
    )  # fmt: skip
    def test_saf_2_about_somebody_else_is_seen_however_it_is_written(self, own):
        assert is_about_somebody_else(own, column="contact_mobile")

    @pytest.mark.parametrize(
        "own", ["Mobile", "Victim mobile", "Preferred phone", "Current mob", "IP tel", "Text no"]
    )
    def test_about_the_victim_is_none(self, own):
        assert not is_about_somebody_else(own, column="contact_mobile")

    @pytest.mark.parametrize("own", ["Confirming officer", "OIC"])
    def test_may_name_the_officer_who_confirmed(self, own):
        assert not is_about_somebody_else(own, column="safe_contact_confirmed_by")
        assert is_about_somebody_else(own, column="number_safe")

    def test_by_which_forces_call_a_column_that_reaches_somebody_is_none(self):
        assert {"contact_mobile", "contact_email", "safe_contact_channel"} <= REACHING
        known = [
            (name, row["column"])
            for row in rows_of("column_names.csv")
            for name in [row["column"], *row["names"].split(";")]
            if row["column"] in REACHING
        ]
        assert not [each for each in known if is_about_somebody_else(each[0], column=each[1])]
        assert len(known) > len(REACHING & COLUMNS.keys())


class TestAHeadingInOtherLetters:
    @pytest.mark.parametrize(
        "heading",
        ["Ｓuspect mobile", "Ｓｕｓｐｅｃｔ mobile", "Suspеct mobile", "Μobile", "Мobile"],
    )
    def test_saf_2_is_no_column_by_which_the_victim_is_reached(self, heading):
        assert is_about_somebody_else(heading, column="contact_mobile")

    @pytest.mark.parametrize("heading", ["Ffôn symudol", "Tél. portable", "Mobile", "Ｍobile"])
    def test_is_one_where_its_letters_are_what_they_seem(self, heading):
        assert not is_about_somebody_else(heading, column="contact_mobile")

    @pytest.mark.parametrize("heading", ["Ｄo not contact", "Nо contact", "D.N.C."])
    def test_may_say_no(self, heading):
        assert may_say_no(heading)

import pytest

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.layout import REACHING
from responses.case_files.headings.other_people import is_about_somebody_else, names_a_person
from responses.case_files.headings.refusals import may_say_no
from tests.each import for_each


class TestAHeading:
    @pytest.mark.safety
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
            (name, column.name)
            for column in COLUMNS.values()
            for name in [column.name, *column.also_called.split(";")]
            if column.name in REACHING
        ]
        assert not [each for each in known if is_about_somebody_else(each[0], column=each[1])]
        assert len(known) > len(REACHING & COLUMNS.keys())


class TestAHeadingInOtherLetters:
    @pytest.mark.safety
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


class TestNamesAPerson:
    @for_each(
        "column",
        [
            "name", "surname", "victim_name", "VictimName", "First Name", "address", "home-address",
            "suspect", "suspect_dob", "postcode", "date_of_birth", "DOB", "cyfenw",
        ],
    )  # fmt: skip
    def test_knows_a_column_that_says_who_somebody_is(self, column):
        assert names_a_person(column)

    @pytest.mark.parametrize("column", ["notes", "flag_arson", "officer", "beat", "username_x"])
    def test_leaves_other_columns_to_be_unknown(self, column):
        assert not names_a_person(column)

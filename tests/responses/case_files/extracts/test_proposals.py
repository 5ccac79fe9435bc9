import pytest

from responses.case_files.columns import COLUMNS, FLAGS
from responses.case_files.extracts.layout import REACHING, codes_of, says_more
from responses.case_files.extracts.proposals import (
    Proposal,
    column_named,
    propose_code,
    propose_columns,
)
from responses.case_files.headings.other_people import plain
from responses.case_files.reference_lists import rows_of
from tests.each import for_each


class TestAHeading:
    @for_each(
        ("own", "ours"),
        [
            ("Mob", "contact_mobile"), ("Tel No", "contact_mobile"),
            ("Mobile Number", "contact_mobile"), ("Victim Mobile", "contact_mobile"),
            ("Crime Ref", "case_key"), ("CrimeRef", "case_key"), ("URN", "case_key"),
            ("Occ No", "case_key"), ("Occ. No.", "case_key"), ("DOB", "birth_year"),
            ("DA flag", "flag_domestic_abuse"), ("HO code", "offence_code"),
            ("Date Reported", "reported_on"), ("case_key", "case_key"), ("STAGE_ON", "stage_on"),
        ],
    )  # fmt: skip
    def test_is_known_by_the_names_that_forces_use(self, own, ours):
        assert column_named(own) == ours

    @pytest.mark.parametrize(
        "own",
        ["Suspect Mobile", "Offender DOB", "OIC Mobile", "NOK Tel No", "Witness phone", "Surname"],
    )
    def test_about_somebody_else_is_proposed_for_nothing(self, own):
        assert column_named(own) == ""
        assert propose_columns([own]) == {}

    def test_that_is_like_a_known_one_is_proposed_and_not_picked(self):
        assert propose_columns(["Dte Reported"]) == {
            "Dte Reported": Proposal("reported_on", is_sure=False)
        }

    @pytest.mark.parametrize("own", ["Mobille", "Mobile Nmber", "Emial", "Contact numbr"])
    def test_is_never_proposed_for_contact_by_likeness(self, own):
        proposed = propose_columns([own]).get(own)

        assert proposed is None or proposed.column not in REACHING

    def test_is_proposed_for_a_column_once(self):
        assert propose_columns(["Ref", "Case Ref"]) == {"Ref": Proposal("case_key")}

    def test_by_which_a_person_is_reached_is_for_a_person_to_pick(self):
        assert propose_columns(["Mobile"]) == {"Mobile": Proposal("contact_mobile", is_sure=False)}


class TestACode:
    @for_each(
        ("column", "own", "ours"),
        [
            ("sex", "Female", "female"), ("sex", "F", "female"), ("flag_stalking", "YES", "yes"),
            ("flag_stalking", "Y", "yes"), ("flag_stalking", "1", "yes"), ("deceased", "N", "no"),
            ("outcome_code", "Outcome 16", "16"), ("outcome_code", "16", "16"),
            ("outcome_code", "Charged", "1"), ("stage", "Charged", "CHARGED"),
            ("ethnicity", "W1", "british"), ("ethnicity", "W3", "gypsy_traveller"),
            ("ethnicity", "M1", "white_and_black_caribbean"), ("ethnicity", "O1", "chinese"),
            ("ethnicity", "O2", "arab"), ("ethnicity", "NS", "not_stated"),
            ("language", "Welsh", "cy"), ("number_safe", "Y", "yes"),
        ],
    )  # fmt: skip
    def test_is_proposed_by_the_words_that_forces_use(self, column, own, ours):
        assert propose_code(column, own) == ours

    @pytest.mark.parametrize("own", ["", " ", "-", "maybe", "?"])
    def test_that_says_nothing_is_proposed_for_nothing(self, own):
        assert all(propose_code(column, own) == "" for column in COLUMNS)

    def test_that_makes_somebody_more_contactable_says_more(self):
        assert all(says_more(f"flag_{flag}", "no") for flag in FLAGS)
        assert says_more("number_safe", "yes")
        assert says_more("deceased", "no")
        assert not says_more("flag_fgm", "yes")
        assert not says_more("number_safe", "no")


class TestTheLists:
    def test_give_no_two_columns_one_plain_name(self):
        names = [
            plain(name) for column in COLUMNS.values() for name in column.also_called.split(";")
        ]

        assert sorted(names) == sorted(set(names))

    def test_name_only_codes_of_ours(self):
        for row in rows_of("code_names.csv"):
            column = "deceased" if row["column"] == "yes_no" else row["column"]
            assert row["code"] in codes_of(column), row

    def test_give_no_two_codes_one_plain_name(self):
        for column, names in _names_by_column().items():
            assert sorted(names) == sorted(set(names)), column


def _names_by_column() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows_of("code_names.csv"):
        names = [plain(name) for name in row["names"].split(";")]
        found.setdefault(row["column"], []).extend(names)
    return found

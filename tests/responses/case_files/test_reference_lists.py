import csv
import gzip
from itertools import groupby

import pytest

from responses.case_files import reference_lists
from responses.case_files.case import EventKind
from responses.case_files.cells.codes import CRIME_GROUPS, SCHEMES

GROUP_OF_SUBGROUP = {
    "Stalking and harassment": "stalking_harassment",
    "Rape offences": "sexual",
    "Robbery of personal property": "robbery",
    "Residential burglary": "burglary",
    "Vehicle offences": "vehicle",
    "Theft from the person": "theft_person",
    "Bicycle theft": "bicycle",
    "Shoplifting": "shoplifting",
    "Other theft offences": "other_theft",
    "Criminal damage": "damage_arson",
    "Possession of drugs": "drugs",
    "Possession of weapons offences": "weapons",
    "Public order offences": "public_order",
    "Violence with injury": "violence",
}


class TestOffences:
    def test_belong_to_crime_groups_of_the_case_file(self):
        assert {offence.crime_group for offence in reference_lists.offences().values()} == set(
            CRIME_GROUPS
        )

    @pytest.mark.slow
    def test_are_all_those_the_home_office_publishes(self, shared_data):
        path = shared_data / "reference" / "police_recorded_crime_by_force.csv.gz"
        with gzip.open(path, "rt", encoding="utf-8") as file:
            published = {
                (row["Offence Code"], row["Offence Subgroup"]) for row in csv.DictReader(file)
            }

        offences = reference_lists.offences()

        # One published code is four offences together.
        assert {code for code, _ in published if code.upper() not in offences} == {"1/4.1/4.10/4.2"}
        for code, subgroup in published:
            if subgroup in GROUP_OF_SUBGROUP and code in offences and code not in {"37.1"}:
                assert offences[code].crime_group == GROUP_OF_SUBGROUP[subgroup], code

    def test_harm_an_individual_unless_they_are_against_society(self):
        without = {
            offence.crime_group
            for offence in reference_lists.offences().values()
            if not offence.has_victim
        }

        assert without == {"drugs", "weapons", "misc", "public_order"}


class TestEthnicGroups:
    def test_have_the_schemes_of_the_case_file(self):
        assert set(reference_lists.ethnic_groups()) == set(SCHEMES)

    @pytest.mark.parametrize(
        ("scheme", "count"), [("census-2021-19", 19), ("police-18+1", 18), ("police-16+1", 16)]
    )
    def test_have_as_many_codes_as_their_scheme_says(self, scheme, count):
        codes = reference_lists.ethnic_groups()[scheme]

        assert len(codes) == count + 1
        assert codes["not_stated"] == ""
        assert set(codes.values()) == {"asian", "black", "mixed", "white", "other", ""}


class TestWordings:
    def test_never_stand_for_15_or_16_alone(self):
        for wording in reference_lists.police_uk_wordings().values():
            assert not set(wording.codes) <= {"15", "16"}

    def test_of_court_and_of_waiting_for_it_imply_a_charge(self):
        for wording in reference_lists.police_uk_wordings().values():
            if wording.kind is EventKind.COURT or "court" in wording.text.lower():
                assert wording.implies == "1"

    def test_in_older_spellings_say_what_the_newer_say(self):
        wordings = reference_lists.police_uk_wordings()

        assert wordings["Offender imprisoned"] is wordings["Offender sent to prison"]

    def test_are_each_listed_once(self):
        names = sorted(row["wording"] for row in reference_lists.rows_of("police_uk_wordings.csv"))

        assert [name for name, same in groupby(names) if len(list(same)) > 1] == []

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import file_kinds
from responses.case_files.cells.forces import force_named, may_be_force
from responses.case_files.faults import FaultCode
from responses.case_files.headings.other_people import means_force, names_a_person
from responses.case_files.headings.refusals import (
    forbids_contact,
    may_say_no,
    may_speak_of_others,
    that_may_say_no,
)
from responses.case_files.mapping_profile import (
    ProfileError,
    ProfileFaultCode,
    force_profile,
    parse_profile,
)
from responses.case_files.reading import CaseFileRules
from responses.case_files.workbooks.rows import NoteCode
from survey.interchange.workbooks.sheet_facts import JOINED
from tests.each import for_each
from tests.responses.case_files.examples import RULES, csv_text, record
from tests.responses.case_files.extracts.test_examples import Sent
from tests.responses.case_files.workbooks.books import book, table

OURS = "city-of-london"


def rules(profile: str = "") -> CaseFileRules:
    return CaseFileRules(
        force_codes={OURS}, today=RULES.today, profile=force_profile(profile, force=OURS)
    )


def read(profile: str = "", **cells: str):
    used = rules(profile)
    rows = list(file_kinds.read_cases(Sent(csv_text([record(**cells)]).encode()), rules=used))
    return rows, used.notes


def codes(profile: str = "", **cells: str) -> list[FaultCode]:
    return [fault.code for row in read(profile, **cells)[0] for fault in row.faults]


class TestAHeadingThatMaySayNo:
    @for_each(
        "heading",
        [
            "Do not contact", "DNC", "DNC flag", "No contact", "Opt out", "opted-out", "Under 18",
            "Unsafe?", "Do Not Text", "DoNotContact", "DONOTCONTACT", "Contact preference",
            "contact_note", "Warning", "Victim refused", "Don't contact", "Peidiwch â chysylltu",
            "Safe to contact", "Deceased", "Warning markers (alert)",
        ],
    )  # fmt: skip
    def test_is_known_by_its_words(self, heading):
        assert may_say_no(heading)

    @pytest.mark.parametrize(
        "heading", ["Crime Ref", "Status", "Mobile", "Comments", "Contact number", "Beat", ""]
    )
    def test_is_no_other(self, heading):
        assert not may_say_no(heading)

    @given(st.text(max_size=12), st.text(max_size=12))
    def test_is_recognised_anywhere_in_the_text(self, before, after):
        assert may_say_no(f"{before} do not contact {after}")

    @pytest.mark.safety
    def test_saf_2_is_never_advised_to_be_taken_out(self):
        assert codes(dnc="Y") == [FaultCode.REFUSAL_COLUMN]
        assert codes(beat="Y") == [FaultCode.UNKNOWN_COLUMN]

    @pytest.mark.safety
    def test_saf_2_is_named_wherever_its_cells_are_left_unread(self):
        rows, notes = read('ignore = ["Beat", "DNC"]')

        assert rows[0].case is not None
        assert [(note.code, note.terms["columns"]) for note in notes] == [
            (NoteCode.REFUSALS_UNREAD, "DNC")
        ]
        assert that_may_say_no(["Beat", "DNC"]) == ["DNC"]


class TestAHeadingThatMeansTheForce:
    @pytest.mark.parametrize(
        "heading", ["Force", "Force name", "ForceName", "Police force", "FORCE CODE", "Heddlu"]
    )
    def test_is_no_persons(self, heading):
        assert means_force(heading)
        assert not names_a_person(heading)

    @pytest.mark.parametrize("heading", ["Name", "Workforce name", "Force used by name of officer"])
    def test_is_no_other(self, heading):
        assert not means_force(heading)
        assert names_a_person(heading) or heading == "Workforce name"

    @pytest.mark.parametrize("cell", ["Kent Police", "kent", "KENT", "46", "Somewhere"])
    def test_refuses_rows_of_another_force_although_it_is_left_unread(self, cell):
        assert codes('ignore = ["Force name"]', **{"Force name": cell}) == [FaultCode.UNKNOWN_FORCE]

    @pytest.mark.parametrize("cell", ["City of London Police", "city-of-london", "", " "])
    def test_lets_rows_of_ours_pass(self, cell):
        assert codes('ignore = ["Force name"]', **{"Force name": cell}) == []

    def test_lets_rows_pass_whose_word_for_us_the_profile_knows(self):
        profile = 'ignore = ["Force no"]\n[values.force]\n"48" = "city-of-london"'

        assert codes(profile, **{"Force no": "48"}) == []
        assert codes(profile, **{"Force no": "46"}) == [FaultCode.UNKNOWN_FORCE]


class TestAForcesName:
    def test_is_found_in_other_capitals_and_spaces(self):
        assert force_named(" kent  POLICE ") == "kent"
        assert force_named("nowhere") == ""

    def test_of_another_force_is_never_read_as_ours(self):
        assert not may_be_force("Kent Police", OURS)
        assert may_be_force("48", OURS)
        with pytest.raises(ProfileError) as error:
            parse_profile('[values.force]\n"Kent Police" = "city-of-london"')
        assert [fault.code for fault in error.value.faults] == [ProfileFaultCode.OTHER_FORCE]


class TestTheLoadersExclusions:
    MARKED = '[exclusions]\nby = "loader"\non = "load"\n'

    def test_need_neither_person_nor_day_where_the_profile_says_so(self):
        assert codes("", exclude_code="NOCONTACT") == [FaultCode.EXCLUSION_PARTIAL]
        assert codes(self.MARKED, exclude_code="NOCONTACT") == []

    def test_need_both_where_the_file_has_one(self):
        cells = {"exclude_code": "NOCONTACT", "exclude_by": "synthetic"}

        assert codes(self.MARKED, **cells) == [FaultCode.EXCLUSION_PARTIAL]

    @pytest.mark.parametrize(
        "said", ['by = "J Doe"\non = "load"', 'by = "loader"', 'code = "NOCONTACT"', ""]
    )
    def test_are_the_only_thing_that_a_profile_may_give_instead_of_a_cell(self, said):
        with pytest.raises(ProfileError) as error:
            parse_profile(f"[exclusions]\n{said}")
        assert [fault.code for fault in error.value.faults] == [ProfileFaultCode.WRONG_EXCLUSIONS]

    def test_may_have_a_bare_yes_for_a_code_and_a_bare_no_for_none(self):
        values = '[values.exclude_code]\nY = "NOCONTACT"\nN = ""\n'

        assert codes(self.MARKED + values, exclude_code="N") == []
        [row], _notes = read(self.MARKED + values, exclude_code="Y")
        assert row.case is not None
        assert row.case.exclude_code == "NOCONTACT"

    @pytest.mark.parametrize("own", ["Y", "yes", "?", "n/a", "NA", "unknown", "Refused"])
    def test_end_by_no_other_word_than_no(self, own):
        with pytest.raises(ProfileError):
            parse_profile(f'[values.exclude_code]\n"{own}" = ""')


class TestWordsBesideTheCases:
    @pytest.mark.parametrize(
        "cells",
        [
            ["WITHDRAWN"], ["", "Do not text any below", ""], ["Names in red: do not contact"],
            ["Do not contact", JOINED, JOINED], ["*", "have opted out"],
        ],
    )  # fmt: skip
    def test_may_speak_of_other_rows(self, cells):
        assert may_speak_of_others(cells)

    @pytest.mark.parametrize(
        "cells", [["K1", "28E", "Withdrawn"], ["End of report"], [], [""], ["Page 2 of 9", "x"]]
    )
    def test_are_not_a_case_or_another_note(self, cells):
        assert not may_speak_of_others(cells)

    @pytest.mark.parametrize("title", ["DO NOT CONTACT", "Do not text – October", "Dim cyswllt"])
    def test_forbid_contact_as_a_title(self, title):
        assert forbids_contact(title)

    @pytest.mark.parametrize("title", ["Cases", "Extract excludes under 18s, withdrawn", "October"])
    def test_that_say_whom_an_extract_leaves_out_forbid_nothing(self, title):
        assert not forbids_contact(title)

    @pytest.mark.safety
    @pytest.mark.parametrize("place", [0, 2, 3])
    def test_saf_2_keep_every_case_of_the_file_out(self, place):
        lines = csv_text([record(), record(case_key="K2")]).splitlines()
        lines.insert(place, "DO NOT CONTACT")

        read = list(file_kinds.read_cases(Sent("\r\n".join([*lines, ""]).encode()), rules=rules()))

        assert read[-1].is_end
        assert [fault.code for fault in read[-1].faults] == [FaultCode.REFUSAL_ROW]
        assert len(read) == max(place, 1)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_2_keep_a_sheet_out_that_is_named_so(self):
        (read,) = file_kinds.read_cases(
            Sent(book({"Do not contact": table(record())})), rules=rules()
        )

        assert read.is_end
        assert [(fault.code, fault.terms) for fault in read.faults] == [
            (FaultCode.REFUSAL_SHEET, {"sheets": "Do not contact"})
        ]

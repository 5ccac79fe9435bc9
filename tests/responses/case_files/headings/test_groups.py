import io

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files import file_kinds
from responses.case_files.extracts import layout
from responses.case_files.extracts.examples import read_example
from responses.case_files.extracts.layout import Heading
from responses.case_files.extracts.proposals import column_named, propose_columns
from responses.case_files.faults import FaultCode
from responses.case_files.headings import groups
from responses.case_files.mapping_profile import force_profile
from survey.interchange.workbooks.sheet_facts import JOINED
from tests.responses.case_files.examples import RULES
from tests.responses.case_files.extracts.test_examples import Sent, names

HEADINGS = "Ref,HO code,Reported,Status,Status Date,Age,Mobile"
CASE = "R-1,28E,2026-05-01,REPORT,2026-05-02,30,07700 900123"
PROFILE = """
ignore = ["Age"]
[columns]
Ref = "case_key"
"HO code" = "offence_code"
Reported = "reported_on"
Status = "stage"
"Status Date" = "stage_on"
Mobile = "contact_mobile"
"""


def example(*lines: str):
    return read_example(Sent("\r\n".join(lines).encode()))


def merged_book(*, group: str) -> Sent:
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 0, 4, "Crime")
        sheet.merge_range(0, 5, 0, 6, group)
        for number, line in enumerate([HEADINGS, CASE], 1):
            sheet.write_row(number, 0, line.split(","))
    return Sent(written.getvalue(), "weekly.xlsx")


def codes(content: bytes, profile: str) -> set[FaultCode]:
    rules = RULES.__class__(
        force_codes=RULES.force_codes,
        today=RULES.today,
        profile=force_profile(profile, force=next(iter(RULES.force_codes))),
    )
    read = file_kinds.read_cases(Sent(content), rules=rules)
    return {fault.code for row in read for fault in row.faults}


@pytest.mark.safety
class TestARowOfGroups:
    """What stands over several columns is part of their names (SAF-2)."""

    @pytest.mark.parametrize("over", ["Crime,,,,,Suspect,", ",,,,,Suspect,", "Crime,,,,,,Suspect"])
    def test_over_headings_that_are_known_alone_is_read_with_them(self, over):
        found = example(over, HEADINGS, CASE)

        assert found.heading == Heading(2, rows=2)
        assert names(found)[-1] == "Suspect Mobile"
        assert column_named("Suspect Mobile") == ""

    @pytest.mark.slow
    @pytest.mark.parametrize("group", ["Suspect", "Victim", "Opposing party"])
    def test_joined_over_its_columns_names_each_of_them(self, group):
        found = read_example(merged_book(group=group))

        assert names(found)[0] == "Crime Ref"
        assert names(found)[-2:] == [f"{group} Age", f"{group} Mobile"]
        assert not any(JOINED in name for name in names(found))

    @pytest.mark.slow
    def test_that_says_nothing_of_whom_leaves_known_names_to_be_proposed(self):
        found = read_example(merged_book(group="Victim"))

        proposed = propose_columns(
            names(found), below={column.name: column.below for column in found.columns}
        )

        assert proposed["Crime HO code"].column == "offence_code"
        assert proposed["Victim Mobile"].column == "contact_mobile"
        assert not proposed["Victim Mobile"].is_sure

    @pytest.mark.slow
    def test_of_somebody_we_do_not_know_has_nothing_proposed(self):
        found = read_example(merged_book(group="Opposing party"))

        assert all(column.below == "" for column in found.columns[-2:])

    @pytest.mark.parametrize("layout_said", ["", "heading_row = 2\n", "heading_row = 3\n"])
    def test_of_a_suspect_in_a_later_file_refuses_it(self, layout_said):
        above = ["", "Crime,,,,,Suspect,"] if "3" in layout_said else ["Crime,,,,,Suspect,"]
        content = "\r\n".join([*above, HEADINGS, CASE]).encode()

        assert FaultCode.PERSON_COLUMN in codes(content, layout_said + PROFILE)
        assert codes(f"{HEADINGS}\r\n{CASE}".encode(), PROFILE) == set()

    def test_of_a_suspect_refuses_the_file_even_some_rows_above(self):
        content = "\r\n".join(["Crime,,,,,Suspect,", "", HEADINGS, CASE]).encode()

        assert FaultCode.PERSON_COLUMN in codes(content, PROFILE)

    def test_in_a_later_file_that_had_none_asks_for_the_names_again(self):
        content = "\r\n".join(["Crime,,,,,Opposing party,", HEADINGS, CASE]).encode()

        assert FaultCode.UNKNOWN_COLUMN in codes(content, PROFILE)

    @pytest.mark.parametrize(
        "title",
        [
            "Weekly extract",
            "Weekly extract,,,,,,",
            "Made on,1 May 2026",
            "Extract of victims and suspects",
        ],
    )
    def test_is_no_title(self, title):
        assert example(title, HEADINGS, CASE).heading == Heading(2)
        assert codes("\r\n".join([title, HEADINGS, CASE]).encode(), PROFILE) == set()

    def test_is_a_lone_word_for_the_suspect(self):
        assert example("Suspect details", HEADINGS, CASE).heading == Heading(2, rows=2)


class TestJoinedCells:
    @pytest.mark.parametrize(
        ("upper", "lower", "found"),
        [
            (
                ["Crime", JOINED, "Victim"],
                ["Ref", "Date", "Age"],
                "Crime Ref|Crime Date|Victim Age",
            ),
            (["Ref", "Victim", JOINED], [JOINED, "Age", "Sex"], "Ref|Victim Age|Victim Sex"),
            (["Ref", "Tel"], [JOINED, JOINED], "Ref|Tel"),
            (["Crime", ""], ["Ref", JOINED], "Crime Ref|Crime Ref"),
        ],
        ids=["over-columns", "over-a-row", "both-downwards", "in-the-lower-row"],
    )
    def test_give_each_column_that_they_cover_their_text(self, upper, lower, found):
        rows = [(1, upper), (2, lower)]

        assert "|".join(layout.heading_names(rows, Heading(2, rows=2))) == found

    @given(
        st.lists(st.sampled_from(["", "A", JOINED]), max_size=5),
        st.lists(st.sampled_from(["", "B", JOINED]), max_size=5),
    )
    def test_never_stand_in_a_name(self, upper, lower):
        assert JOINED not in " ".join(groups.joined(upper, lower))
        assert JOINED not in " ".join(groups.names_in(lower))


class TestCellsUnderABlankHeading:
    def test_are_a_column_called_by_its_place(self):
        found = example(f"{HEADINGS},", f"{CASE},Synthetic says no")

        assert names(found)[-1] == "column H"

    def test_may_be_left_unread(self):
        profile = PROFILE.replace('["Age"]', '["Age", "column H"]')

        for line in (f"{CASE},Synthetic says no", f"{CASE},", CASE):
            assert codes(f"{HEADINGS},\r\n{line}".encode(), profile) == set()

    def test_are_a_fault_where_nobody_said_what_they_are(self):
        content = f"{HEADINGS},\r\n{CASE},Synthetic says no".encode()

        assert codes(content, PROFILE) == {FaultCode.ROW_LENGTH}

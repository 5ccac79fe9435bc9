from hypothesis import given
from hypothesis import strategies as st

from survey.designer.interchange_presenters import group_lines
from survey.interchange.faults import FormFault, Reason, grouped
from tests.survey.interchange import forms

FAULTS = st.lists(
    st.builds(
        FormFault,
        st.sampled_from([Reason.PLACE, Reason.NAME_MISSING, Reason.OTHER_COLUMN]),
        st.sampled_from(["survey", "choices"]),
        st.integers(0, 9),
        st.sampled_from(["", "type", "name"]),
    )
)


class TestGroups:
    @given(FAULTS)
    def test_hold_every_fault_once_in_its_order(self, faults):
        groups = grouped(faults)

        assert sorted(map(repr, (each for group in groups for each in group.faults))) == sorted(
            map(repr, faults)
        )
        assert [group.first for group in groups] == sorted(
            (group.first for group in groups), key=faults.index
        )

    @given(FAULTS)
    def test_are_of_one_reason_and_sheet(self, faults):
        for group in grouped(faults):
            assert {(each.reason, each.sheet) for each in group.faults} == {
                (group.first.reason, group.first.sheet)
            }


class TestLines:
    def test_say_how_many_and_where_the_first_are(self):
        rows = forms.survey(*(["geopoint", f"p{n}", "Where?"] for n in range(7)))

        [line] = self.lines(rows)
        assert line == (
            "sheet survey, 7 rows (2, 3, 4, 5, 6 …), column type: A text survey cannot ask for a "
            "place. Ask in words, or take it out."
        )

    def test_of_two_name_both(self):
        rows = forms.survey(["image", "a", "A"], ["file", "b", "B"])

        assert self.lines(rows)[0].startswith("sheet survey, 2 rows (2, 3), column type: A text")

    def test_that_differ_tell_the_first(self):
        rows = forms.survey(["text", "a b", "A"], ["text", "c d", "C"])

        assert self.lines(rows)[0].startswith(
            "sheet survey, 2 rows (2, 3), column name: The first: “a b” is not a name"
        )

    def test_of_sheets_name_each(self):
        faults = [FormFault(Reason.OTHER_SHEET, name, 1) for name in ("notes", "roles")]

        assert [line.partition(":")[0] for line in group_lines(faults)] == [
            "sheet notes, row 1", "sheet roles, row 1",
        ]  # fmt: skip

    def test_of_columns_name_them(self):
        faults = [FormFault(Reason.OTHER_COLUMN, "survey", 2, name) for name in ("tag", "sms")]

        [line] = group_lines(faults)
        assert line == (
            "sheet survey, 2 columns (tag, sms): This column changes nothing that a text survey "
            "asks, and is left out."
        )

    def test_are_a_dozen_for_a_form_with_thirteen_hundred_faults(self):
        kinds = ["geopoint", "image", "rank a", "texts", "text"]
        rows = [[kinds[n % 5], f"n{n} x"[: 3 + n % 7], "", "${gone} = 'x'"] for n in range(600)]
        found = []
        try:
            forms.read(forms.survey(*rows))
        except forms.FormError as error:
            found = error.faults

        assert len(found) > 1_300 / 2
        assert len(group_lines(found)) <= 12

    @staticmethod
    def lines(rows):
        try:
            forms.read(rows)
        except forms.FormError as error:
            return group_lines(error.faults)
        return []

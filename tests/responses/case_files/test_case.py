from dataclasses import FrozenInstanceError, fields, replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.columns import CaseRow
from tests.responses.case_files.examples import case_rows

KEY = b"k" * 32
ROW = CaseRow(
    case_key="K1",
    force="gwent",
    reported_on=date(2026, 10, 1),
    stage=CaseStage.NFA_POLICE,
    stage_on=date(2026, 10, 20),
    crime_group="burglary",
)


class TestHistory:
    def test_is_the_stage_alone_where_there_is_no_outcome(self):
        (event,) = ROW.history()

        assert event.kind is EventKind.STAGE
        assert event.codes == ("NFA_POLICE",)
        assert event.on == date(2026, 10, 20)

    def test_puts_the_outcome_before_the_stage_it_led_to(self):
        row = replace(ROW, outcome_codes=("18",), outcome_on=date(2026, 10, 19))

        assert [event.kind for event in row.history()] == [EventKind.OUTCOME, EventKind.STAGE]
        assert row.history()[0].on == date(2026, 10, 19)
        assert row.history()[0].is_dated

    def test_dates_an_outcome_without_a_date_by_its_stage(self):
        row = replace(ROW, outcome_codes=("18",))

        assert row.history()[0].on == date(2026, 10, 20)
        assert not row.history()[0].is_dated

    def test_never_says_that_a_victim_was_told_before_it_happened(self):
        row = replace(ROW, outcome_codes=("18",), victim_told_on=date(2026, 10, 15))

        outcome = row.history()[0]

        assert outcome.told_on == outcome.on == date(2026, 10, 15)
        assert replace(row, victim_told_on=date(2026, 10, 25)).history()[0].on == row.stage_on

    def test_is_the_source_history_where_it_has_one(self):
        event = EventRow(kind=EventKind.COURT, codes=("concluded",), on=date(2026, 9, 1))

        assert replace(ROW, events=(event,)).history() == (event,)


class TestARowOfFields:
    @pytest.mark.slow
    @given(case_rows())
    def test_is_the_row_that_its_fields_make(self, row):
        said = {
            field.name: getattr(row, field.name)
            for field in fields(CaseRow)
            if getattr(row, field.name) != field.default
        }

        made = CaseRow.of(said)

        assert made == row == CaseRow(**said)
        assert repr(made) == repr(CaseRow(**said))
        assert made.content_hash(key=KEY) == row.content_hash(key=KEY)
        assert replace(made, area="E1") == replace(row, area="E1")

    def test_can_be_changed_as_little_as_another(self):
        made = CaseRow.of({field.name: getattr(ROW, field.name) for field in fields(CaseRow)})

        with pytest.raises(FrozenInstanceError):
            made.area = "E1"

    def test_shares_no_flags_with_another_that_says_none(self):
        one, other = CaseRow.of({"case_key": "K1"}), CaseRow.of({"case_key": "K2"})

        assert one.flags == {}
        with pytest.raises(TypeError):
            one.flags["fgm"] = True
        assert other.flags == {}


class TestContentHash:
    def test_is_the_same_whatever_the_order_of_the_flags(self):
        one = replace(ROW, flags={"fgm": True, "online": False})
        other = replace(ROW, flags={"online": False, "fgm": True})

        assert one.content_hash(key=KEY) == other.content_hash(key=KEY)

    @pytest.mark.parametrize(
        "change",
        [
            {"stage": CaseStage.REOPENED},
            {"victim_told_on": date(2026, 10, 21)},
            {"contact_mobile": "+447700900123"},
            {"flags": {"fgm": False}},
            {"is_deceased": True},
            {"access_needs": ("bsl",)},
            {"events": (EventRow(EventKind.COURT, ("concluded",), date(2026, 9, 1)),)},
        ],
    )
    def test_changes_with_any_column(self, change):
        assert replace(ROW, **change).content_hash(key=KEY) != ROW.content_hash(key=KEY)

    def test_cannot_be_made_without_the_key(self):
        assert ROW.content_hash(key=KEY) != ROW.content_hash(key=b"x" * 32)

    @pytest.mark.slow
    @given(case_rows(), case_rows())
    def test_differs_for_different_rows(self, one, other):
        is_same = one.content_hash(key=KEY) == other.content_hash(key=KEY)

        assert is_same == (one == other)


class TestCaseRow:
    def test_does_not_show_a_number_when_printed(self):
        row = replace(ROW, contact_mobile="+447700900123", contact_email="a@example.org")

        assert "7700900123" not in repr(row)
        assert "example.org" not in repr(row)

    @given(st.sampled_from(["contact_mobile", "contact_email", "advocate_route"]))
    def test_has_a_contact_when_there_is_anything_for_the_vault(self, name):
        assert replace(ROW, **{name: "x"}).has_contact
        assert not ROW.has_contact

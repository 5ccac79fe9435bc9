from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_FLAGS, is_sensitive_case
from responses.imports.merging.cases import CAREFUL_ROLES, Merged, StoredRow, merge
from tests.each import for_each
from tests.responses.imports.merging.rows import NO_FLAGS, PLAIN, TODAY, asked, event_of, rows


def merged(stored: dict, given: dict, *, is_exclusion_lifted: bool = False) -> Merged:
    held = StoredRow(replace(PLAIN, **stored), is_exclusion_lifted)
    return merge(held, replace(PLAIN, **given), today=TODAY)


def kinds(found: Merged) -> list[str]:
    return [lift.kind.value for lift in found.lifts]


class TestWhatARowWouldLift:
    @for_each(
        ("stored", "given", "kind"),
        [
            ({"exclude_code": "NOCONTACT"}, {}, "exclusion"),
            ({"exclude_code": "NOCONTACT"}, {"exclude_code": "FATIGUE"}, "exclusion"),
            ({"exclude_code": "OFFICER-SUSPECT"}, {"exclude_code": "NOCONTACT"}, "exclusion"),
            ({"is_month_only": True}, {}, "out_of_scope"),
            ({"is_deceased": True}, {}, "out_of_scope"),
            ({"is_business": True}, {}, "out_of_scope"),
            ({"is_on_duty_police": True}, {}, "out_of_scope"),
            ({"flags": NO_FLAGS | {"stalking": True}}, {}, "flag"),
            ({"flags": {}}, {}, "flag"),
            ({"flags": {"fgm": True}}, {"flags": {}}, "flag"),
            ({"risk_level": "high"}, {"risk_level": "medium"}, "risk"),
            ({"risk_level": "high"}, {}, "risk"),
            ({"crime_group": "sexual"}, {}, "crime"),
            ({"birth_year": None}, {}, "age"),
            ({"birth_year": 2015}, {}, "age"),
            ({"birth_year": 2015}, {"birth_year": 2012}, "age"),
            ({"is_deceased": True, "birth_year": 1970}, {"is_deceased": True}, "age"),
            ({"victim_role": "bereaved"}, {}, "role"),
            ({"victim_role": "child"}, {}, "role"),
            ({"victim_role": "business_contact"}, {"victim_role": "bereaved"}, "role"),
            ({"language": "fr"}, {"language": "en"}, "language"),
            ({"language": "so"}, {"language": "ar"}, "language"),
        ],
    )
    def test_waits_and_keeps_the_stored_value(self, stored, given, kind):
        found = merged(stored, given)

        assert kinds(found) == [kind]
        for name, value in stored.items():
            assert getattr(found.row, name) == value

    @for_each(
        ("stored", "given"),
        [
            ({}, {"exclude_code": "NOCONTACT"}),
            ({"exclude_code": "FATIGUE"}, {"exclude_code": "NOCONTACT"}),
            ({"exclude_code": "NOSAFE"}, {"exclude_code": "OFFICER-SUSPECT"}),
            ({}, {"is_deceased": True}),
            ({}, {"flags": {}}),
            ({}, {"flags": NO_FLAGS | {"fgm": True}}),
            ({"risk_level": "medium"}, {"risk_level": "high"}),
            ({}, {"crime_group": "sexual"}),
            ({"birth_year": 1980}, {"birth_year": 2015}),
            ({"birth_year": 1980}, {"birth_year": 1981}),
            ({"birth_year": None}, {"birth_year": 2015}),
            ({}, {"victim_role": "bereaved"}),
            ({"sex": "female"}, {"sex": ""}),
        ],
    )
    def test_is_nothing_where_the_row_is_as_careful(self, stored, given):
        found = merged(stored, given)

        assert kinds(found) == []
        for name, value in given.items():
            assert getattr(found.row, name) == value

    def test_is_told_flag_by_flag(self):
        found = merged({"flags": NO_FLAGS | {"fgm": True, "sexual": True}}, {"flags": NO_FLAGS})

        [lift] = found.lifts
        assert lift.before == {"flag_fgm": True, "flag_sexual": True}
        assert lift.after == {"flag_fgm": False, "flag_sexual": False}

    def test_is_nothing_where_a_second_person_has_ended_the_exclusion(self):
        found = merged({"exclude_code": "FATIGUE"}, {}, is_exclusion_lifted=True)

        assert (kinds(found), found.row.exclude_code) == ([], "")


class TestWhatIsKnown:
    @for_each(
        ("stored", "given"),
        [
            ({"outcome_codes": ("18",), "outcome_on": date(2026, 11, 1)}, {}),
            ({"victim_told_on": date(2026, 11, 1)}, {}),
            ({"next_hearing_on": date(2026, 12, 1)}, {}),
            ({"release_on": date(2027, 12, 1)}, {}),
            ({"language": "ar"}, {"language": ""}),
            ({"evidence_led": "yes"}, {"evidence_led": ""}),
            ({"birth_year": 2015}, {"birth_year": None}),
            ({"crime_group": "robbery"}, {"crime_group": "unknown", "offence_code": ""}),
            ({"offence_code": "28E"}, {"offence_code": ""}),
        ],
    )
    def test_is_never_replaced_by_what_is_not(self, stored, given):
        found = merged(stored, given)

        assert kinds(found) == []
        for name, value in stored.items():
            assert getattr(found.row, name) == value

    def test_gives_way_to_what_is_known_later(self):
        day = date(2026, 11, 1)

        found = merged({"outcome_codes": ("18",), "outcome_on": day}, {"outcome_codes": ("1",)})

        assert (found.row.outcome_codes, found.row.outcome_on) == (("1",), None)

    def test_of_the_same_outcome_keeps_its_day(self):
        day = date(2026, 11, 1)

        found = merged({"outcome_codes": ("18",), "outcome_on": day}, {"outcome_codes": ("18",)})

        assert found.row.outcome_on == day


def is_sensitive(row: CaseRow) -> bool:
    return is_sensitive_case(
        flags=row.flags, crime_group=row.crime_group, risk_level=row.risk_level
    )


class TestAHearing:
    def near(self, *days: date | None, at: date = TODAY) -> bool:
        stored = StoredRow(replace(PLAIN, next_hearing_on=days[0]))
        for day in days[1:]:
            found = merge(stored, replace(PLAIN, next_hearing_on=day), today=TODAY)
            stored = StoredRow(found.row, former_hearings=found.former_hearings)
        return event_of(stored).is_near_hearing(at)

    @pytest.mark.safety
    @pytest.mark.parametrize("later", [-150, -60, 40, 300, None])
    def test_saf_18_holds_although_a_file_names_another_day(self, later):
        day = None if later is None else TODAY + timedelta(days=later)

        assert self.near(TODAY + timedelta(days=4), day)

    @pytest.mark.safety
    def test_saf_18_holds_after_any_number_of_files(self):
        first, far = TODAY + timedelta(days=4), TODAY + timedelta(days=300)

        assert self.near(first, TODAY - timedelta(days=150), far, far + timedelta(days=90))
        assert self.near(far, first, None, TODAY - timedelta(days=90), at=far)

    def test_is_forgotten_when_its_time_is_over(self):
        stored = StoredRow(replace(PLAIN, next_hearing_on=TODAY - timedelta(days=29)))

        found = merge(
            stored, replace(PLAIN, next_hearing_on=TODAY + timedelta(days=90)), today=TODAY
        )

        assert (found.former_hearings, found.lifts) == ((), ())

    def test_moves_to_the_day_that_the_file_names_and_nothing_waits(self):
        first, later = TODAY + timedelta(days=4), TODAY + timedelta(days=90)

        found = merge(
            StoredRow(replace(PLAIN, next_hearing_on=first)),
            replace(PLAIN, next_hearing_on=later),
            today=TODAY,
        )

        assert (found.row.next_hearing_on, found.former_hearings) == (later, (first,))
        assert found.lifts == ()


class TestMerging:
    @pytest.mark.safety
    @given(rows, rows, st.booleans())
    def test_saf_18_never_makes_anybody_more_contactable(self, held, given, is_lifted):
        stored = StoredRow(held, is_lifted and bool(held.exclude_code))
        found = merge(stored, given, today=TODAY)
        is_lifted = stored.is_exclusion_lifted and found.row.exclude_code == held.exclude_code

        before, after = asked(stored), asked(StoredRow(found.row, is_lifted, found.former_hearings))

        assert (after[0] <= before[0], after[1] <= before[1]) == (True, True)

    @given(rows, rows)
    def test_never_makes_a_sensitive_case_another(self, held, given):
        found = merge(StoredRow(held), given, today=TODAY).row

        assert is_sensitive(found) >= is_sensitive(held)

    @given(rows, rows)
    def test_again_changes_nothing(self, held, given):
        once = merge(StoredRow(held), given, today=TODAY)

        twice = merge(StoredRow(once.row), given, today=TODAY)

        assert twice.row == once.row
        assert [lift.after for lift in twice.lifts] == [lift.after for lift in once.lifts]

    @given(rows)
    def test_with_itself_changes_nothing(self, held):
        assert merge(StoredRow(held), held, today=TODAY) == Merged(held, ())

    @given(rows, rows, rows)
    def test_keeps_the_same_careful_facts_in_whatever_order_two_files_come(self, held, one, other):
        first, last = [
            merge(StoredRow(merge(StoredRow(held), early, today=TODAY).row), late, today=TODAY).row
            for early, late in ((one, other), (other, one))
        ]

        for name in ("is_deceased", "is_business", "is_on_duty_police"):
            assert getattr(first, name) == getattr(last, name)
        roles = {first.victim_role, last.victim_role}
        assert len(roles) == 1 or roles.isdisjoint(CAREFUL_ROLES)
        assert [first.flags.get(flag) for flag in SENSITIVE_FLAGS] == [
            last.flags.get(flag) for flag in SENSITIVE_FLAGS
        ]
        assert (first.risk_level == "high") == (last.risk_level == "high")
        assert is_sensitive(first) == is_sensitive(last)

    @given(rows)
    def test_of_a_blank_row_lifts_nothing(self, held):
        blank = replace(PLAIN, flags={}, crime_group="unknown", offence_code="", birth_year=None)

        found = merge(StoredRow(held), blank, today=TODAY)
        before = asked(StoredRow(held))
        after = asked(StoredRow(found.row, former_hearings=found.former_hearings))

        assert (after[0] <= before[0], after[1] <= before[1]) == (True, True)

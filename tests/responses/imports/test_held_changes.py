"""What would make somebody more contactable waits for a second person (decision 48)."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError

from access.actor import Actor
from access.models import AuditEvent
from responses.imports.actions import held_changes, import_cases
from responses.imports.actions.held_changes import NoSuchChangeError, OwnChangeError
from responses.imports.actions.undo import undo_import
from responses.imports.selectors.held_changes import WAITS_FOR
from responses.models import Case, HeldChange, Import
from responses.models.contacts import Contact, HeldContact
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses import held
from tests.responses.asked import NO_FLAGS, SAFE, codes, decide, load, row

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
FIRST, OTHER = "+447700900321", "+447700900322"
LATER = NOW - timedelta(hours=1)
SENSITIVE = NO_FLAGS | {"stalking": True}


def amend(first, *, at=LATER, **changes) -> Case:
    [case] = load(replace(first, **changes), at=at)
    return case


def sensitive_row(**changes):
    return row(flags=SENSITIVE, contact_mobile=FIRST, **SAFE | changes)


def number_of(case: Case) -> str:
    try:
        return contacts.contact_route(case.pk).to
    except contacts.NoNumberError:
        return ""


class TestAnExclusionThatARowLifts:
    FIRST = {"exclude_code": "NOCONTACT", "exclude_by": "staff 7", "exclude_on": NOW.date()}

    def lifted(self) -> Case:
        first = row(**self.FIRST)
        load(first)
        return amend(first, exclude_code="", exclude_by="", exclude_on=None, sex="female")

    @pytest.mark.safety
    def test_saf_18_stands_and_all_else_is_loaded(self):
        case = self.lifted()

        decide()
        assert (case.exclude_code, case.sex) == ("NOCONTACT", "female")
        assert codes(case) == {"ST1": "NOCONTACT"}
        assert held.waiting(case) == ["exclusion"]

    def test_ends_when_a_second_person_confirms(self):
        case = self.lifted()
        decide()

        held.confirm_all()

        decide(NOW + timedelta(hours=1))
        assert codes(case) == {"ST1": "INVITE"}
        assert Case.objects.get().exclude_on is None

    def test_stays_when_they_refuse(self):
        case = self.lifted()

        held.refuse_all()

        decide()
        assert codes(case) == {"ST1": "NOCONTACT"}
        assert held.waiting() == []

    def test_is_counted_with_the_import(self):
        self.lifted()

        assert Import.objects.latest("pk").counts["held"] == 1
        assert Import.objects.latest("pk").forces.get().counts["held"] == 1


class TestAFlagThatBecomesNo:
    def test_stands_as_it_was_until_confirmed(self):
        first = row(flags=SENSITIVE | {"fgm": True})
        load(first)
        case = amend(first, flags=NO_FLAGS)
        assert case.flags["fgm"] is True

        held.confirm_all()

        assert Case.objects.get().flags == NO_FLAGS

    def test_becomes_unknown_by_a_blank_only_when_confirmed(self):
        first = row(flags={"fgm": True})
        load(first)
        case = amend(first, flags={})
        assert case.flags == {"fgm": True}

        held.confirm_all()

        assert Case.objects.get().flags == {}


class TestAnotherNumberOfASensitiveCase:
    @pytest.mark.safety
    def test_saf_1_has_neither_number_used_before_somebody_confirms(self):
        first = sensitive_row()
        load(first)
        case = amend(first, contact_mobile=OTHER)

        assert number_of(case) == ""
        assert held.waiting(case) == ["number"]

    def test_is_used_when_confirmed(self):
        first = sensitive_row()
        load(first)
        later = NOW.date() - timedelta(days=1)
        case = amend(first, contact_mobile=OTHER, safe_contact_confirmed_on=later)
        decide()
        assert codes(case) == {"ST1": "NOCONTACTDATA"}

        held.confirm_all()

        decide(NOW + timedelta(hours=1))
        assert number_of(case) == OTHER
        assert codes(case) == {"ST1": "INVITE"}

    @pytest.mark.safety
    def test_saf_2_brings_no_confirmation_of_the_number_before(self):
        first = sensitive_row()
        load(first)
        case = amend(first, contact_mobile=OTHER)

        held.confirm_all()

        decide()
        assert codes(case) == {"ST1": "NOSAFE"}

    def test_is_the_first_one_too(self):
        first = row(flags={}, contact_mobile="")
        load(first)
        case = amend(first, contact_mobile=FIRST)
        assert (number_of(case), held.waiting(case)) == ("", ["number"])

        held.confirm_all()

        assert number_of(case) == FIRST

    def test_is_nowhere_in_plain(self):
        first = sensitive_row()
        load(first)
        amend(first, contact_mobile=OTHER)

        stored = f"{HeldChange.objects.values().get()}{bytes(HeldContact.objects.get().sealed)}"
        assert OTHER[-6:] not in stored

    def test_is_destroyed_when_refused(self):
        first = sensitive_row()
        load(first)
        case = amend(first, contact_mobile=OTHER)

        held.refuse_all()

        assert not HeldContact.objects.exists()
        assert number_of(case) == ""

    def test_leaves_a_blank_one_blank(self):
        first = sensitive_row()
        load(first)
        case = amend(first, contact_mobile="")

        assert (number_of(case), held.waiting()) == ("", [])

    @pytest.mark.safety
    def test_saf_12_leaves_the_stop_of_who_has_the_number_before(self):
        first = sensitive_row()
        [case] = load(first)
        amend(first, contact_mobile=OTHER)

        contacts.suppress_number(FIRST, lasting=(), by=TESTER, at=NOW, channel="post")

        assert contacts.is_opted_out(case.pk)


class TestANumberThatIsNotSafe:
    def test_stays_unsafe_when_it_goes_and_comes_back(self):
        first = row(contact_mobile=FIRST, number_safe="no")
        load(first)
        amend(first, contact_mobile="", number_safe="unknown")

        case = amend(first, number_safe="unknown", sex="female", at=NOW)

        decide()
        assert codes(case) == {"ST1": "NOCONTACTDATA"}
        assert held.waiting(case) == ["number"]


class TestTheSameFileAgain:
    def test_changes_nothing_and_has_nothing_wait_twice(self):
        first = sensitive_row()
        load(first)
        again = replace(first, contact_mobile=OTHER, flags=NO_FLAGS)
        load(again, at=LATER)
        before = [list(m.objects.order_by("pk").values()) for m in (Case, HeldChange, Import)]

        load(again, at=NOW)

        after = [list(m.objects.order_by("pk").values()) for m in (Case, HeldChange, Import)]
        assert after == before

    def test_does_not_ask_again_what_was_refused(self):
        first = sensitive_row()
        load(first)
        again = replace(first, contact_mobile=OTHER)
        load(again, at=LATER)
        held.refuse_all()

        load(again, at=NOW)
        load(replace(again, sex="female"), at=NOW)

        assert held.waiting() == []

    def test_does_not_ask_twice_what_a_later_file_repeats(self):
        first = sensitive_row()
        load(first)
        amend(first, contact_mobile=OTHER)
        amend(first, contact_mobile=OTHER, sex="female", at=NOW)

        assert held.waiting() == ["number"]


class TestALaterFile:
    def test_that_agrees_with_what_is_stored_drops_what_waits(self):
        first = row(flags=SENSITIVE)
        load(first)
        amend(first, flags=NO_FLAGS)
        amend(first, sex="female", at=NOW)

        assert held.waiting() == []
        with pytest.raises(NoSuchChangeError):
            held_changes.confirm_changes(
                change_ids=HeldChange.objects.values_list("pk", flat=True), by=held.person(), at=NOW
            )

    def test_that_says_something_else_waits_in_its_place(self):
        first = row(risk_level="high", flags=SENSITIVE | {"fgm": True})
        load(first)
        amend(first, flags=NO_FLAGS)
        amend(first, flags=SENSITIVE, at=NOW)

        assert held.waiting() == ["flag"]
        assert HeldChange.objects.get(state=held.WAITING).after == {"flag_fgm": False}


class TestWhoBroughtIt:
    def loaded_by(self, by: Actor) -> None:
        first = row(flags=SENSITIVE)
        load(first)
        import_cases.import_cases(
            rows=[replace(first, flags=NO_FLAGS)],
            source=Import.Source.API,
            file_names=[],
            is_simulated=True,
            by=by,
            at=LATER,
        )

    @pytest.mark.safety
    def test_saf_18_may_neither_confirm_nor_refuse(self):
        ann = held.person("Ann")
        self.loaded_by(ann)

        for judge in (held.confirm_all, held.refuse_all):
            with pytest.raises(OwnChangeError):
                judge(by=ann)

        assert held.waiting() == ["flag"]

    @pytest.mark.parametrize("role", ["loaded_by_id", "brought_by_id"])
    def test_is_refused_by_the_database_as_well(self, role):
        ann = held.person("Ann")
        self.loaded_by(TESTER)
        HeldChange.objects.update(**{role: ann.user_id})

        with pytest.raises(IntegrityError, match="held_change_is_ruled_by_another"):
            HeldChange.objects.update(
                state="confirmed", ruled_at=NOW, ruled_by="Ann", ruled_by_id=ann.user_id
            )

    def test_is_no_system(self):
        self.loaded_by(held.person("Ann"))

        with pytest.raises(NoSuchChangeError):
            held.confirm_all(by=TESTER)


class TestARuling:
    def test_is_given_once(self):
        first = row(flags=SENSITIVE)
        load(first)
        amend(first, flags=NO_FLAGS)
        waiting = held.ids()
        held.refuse_all()

        with pytest.raises(NoSuchChangeError):
            held_changes.confirm_changes(change_ids=waiting, by=held.person(), at=NOW)

        assert Case.objects.get().flags == SENSITIVE

    def test_is_audited_without_a_value(self):
        first = sensitive_row()
        load(first)
        case = amend(first, contact_mobile=OTHER)

        held.confirm_all()

        event = AuditEvent.objects.get(kind="held_change.confirmed")
        assert event.target == f"responses.Case {case.pk}"
        assert event.details == {"kind_of_change": "number", "changes": 1}

    def test_of_many_is_audited_by_import_and_kind(self):
        rows = [row(flags=SENSITIVE) for _ in range(3)]
        load(*rows)
        load(*(replace(one, flags=NO_FLAGS) for one in rows), at=LATER)

        assert held.confirm_all() == 3

        event = AuditEvent.objects.get(kind="held_change.confirmed")
        assert event.details["changes"] == 3
        assert event.force_code == "city-of-london"


class TestUndoingTheImport:
    def test_drops_what_it_had_wait(self):
        first = row(flags=SENSITIVE)
        load(first)
        amend(first, flags=NO_FLAGS)

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)

        assert not HeldChange.objects.exists()

    def test_undoes_what_was_confirmed_of_it(self):
        first = sensitive_row()
        [case] = load(first)
        amend(first, contact_mobile=OTHER, flags=NO_FLAGS)
        held.confirm_all()

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)

        assert number_of(case) == FIRST
        assert Case.objects.get().flags == SENSITIVE

    def test_has_wait_again_what_it_had_dropped(self):
        first = row(flags=SENSITIVE)
        load(first)
        amend(first, flags=NO_FLAGS)
        amend(first, sex="female", at=NOW)

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)

        assert held.waiting() == ["flag"]


class TestAfterFourWeeks:
    def forgotten(self) -> int:
        at = LATER + WAITS_FOR + timedelta(minutes=1)
        return held_changes.forget_old_changes(by=TESTER, at=at)

    def test_what_nobody_judged_is_destroyed_and_the_next_file_asks_again(self):
        first = sensitive_row()
        load(first)
        again = replace(first, contact_mobile=OTHER)
        load(again, at=LATER)

        assert self.forgotten() == 1
        assert not HeldContact.objects.exists()

        load(again, at=NOW)
        assert held.waiting() == ["number"]

    def test_what_was_refused_is_not_asked_again_by_the_same_file(self):
        first = sensitive_row()
        load(first)
        again = replace(first, contact_mobile=OTHER)
        load(again, at=LATER)
        held.refuse_all()

        self.forgotten()
        load(again, at=NOW)

        assert held.waiting() == []

    def test_is_not_yet(self):
        first = row(flags=SENSITIVE)
        load(first)
        amend(first, flags=NO_FLAGS)

        assert held_changes.forget_old_changes(by=TESTER, at=LATER + WAITS_FOR) == 0


class TestWhatIsKnown:
    def test_is_not_replaced_by_a_blank(self):
        first = row(outcome_codes=("18",), outcome_on=NOW.date() - timedelta(days=3))
        load(first)
        case = amend(first, outcome_codes=(), outcome_on=None, sex="female")

        assert case.outcome_codes == ["18"]
        assert case.outcome_on == first.outcome_on
        assert case.events.count() == 2
        assert not Contact.objects.exclude(number_safe="unknown").exists()

from dataclasses import replace
from datetime import timedelta

import pytest

from responses.case_files.columns import CaseRow
from responses.casework.actions import safe_contact as actions
from responses.imports.actions.undo import undo_import
from responses.models import Case, Import
from responses.models.contacts import Contact, UnsafeNumber
from responses.vault import contacts, safe_contact, subject_access
from responses.vault.amendments import previews
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import asked, held
from tests.responses.asked import codes, decide, load, row

pytestmark = [pytest.mark.django_db, pytest.mark.safety]
X, Y, ADDRESS = "+447700900321", "+447700900322", "ann@example.org"
ROW = row(contact_mobile=X)
UNSAFE = SafeContactAgreement(is_number_safe=False, channel="")
SAFE = SafeContactAgreement(is_number_safe=True, channel="sms")


def loaded(given: CaseRow, *, hours: float) -> Case:
    [case] = load(given, at=NOW - timedelta(hours=hours))
    return case


def found(given: CaseRow = ROW, agreed: SafeContactAgreement = UNSAFE) -> Case:
    case = loaded(given, hours=5)
    actions.confirm_safe_contact(case=case, agreed=agreed, by=TESTER, at=NOW - timedelta(hours=4))
    return case


def say_safe(case: Case, who: str) -> bool:
    return actions.confirm_safe_contact(case=case, agreed=SAFE, by=held.person(who), at=NOW)


def decided(case: Case, *, minutes: int = 0) -> str:
    decide(NOW + timedelta(minutes=minutes))
    return codes(case)["ST1"]


class TestAnUnsafeNumber:
    def test_saf_1_is_unsafe_in_another_case_of_another_force(self):
        found()

        assert decided(loaded(row(contact_mobile=X, force="gwent"), hours=3)) == "NOSAFE"

    def test_saf_1_is_unsafe_in_a_case_that_had_it_before(self):
        other = loaded(row(contact_mobile=X, force="gwent"), hours=6)
        found()

        assert decided(other) == "NOSAFE"
        assert safe_contact.read(other.pk).number_safe == "no"

    def test_saf_1_is_unsafe_where_a_file_says_so(self):
        loaded(replace(ROW, number_safe="no"), hours=5)

        assert decided(loaded(row(contact_mobile=X), hours=3)) == "NOSAFE"

    @pytest.mark.slow
    def test_saf_1_is_unsafe_once_it_comes_back_for_another(self):
        case = found()
        load(replace(ROW, contact_mobile=Y), at=NOW - timedelta(hours=3))
        held.confirm_all(at=NOW - timedelta(hours=2))
        loaded(replace(ROW, sex="female"), hours=1)

        assert contacts.contact_route(case.pk).to == X
        assert decided(case) == "NOSAFE"

    def test_saf_1_is_unsafe_when_its_contact_was_destroyed(self):
        contacts.destroy([found().pk])

        assert decided(loaded(replace(ROW, sex="female"), hours=1)) == "NOSAFE"

    @pytest.mark.slow
    @pytest.mark.parametrize("before", ["", Y])
    def test_saf_1_is_unsafe_when_the_import_that_brought_it_is_undone(self, before):
        loaded(replace(ROW, contact_mobile=before), hours=6)
        case = found()
        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)

        loaded(replace(ROW, sex="female"), hours=1)
        held.confirm_all()

        assert decided(case) == "NOSAFE"

    def test_saf_1_is_unsafe_with_the_address_that_came_with_it(self):
        case = found(replace(ROW, contact_email=ADDRESS))
        contacts.destroy([case.pk])

        loaded(replace(ROW, contact_mobile="", contact_email=ADDRESS), hours=1)

        assert safe_contact.read(case.pk).number_safe == "no"

    def test_saf_1_leaves_safe_the_address_that_was_agreed_instead(self):
        by_mail = SafeContactAgreement(is_number_safe=False, channel="email")
        found(replace(ROW, contact_email=ADDRESS), by_mail)

        other = loaded(row(contact_mobile="", contact_email=ADDRESS), hours=1)

        assert safe_contact.read(other.pk).number_safe == "unknown"

    def test_saf_1_leaves_another_number_safe(self):
        found()

        assert decided(loaded(row(contact_mobile=Y), hours=1)) == "INVITE"

    def test_saf_18_guards_the_case_that_has_it_against_another_number(self):
        other = row(contact_mobile=X, force="gwent")
        case = loaded(other, hours=6)
        found()
        other = replace(other, contact_mobile=Y)
        [preview] = previews.preview([(case.pk, other)], is_simulated=True).values()

        loaded(other, hours=1)

        assert held.waiting(case) == sorted(preview.waits) == ["number"]


class TestCallingItSafe:
    @pytest.mark.slow
    @pytest.mark.parametrize("said", ["unknown", "no"])
    def test_is_not_done_by_a_later_file_of_other_things(self, said):
        case = found(replace(ROW, number_safe=said))
        other = row(contact_mobile=X)
        loaded(other, hours=3)

        loaded(replace(ROW, number_safe=said, sex="female"), hours=2)
        loaded(replace(other, sex="female"), hours=1)

        assert held.waiting() == []
        assert decided(case) == "NOSAFE"

    @pytest.mark.slow
    def test_saf_18_waits_where_a_later_file_does(self):
        case = loaded(replace(ROW, number_safe="no"), hours=3)

        loaded(replace(ROW, number_safe="yes"), hours=1)

        assert decided(case) == "NOSAFE"
        assert held.waiting(case) == ["safe_contact"]

    @pytest.mark.slow
    def test_saf_18_waits_in_a_new_case_too(self):
        found()

        case = loaded(row(contact_mobile=X, number_safe="yes"), hours=1)

        assert decided(case) == "NOSAFE"
        assert held.waiting(case) == ["safe_contact"]
        held.confirm_all()
        assert decided(case, minutes=1) == "INVITE"

    @pytest.mark.slow
    def test_saf_1_takes_two_people_on_the_page(self):
        found()
        case = loaded(row(contact_mobile=X), hours=3)
        decide(NOW - timedelta(hours=1))

        assert not say_safe(case, "Ann")
        assert decided(case) == "NOSAFE"
        assert say_safe(case, "Bea")
        assert decided(case, minutes=1) == "INVITE"

    def test_saf_1_says_nothing_of_the_case_in_which_it_was_found(self):
        first = found()
        case = loaded(row(contact_mobile=X), hours=3)
        say_safe(case, "Ann")
        say_safe(case, "Bea")

        assert not UnsafeNumber.objects.exists()
        assert safe_contact.read(first.pk).number_safe == "no"

    def test_saf_1_says_nothing_of_the_address_beside_it(self):
        contacts.destroy([found(replace(ROW, contact_email=ADDRESS)).pk])
        say_safe(loaded(row(contact_mobile=Y, contact_email=ADDRESS), hours=3), "Ann")

        other = loaded(row(contact_mobile="", contact_email=ADDRESS), hours=1)

        assert safe_contact.read(other.pk).number_safe == "no"

    def test_saf_1_is_not_to_confirm_a_channel(self):
        case = loaded(replace(ROW, number_safe="no"), hours=5)
        UnsafeNumber.objects.all().delete()  # Two people called it safe, in another case.
        loaded(replace(ROW, safe_contact_channel="sms"), hours=3)
        assert held.waiting(case) == ["safe_contact"]

        held.confirm_all(at=NOW - timedelta(hours=1))

        assert decided(case) == "NOSAFE"

    @pytest.mark.slow
    def test_saf_1_is_not_to_confirm_the_number_of_a_file(self):
        found()
        sensitive = row(flags={}, **asked.SAFE)
        case = loaded(sensitive, hours=3)
        loaded(replace(sensitive, contact_mobile=X), hours=2)

        held.confirm_all(at=NOW - timedelta(hours=1))

        assert contacts.contact_route(case.pk).to == X
        assert decided(case) == "NOSAFE"


class TestWhoAsksWhatIsStored:
    def test_is_told_that_the_number_is_known_as_not_safe(self):
        found()

        assert subject_access.records_of_number(X)["is_known_as_not_safe"] is True
        assert subject_access.records_of_number(Y)["is_known_as_not_safe"] is False


def test_no_number_is_kept_of_it():
    case = found()
    contacts.destroy([case.pk])

    [row_kept] = UnsafeNumber.objects.values()
    assert X not in str(row_kept)
    assert not Contact.objects.exists()

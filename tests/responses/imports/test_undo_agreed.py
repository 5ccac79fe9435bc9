"""What staff agreed with a victim on a page outlives the undoing of an import."""

from dataclasses import replace
from datetime import timedelta

import pytest

from responses.casework.actions import safe_contact as actions
from responses.imports.actions.undo import undo_import
from responses.imports.selectors.undo import count_extent
from responses.models import Case, Import
from responses.models.contacts import Contact
from responses.vault import contacts, safe_contact
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import asked, held
from tests.responses.invited import hash_of

pytestmark = pytest.mark.django_db
ROW = asked.row(case_key="K1", flags={}, **asked.SAFE)
UNSAFE = SafeContactAgreement(is_number_safe=False, channel="", word_hash=hash_of("otter"))


class TestUndoingAnAmendment:
    def amended_then_agreed(self, **changes: object) -> Case:
        """An import amends the case, and an officer learns that its number is not safe."""
        asked.load(ROW, at=NOW - timedelta(hours=2))
        [case] = asked.load(replace(ROW, **changes), at=NOW - timedelta(hours=1))
        held.confirm_all()
        actions.confirm_safe_contact(case=case, agreed=UNSAFE, by=TESTER, at=NOW)
        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)
        return case

    def test_saf_1_leaves_a_number_unsafe_that_was_found_to_be(self):
        case = self.amended_then_agreed(sex="female")

        assert safe_contact.read(case.pk).number_safe == "no"
        assert asked.decide() == {"NOSAFE": 1}

    def test_saf_6_leaves_the_word_that_was_agreed(self):
        case = self.amended_then_agreed(sex="female")

        assert Contact.objects.get(case=case).safe_word_hash == UNSAFE.word_hash

    def test_saf_2_says_nothing_of_another_number(self):
        case = self.amended_then_agreed(contact_mobile="+447700900999")

        assert contacts.contact_route(case.pk).to == ROW.contact_mobile
        assert safe_contact.read(case.pk).number_safe == "yes"


class TestUndoingTheImportThatCreatedTheCase:
    def found_unsafe(self) -> Case:
        [case] = asked.load(ROW, at=NOW - timedelta(hours=2))
        actions.confirm_safe_contact(case=case, agreed=UNSAFE, by=TESTER, at=NOW)
        return case

    def test_saf_1_keeps_a_case_whose_number_was_found_not_to_be_safe(self):
        case = self.found_unsafe()

        summary = undo_import(import_batch_id=Import.objects.get().pk, by=TESTER, at=NOW)

        assert (summary.undone_created, summary.kept_unsafe) == (0, 1)
        asked.load(replace(ROW, sex="female"), at=NOW)
        assert safe_contact.read(case.pk).number_safe == "no"
        assert asked.decide() == {"NOSAFE": 1}

    def test_is_counted_beforehand(self):
        self.found_unsafe()
        asked.load(asked.row(case_key="K2"), at=NOW - timedelta(hours=1))

        first, last = Import.objects.order_by("pk")
        assert (count_extent(first).created, count_extent(first).unsafe) == (0, 1)
        assert (count_extent(last).created, count_extent(last).unsafe) == (1, 0)

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest

from responses.casework.actions import case_access
from responses.casework.actions import safe_contact as actions
from responses.imports.actions.undo import UndoSummary, undo_import
from responses.imports.selectors.undo import count_extent
from responses.models import Case, CaseOffer, CaseTie, Import
from responses.models.contacts import Contact
from responses.vault import contacts, safe_contact
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import asked, held
from tests.responses.casework.test_services import service
from tests.responses.invited import hash_of

pytestmark = pytest.mark.django_db
ROW = asked.row(case_key="K1", flags={}, **asked.SAFE)
PLAIN = asked.row(case_key="K1")
UNSAFE = SafeContactAgreement(is_number_safe=False, channel="", word_hash=hash_of("otter"))


def undo_last(at: datetime = NOW) -> UndoSummary:
    latest = Import.objects.filter(undone_at=None).latest("pk")
    return undo_import(import_batch_id=latest.pk, by=TESTER, at=at)


def find_unsafe(case: Case) -> None:
    actions.confirm_safe_contact(case=case, agreed=UNSAFE, by=TESTER, at=NOW - timedelta(hours=3))


@pytest.mark.safety
class TestUndoingAnAmendment:
    def amended_then_agreed(self, **changes: object) -> Case:
        asked.load(ROW, at=NOW - timedelta(hours=2))
        [case] = asked.load(replace(ROW, **changes), at=NOW - timedelta(hours=1))
        held.confirm_all()
        actions.confirm_safe_contact(case=case, agreed=UNSAFE, by=TESTER, at=NOW)
        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)
        return case

    @pytest.mark.slow
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


class TestUndoingAnImportThatSaidMore:
    SAID = [
        {"is_deceased": True},
        {"exclude_code": "NOCONTACT", "exclude_by": "s7", "exclude_on": asked.TODAY},
        {"number_safe": "no"},
        {"flags": asked.NO_FLAGS | {"stalking": True}},
        {"risk_level": "high"},
        {"birth_year": 2015},
    ]

    def undone(self, **said: object) -> tuple[Case, UndoSummary]:
        first = replace(PLAIN, sex="female")
        asked.load(first, at=NOW - timedelta(hours=5))
        [case] = asked.load(replace(first, sex="male", **said), at=NOW - timedelta(hours=4))
        asked.decide(NOW - timedelta(hours=3))
        summary = undo_last(at=NOW - timedelta(hours=2))
        asked.decide(NOW - timedelta(hours=1))
        return Case.objects.get(pk=case.pk), summary

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize("said", SAID)
    def test_saf_18_leaves_what_it_said_and_restores_the_rest(self, said):
        case, summary = self.undone(**said)

        assert set(asked.codes(case).values()).isdisjoint({"INVITE", "PENDING"})
        assert case.sex == "female"
        assert summary.undone_amended == 1
        assert summary.kept_facts == (0 if "number_safe" in said else 1)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_18_has_what_the_file_before_lifts_wait(self):
        case, _summary = self.undone(is_deceased=True)

        asked.load(replace(PLAIN, sex="female"), at=NOW)

        assert held.waiting(case) == ["out_of_scope"]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_2_widens_no_hours(self):
        hours = {"safe_contact_from": time(10), "safe_contact_to": time(12)}

        case, _summary = self.undone(**hours)

        record = safe_contact.read(case.pk)
        assert (record.start, record.end) == (time(10), time(12))

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_2_sends_on_no_channel_where_two_are_said_to_be_safe(self):
        by_mail = {"contact_email": "ann@example.org", "safe_contact_channel": "email"}
        asked.load(replace(PLAIN, **asked.SAFE), at=NOW - timedelta(hours=5))
        [case] = asked.load(replace(PLAIN, **by_mail), at=NOW - timedelta(hours=4))

        undo_last()
        asked.decide()

        assert asked.codes(case) == {"ST1": "NOSAFE"}

    @pytest.mark.slow
    def test_restores_what_it_left_unknown(self):
        case, summary = self.undone(flags={})

        assert asked.codes(case) == {"ST1": "INVITE"}
        assert summary.kept_facts == 0


class TestUndoingTheImportThatCreatedTheCase:
    EXCLUDED = {"exclude_code": "NOCONTACT", "exclude_by": "s7", "exclude_on": asked.TODAY}

    def created(self, **changes: object) -> Case:
        [case] = asked.load(replace(PLAIN, **changes), at=NOW - timedelta(hours=5))
        return case

    def loaded_anew(self, case: Case, **changes: object) -> Case:
        undone = undo_last(at=NOW - timedelta(hours=2))
        assert (undone.undone_created, undone.kept_careful) == (0, 1)
        assert safe_contact.read(case.pk) is None
        [again] = asked.load(replace(PLAIN, **changes), at=NOW - timedelta(hours=1))
        asked.decide()
        return again

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_1_keeps_a_case_whose_number_was_found_not_to_be_safe(self):
        case = self.created()
        find_unsafe(case)

        case = self.loaded_anew(case, sex="female")

        assert "INVITE" not in asked.codes(case).values()
        assert held.waiting(case) == ["number"]
        held.confirm_all()
        asked.decide(NOW + timedelta(minutes=1))
        assert asked.codes(case) == {"ST1": "NOSAFE"}

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_18_keeps_an_exclusion_which_only_a_second_person_lifts(self):
        case = self.loaded_anew(self.created(**self.EXCLUDED))

        assert asked.codes(case) == {"ST1": "NOCONTACT"}
        assert held.waiting(case) == ["exclusion"]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_18_keeps_that_the_victim_died(self):
        case = self.loaded_anew(self.created(is_deceased=True))

        assert asked.codes(case) == {"ST1": "DECEASED"}

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_keeps_from_whom_the_case_is_hidden(self):
        case = self.created()
        case_access.declare_conflict(case=case, by=held.person("Loader"), at=NOW)

        case = self.loaded_anew(case, sex="female")

        assert CaseTie.objects.get().case == case

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_9_keeps_that_it_was_kept_back_from_a_service(self):
        case = self.created()
        harbour = service("city-of-london")
        CaseOffer.objects.create(
            case=case, organisation=harbour, route="IDVA", state="kept", offered_at=NOW
        )

        case = self.loaded_anew(case, sex="female")

        assert CaseOffer.objects.get().case == case

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_18_keeps_that_a_number_was_refused(self):
        sensitive = {"flags": asked.NO_FLAGS | {"stalking": True}, **asked.SAFE}
        case = self.created(**sensitive)
        other = {**sensitive, "contact_mobile": "+447700900998"}
        asked.load(replace(PLAIN, **other), at=NOW - timedelta(hours=4))
        held.refuse_all(at=NOW - timedelta(hours=3))
        undo_last(at=NOW - timedelta(hours=3))

        case = self.loaded_anew(case, **other)

        assert asked.codes(case) == {"ST1": "NOCONTACTDATA"}
        assert held.waiting(case) == []

    @pytest.mark.safety
    def test_saf_2_keeps_the_hours_that_were_agreed(self):
        case = self.created()
        agreed = SafeContactAgreement(is_number_safe=True, channel="sms", start=time(10))
        actions.confirm_safe_contact(case=case, agreed=agreed, by=TESTER, at=NOW)

        case = self.loaded_anew(case, sex="female")

        assert safe_contact.read(case.pk).start == time(10)

    @pytest.mark.safety
    def test_saf_2_keeps_the_hours_of_a_number_that_an_amendment_added(self):
        self.created(contact_mobile="")
        [case] = asked.load(PLAIN, at=NOW - timedelta(hours=4))
        agreed = SafeContactAgreement(is_number_safe=True, channel="sms", start=time(10))
        actions.confirm_safe_contact(case=case, agreed=agreed, by=TESTER, at=NOW)

        undo_last()

        assert safe_contact.read(case.pk) is None
        asked.load(replace(PLAIN, sex="female"), at=NOW)
        assert safe_contact.read(case.pk).start == time(10)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_1_has_nothing_sent_from_a_case_that_stays(self):
        case = self.created()
        asked.decide(NOW - timedelta(hours=4))
        asked.queue(NOW - timedelta(hours=4))
        case_access.declare_conflict(case=case, by=held.person("Loader"), at=NOW)

        undo_last()
        asked.decide()

        assert asked.codes(case) == {"ST1": "NOCONTACTDATA"}
        assert asked.send().sent == 0

    @pytest.mark.slow
    def test_is_counted_beforehand(self):
        find_unsafe(self.created())
        asked.load(asked.row(case_key="K2"), at=NOW - timedelta(hours=1))

        first, last = Import.objects.order_by("pk")
        assert (count_extent(first).created, count_extent(first).careful) == (0, 1)
        assert (count_extent(last).created, count_extent(last).careful) == (1, 0)

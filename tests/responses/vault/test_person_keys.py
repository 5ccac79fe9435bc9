"""A person is known by number and by address (decision 42): an opt-out, an invitation and a case
that is being asked about hold for both, and a withdrawal for neither more than was given."""

import pytest

from responses.imports.actions import undo
from responses.invitations.actions import opt_outs
from responses.models import Case, Import, OutboxMessage
from responses.models.contacts import Contact, ContactHistory, Suppression
from responses.vault import contacts, person_keys
from tests.conftest import NOW, TESTER
from tests.responses.asked import TODAY, codes, decide, load, queue, row
from tests.responses.told import told_about

pytestmark = [pytest.mark.django_db, pytest.mark.databases]

MOBILE, OTHER_MOBILE = "+447700900321", "+447700900322"
ADDRESS = "someone@example.org"
BOTH = {"contact_mobile": MOBILE, "contact_email": ADDRESS}
BY_NUMBER = {"contact_mobile": MOBILE}
BY_ADDRESS = {"contact_mobile": "", "contact_email": ADDRESS}


@pytest.fixture(autouse=True)
def _emails_are_sent(settings) -> None:
    settings.EMAILS_ARE_SENT = True


def case(**changes: object) -> Case:
    [held] = load(row(**changes), at=NOW)
    return held


def stop(held: Case) -> None:
    contacts.suppress(case_id=held.pk, by=TESTER, at=NOW, channel="web")


def is_blocked(held: Case) -> bool:
    return contacts.people([held.pk], on=TODAY)[held.pk].facts.is_opted_out


def refuge(*, women: int) -> list[Case]:
    return [
        case(contact_mobile=MOBILE, contact_email=f"woman-{n}@example.org", birth_year=1980 + n)
        for n in range(women)
    ]


class TestAnOptOut:
    @pytest.mark.safety
    @pytest.mark.parametrize("known_by", [BY_NUMBER, BY_ADDRESS, BOTH])
    @pytest.mark.parametrize("stopped_by", [BY_NUMBER, BY_ADDRESS, BOTH])
    def test_saf_12_by_number_or_address_holds_for_both(self, stopped_by, known_by):
        case(**BOTH)
        stop(case(**stopped_by))

        assert is_blocked(case(**known_by, force="metropolitan"))

    @pytest.mark.safety
    @pytest.mark.parametrize("known_by", [BY_NUMBER, BY_ADDRESS])
    def test_saf_12_outlives_the_contact_that_had_both(self, known_by):
        first = case(**BOTH)
        contacts.destroy([first.pk])
        stop(case(**BY_NUMBER))

        assert is_blocked(case(**known_by))

    @pytest.mark.safety
    def test_saf_12_by_telephone_holds_for_the_address(self):
        by_address = case(**BY_ADDRESS)
        case(**BOTH)

        opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=NOW)

        assert is_blocked(by_address)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_12_cancels_what_waits_for_the_address(self):
        case(**BOTH)
        Contact.objects.all().delete()
        by_address = case(**BY_ADDRESS)
        decide()
        queue()

        opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=NOW)

        message = OutboxMessage.objects.get(invitation__stage_event__case=by_address)
        assert message.state == "cancelled"
        assert codes(by_address) == {"ST1": "OPTOUT"}

    @pytest.mark.safety
    def test_saf_12_writes_every_key_of_the_contact(self):
        stop(case(**BOTH))

        assert set(Suppression.objects.values_list("person_key", flat=True)) == {
            person_keys.person_key(mobile=MOBILE),
            person_keys.address_key(ADDRESS),
        }

    def test_goes_one_step_and_no_further(self):
        for number in (MOBILE, OTHER_MOBILE):
            contacts.destroy([case(contact_mobile=number, contact_email=ADDRESS).pk])
        stop(case(contact_mobile=MOBILE))

        assert is_blocked(case(**BY_ADDRESS))
        assert not is_blocked(case(contact_mobile=OTHER_MOBILE))

    @pytest.mark.parametrize(("women", "is_joined"), [(3, True), (4, False)])
    def test_goes_through_no_telephone_of_a_refuge(self, women, is_joined):
        refuge(women=women)
        stop(case(contact_mobile="", contact_email="woman-0@example.org"))

        assert is_blocked(case(contact_mobile=MOBILE, birth_year=1980)) is is_joined

    @pytest.mark.parametrize(("women", "is_joined"), [(3, True), (4, False)])
    def test_goes_through_none_either_when_its_contacts_are_gone(self, women, is_joined):
        contacts.destroy([one.pk for one in refuge(women=women)])
        stop(case(contact_mobile="", contact_email="woman-0@example.org"))

        assert is_blocked(case(contact_mobile=MOBILE, birth_year=1980)) is is_joined

    def test_by_the_telephone_of_a_refuge_stops_no_address(self):
        refuge(women=4)

        opt_outs.opt_out_number(mobile=MOBILE, channel="desk", by=TESTER, at=NOW)

        assert is_blocked(case(contact_mobile=MOBILE))
        assert not is_blocked(case(contact_mobile="", contact_email="woman-1@example.org"))


class TestFatigue:
    @pytest.mark.parametrize("known_by", [BY_NUMBER, BY_ADDRESS, BOTH])
    def test_holds_for_number_and_address_and_counts_once(self, known_by):
        contacts.record_invited(case_id=case(**BOTH).pk, on=TODAY)

        later = case(**known_by)

        until = contacts.people([later.pk], on=TODAY)[later.pk].facts.fatigued_until
        assert (until - TODAY).days == 120

    def test_counts_two_invitations_on_two_days_whichever_way_they_went(self):
        contacts.record_invited(case_id=case(**BOTH).pk, on=TODAY.replace(day=2))
        contacts.record_invited(case_id=case(**BY_ADDRESS).pk, on=TODAY)

        later = case(**BY_NUMBER)

        until = contacts.people([later.pk], on=TODAY)[later.pk].facts.fatigued_until
        assert (until - TODAY.replace(day=2)).days == 365

    def test_is_forgotten_under_both_keys_when_nothing_left_the_provider(self):
        held = case(**BOTH)
        contacts.record_invited(case_id=held.pk, on=TODAY)

        contacts.forget_invited(case_id=held.pk, on=TODAY)

        assert not ContactHistory.objects.exists()


class TestARepeat:
    @pytest.mark.parametrize("known_by", [BY_NUMBER, BY_ADDRESS])
    def test_is_known_by_number_and_by_address(self, known_by):
        first, second = load(row(**BOTH), row(**known_by))

        decide()

        assert [codes(first)["ST1"], codes(second)["ST1"]] == ["INVITE", "REPEAT"]


class TestWhatPairsNeverServe:
    def test_a_request_for_access_is_answered_by_the_number_alone(self):
        by_number, _by_address = case(**BY_NUMBER), case(**BY_ADDRESS)
        both = case(**BOTH)

        assert contacts.cases_of_number(MOBILE) == {by_number.pk, both.pk}
        assert len(told_about(MOBILE)["contacts"]) == 2


class TestAnAddressThatFails:
    def test_is_forgotten_wherever_it_stands_and_no_other(self):
        held = case(**BOTH)
        same_number = case(contact_mobile=MOBILE, contact_email="another@example.org")
        same_address = case(contact_mobile=OTHER_MOBILE, contact_email=ADDRESS)

        contacts.forget_address(held.pk)

        has_email = {c.case_id: c.email is not None for c in Contact.objects.all()}
        assert has_email == {held.pk: False, same_number.pk: True, same_address.pk: False}


class TestAnUndoneImport:
    @pytest.mark.slow
    def test_gives_the_key_of_the_address_back(self):
        first = row(**BOTH)
        load(first)
        before = Contact.objects.get().address_key
        load(row(case_key=first.case_key, contact_mobile=MOBILE), at=NOW)
        assert Contact.objects.get().address_key == ""

        latest = Import.objects.order_by("-pk").first()
        undo.undo_import(import_batch_id=latest.pk, by=TESTER, at=NOW)

        assert Contact.objects.get().address_key == before

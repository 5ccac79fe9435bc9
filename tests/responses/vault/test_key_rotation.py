import io

import pytest
from django.core.management import call_command
from django.test import override_settings

from access.models import AuditEvent
from responses.answering.actions import withdrawals
from responses.data_protection.actions import key_rotation as key_rotation_actions
from responses.models.contacts import Contact, ContactBefore
from responses.vault import contacts, key_rotation
from responses.vault.sealed import withdrawn_answers
from tests.conftest import NOW, TESTER
from tests.responses.answering.test_withdrawal_actions import sent_in, words_of
from tests.responses.asked import load, row

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
OLD, NEW = "1:" + "11" * 32, "2:" + "22" * 32
MOBILE = "+447700900010"
ADDRESS = "victim@example.org"


@pytest.fixture
def case():
    with override_settings(VAULT_KEYS=[OLD]):
        first = row(contact_mobile=MOBILE, contact_email=ADDRESS)
        load(first)
        [held] = load(
            row(case_key=first.case_key, contact_mobile=MOBILE, contact_email=ADDRESS, area="E1")
        )
        return held


class TestRotatingKeys:
    def test_moves_every_value_and_counts_what_stands_under_each_key(self, case):
        with override_settings(VAULT_KEYS=[NEW, OLD]):
            before = key_rotation.count_by_key()
            after = key_rotation_actions.rotate_keys(by=TESTER, at=NOW)

        assert ContactBefore.objects.count() == 1
        assert (before, after) == ({1: 4}, {2: 4})
        assert AuditEvent.objects.get(kind="keys.rotated").details == {
            "moved": 4,
            "held_under": {"2": 4},
        }

    @pytest.mark.slow
    def test_moves_withdrawn_answers_too(self):
        with override_settings(VAULT_KEYS=[OLD]):
            invited = sent_in()
            withdrawals.withdraw_by_words(given=words_of(invited), by=TESTER, at=NOW)

        with override_settings(VAULT_KEYS=[NEW, OLD]):
            key_rotation.reencrypt()

        with override_settings(VAULT_KEYS=[NEW]):
            assert withdrawn_answers.held([invited.response.pk])[invited.response.pk]

    def test_lets_the_old_key_be_thrown_away(self, case):
        with override_settings(VAULT_KEYS=[NEW, OLD]):
            key_rotation_actions.rotate_keys(by=TESTER, at=NOW)

        with override_settings(VAULT_KEYS=[NEW]):
            assert contacts.contact_route(case.pk).to == MOBILE

    def test_does_nothing_the_second_time(self, case):
        with override_settings(VAULT_KEYS=[NEW, OLD]):
            key_rotation_actions.rotate_keys(by=TESTER, at=NOW)
            sealed = Contact.objects.get().mobile

            assert key_rotation.reencrypt() == 0
            assert Contact.objects.get().mobile == sealed

    def test_leaves_persons_known_by_the_same_key(self, case):
        known_as = Contact.objects.get().person_key

        with override_settings(VAULT_KEYS=[NEW, OLD]):
            key_rotation_actions.rotate_keys(by=TESTER, at=NOW)
            load(row(case_key="another", contact_mobile=MOBILE))

        assert set(Contact.objects.values_list("person_key", flat=True)) == {known_as}

    def test_says_which_key_may_go(self, case):
        out = io.StringIO()
        with override_settings(VAULT_KEYS=[NEW, OLD]):
            call_command("rotate_keys", stdout=out)

        assert out.getvalue().splitlines() == [
            "Key 1: 0 values · may be taken out of VAULT_KEYS",
            "Key 2: 4 values · encrypts now",
        ]

import json
import time

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal import auth as totp
from django.test import Client
from django.urls import reverse

from access.models import AuditEvent, User
from access.sealing import boxes
from access.sign_in import actions, allauth_adapter
from tests.conftest import NOW, TESTER

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
OLD, NEW = "1:" + "11" * 32, "2:" + "22" * 32
PASSWORD = "correct horse battery"
pytestmark = pytest.mark.django_db


@pytest.fixture
def codes(force_analyst: User) -> totp.TOTP:
    RecoveryCodes.activate(force_analyst)
    return totp.TOTP.activate(force_analyst, SECRET)


def code_now() -> str:
    return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))


class TestASecondFactor:
    def test_is_in_no_copy_of_the_database(self, codes: totp.TOTP, force_analyst: User) -> None:
        recovery = RecoveryCodes(Authenticator.objects.get(type="recovery_codes"))
        stored = json.dumps(list(Authenticator.objects.values_list("data", flat=True)))

        assert SECRET not in stored
        assert allauth_adapter.unseal(recovery.instance.data["seed"]) not in stored
        assert codes.validate_code(code_now())
        assert recovery.validate_code(recovery.get_unused_codes()[0])

    def test_is_not_taken_where_somebody_wrote_it_into_the_database_in_plain(
        self, force_analyst: User
    ) -> None:
        planted = {"secret": SECRET}
        Authenticator.objects.create(user=force_analyst, type="totp", data=planted)
        client = Client()
        fields = {"login": force_analyst.email, "password": PASSWORD}
        client.post(reverse("account_login"), fields)

        answer = client.post(reverse("mfa_authenticate"), {"code": code_now()})

        assert "Tell an administrator" in answer.content.decode()
        assert "_auth_user_id" not in client.session

    def test_opens_no_webhook_and_the_other_way_round(self) -> None:
        with pytest.raises(boxes.UnsealedError):
            boxes.vault_box("secrets of webhooks").unseal(allauth_adapter.seal(SECRET))


class TestAnotherKey:
    def test_is_what_they_are_sealed_under_once_keys_are_rotated(
        self, settings, force_analyst: User
    ) -> None:
        settings.VAULT_KEYS = [OLD]
        made = totp.TOTP.activate(force_analyst, SECRET)
        settings.VAULT_KEYS = [NEW, OLD]

        assert actions.reseal_factors(by=TESTER, at=NOW) == 1

        settings.VAULT_KEYS = [NEW]
        made.instance.refresh_from_db()
        assert made.validate_code(code_now())
        assert AuditEvent.objects.get(kind="second_factors.resealed").details == {"factors": 1}

import json

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from access import selectors
from access.models import AuditEvent, User
from access.sign_in import actions, key_forms
from tests.conftest import NOW, TESTER

CREDENTIAL = {"id": "a2V5", "response": {"attestationObject": "bm8="}}


@pytest.mark.django_db
class TestWhatNoKeySaid:
    @pytest.mark.parametrize("sent", ["", "no JSON", "{}", "[1]", '{"id": 1}', '"x"', "null"])
    def test_is_refused_in_words(self, client: Client, sent: str):
        answer = client.post(reverse("mfa_login_webauthn"), {"credential": sent}, follow=True)

        assert "The key was not" in answer.content.decode()

    @pytest.mark.slow
    def test_keeps_nobody_else_out_however_often_it_is_sent(
        self, force_analyst: User, time_machine
    ):
        time_machine.move_to(NOW, tick=False)
        crowd = Client(REMOTE_ADDR="192.0.2.1")
        handle = force_analyst.pk.to_bytes(8).hex()
        sent = json.dumps({"id": "a", "response": {"userHandle": handle}})
        for _ in range(70):
            crowd.post(reverse("mfa_login_webauthn"), {"credential": sent})

        fields = {"login": force_analyst.email, "password": "correct horse battery"}
        assert Client(REMOTE_ADDR="192.0.2.2").post(reverse("account_login"), fields).url
        failed = AuditEvent.objects.filter(kind="user.sign_in_failed")
        assert {row.target for row in failed} == {""}
        assert failed.count() == 60


@pytest.mark.django_db
class TestAKey:
    def test_is_of_the_account_that_added_it_and_as_it_was(
        self, force_analyst: User, national_analyst: User
    ):
        stored = key_forms.sealed(CREDENTIAL, user_id=force_analyst.pk)
        own = Authenticator(user=force_analyst, type="webauthn", data={"credential": stored})
        moved = Authenticator(user=national_analyst, type="webauthn", data=own.data)
        other = Authenticator(
            user=force_analyst, type="webauthn", data={"credential": stored | {"id": "b"}}
        )

        assert [key_forms.is_ours(each) for each in (own, moved, other)] == [True, False, False]

    def test_goes_on_working_when_keys_are_rotated_and_a_planted_one_does_not(
        self, settings, force_analyst: User
    ):
        old, new = "a:" + "11" * 32, "b:" + "22" * 32
        settings.VAULT_KEYS = [old]
        stored = key_forms.sealed(CREDENTIAL, user_id=force_analyst.pk)
        make = Authenticator.objects.create
        own = make(user=force_analyst, type="webauthn", data={"credential": stored})
        planted = make(user=force_analyst, type="webauthn", data={"credential": CREDENTIAL})

        settings.VAULT_KEYS = [new, old]
        assert actions.reseal_factors(by=TESTER, at=NOW) == 1

        settings.VAULT_KEYS = [new]
        for each in (own, planted):
            each.refresh_from_db()
        assert [key_forms.is_ours(each) for each in (own, planted)] == [True, False]

    def test_is_a_second_factor_as_codes_are(self, force_analyst: User):
        Authenticator.objects.create(user=force_analyst, type="webauthn", data={"name": "Blue"})

        viewer = selectors.viewer_for(force_analyst.pk)
        assert viewer is not None
        assert viewer.has_second_factor

    def test_is_made_for_the_host_of_staff(self, client: Client, settings):
        settings.STAFF_BASE_URL = "https://staff.survey.example"
        settings.ALLOWED_HOSTS = ["staff.survey.example"]

        asked = client.get(
            reverse("mfa_login_webauthn"),
            headers={"accept": "application/json", "host": "staff.survey.example"},
        )

        assert asked.json()["request_options"]["publicKey"]["rpId"] == "staff.survey.example"

    def test_of_somebody_else_is_not_there(self, force_analyst: User, national_analyst: User):
        key = Authenticator.objects.create(
            user=national_analyst, type="webauthn", data={"name": "Blue"}
        )
        client = Client()
        fields = {"login": force_analyst.email, "password": "correct horse battery"}
        client.post(reverse("account_login"), fields)
        client.post(reverse("account_reauthenticate"), {"password": fields["password"]})

        for page in ("mfa_edit_webauthn", "mfa_remove_webauthn"):
            assert client.post(reverse(page, args=[key.pk]), {"name": "x"}).status_code == 404
        assert Authenticator.objects.filter(pk=key.pk).exists()

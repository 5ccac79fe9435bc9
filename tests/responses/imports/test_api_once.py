import json
from datetime import timedelta

import pytest
import time_machine
from django.test import Client

from access.models import AuditEvent, SystemCall
from access.systems import idempotency
from responses.models import Case
from tests.api_keys import bearer, make_key
from tests.conftest import NOW
from tests.responses.case_files.examples import record

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, rows, *, key="a-key", url=URL):
    return client.post(
        url,
        data=json.dumps(rows),
        content_type="application/json",
        headers={"Idempotency-Key": key} if key is not None else {},
    )


class TestTheSameCallAgain:
    def test_is_answered_as_the_first_and_done_once(self, loader_client):
        first = post(loader_client, [record()])
        again = post(loader_client, [record()])

        assert (first.status_code, again.status_code) == (201, 201)
        assert again.json() == first.json()
        assert again.json()["rows"][0]["result"] == "created"
        assert (first.get("Idempotent-Replayed"), again["Idempotent-Replayed"]) == (None, "true")
        assert AuditEvent.objects.filter(kind="cases.imported").count() == 1

    def test_is_the_same_however_its_json_is_written(self, loader_client):
        post(loader_client, [record()])
        turned = dict(reversed(list(record().items())))

        assert post(loader_client, [turned]).status_code == 201

    def test_with_other_content_is_refused(self, loader_client):
        post(loader_client, [record()])

        response = post(loader_client, [record(case_key="K2")])

        assert (response.status_code, response.json()["code"]) == (422, "key_of_another_call")
        assert Case.objects.count() == 1

    def test_at_another_address_is_refused(self, loader_client):
        post(loader_client, [record()])

        assert post(loader_client, [record()], url=f"{URL}?accept_valid=yes").status_code == 422

    def test_of_somebody_else_is_another_call(self, loader_client, data_loader):
        post(loader_client, [record()])
        system = Client(headers=bearer(make_key(data_loader)))

        assert post(system, [record(case_key="K2")]).status_code == 201

    def test_is_done_anew_after_two_days(self, data_loader):
        system = Client(headers=bearer(make_key(data_loader)))
        post(system, [record()])

        with time_machine.travel(NOW + timedelta(days=2), tick=False):
            again = post(system, [record()])

        assert (again.status_code, again.json()["rows"][0]["result"]) == (200, "unchanged")


class TestARefusal:
    def test_is_not_kept(self, loader_client):
        assert post(loader_client, [record(sex="f")]).status_code == 400

        assert post(loader_client, [record()]).status_code == 201
        assert SystemCall.objects.count() == 1

    @pytest.mark.parametrize("key", ["", "a b", "é", "x" * 101])
    def test_meets_a_key_that_is_none(self, loader_client, key):
        response = post(loader_client, [record()], key=key)

        assert response.status_code == 400
        assert not Case.objects.exists()

    def test_of_an_error_leaves_no_trace(self, loader_client, monkeypatch):
        monkeypatch.setattr("responses.imports.api._answer", lambda *_: 1 / 0)
        loader_client.raise_request_exception = False

        response = post(loader_client, [record()])

        assert response.status_code == 500
        assert response.json()["code"] == "fault_of_ours"
        assert not Case.objects.exists()
        assert not SystemCall.objects.exists()


class TestWhatIsKept:
    def test_holds_neither_the_key_nor_what_was_sent(self, loader_client):
        post(loader_client, [record(contact_mobile="07700 900123")], url=f"{URL}?simulated=yes")

        kept = str(SystemCall.objects.values_list().get())
        assert "a-key" not in kept
        assert "900123" not in kept

    def test_is_forgotten_after_two_days(self, loader_client):
        post(loader_client, [record()])

        idempotency.forget(at=NOW + timedelta(hours=47))
        assert SystemCall.objects.exists()
        idempotency.forget(at=NOW + timedelta(days=2))
        assert not SystemCall.objects.exists()

import json

import pytest
import time_machine

from responses.imports.actions.undo import undo_import
from responses.models import Case, CaseEvent, HeldChange, Import
from responses.models.contacts import Contact
from tests.conftest import NOW, TESTER
from tests.responses.case_files.examples import record

pytestmark = pytest.mark.django_db
CASES, URL = "/api/v1/cases/?simulated=yes", "/api/v1/stage-events/?simulated=yes"
NEWS = {
    "case_key": "K1",
    "force": "city-of-london",
    "stage": "CHARGED",
    "stage_on": "2026-11-01",
}
MOBILE = "07700 900123"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, rows, url=URL):
    return client.post(url, data=json.dumps(rows), content_type="application/json")


@pytest.fixture
def loaded(loader_client):
    assert post(loader_client, [record(contact_mobile=MOBILE)], CASES).status_code == 201
    return loader_client


class TestTelling:
    def test_moves_the_case_and_lengthens_its_history(self, loaded):
        news = {**NEWS, "outcome_code": "1", "outcome_on": "2026-10-30"}

        response = post(loaded, [news])

        assert response.status_code == 200
        assert response.json()["rows"] == [{"row": 1, "case_key": "K1", "result": "amended"}]
        assert Case.objects.get().stage == "CHARGED"
        history = CaseEvent.objects.order_by("sequence").values_list("kind", "codes")
        assert list(history) == [
            ("stage", ["REPORT"]), ("outcome", ["1"]), ("stage", ["CHARGED"]),
        ]  # fmt: skip

    @pytest.mark.slow
    def test_again_changes_nothing(self, loaded):
        post(loaded, [NEWS])

        response = post(loaded, [NEWS])

        assert response.json()["rows"][0]["result"] == "unchanged"
        assert response.json()["summary"]["events_added"] == 0

    def test_leaves_everything_else_as_it_is(self, loaded):
        before = Contact.objects.values().get()
        case = Case.objects.values("flags", "birth_year", "area", "offence_code").get()

        post(loaded, [NEWS])

        assert Contact.objects.values().get() == before
        assert Case.objects.values("flags", "birth_year", "area", "offence_code").get() == case

    @pytest.mark.slow
    def test_leaves_what_waits_for_a_second_person(self, loaded):
        post(loaded, [record(contact_mobile="07700 900124")], CASES)
        waits = list(HeldChange.objects.values())
        assert [one["state"] for one in waits] == ["waiting"]

        post(loaded, [NEWS])

        assert list(HeldChange.objects.values()) == waits

    def test_outlives_the_same_file_sent_again(self, loaded):
        post(loaded, [NEWS])

        again = post(loaded, [record(contact_mobile=MOBILE)], CASES)

        assert again.json()["rows"][0]["result"] == "unchanged"
        assert Case.objects.get().stage == "CHARGED"

    def test_never_takes_a_known_outcome_away(self, loaded):
        post(loaded, [{**NEWS, "outcome_code": "1", "outcome_on": "2026-10-30"}])

        post(loaded, [{**NEWS, "stage": "COURT_TRIAL", "stage_on": "2026-11-10"}])

        assert Case.objects.get().outcome_codes == ["1"]

    @pytest.mark.slow
    def test_is_undone_as_a_load_is(self, loaded):
        post(loaded, [NEWS])

        undo_import(import_batch_id=Import.objects.latest("pk").pk, by=TESTER, at=NOW)

        assert Case.objects.get().stage == "REPORT"
        assert CaseEvent.objects.count() == 1


class TestRefusing:
    @pytest.mark.parametrize(
        ("wrong", "column", "code"),
        [
            ({"case_key": "K9"}, "case_key", "unknown_case"),
            ({"force": "gwent"}, "force", "unknown_force"),
            ({"stage": "ARRESTED"}, "stage", "unknown_code"),
            ({"stage_on": "2026-12-24"}, "stage_on", "future_date"),
            ({"contact_mobile": MOBILE}, "contact_mobile", "not_of_a_stage"),
            ({"offence_code": "34B"}, "offence_code", "not_of_a_stage"),
            ({"surname": "x"}, "surname", "person_column"),
        ],
    )
    def test_names_the_fault_and_changes_nothing(self, loaded, wrong, column, code):
        response = post(loaded, [NEWS | {"case_key": "K1"}, NEWS | {"case_key": "K2"} | wrong])

        assert response.status_code == 400
        faults = response.json()["rows"][1]["faults"]
        assert (column, code) in {(fault.get("column"), fault["code"]) for fault in faults}
        assert Case.objects.get().stage == "REPORT"

    @pytest.mark.parametrize("body", [[], {}, "x", [1], [None], [[]], [{"case_key": 1}]])
    def test_asks_for_a_list_of_objects(self, loaded, body):
        assert post(loaded, body).status_code == 400

    def test_is_closed_to_analysts(self, force_client):
        assert post(force_client, [NEWS]).status_code == 403

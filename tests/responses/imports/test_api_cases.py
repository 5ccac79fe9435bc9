import io
import json

import pytest
import time_machine
from django.core.management import call_command
from django.test import Client

from access.models import AuditEvent, DataOrigin
from responses.case_files.file_kinds import read_cases
from responses.case_files.reading import CaseFileRules
from responses.imports.presenters.faults import fault_fields
from responses.models import Case, CaseEvent, Import
from tests.api_keys import make_key
from tests.conftest import NOW
from tests.responses.case_files.examples import csv_text, json_lines, record

pytestmark = pytest.mark.django_db
URL = "/api/v1/cases/"


@pytest.fixture(autouse=True)
def _today():
    with time_machine.travel(NOW, tick=False):
        yield


def post(client, rows, query=""):
    return client.post(URL + query, data=json.dumps(rows), content_type="application/json")


class TestLoading:
    def test_answers_for_each_row(self, loader_client):
        response = post(loader_client, [record(), record(case_key="K2")])

        assert response.status_code == 201
        assert response.json()["rows"] == [
            {"row": 1, "case_key": "K1", "result": "created"},
            {"row": 2, "case_key": "K2", "result": "created"},
        ]
        assert response.json()["summary"]["created"] == 2

    def test_again_changes_nothing_and_amends_what_changed(self, loader_client):
        post(loader_client, [record(), record(case_key="K2")])

        response = post(loader_client, [record(), record(case_key="K2", stage="INVESTIGATION")])

        assert response.status_code == 200
        assert [row["result"] for row in response.json()["rows"]] == ["unchanged", "amended"]
        assert CaseEvent.objects.filter(case__case_key="K2").count() == 2

    def test_says_of_each_row_what_waits_for_a_second_person(self, loader_client):
        post(loader_client, [record(deceased="yes", flag_fgm="yes"), record(case_key="K2")])

        response = post(loader_client, [record(flag_fgm="no"), record(case_key="K2", sex="male")])

        first, second = response.json()["rows"]
        assert (first["result"], sorted(first["held"])) == ("amended", ["flag", "out_of_scope"])
        assert "held" not in second
        assert response.json()["summary"]["held"] == 2

    @pytest.mark.slow
    def test_tells_what_changes_unusually_much(self, loader_client):
        rows = [record(case_key=f"K{n}") for n in range(30)]
        first = post(loader_client, rows)

        then = post(loader_client, [{**one, "offence_code": "34B"} for one in rows])

        assert first.json()["unusual"] == []
        assert then.json()["unusual"] == [{"sign": "crime_changes", "cases": 30, "of": 30}]

    def test_loads_the_good_rows_alone_where_asked_to(self, loader_client):
        rows = [record(), record(case_key="K2", sex="f")]

        response = post(loader_client, rows, "?accept_valid=yes")

        assert response.status_code == 201
        good, bad = response.json()["rows"]
        assert good["result"] == "created"
        assert (bad["result"], bad["faults"][0]["column"]) == ("not_loaded", "sex")
        assert response.json()["summary"]["rejected"] == 1
        assert response.json()["causes"] == [{"code": "unknown_code", "column": "sex", "count": 1}]

    def test_is_recorded_under_the_person_who_did_it(self, loader_client, data_loader):
        post(loader_client, [record()])

        assert AuditEvent.objects.get(kind="cases.imported").actor_user == data_loader
        assert Import.objects.get().source == "api"

    def test_by_a_key(self, data_loader):
        key = make_key(data_loader)

        response = Client().post(
            URL,
            data=json.dumps([record()]),
            content_type="application/json",
            headers={"authorization": f"Bearer {key}"},
        )

        assert response.status_code == 201

    def test_of_simulated_people_is_said_in_the_address(self, loader_client):
        rows = [record(contact_mobile="07700 900123")]

        assert post(loader_client, rows, "?simulated=yes").status_code == 201
        assert DataOrigin.objects.get().origin == "simulated"

    def test_of_real_people_is_refused_where_simulated_ones_are(self, loader_client):
        post(loader_client, [record()], "?simulated=yes")

        response = post(loader_client, [record(case_key="K2")])

        assert response.status_code == 409
        assert Case.objects.count() == 1


class TestRefusing:
    def test_names_every_fault_of_every_row_and_loads_none(self, loader_client):
        rows = [record(), record(case_key="K2", sex="f", birth_year="84")]

        response = post(loader_client, rows)

        assert response.status_code == 400
        good, bad = response.json()["rows"]
        assert good == {"row": 1, "result": "not_loaded", "faults": []}
        assert [fault["column"] for fault in bad["faults"]] == ["sex", "birth_year"]
        assert bad["faults"][0] == {
            "row": 2,
            "column": "sex",
            "value": "f",
            "code": "unknown_code",
            "reason": "This is not one of the values allowed: female, male, not recorded.",
        }
        assert not Case.objects.exists()
        assert not DataOrigin.objects.exists()

    def test_says_the_same_of_another_force_as_of_none(self, loader_client):
        other = post(loader_client, [record(force="gwent")]).json()["rows"][0]["faults"]
        none = post(loader_client, [record(force="atlantis")]).json()["rows"][0]["faults"]

        assert [fault.pop("value") for fault in other + none] == ["gwent", "atlantis"]
        assert other == none

    def test_says_the_same_of_another_force_whether_or_not_the_case_is_there(self, loader_client):
        before = post(loader_client, [record(force="gwent")]).json()
        Case.objects.create(
            force_id="gwent",
            case_key="K1",
            crime_group="fraud",
            reported_on=NOW.date(),
            stage="REPORT",
            stage_on=NOW.date(),
            first_import=(import_batch := Import.objects.create(loaded_at=NOW, source="api")),
            last_import=import_batch,
        )

        assert post(loader_client, [record(force="gwent")]).json() == before

    def test_never_repeats_a_number(self, loader_client):
        response = post(loader_client, [record(contact_mobile="07700 90012", sex="07700900123")])

        assert "7700" not in response.content.decode()

    @pytest.mark.parametrize("body", [{}, [], "x", None, 3, {"case_key": "K1"}])
    def test_asks_for_a_list_of_objects(self, loader_client, body):
        assert post(loader_client, body).status_code == 400

    @pytest.mark.parametrize("body", ["", "{", "[" * 100_000, "[NaN]", "\ufeff[]", '["\\ud800"]'])
    def test_refuses_what_is_no_json(self, loader_client, body):
        response = loader_client.post(URL, data=body, content_type="application/json")

        assert response.status_code == 400

    def test_refuses_more_rows_than_it_takes_at_a_time(self, loader_client, monkeypatch):
        monkeypatch.setattr("responses.imports.api.MOST_ROWS", 1)

        response = post(loader_client, [record(), record(case_key="K2")])

        assert response.status_code == 400
        assert "at most 1 " in response.json()["detail"]


class TestTheSameRowsInAFile:
    WRONG = (
        record(sex="f", reported_on="01/10/2026"),
        record(case_key="K2", contact_mobile="0770090"),
        record(case_key="K2"),
        record(case_key="K4", victim_told_on="2026-01-01", outcome_on="2026-02-01"),
        {**record(case_key="K5"), "surname": "x"},
        record(case_key="K6", exclude_code="OTHER"),
    )

    def test_have_the_same_faults_in_the_same_words(self, loader_client, tmp_path):
        path = tmp_path / "x.jsonl"
        path.write_text(json_lines(self.WRONG))
        rules = CaseFileRules(force_codes={"city-of-london"}, today=NOW.date())
        reads = read_cases(path, rules=rules)

        answered = post(loader_client, list(self.WRONG)).json()["rows"]

        assert [row["faults"] for row in answered] == [
            [without_file(fault_fields(fault)) for fault in read.faults] for read in reads
        ]

    @pytest.mark.slow
    def test_amend_the_same_cases_and_leave_the_same_history(self, loader_client, tmp_path):
        path = tmp_path / "late.csv"
        late = {"stage": "CHARGED", "stage_on": "2026-11-01", "outcome_code": "1"}
        post(loader_client, [record()])

        path.write_text(csv_text([record(**late, outcome_on="2026-10-30")]))
        call_command("import_cases", str(path), stdout=io.StringIO())
        again = post(loader_client, [record(**late, outcome_on="2026-10-30")])
        told = record(**late, outcome_on="2026-10-30", victim_told_on="2026-11-02")
        amended = post(loader_client, [told])

        assert again.json()["rows"][0]["result"] == "unchanged"
        assert amended.json()["rows"][0]["result"] == "amended"
        history = CaseEvent.objects.order_by("sequence").values_list("kind", "codes", "on")
        assert [(kind, codes, str(on)) for kind, codes, on in history] == [
            ("stage", ["REPORT"], "2026-10-01"),
            ("outcome", ["1"], "2026-10-30"),
            ("stage", ["CHARGED"], "2026-11-01"),
        ]
        assert str(CaseEvent.objects.get(kind="outcome").told_on) == "2026-11-02"


def without_file(fields: dict) -> dict:
    return {name: value for name, value in fields.items() if name != "file"}


class TestWhoMayLoad:
    def test_is_not_a_stranger(self, db):
        assert post(Client(), [record()]).status_code == 401

    def test_is_not_an_analyst(self, force_client, national_client):
        assert post(force_client, [record()]).status_code == 403
        assert post(national_client, [record()]).status_code == 403

    def test_does_not_include_reading(self, loader_client):
        assert loader_client.get(URL).status_code == 405

import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import call_command
from django.test import Client

from access.models import AuditEvent, TaskRun
from responses import tasks
from responses.imports.actions import import_cases, undo
from responses.models import Case, Import
from tests.conftest import NOW, TESTER
from tests.responses.asked import row
from tests.responses.case_files.examples import csv_text, record
from tests.responses.case_files.police_uk_files import street_row, street_text
from tests.responses.imports.uploading import loaded, loader
from tests.responses.pages import Page

LIST = "/staff/case-files/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def by_command(
    tmp_path: Path, *records: dict[str, str], simulated: bool = True, **options: object
) -> Import:
    file = tmp_path / "night.csv"
    file.write_text(csv_text(records or [record(ethnicity="roma"), record(case_key="K2")]))
    call_command("import_cases", file, simulated=simulated, **options)
    return Import.objects.order_by("-pk")[0]


def by_api(client: Client, *records: dict[str, str]) -> Import:
    address = "/api/v1/cases/?simulated=yes&accept_valid=yes"
    client.post(address, json.dumps(records), content_type="application/json")
    return Import.objects.get()


def page_of(load: Import) -> str:
    return f"{LIST}loads/{load.pk}/"


class TestTheList:
    def test_shows_what_the_command_loaded_with_measures_to_compare(self, loader_client, tmp_path):
        load = by_command(tmp_path)

        page = Page(loader_client.get(LIST))

        assert "night.csv City of London Police" in page.text
        assert "import_cases Loaded 2 100.0" in page.text
        assert page_of(load) in page.links

    @pytest.mark.slow
    def test_shows_months_of_police_uk_and_takes_them_back(
        self, loader_client, data_loader, tmp_path
    ):
        file = tmp_path / "2016-03-city-of-london-street.csv"
        file.write_text(street_text(street_row(), street_row("a2")))
        call_command("import_cases", file, simulated=True)
        load = Import.objects.get()

        assert file.name in Page(loader_client.get(LIST)).text
        page = Page(loader_client.get(page_of(load))).text
        assert "Cases created 2" in page
        assert "Crimes in outcomes files" not in page

        undo.undo_import(import_batch_id=load.pk, by=loader(data_loader), at=NOW)
        assert not Case.objects.exists()

    def test_shows_what_another_system_sent(self, loader_client, data_loader):
        by_api(loader_client, record(), record(case_key="K2", stage="NOWHERE"))

        page = Page(loader_client.get(LIST))

        assert f"{data_loader.name} Loaded 2 50.0" in page.text
        assert "By another system" in page.text

    @pytest.mark.slow
    def test_stands_among_the_files_brought_by_hand_by_time(
        self, loader_client, data_loader, tmp_path
    ):
        loaded(by=loader(data_loader), at=NOW - timedelta(hours=1))
        by_command(tmp_path, record(case_key="K9"), simulated=False)

        text = Page(loader_client.get(LIST)).text

        assert text.index("night.csv") < text.index("extract.csv")
        assert text.count("extract.csv") == 1

    @pytest.mark.slow
    def test_shows_nothing_of_another_force(self, loader_client, tmp_path):
        load = by_command(tmp_path, record(force="metropolitan"))

        assert "night.csv" not in Page(loader_client.get(LIST)).text
        assert loader_client.get(page_of(load)).status_code == 404
        assert loader_client.post(f"{page_of(load)}undo/").status_code == 404

    @pytest.mark.slow
    def test_costs_the_same_for_many(self, loader_client, django_assert_max_num_queries):
        for n in range(25):
            import_cases.import_cases(
                rows=[row()],
                source=Import.Source.API,
                file_names=[],
                is_simulated=True,
                by=TESTER,
                at=NOW - timedelta(minutes=n),
            )

        with django_assert_max_num_queries(20):
            text = Page(loader_client.get(LIST)).text

        assert text.count("By another system") == 25


class TestALoad:
    @pytest.mark.slow
    def test_tells_what_it_did_and_how_good_its_rows_were(self, loader_client, tmp_path):
        load = by_command(tmp_path)

        text = Page(loader_client.get(page_of(load))).text

        assert "Cases created 2" in text
        assert "Ethnic group stated 50.0" in text
        measures = loader_client.get(f"{page_of(load)}quality.json").json()["forces"]
        assert measures["city-of-london"]["rows"] == 2

    @pytest.mark.slow
    def test_measures_rejected_rows_too(self, loader_client, tmp_path):
        load = by_command(tmp_path, record(), record(case_key="K2", stage="X"), accept_valid=True)

        text = Page(loader_client.get(page_of(load))).text

        assert "Rows rejected 1" in text
        assert "Rows read 2 Good rows 1" in text

    @pytest.mark.slow
    def test_is_taken_back_by_a_task_in_the_name_of_who_asked(
        self, loader_client, data_loader, tmp_path
    ):
        load = by_command(tmp_path)
        assert "Cases that go 2" in Page(loader_client.get(page_of(load))).text

        asked = Page(loader_client.post(f"{page_of(load)}undo/", follow=True))
        assert "Being taken back" in asked.text
        assert Case.objects.count() == 2
        tasks.undo_load.call(load.pk)

        assert Case.objects.count() == 0
        text = Page(loader_client.get(page_of(load))).text
        assert f"taken back by {data_loader.name}" in text
        assert "Take this load back" not in text
        undone = AuditEvent.objects.get(kind="cases.import_undone")
        assert undone.actor_user_id == data_loader.pk

    @pytest.mark.slow
    def test_is_asked_back_once(self, loader_client, tmp_path):
        load = by_command(tmp_path)
        loader_client.post(f"{page_of(load)}undo/")

        again = Page(loader_client.post(f"{page_of(load)}undo/", follow=True))

        assert "cannot be done with this file now" in again.text
        assert TaskRun.objects.filter(task="responses.tasks.undo_load").count() == 1

    @pytest.mark.slow
    def test_may_be_asked_back_again_where_the_work_was_given_up(self, loader_client, tmp_path):
        load = by_command(tmp_path)
        loader_client.post(f"{page_of(load)}undo/")
        TaskRun.objects.update(failed_at=NOW, given_up_at=NOW)

        assert "Take this load back" in Page(loader_client.get(page_of(load))).text

    @pytest.mark.slow
    def test_taken_back_twice_is_taken_back_once(self, loader_client, tmp_path):
        load = by_command(tmp_path)
        loader_client.post(f"{page_of(load)}undo/")

        tasks.undo_load.call(load.pk)
        tasks.undo_load.call(load.pk)

        assert AuditEvent.objects.filter(kind="cases.import_undone").count() == 1

    def test_stays_where_it_has_become_too_late(self, loader_client, tmp_path, clock):
        load = by_command(tmp_path)
        clock.shift(timedelta(days=8))

        assert "Take this load back" not in Page(loader_client.get(page_of(load))).text
        loader_client.post(f"{page_of(load)}undo/")
        assert not TaskRun.objects.exists()

    def test_of_several_forces_shows_ones_own_and_is_not_ones_own_to_take_back(
        self, loader_client, tmp_path
    ):
        load = by_command(tmp_path, record(), record(force="metropolitan", case_key="K2"))

        text = Page(loader_client.get(page_of(load))).text

        assert "Cases created 1" in text
        assert "brought cases of other forces too" in text
        assert "Metropolitan" not in text
        assert loader_client.post(f"{page_of(load)}undo/").status_code == 404

    def test_of_nothing_new_leaves_nothing(self, tmp_path):
        by_command(tmp_path)
        by_command(tmp_path)

        assert Import.objects.count() == 1

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import pytest
import time_machine

from access import actions as origin
from access import process_cache
from access.models import DataOrigin, Force, Membership, User
from access.permissions import Role
from analytics.disclosure.funnel_steps import CoverageStep
from analytics.home import matrix_presenters
from analytics.home.matrix_presenters import MatrixRow, Sort
from analytics.home.selectors import ForceRunning
from responses.models import Import, LoadedForce
from tests.analytics import make
from tests.analytics.home.forces import FORCES, enter_fourteen_forces, figures, home, taken
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW, TESTER
from tests.sharing import shared_rows

pytestmark = pytest.mark.django_db


@shared_rows
def fourteen_forces():
    enter_fourteen_forces()


@pytest.mark.usefixtures("fourteen_forces")
class TestAForceOfWhichNobodyAnswered:
    NONE = "Wiltshire Police"

    def test_stands_when_it_loads_files(self, national_client):
        file_came("wiltshire", days_ago=9)

        row = row_of(national_client, self.NONE)

        assert row["Last file"] == "9 days"
        assert row["Satisfied overall, among forces"] == "too few to tell"
        assert (row["Satisfied overall"], row["Satisfied overall, mark"]) == ("", "[x]")
        assert row["what the marks mean"].startswith("[x] ")

    def test_says_on_the_page_what_its_file_says(self, national_client):
        file_came("wiltshire", days_ago=9)

        page = unescape(home(national_client).content.decode())

        told = f"<span>{self.NONE}, Satisfied overall: nobody answered; too few to tell</span>"
        assert page.count(told) == 1
        assert page.count('<th scope="row"') == 2 + len(FORCES)

    def test_stands_with_its_open_alerts_though_no_file_came(self, national_client):
        make.alert(force_id="wiltshire", item="Q-OVR-1")

        row = row_of(national_client, self.NONE)

        assert row["Open alerts"].startswith("1, the oldest ")
        assert row["Last file"] == "none yet"

    def test_stands_with_the_texts_that_nobody_read_in_time(self):
        running = {"wiltshire": ForceRunning(missed=3)}

        [row] = named(matrix_presenters.matrix(figures(), running, at=NOW), self.NONE)

        assert row.running.missed == "3"
        assert {cell.figure.reason for cell in row.cells} == {"nobody answered"}

    def test_stands_when_its_stages_are_counted(self):
        counted = {"wiltshire": {CoverageStep.RECORDED: 90}}
        found = replace(figures(), everybody=counted)

        [row] = named(matrix_presenters.matrix(found, {}, at=NOW, sort=Sort.SIZE), self.NONE)

        assert row.beside == "90 stages in scope"

    def test_stands_when_it_takes_part_and_never_loaded_a_file(self, national_client):
        loader = User.objects.create(email="loader@example.org", name="Loader")
        member = Membership.objects.create(user=loader, role=Role.DATA_LOADER, force_id="wiltshire")

        assert row_of(national_client, self.NONE)["Last file"] == "none yet"

        member.ends_on = date(2026, 1, 31)
        member.save()
        assert rows_of(national_client, self.NONE) == []
        Membership.objects.update(ends_on=None)
        User.objects.filter(pk=loader.pk).update(is_active=False)
        assert rows_of(national_client, self.NONE) == []

    def test_is_not_missed_when_nobody_of_it_takes_part(self, national_client):
        assert rows_of(national_client, self.NONE) == []

    def test_is_left_out_once_it_ended_unless_something_of_it_waits(self, national_client):
        file_came("wiltshire", days_ago=300)
        Force.objects.filter(code="wiltshire").update(valid_to=date(2026, 4, 1), successor="kent")
        process_cache.clear()

        assert rows_of(national_client, self.NONE) == []

        make.alert(force_id="wiltshire", item="Q-OVR-1")
        assert len(rows_of(national_client, self.NONE)) == 1

    def test_is_sorted_among_the_others(self, national_client):
        file_came("wiltshire", days_ago=9)

        for sort in Sort:
            lines = taken(national_client, sort=sort.value)[1:]
            assert self.NONE in [line["Force"] for line in lines]
        names = [line["Force"] for line in taken(national_client)[1:]]
        assert names == sorted(names)

    def test_leads_to_a_page_that_is_there(self, national_client):
        file_came("wiltshire", days_ago=9)
        page = unescape(home(national_client).content.decode())

        [address] = re.findall(rf'<a href="([^"]*)">{self.NONE}</a>', page)
        with time_machine.travel(NOW, tick=False):
            assert national_client.get(address).status_code == 200

    def test_asks_no_more_queries(self, national_client):
        file_came("wiltshire", days_ago=9)
        origin.set_data_origin(origin=DataOrigin.Origin.REAL, by=TESTER, at=NOW)
        home(national_client)

        assert queries(lambda: home(national_client)) <= MOST


def file_came(force: str, *, days_ago: int) -> None:
    batch = Import.objects.create(
        source=Import.Source.CASE_FILE,
        loaded_at=NOW - timedelta(days=days_ago),
        loaded_by="Tester",
    )
    LoadedForce.objects.create(import_batch=batch, force_id=force, counts={}, quality={})


def named(rows: list[MatrixRow], name: str) -> list[MatrixRow]:
    return [row for row in rows if row.name == name]


def row_of(client, name: str) -> dict[str, str]:
    [row] = rows_of(client, name)
    return row


def rows_of(client, name: str) -> list[dict[str, str]]:
    return [line for line in taken(client) if line["Force"] == name]

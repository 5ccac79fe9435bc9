from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError
from django.test import Client

from access.models import AuditEvent, User
from analytics.models import PeerGroup, PeerGroupRequest
from tests.access.administration.make import CITY, administrator
from tests.conftest import _client
from tests.responses.pages import Page

PEERS = "/staff/administration/similar-forces/"
ROWS = "force,member\nKent Police,surrey\nkent,Sussex Police\n"
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db) -> User:
    return administrator("second")


def brought(client: Client, rows: str = ROWS, source: str = "A list of 2026") -> Page:
    file = SimpleUploadedFile("list.csv", rows.encode(), content_type="text/csv")
    day = {"valid_from_day": "1", "valid_from_month": "7", "valid_from_year": "2026"}
    return Page(client.post(f"{PEERS}new/", {"file": file, "source": source} | day, follow=True))


def members() -> list[str]:
    return list(PeerGroup.objects.order_by("member").values_list("member", flat=True))


class TestAList:
    def test_holds_when_a_second_administrator_has_seen_what_it_changes(
        self, administrator_client, second
    ):
        page = brought(administrator_client)
        request = PeerGroupRequest.objects.get()
        assert "another administrator decides" in page.text
        assert members() == []

        seen = Page(_client(second).get(f"{PEERS}{request.pk}/")).text
        assert "The nearest forces by what their areas are like" in seen
        assert "Surrey Police and Sussex Police" in seen
        _client(second).post(f"{PEERS}{request.pk}/load/")
        assert members() == ["surrey", "sussex"]
        assert PeerGroup.objects.first().valid_from == date(2026, 7, 1)
        kinds = AuditEvent.objects.filter(kind__startswith="peer").order_by("pk")
        assert [each.kind for each in kinds] == ["peer_groups.asked", "peer_groups.loaded"]

    def test_is_not_made_to_hold_by_who_brought_it(self, administrator_client):
        brought(administrator_client)
        pk = PeerGroupRequest.objects.get().pk

        page = Page(administrator_client.post(f"{PEERS}{pk}/load/", follow=True))
        assert "another administrator decides" in page.text
        assert members() == []

    def test_is_refused_by_the_database_where_one_loads_it_alone(
        self, administrator_client, administrator
    ):
        brought(administrator_client)
        with pytest.raises(IntegrityError, match="loaded_by_another"):
            PeerGroupRequest.objects.update(
                state="loaded", decided_by=administrator, decided_at="2026-11-16T12:00Z"
            )

    def test_is_decided_once(self, administrator_client, second):
        brought(administrator_client)
        pk = PeerGroupRequest.objects.get().pk
        administrator_client.post(f"{PEERS}{pk}/set-aside/")

        page = Page(_client(second).post(f"{PEERS}{pk}/load/", follow=True))
        assert "Somebody was faster" in page.text
        assert members() == []

    @pytest.mark.parametrize(
        ("rows", "said"),
        [
            ("force,member\nkent,mordor\n", "no force is called “mordor”"),
            ("force,member\nkent,kent\n", "named in its own group"),
            ("a,b\n1,2\n", "no column force"),
            ("", "The submitted file is empty"),
        ],
    )
    def test_with_a_fault_is_told_its_place_and_reason(self, administrator_client, rows, said):
        page = brought(administrator_client, rows)

        assert page.title.startswith("Error:")
        assert said in page.text
        assert not PeerGroupRequest.objects.exists()

    def test_comes_back_as_a_file_that_can_be_brought_again(self, administrator_client, second):
        brought(administrator_client)
        _client(second).post(f"{PEERS}{PeerGroupRequest.objects.get().pk}/load/")

        file = administrator_client.get(f"{PEERS}file.csv").content.decode()
        assert file.split() == ["force,member", "kent,surrey", "kent,sussex"]
        brought(administrator_client, file)
        assert PeerGroupRequest.objects.latest("pk").groups == {"kent": ["surrey", "sussex"]}


class TestThePages:
    def test_are_national_administrators(self, national_client):
        city = _client(administrator("city", CITY))

        assert city.get(PEERS).status_code == 403
        assert national_client.get(PEERS).status_code == 403

    def test_are_led_to_from_administration_and_home(self, administrator_client, second):
        brought(administrator_client)

        assert PEERS in Page(administrator_client.get("/staff/administration/")).links
        said = "1 list of similar forces waits"
        assert said in Page(_client(second).get("/staff/")).text
        assert said not in Page(administrator_client.get("/staff/")).text

import pytest
from django.db import IntegrityError

from access.models import AuditEvent, Force, Membership, MergerRequest, User
from access.permissions import Role
from tests.access.administration.make import CITY, KENT, administrator
from tests.architecture.test_queries import MOST, queries
from tests.conftest import NOW, _client, _staff
from tests.responses.pages import Page

FORCES = "/staff/administration/forces/"
NEW = {"name": "Severn Police", "name_cy": "Heddlu Hafren", "code": "severn", "region": "W92000004",
       "valid_from_day": "1", "valid_from_month": "4", "valid_from_year": "2026"}  # fmt: skip
MERGER = {"ending": ["kent", "essex"], "into": "new", "code": "estuary", "name": "Estuary Police",
          "on_day": "1", "on_month": "4", "on_year": "2027", "with_staff": "yes"}  # fmt: skip
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(db) -> User:
    return administrator("second")


def asked(client, **other: object) -> MergerRequest:
    client.post(f"{FORCES}merge/", MERGER | other)
    return MergerRequest.objects.get()


class TestAForce:
    def test_is_added_with_its_region_and_names(self, administrator_client):
        page = Page(administrator_client.post(f"{FORCES}new/", NEW, follow=True))

        force = Force.objects.get(code="severn")
        assert (force.is_welsh, force.name_cy, force.region_name) == (
            True,
            "Heddlu Hafren",
            "Wales",
        )
        assert "Now invite its first people" in page.text
        assert AuditEvent.objects.get(kind="force.added").force_code == "severn"

    @pytest.mark.parametrize(
        "wrong",
        [
            {"code": "kent"},
            {"code": "Kent Police"},
            {"name": "kent police"},
            {"valid_from_month": "13"},
        ],
    )
    def test_is_refused_in_words(self, administrator_client, wrong):
        page = Page(administrator_client.post(f"{FORCES}new/", NEW | wrong))

        assert page.title.startswith("Error:")
        assert not Force.objects.filter(code="severn").exists()

    def test_is_added_by_nobody_of_a_force(self):
        assert _client(administrator("city", CITY)).get(f"{FORCES}new/").status_code == 403


class TestAMerger:
    def test_is_done_by_another_administrator(self, administrator_client, second):
        analyst = _staff(Role.FORCE_ANALYST, KENT)
        request = asked(administrator_client)
        assert Force.objects.get(code=KENT).valid_to is None

        administrator_client.post(f"{FORCES}mergers/{request.pk}/merge/")
        assert Force.objects.get(code=KENT).valid_to is None
        _client(second).post(f"{FORCES}mergers/{request.pk}/merge/")
        assert Force.objects.get(code=KENT).successor_id == "estuary"
        assert Membership.objects.get(user=analyst).force_id == "estuary"

    def test_asks_at_most_twelve_queries_to_look_at_it(self, administrator_client):
        request = asked(administrator_client)
        path = f"{FORCES}mergers/{request.pk}/"

        assert queries(lambda: administrator_client.get(path)) <= MOST

    def test_says_before_how_many_roles_move(self, administrator_client):
        _staff(Role.FORCE_ANALYST, KENT)
        request = asked(administrator_client)

        page = Page(administrator_client.get(f"{FORCES}mergers/{request.pk}/"))
        assert "1 role moves to the force that goes on" in page.text
        assert "another administrator decides" in page.text

    def test_cannot_be_done_alone_in_the_database_either(self, administrator_client, administrator):
        request = asked(administrator_client)

        with pytest.raises(IntegrityError, match="merger_request_is_done_by_another"):
            MergerRequest.objects.filter(pk=request.pk).update(
                state="done", decided_at=NOW, decided_by=administrator
            )

    @pytest.mark.parametrize(
        ("wrong", "words"),
        [
            ({"on_day": "2"}, "first day of a month"),
            ({"into": "kent"}, "cannot end in itself"),
            ({"name": ""}, "Write the name"),
            ({"code": "kent"}, "There is a force with this code"),
            ({"ending": []}, "Say which forces end"),
        ],
    )
    def test_is_refused_in_words(self, administrator_client, wrong, words):
        page = Page(administrator_client.post(f"{FORCES}merge/", MERGER | wrong))

        assert words in page.text
        assert not MergerRequest.objects.exists()

    @pytest.mark.slow
    def test_of_which_a_force_has_ended_meanwhile_is_refused(self, administrator_client, second):
        request = asked(administrator_client)
        Force.objects.filter(code=KENT).update(valid_to=NOW.date())

        page = Page(_client(second).post(f"{FORCES}mergers/{request.pk}/merge/", follow=True))
        assert "Ended before: kent" in page.text

    def test_keeps_the_last_day_of_a_role(self, administrator_client, second):
        analyst = _staff(Role.FORCE_ANALYST, KENT)
        Membership.objects.filter(user=analyst).update(ends_on=NOW.date())
        request = asked(administrator_client)
        _client(second).post(f"{FORCES}mergers/{request.pk}/merge/")

        assert Membership.objects.get(user=analyst).ends_on == NOW.date()

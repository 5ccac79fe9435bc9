import pytest
from django.db import IntegrityError
from django.test import Client

from access.actor import Actor
from access.administration.actions import service_forces
from access.administration.actions.roles import UnableToDoItError
from access.administration.rules import WhyNot
from access.models import AuditEvent, Force, ForcesRequest, Organisation, User
from access.organisations import actions
from access.permissions import Role
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

SERVICES = "/staff/services/"
CITY, KENT, GWENT = "city-of-london", "kent", "gwent"
pytestmark = pytest.mark.django_db


@pytest.fixture
def service() -> Organisation:
    forces = Force.objects.filter(code=CITY)
    return actions.create_organisation(
        name="Harbour", kind="idva", forces=forces, by=TESTER, at=NOW
    )


@pytest.fixture
def another() -> User:
    return _staff(Role.OPERATIONS_LEAD, None, prefix="another.")


def served(service: Organisation) -> set[str]:
    return set(service.forces.values_list("code", flat=True))


def ask(client: Client, service: Organisation, *forces: str) -> Page:
    path = f"{SERVICES}{service.pk}/forces/"
    return Page(client.post(path, {"forces": forces}, follow=True))


def decide(client: Client, request: ForcesRequest, act: str = "add") -> Page:
    path = f"{SERVICES}{request.organisation_id}/forces/{request.pk}/{act}/"
    return Page(client.post(path, follow=True))


class TestMoreForces:
    def test_are_served_once_another_lead_agreed(self, national_lead_client, service, another):
        page = ask(national_lead_client, service, CITY, KENT)

        assert "More waits for a second person" in page.text
        assert served(service) == {CITY}
        page = decide(_client(another), ForcesRequest.objects.get())
        assert "holds from now on" in page.text
        assert served(service) == {CITY, KENT}
        kinds = AuditEvent.objects.filter(kind__startswith="organisation.forces").order_by("pk")
        assert [event.kind for event in kinds] == [
            "organisation.forces_asked", "organisation.forces_set"
        ]  # fmt: skip

    def test_are_never_agreed_by_who_asked(self, national_lead_client, service):
        ask(national_lead_client, service, CITY, KENT)

        page = decide(national_lead_client, ForcesRequest.objects.get())

        assert "somebody else decides" in page.text
        assert served(service) == {CITY}

    @pytest.mark.databases
    def test_are_never_agreed_by_who_asked_in_the_database_either(self, another, service):
        request = ForcesRequest.objects.create(
            organisation=service, adding=[KENT], asked_at=NOW, asked_by=another
        )

        with pytest.raises(IntegrityError, match="forces_request_is_done_by_another"):
            ForcesRequest.objects.filter(pk=request.pk).update(
                state="added", decided_at=NOW, decided_by=another
            )

    def test_are_never_agreed_by_who_would_see_more_cases_by_them(
        self, national_lead_client, service, another
    ):
        actions.join(organisation=service, user=another, by=TESTER, at=NOW)
        ask(national_lead_client, service, CITY, KENT)
        by = Actor.user(user_id=another.pk, name=another.name)

        with pytest.raises(UnableToDoItError) as unable:
            service_forces.add_forces(request=ForcesRequest.objects.get(), by=by, at=NOW)

        assert unable.value.why is WhyNot.OWN_SERVICE
        assert served(service) == {CITY}

    def test_are_agreed_once(self, national_lead_client, service, another):
        ask(national_lead_client, service, CITY, KENT)
        request = ForcesRequest.objects.get()
        decide(_client(another), request)
        ask(national_lead_client, service, CITY)

        path = f"{SERVICES}{service.pk}/forces/{request.pk}/add/"
        assert _client(another).post(path).status_code == 404
        assert served(service) == {CITY}

    def test_wait_alone(self, national_lead_client, service, another):
        ask(national_lead_client, service, CITY, KENT)

        page = ask(_client(another), service, CITY, GWENT)

        assert page.title.startswith("Error:")
        assert "Forces wait for a second person already" in page.text
        assert ForcesRequest.objects.get().adding == [KENT]

    def test_may_be_refused_or_withdrawn(self, national_lead_client, service, another):
        for client, state in ((_client(another), "refused"), (national_lead_client, "withdrawn")):
            ask(national_lead_client, service, CITY, KENT)
            request = ForcesRequest.objects.get(state="waiting")
            decide(client, request, "set-aside")
            request.refresh_from_db()
            assert request.state == state

        assert served(service) == {CITY}

    def test_are_no_matter_of_a_forces_lead(self, national_lead_client, lead_client, service):
        ask(national_lead_client, service, CITY, KENT)
        request = ForcesRequest.objects.get()

        for act in ("add", "set-aside"):
            path = f"{SERVICES}{service.pk}/forces/{request.pk}/{act}/"
            assert lead_client.post(path).status_code == 404
        assert "Add them" not in Page(lead_client.get(f"{SERVICES}{service.pk}/")).text

    def test_of_one_service_are_not_decided_through_another(
        self, national_lead_client, service, another
    ):
        other = actions.create_organisation(name="Haven", kind="idva", forces=[], by=TESTER, at=NOW)
        ask(national_lead_client, service, CITY, KENT)

        path = f"{SERVICES}{other.pk}/forces/{ForcesRequest.objects.get().pk}/add/"
        assert _client(another).post(path).status_code == 404

    def test_are_told_at_home_to_others_alone(self, national_lead_client, service, another):
        ask(national_lead_client, service, CITY, KENT)

        said = "1 service is to serve more forces"
        assert said in Page(_client(another).get("/staff/")).text
        assert said not in Page(national_lead_client.get("/staff/")).text


class TestFewerForces:
    def test_leave_no_force_that_has_ended_unless_somebody_says_so(
        self, national_lead_client, service
    ):
        service.forces.add(GWENT)
        Force.objects.filter(code=CITY).update(valid_to=NOW.date(), successor=KENT)
        page = Page(national_lead_client.get(f"{SERVICES}{service.pk}/"))
        [box] = [tag for tag in page.all("input") if tag.get("value") == CITY]
        assert "checked" in box

        ask(national_lead_client, service, CITY, GWENT, KENT)
        assert served(service) == {CITY, GWENT}
        ask(national_lead_client, service, GWENT)
        assert served(service) == {GWENT}

    def test_hold_at_once_though_more_wait(self, national_lead_client, service):
        ask(national_lead_client, service, KENT)

        assert served(service) == set()
        assert ForcesRequest.objects.get().adding == [KENT]

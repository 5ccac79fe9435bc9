import pytest
from django.db import IntegrityError
from django.test import Client

from access import selectors as access_selectors
from access.models import AuditEvent, Force, Membership, Organisation, RoleRequest, User
from access.organisations import actions
from access.permissions import Permission, Role
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

SERVICES, NEW = "/staff/services/", "/staff/services/new/"
CITY, KENT = "city-of-london", "kent"
pytestmark = pytest.mark.django_db


def service(*forces: str, name: str = "Harbour") -> Organisation:
    return actions.create_organisation(
        name=name, kind="idva", forces=Force.objects.filter(code__in=forces), by=TESTER, at=NOW
    )


def another_lead(force: str | None = CITY) -> Client:
    return _client(_staff(Role.OPERATIONS_LEAD, force, prefix="another."))


def ask(client: Client, made: Organisation, user: User) -> int:
    return client.post(f"{SERVICES}{made.pk}/ask/", {"email": user.email}).status_code


def decide(client: Client, request: RoleRequest, act: str = "give") -> Page:
    path = f"{SERVICES}{request.organisation_id}/people/{request.pk}/{act}/"
    return Page(client.post(path, follow=True))


def is_adviser(user: User, made: Organisation) -> bool:
    return Membership.objects.filter(user=user, organisation=made).exists()


class TestALead:
    def test_adds_a_service_of_their_force_and_its_people(self, lead_client, advocate):
        asked = {"name": " Harbour  House ", "kind": "idva", "forces": [CITY]}
        page = Page(lead_client.post(NEW, asked, follow=True))
        made = Organisation.objects.get()

        assert made.name == "Harbour House"
        assert "Now say who belongs to it" in page.text
        assert ask(lead_client, made, advocate) == 302
        assert not is_adviser(advocate, made)
        decide(another_lead(), RoleRequest.objects.get())
        assert is_adviser(advocate, made)
        assert advocate.name in Page(lead_client.get(f"{SERVICES}{made.pk}/")).text
        kinds = AuditEvent.objects.filter(kind__regex="^(organisation|role)").order_by("pk")
        assert [event.kind for event in kinds] == [
            "organisation.created", "role.asked", "role.given"
        ]  # fmt: skip

    def test_makes_none_for_another_force(self, lead_client):
        asked = {"name": "Harbour", "kind": "idva", "forces": [KENT]}

        page = Page(lead_client.post(NEW, asked))

        assert page.title.startswith("Error:")
        assert not Organisation.objects.exists()

    def test_makes_none_of_a_name_that_another_has(self, lead_client):
        service(CITY)

        page = Page(lead_client.post(NEW, {"name": "harbour", "kind": "idva", "forces": [CITY]}))

        assert "There is a service of this name" in page.text

    def test_does_not_find_a_service_of_other_forces(self, lead_client):
        made = service(KENT)

        assert "Harbour" not in Page(lead_client.get(SERVICES)).text
        assert lead_client.get(f"{SERVICES}{made.pk}/").status_code == 404

    def test_lets_nobody_into_a_service_that_other_forces_give_cases_to(
        self, lead_client, advocate
    ):
        made = service(CITY, KENT)
        page = Page(lead_client.get(f"{SERVICES}{made.pk}/"))

        assert "national staff say who belongs to it" in page.text
        assert ask(lead_client, made, advocate) == 404
        forces = lead_client.post(f"{SERVICES}{made.pk}/forces/", {"forces": [CITY]})
        end = lead_client.post(f"{SERVICES}{made.pk}/people/{advocate.pk}/end/")
        assert (forces.status_code, end.status_code) == (404, 404)

    def test_is_told_where_nobody_has_the_address(self, lead_client):
        made = service(CITY)

        page = Page(lead_client.post(f"{SERVICES}{made.pk}/ask/", {"email": "who@example.org"}))

        assert "No account has this address" in page.text


class TestASecondPerson:
    def test_is_another_lead_or_an_administrator_and_never_who_asked(
        self, lead_client, advocate, administrator_client
    ):
        made = service(CITY)
        ask(lead_client, made, advocate)
        request = RoleRequest.objects.get()

        assert "somebody else decides" in decide(lead_client, request).text
        assert not is_adviser(advocate, made)
        administrator_client.post(f"/staff/administration/roles/{request.pk}/give/")
        assert is_adviser(advocate, made)

    def test_may_not_be_who_joins(self, lead_client):
        made, other = service(CITY), _staff(Role.OPERATIONS_LEAD, CITY, prefix="other.")
        ask(lead_client, made, other)

        decide(_client(other), RoleRequest.objects.get())

        assert not is_adviser(other, made)

    def test_of_another_force_finds_nothing_to_decide(self, lead_client, advocate):
        made = service(CITY)
        ask(lead_client, made, advocate)
        elsewhere = another_lead("kent")

        path = f"{SERVICES}{made.pk}/people/{RoleRequest.objects.get().pk}/give/"
        assert elsewhere.post(path).status_code == 404

    def test_is_told_at_home_that_somebody_waits(self, lead_client, advocate):
        ask(lead_client, service(CITY), advocate)

        said = "1 adviser of a service waits for a second person"
        assert said in Page(another_lead().get("/staff/")).text
        assert said not in Page(lead_client.get("/staff/")).text


class TestTheNation:
    def test_says_who_belongs_to_a_service_of_several_forces(self, national_lead_client, advocate):
        made = service(CITY, KENT)

        assert ask(national_lead_client, made, advocate) == 302
        decide(another_lead(None), RoleRequest.objects.get())
        national_lead_client.post(f"{SERVICES}{made.pk}/forces/", {"forces": [KENT]})
        assert {force.code for force in made.forces.all()} == {KENT}
        national_lead_client.post(f"{SERVICES}{made.pk}/people/{advocate.pk}/end/")
        assert not Membership.objects.filter(organisation=made).exists()


class TestAMembership:
    def test_reaches_the_forces_that_the_service_serves_and_is_not_national(self, advocate):
        actions.join(organisation=service(KENT, "gwent"), user=advocate, by=TESTER, at=NOW)

        viewer = access_selectors.viewer_for(advocate.pk)

        assert viewer.force_codes == {CITY, KENT, "gwent"}
        assert not viewer.is_national

    @pytest.mark.databases
    def test_is_an_advisers(self, advocate):
        with pytest.raises(IntegrityError):
            Membership.objects.create(
                user=advocate, role=Role.OPERATIONS_LEAD, organisation=service(CITY)
            )

    def test_is_had_once(self, advocate):
        made = service(CITY)

        joined = [
            actions.join(organisation=made, user=advocate, by=TESTER, at=NOW) for _ in range(2)
        ]

        assert joined == [True, False]


class TestSeveralRoles:
    def test_reach_by_themselves_alone(self):
        user = _staff(Role.FORCE_ANALYST, CITY)
        Membership.objects.create(user=user, role=Role.SURVEY_DESIGNER)
        viewer = access_selectors.viewer_for(user.pk)

        figures = viewer.with_permission(Permission.VIEW_FIGURES)
        designing = viewer.with_permission(Permission.PROPOSE_INSTRUMENT)

        assert (figures.is_national, figures.force_codes) == (False, {CITY})
        assert (designing.is_national, designing.force_codes) == (True, frozenset())

    def test_open_no_page_of_another_force(self):
        user = _staff(Role.FORCE_ANALYST, CITY)
        Membership.objects.create(user=user, role=Role.SURVEY_DESIGNER)
        client = _client(user)

        assert client.get(f"/staff/coverage/{CITY}/").status_code == 200
        assert client.get(f"/staff/coverage/{KENT}/").status_code == 404
        assert client.get("/staff/instruments/").status_code == 200

    def test_are_each_in_the_navigation_where_they_reach(self):
        user = _staff(Role.FORCE_ANALYST, CITY)
        Membership.objects.create(user=user, role=Role.SURVEY_DESIGNER)

        page = Page(_client(user).get(f"/staff/coverage/{CITY}/"))

        assert f"/staff/coverage/{CITY}/" in page.links
        assert "/staff/coverage/" not in page.links
        assert "/staff/instruments/" in page.links

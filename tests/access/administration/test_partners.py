import pytest
from django.utils import timezone

from access import selectors as access_selectors
from access.administration.actions import roles
from access.administration.actions.roles import WantedRole
from access.administration.rules import WhyNot
from access.models import Force, Membership, Organisation, User
from access.organisations import actions as organisations
from access.permissions import GRANTS, OversightBody, Permission, Role
from access.presenters import BODIES
from analytics.items import Agency, every_item
from analytics.partners import selectors
from tests.access.administration.make import CITY, KENT, acting, administrator
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.pages import Page

pytestmark = pytest.mark.django_db


def agency(kind: str, *forces: str) -> Organisation:
    return organisations.create_organisation(
        name=f"{kind} {forces}", kind=kind, forces=Force.objects.filter(code__in=forces),
        by=TESTER, at=NOW,
    )  # fmt: skip


def partner(*of: Organisation) -> User:
    user = User.objects.create_user(email="partner@example.org", name="Partner")
    for each in of:
        organisations.join(organisation=each, user=user, role=Role.PARTNER, by=TESTER, at=NOW)
    return user


class TestAPartner:
    def test_reads_the_forces_of_their_area_alone(self):
        client = _client(partner(agency("cps", CITY)))

        assert client.get(f"/staff/your-questions/{CITY}/").status_code == 200
        assert client.get(f"/staff/your-questions/{KENT}/").status_code == 404
        assert client.get(f"/staff/figures/{CITY}/").status_code == 403
        assert client.get("/staff/find-case/").status_code == 403

    def test_of_two_agencies_reads_each_in_its_own_area(self):
        user = partner(agency("cps", CITY), agency("probation", KENT))
        viewer = access_selectors.viewer_for(user.pk).with_permission(Permission.VIEW_OWN_ITEMS)

        assert selectors.agencies_of(viewer, CITY) == {Agency.CPS}
        assert selectors.agencies_of(viewer, KENT) == {Agency.PROBATION}

    def test_is_answerable_for_some_question(self):
        asked = {item.agency for item in every_item().values()}

        assert set(selectors.AGENCIES.values()) <= asked

    def test_is_found_at_home(self):
        text = Page(_client(partner(agency("cps", CITY))).get("/staff/")).text

        assert "Your questions" in text

    def test_takes_two_administrators(self):
        first, second = administrator("first"), administrator("second")
        wanted = WantedRole(role=Role.PARTNER, organisation=agency("courts", CITY))
        request = roles.invite(
            email="court@example.org", name="C", wanted=wanted, by=acting(first),
            at=timezone.now(),
        )  # fmt: skip
        roles.give(request=request, by=acting(second), at=timezone.now())

        assert Membership.objects.get(user=request.user).organisation == wanted.organisation


class TestAnAgency:
    def test_is_added_by_a_national_administrator(self, administrator_client):
        asked = {"name": "CPS Kent", "kind": "cps", "forces": [KENT]}
        page = Page(
            administrator_client.post("/staff/administration/agencies/new/", asked, follow=True)
        )

        assert "Now invite its people" in page.text
        assert "Crown Prosecution Service" in page.text

    def test_is_given_no_case_and_no_adviser(self, lead_client, advocate):
        made = agency("cps", CITY)

        assert made.name not in Page(lead_client.get("/staff/services/")).text
        add = lead_client.post(f"/staff/services/{made.pk}/ask/", {"email": advocate.email})
        assert add.status_code == 404
        new = {"name": "CPS", "kind": "cps", "forces": [CITY]}
        assert Page(lead_client.post("/staff/services/new/", new)).title.startswith("Error:")


class TestAnAdministrator:
    def test_becomes_no_adviser_by_a_lead(self, lead_client):
        service = agency("idva", CITY)
        other = administrator("city", CITY)

        page = Page(lead_client.post(f"/staff/services/{service.pk}/ask/", {"email": other.email}))
        assert "An administrator has no other role" in page.text
        assert Membership.objects.get(user=other).role == Role.ADMINISTRATOR


class TestOversight:
    CHANGES = frozenset(
        {Permission.ANSWER_ALERT, Permission.NOTE_SERIES, Permission.CODE_TEXTS,
         Permission.RUN_TRIALS, Permission.PROPOSE_INSTRUMENT, Permission.PUBLISH_INSTRUMENT}
    )  # fmt: skip

    @pytest.mark.parametrize("role", [Role.OVERSIGHT, Role.POLICING_BODY])
    def test_reads_what_analysts_read_and_changes_nothing(self, role):
        analyst = GRANTS[Role.NATIONAL_ANALYST if role is Role.OVERSIGHT else Role.FORCE_ANALYST]

        assert GRANTS[role] < analyst
        assert not GRANTS[role] & self.CHANGES

    def test_reads_the_nation_and_every_force(self, oversight_client):
        for path in ("/staff/forces/", "/staff/alerts/", f"/staff/figures/{KENT}/"):
            assert oversight_client.get(path).status_code == 200

    def test_says_at_home_and_on_every_page_for_which_body(self, oversight_client):
        home = Page(oversight_client.get("/staff/")).text

        assert "You oversee the survey for this body: HM Inspectorate of Constabulary" in home
        assert "Oversight: HM Inspectorate of Constabulary" in home

    @pytest.mark.parametrize("body", OversightBody)
    def test_is_told_apart_in_accounts_and_in_the_trail(self, body, administrator_client):
        first, second = administrator("first"), administrator("second")
        wanted = WantedRole(role=Role.OVERSIGHT, body=body)
        request = roles.invite(
            email="overseer@example.org", name="O", wanted=wanted, by=acting(first),
            at=timezone.now(),
        )  # fmt: skip
        roles.give(request=request, by=acting(second), at=timezone.now())
        name = str(BODIES[body])

        assert name in Page(administrator_client.get("/staff/administration/people/")).text
        reader = _client(_staff(Role.DATA_PROTECTION_OFFICER, None))
        assert f"O ({name})" in Page(reader.get("/staff/audit-trail/")).text

    @pytest.mark.parametrize(
        ("role", "body", "why"),
        [(Role.OVERSIGHT, "", WhyNot.BODY), (Role.NATIONAL_ANALYST, "npcc", WhyNot.NO_BODY)],
    )
    def test_is_for_a_body_and_nobody_else_is(self, role, body, why):
        with pytest.raises(roles.UnableToDoItError) as refused:
            roles.invite(
                email="who@example.org", name="W", wanted=WantedRole(role=role, body=body),
                by=acting(administrator()), at=timezone.now(),
            )  # fmt: skip
        assert refused.value.why == why

    def test_of_a_commissioner_reads_their_force(self, commissioner_client):
        assert commissioner_client.get(f"/staff/figures/{CITY}/").status_code == 200
        assert commissioner_client.get(f"/staff/figures/{KENT}/").status_code == 404
        assert commissioner_client.get("/staff/forces/").status_code == 403

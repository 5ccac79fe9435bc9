"""Advisers of a service see what was given to them or to their service, in whichever force, and
nothing else (SAF-9)."""

import re

import pytest
from django.test import Client

from access.actor import Actor
from access.administration.actions import service_forces
from access.models import Force, Membership, Organisation, User
from access.organisations import actions as organisations
from access.permissions import Role
from responses.casework.actions import case_access
from responses.casework.actions.case_access import NotServedError
from responses.casework.forms.cases import HandOverForm
from responses.models import Case, CaseTie, CodeAttempt
from tests.conftest import NOW, TESTER, _client, _staff
from tests.responses.asked import NO_FLAGS, decide, give, load, row
from tests.responses.pages import Page

LIST, OPEN, CASE = "/staff/who-waits/", "/staff/who-waits/open/", "/staff/find-case/case/"
CITY, KENT, GWENT = "city-of-london", "kent", "gwent"
pytestmark = [pytest.mark.django_db, pytest.mark.safety]


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def service(*forces: str, name: str = "Harbour") -> Organisation:
    return organisations.create_organisation(
        name=name, kind="idva", forces=Force.objects.filter(code__in=forces), by=TESTER, at=NOW
    )


def adviser(made: Organisation, name: str = "ada") -> User:
    user = User.objects.create(email=f"{name}@example.org", name=name)
    organisations.join(organisation=made, user=user, by=TESTER, at=NOW)
    return user


def lead() -> Actor:
    user, _ = User.objects.get_or_create(email="giver@example.org")
    return Actor.user(user_id=user.pk, name="Lead")


def held(key: str, force: str = CITY, **changes: object) -> Case:
    [case] = load(row(**{"case_key": key, "force": force, "flags": {}} | changes))
    decide()
    return case


def give_service(made: Organisation, *cases: Case) -> None:
    for case in cases:
        case_access.give_to_service(case=case, service=made, by=lead(), at=NOW)


def opens(client: Client, case: Case) -> bool:
    return client.post(OPEN, {"case": case.pk}).status_code == 302


class TestSayingWhoAnswers:
    def test_saf_10_stands_though_the_case_became_sensitive_since_the_page_was_shown(self):
        said = {"role": "OFFICER", "who": "another", "sure": ["cannot", "safe"]}

        form = HandOverForm(said, roles=["OFFICER"], may_be_for_another=False)

        assert form.is_valid()
        assert form.is_for_another


class TestAnAdviserOfAService:
    @pytest.mark.slow
    def test_sees_what_it_was_given_in_each_of_its_forces_and_no_more(self):
        harbour = service(CITY, KENT)
        one, two, free = held("CITY-1"), held("KENT-1", KENT), held("CITY-2")
        give_service(harbour, one, two)
        client = _client(adviser(harbour))

        page = Page(client.get(LIST)).text

        assert "CITY-1" in page
        assert "KENT-1" in page
        assert "CITY-2" not in page
        assert [opens(client, case) for case in (one, two, free)] == [True, True, False]

    @pytest.mark.slow
    def test_sees_nothing_of_another_service(self):
        harbour, haven = service(CITY), service(CITY, name="Haven")
        case = held("CITY-1")
        give_service(haven, case)
        client = _client(adviser(harbour))

        assert "CITY-1" not in Page(client.get(LIST)).text
        assert not opens(client, case)
        found = client.post("/staff/find-case/", {"case_key": "CITY-1"})
        assert "No case that you may see" in Page(found).text

    @pytest.mark.slow
    def test_is_not_told_which_other_services_help_the_victim(self):
        harbour, haven = service(CITY), service(CITY, name="Haven")
        case = held("CITY-1")
        give_service(harbour, case)
        give_service(haven, case)
        client = _client(adviser(harbour))

        page = Page(client.get(LIST)).text
        narrowed = Page(client.get(LIST, {"holder": haven.pk})).text

        assert "Harbour" in page
        assert "Haven" not in page + narrowed

    @pytest.mark.slow
    def test_is_not_told_it_by_being_an_officer_of_another_force(self):
        harbour, haven = service(KENT), service(CITY, KENT, name="Haven")
        case, own = held("KENT-1", KENT), adviser(harbour)
        give_service(haven, case)
        give_service(haven, held("CITY-1"))
        give(own, case)
        Membership.objects.create(user=own, role=Role.SAFE_CONTACT_OFFICER, force_id=CITY)
        client = _client(own)

        page = Page(client.get(LIST, {"force": KENT})).text
        assert "KENT-1" in page
        assert "Haven" not in page.partition("KENT-1")[2]
        assert "KENT-1" in Page(client.get(LIST, {"holder": "nobody"})).text
        assert "KENT-1" not in Page(client.get(LIST, {"holder": haven.pk})).text
        assert "Haven" in Page(client.get(LIST, {"force": CITY})).text

    def test_is_not_told_it_where_they_help_in_every_force(self):
        case, own = held("CITY-1"), _staff(Role.ADVOCATE, None)
        give_service(service(CITY, name="Haven"), case)
        give(own, case)

        page = Page(_client(own).get(LIST)).text
        assert "CITY-1" in page
        assert "Haven" not in page

    def test_sees_what_was_given_to_them_alone(self):
        harbour = service(CITY)
        case, own = held("CITY-1"), adviser(harbour)
        give(own, case)

        assert opens(_client(own), case)
        assert not opens(_client(adviser(harbour, "bea")), case)

    @pytest.mark.slow
    def test_sees_it_no_more_once_the_service_serves_the_force_no_longer(self):
        harbour = service(CITY, KENT)
        case = held("KENT-1", KENT)
        give_service(harbour, case)
        client = _client(adviser(harbour))
        assert opens(client, case)

        service_forces.set_forces(
            organisation=harbour, forces=Force.objects.filter(code=CITY), by=TESTER, at=NOW
        )

        assert not opens(client, case)
        assert client.get(CASE).status_code == 404

    def test_sees_it_no_more_once_they_have_left(self):
        harbour = service(CITY)
        case = held("CITY-1")
        give_service(harbour, case)
        user = adviser(harbour)
        client = _client(user)
        assert opens(client, case)

        organisations.leave(organisation=harbour, user_id=user.pk, by=TESTER, at=NOW)

        assert client.get(CASE).status_code == 302  # their session has ended
        assert _client(user).get(CASE).status_code == 403

    @pytest.mark.slow
    def test_saf_10_draws_a_code_for_who_answers_in_the_victims_place_once_both_are_sure(self):
        harbour = service(CITY)
        case = held("CITY-1")
        give_service(harbour, case)
        client = _client(adviser(harbour))
        assert opens(client, case)
        another = {"role": "IDVA", "who": "another"}

        unsure = client.post("/staff/find-case/code/", another | {"sure": ["cannot"]})
        drawn = client.post("/staff/find-case/code/", another | {"sure": ["cannot", "safe"]})

        assert "Say that both are so" in Page(unsure).text
        assert "answers in the victim’s place types it" in Page(drawn).text
        attempt = CodeAttempt.objects.get()
        assert (attempt.is_for_another, attempt.drawn_for) == (True, harbour)

    @pytest.mark.slow
    def test_gains_nothing_by_another_service_in_the_force(self):
        harbour, haven = service(CITY, KENT), service(KENT, name="Haven")
        case = held("KENT-1", KENT)
        give_service(harbour, case)
        user = adviser(haven)
        organisations.join(organisation=harbour, user=user, by=TESTER, at=NOW)
        assert opens(_client(user), case)

        service_forces.set_forces(
            organisation=harbour, forces=Force.objects.filter(code=CITY), by=TESTER, at=NOW
        )

        assert not opens(_client(user), case)

    @pytest.mark.slow
    def test_is_no_officer_of_the_force_by_being_one_elsewhere(self):
        user = _staff(Role.SAFE_CONTACT_OFFICER, KENT)
        organisations.join(organisation=service(CITY), user=user, by=TESTER, at=NOW)
        client = _client(user)

        assert opens(client, held("KENT-1", KENT))
        assert not opens(client, held("CITY-1"))

    @pytest.mark.slow
    def test_saf_13_sees_no_case_against_the_force_and_none_that_they_know(self):
        harbour = service(CITY)
        against = held("OWN-1", flags=NO_FLAGS | {"police_suspect": True})
        known, user = held("CITY-1"), adviser(harbour)
        give_service(harbour, against, known)
        case_access.bar(case=known, user=user, role="", by=lead(), at=NOW)

        assert not opens(_client(user), against)
        assert not opens(_client(user), known)

    @pytest.mark.slow
    def test_draws_a_code_in_a_case_that_was_given(self):
        harbour = service(CITY, KENT)
        case = held("KENT-1", KENT)
        give_service(harbour, case)
        client = _client(adviser(harbour))
        opens(client, case)

        page = Page(client.post("/staff/find-case/code/", {"role": "IDVA"}))

        assert re.search(r"\b(?:[0-9A-HJKMNP-TV-Z]{4}-){2}[0-9A-HJKMNP-TV-Z]{4}\b", page.text)

    @pytest.mark.slow
    @pytest.mark.parametrize(
        "role", [Role.OPERATIONS_LEAD, Role.SAFE_CONTACT_OFFICER, Role.DATA_LOADER]
    )
    def test_saf_9_is_an_officer_where_they_have_a_role_in_the_force(self, role):
        user, harbour = _staff(role, CITY), service(CITY)
        organisations.join(organisation=harbour, user=user, by=TESTER, at=NOW)
        case = held("CITY-1")
        give_service(harbour, case)
        client = _client(user)
        assert opens(client, case)

        as_adviser = Page(client.post("/staff/find-case/code/", {"role": "IDVA"}))
        as_officer = Page(client.post("/staff/find-case/code/", {"role": "OFFICER"}))

        assert not CodeAttempt.objects.exists()
        assert "There is a problem" in as_adviser.text
        assert "only where somebody else agreed the word" in as_officer.text

    def test_reads_no_figure_and_no_other_page_about_a_force(self):
        client = _client(adviser(service(CITY)))

        for path in (f"/staff/figures/{CITY}/", f"/staff/operations/{CITY}/", "/staff/who-sees/",
                     "/staff/services/", "/staff/audit-trail/", "/staff/case-files/"):  # fmt: skip
            assert client.get(path).status_code == 403


class TestAnAdviserOfAForce:
    @pytest.mark.slow
    def test_goes_on_as_before(self, advocate, advocate_client):
        case = held("CITY-1")
        give(advocate, case)

        assert opens(advocate_client, case)
        assert not opens(advocate_client, held("CITY-2"))


class TestGiving:
    @pytest.mark.slow
    def test_is_done_by_a_lead_to_a_whole_service(self, lead_client):
        harbour = service(CITY)
        held("CITY-1")
        asked = {"case_key": "CITY-1", "kind": "given", "who": f"service:{harbour.pk}"}

        page = Page(lead_client.post("/staff/who-sees/", asked, follow=True))

        assert "Everybody of Harbour" in page.text
        assert CaseTie.objects.get().organisation == harbour

    def test_is_refused_where_the_service_does_not_serve_the_force(self, lead_client):
        other = service(KENT)

        with pytest.raises(NotServedError):
            give_service(other, held("CITY-1"))

        asked = {"case_key": "CITY-1", "kind": "given", "who": f"service:{other.pk}"}
        assert Page(lead_client.post("/staff/who-sees/", asked)).title.startswith("Error:")

    def test_bars_no_service(self, lead_client):
        harbour = service(CITY)
        held("CITY-1")
        asked = {"case_key": "CITY-1", "kind": "barred", "who": f"service:{harbour.pk}"}

        page = Page(lead_client.post("/staff/who-sees/", asked))

        assert "Who must not see a case is a person or a team" in page.text


class TestExistingAdvisers:
    def test_keep_their_membership_in_a_force(self, advocate):
        member = Membership.objects.get(user=advocate)

        assert (member.force_id, member.organisation) == (CITY, None)

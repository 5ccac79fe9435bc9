"""Who sees one case: who knows somebody in it does not, by key or in a list (SAF-13)."""

import pytest
from django.db import IntegrityError
from django.test import Client

from access.models import AuditEvent, Membership, User
from responses.models import Case, CaseTie
from tests.conftest import NOW, _client
from tests.responses.asked import NO_FLAGS, TODAY, give, load, row
from tests.responses.pages import Page

TIES, FIND = "/staff/who-sees/", "/staff/find-case/"
NOT_FOUND = "No case that you may see has exactly this key"
pytestmark = [pytest.mark.django_db, pytest.mark.safety]


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def held(**changes: object) -> Case:
    [case] = load(row(**{"case_key": "K-7", "contact_mobile": "+447700900321"} | changes))
    return case


def find(client: Client, **more: str) -> str:
    return Page(client.post(FIND, {"case_key": "K-7", **more}, follow=True)).text


def say(client: Client, who: User | str, *, kind: str = "barred", **more: str) -> Page:
    name = who if isinstance(who, str) else str(who.pk)
    asked = {"case_key": "K-7", "kind": kind, "who": name}
    return Page(client.post(TIES, asked | more, follow=True))


class TestWhoKnowsSomebody:
    def test_saf_13_says_so_on_the_page_of_the_case_and_never_finds_it_again(self, officer_client):
        held()
        find(officer_client)

        page = Page(officer_client.post("/staff/find-case/conflict/", follow=True))

        assert "You will not see that case again" in page.text
        assert NOT_FOUND in find(officer_client)

    @pytest.mark.slow
    def test_closes_the_case_to_nobody_else(self, officer_client, second_officer):
        held()
        find(officer_client)
        officer_client.post("/staff/find-case/conflict/")

        assert "Case K-7" in find(_client(second_officer))

    @pytest.mark.slow
    def test_loses_the_case_that_she_has_in_hand(
        self, officer_client, lead_client, safe_contact_officer
    ):
        held()
        find(officer_client)
        say(lead_client, safe_contact_officer)

        assert officer_client.get("/staff/find-case/case/").status_code == 404

    @pytest.mark.slow
    def test_sees_its_exclusion_in_no_list_and_cannot_judge_it(self, lead_client, operations_lead):
        case = held(exclude_code="VULN", exclude_by="x", exclude_on=TODAY)
        say(lead_client, operations_lead)

        assert "K-7" not in Page(lead_client.get("/staff/exclusions/")).text
        confirmed = lead_client.post(f"/staff/exclusions/{case.pk}/confirm/", {"code": "VULN"})
        assert confirmed.status_code == 404

    @pytest.mark.slow
    def test_cannot_lift_it_herself(self, lead_client, operations_lead):
        held()
        say(lead_client, operations_lead)
        tie = CaseTie.objects.get()

        assert "K-7" not in Page(lead_client.get(TIES)).text
        assert lead_client.post(f"{TIES}{tie.pk}/end/").status_code == 404

    @pytest.mark.slow
    def test_is_kept_out_nationally_as_well(self, national_lead_client, national_officer):
        held()
        say(national_lead_client, national_officer, force="city-of-london")

        assert NOT_FOUND in find(_client(national_officer), force="city-of-london")


class TestATeam:
    @pytest.mark.slow
    def test_saf_13_of_the_force_is_kept_out_and_the_nation_is_not(
        self, officer_client, lead_client, national_officer
    ):
        held()
        say(lead_client, "team:safe_contact_officer")

        assert NOT_FOUND in find(officer_client)
        assert "Case K-7" in find(_client(national_officer), force="city-of-london")

    def test_is_given_no_case(self, lead_client):
        held()

        page = say(lead_client, "team:advocate", kind="given")

        assert "A case is given to a person" in page.text
        assert not CaseTie.objects.exists()


class TestAnAdvocate:
    @pytest.mark.slow
    def test_saf_9_finds_no_case_but_those_given_to_her(
        self, lead_client, advocate_client, advocate
    ):
        held()
        load(row(case_key="K-8"))
        say(lead_client, advocate, kind="given")

        assert "Case K-7" in find(advocate_client)
        assert NOT_FOUND in find(advocate_client, case_key="K-8")
        assert "given to you or to your service" in Page(advocate_client.get(FIND)).text

    @pytest.mark.slow
    def test_loses_it_when_it_is_taken_from_her(self, lead_client, advocate_client, advocate):
        held()
        say(lead_client, advocate, kind="given")
        find(advocate_client)

        lead_client.post(f"{TIES}{CaseTie.objects.get().pk}/end/")

        assert advocate_client.get("/staff/find-case/case/").status_code == 404

    def test_saf_13_is_given_no_case_that_is_hidden_from_her_force(self, advocate_client, advocate):
        give(advocate, held(flags=NO_FLAGS | {"police_suspect": True}))

        assert NOT_FOUND in find(advocate_client)

    @pytest.mark.slow
    def test_needs_no_case_given_where_she_is_an_officer_too(self, advocate_client, advocate):
        Membership.objects.create(
            user=advocate, role="safe_contact_officer", force_id="city-of-london"
        )
        held()

        assert "Case K-7" in find(advocate_client)


class TestThePage:
    @pytest.mark.slow
    def test_lists_what_holds_with_who_said_it(
        self, lead_client, safe_contact_officer, operations_lead
    ):
        held()

        page = say(lead_client, safe_contact_officer)

        assert f"{safe_contact_officer.name} Must not see it {operations_lead.name}" in page.text

    @pytest.mark.slow
    def test_lifts_it(self, lead_client, officer_client, safe_contact_officer):
        held()
        say(lead_client, safe_contact_officer)

        lead_client.post(f"{TIES}{CaseTie.objects.get().pk}/end/")

        assert "Case K-7" in find(officer_client)

    @pytest.mark.slow
    def test_gives_nobody_a_case_that_she_is_kept_from(self, lead_client, advocate):
        held()
        say(lead_client, advocate)

        page = say(lead_client, advocate, kind="given")

        assert "Lift that first" in page.text
        assert CaseTie.objects.get().kind == "barred"

    @pytest.mark.slow
    def test_turns_what_was_given_into_what_must_not_be_seen(self, lead_client, advocate):
        held()
        say(lead_client, advocate, kind="given")
        say(lead_client, advocate)

        assert CaseTie.objects.get().kind == "barred"

    def test_opens_nothing_of_another_force(self, lead_client, safe_contact_officer):
        held(force="metropolitan")

        assert NOT_FOUND in say(lead_client, safe_contact_officer).text

    def test_names_nobody_of_another_force(self, lead_client, national_officer):
        page = Page(lead_client.get(TIES))

        assert national_officer.name not in page.text

    @pytest.mark.slow
    def test_is_written_down_with_each_search(
        self, lead_client, safe_contact_officer, operations_lead
    ):
        case = held()
        say(lead_client, safe_contact_officer)
        lead_client.post(f"{TIES}{CaseTie.objects.get().pk}/end/")

        written = AuditEvent.objects.filter(actor_user=operations_lead).order_by("pk")

        assert [event.kind for event in written] == ["case.found", "case.barred", "case.untied"]
        assert {event.target for event in written} == {f"responses.Case {case.pk}"}
        assert written[1].details == {"person": safe_contact_officer.pk}

    @pytest.mark.slow
    def test_costs_the_same_for_many(
        self, lead_client, safe_contact_officer, django_assert_max_num_queries
    ):
        cases = load(*[row() for _n in range(12)])
        for case in cases:
            CaseTie.objects.create(
                case=case,
                kind="barred",
                user=safe_contact_officer,
                tied_at=NOW,
                tied_by="x",
                tied_by_id=1,
            )

        with django_assert_max_num_queries(16):
            page = Page(lead_client.get(TIES))

        assert page.text.count("Must not see it") == len(cases)


@pytest.mark.databases
class TestTheTable:
    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "barred"},
            {"kind": "given", "role": "advocate"},
            {"kind": "barred", "role": "advocate", "with_user": True},
        ],
    )
    def test_holds_one_person_or_one_team(self, wrong, advocate):
        case = held()
        user = advocate if wrong.pop("with_user", False) else None

        with pytest.raises(IntegrityError):
            CaseTie.objects.create(
                case=case, user=user, tied_at=NOW, tied_by="x", tied_by_id=1, **wrong
            )

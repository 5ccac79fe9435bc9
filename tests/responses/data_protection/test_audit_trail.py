"""What was done with people's data is shown to who answers for it, and nothing more (SAF-15)."""

import pytest
from django.test import Client

from access import audit
from access.actor import RESPONDENT, Actor
from access.audit import AuditKind
from access.models import AuditEvent
from responses.data_protection.presenters import WORDS
from responses.data_protection.selectors.audit_trail import PAGE, SHOWN
from tests.conftest import NOW, TESTER, _client
from tests.responses.asked import NO_FLAGS, load, row
from tests.responses.pages import Page

TRAIL = "/staff/audit-trail/"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    """The clock of the pages is the tests' own."""


def find(client: Client, key: str, **more: str) -> None:
    client.post("/staff/find-case/", {"case_key": key, **more})


def trail(client: Client, **query: str) -> str:
    return table(Page(client.get(TRAIL, query)))


def table(page: Page) -> str:
    """Without the kinds to choose from, which stand above it."""
    return page.text.partition("The newest first")[2]


class TestTheTrail:
    def test_saf_15_shows_who_looked_for_which_case(
        self, protection_client, officer_client, safe_contact_officer
    ):
        load(row(case_key="K-7"))
        find(officer_client, "K-7")
        find(officer_client, "K-8")

        shown = trail(protection_client)

        assert f"{safe_contact_officer.name} Looked for a case by its key Case K-7" in shown
        assert "No case had this key" in shown

    def test_shows_a_force_what_the_nation_does_with_its_cases(
        self, protection_client, national_officer
    ):
        load(row(case_key="K-7"))
        find(_client(national_officer), "K-7", force="city-of-london")

        assert f"{national_officer.name} Looked for a case" in trail(protection_client)

    def test_shows_nothing_of_another_force(self, protection_client, national_officer):
        load(row(case_key="K-7", force="metropolitan"))
        find(_client(national_officer), "K-7", force="metropolitan")

        assert "Looked for a case" not in trail(protection_client)

    def test_saf_13_shows_no_force_what_is_done_about_its_own_people(
        self, protection_client, national_officer
    ):
        load(row(case_key="K-7", flags=NO_FLAGS | {"police_suspect": True}))
        find(_client(national_officer), "K-7", force="city-of-london")

        assert "Looked for a case" not in trail(protection_client)

    def test_decision_14_tells_nothing_of_a_respondent(self, protection_client):
        audit.record(AuditKind.CONTACT_OPTED_OUT, by=RESPONDENT, at=NOW, force="city-of-london")
        audit.record(AuditKind.RESPONSE_COMPLETED, by=TESTER, at=NOW, force="city-of-london")

        assert "Ended contact" not in trail(protection_client)
        assert "response" not in trail(protection_client).lower()

    def test_says_so_of_a_case_that_is_gone(self, protection_client, officer_client):
        [case] = load(row(case_key="K-7"))
        find(officer_client, "K-7")
        case.delete()

        assert "A case that is gone" in trail(protection_client)

    def test_shows_accounts_by_their_name(self, protection_client, data_loader):
        assert f"Made an account {data_loader.name}" in trail(protection_client)

    def test_keeps_to_one_kind_where_one_is_chosen(self, protection_client, officer_client):
        find(officer_client, "K-8")

        shown = trail(protection_client, kind="case.found")

        assert "Looked for a case" in shown
        assert "Made an account" not in shown

    @pytest.mark.parametrize("query", [{"kind": "response.completed"}, {"before": "x"}])
    def test_takes_no_other_wish(self, protection_client, query):
        assert "Made an account" in trail(protection_client, **query)

    def test_goes_on_page_by_page(self, protection_client, safe_contact_officer):
        actor = Actor.user(user_id=safe_contact_officer.pk, name="Kit")
        for _n in range(PAGE + 3):
            audit.record(AuditKind.CASE_FOUND, by=actor, at=NOW, force="city-of-london")
        first = protection_client.get(TRAIL, {"kind": "case.found"})
        last = AuditEvent.objects.filter(kind="case.found").order_by("-pk")[PAGE - 1]

        assert table(Page(first)).count("Looked for") == PAGE
        assert f"before={last.pk}" in first.content.decode()
        assert trail(protection_client, kind="case.found", before=str(last.pk)).count("Looked") == 3

    def test_costs_the_same_for_many(
        self, protection_client, safe_contact_officer, django_assert_max_num_queries
    ):
        actor = Actor.user(user_id=safe_contact_officer.pk, name="Kit")
        for case in load(*[row() for _n in range(20)]):
            audit.record(AuditKind.CODE_DRAWN, target=case, by=actor, at=NOW)

        with django_assert_max_num_queries(16):
            shown = trail(protection_client)

        assert shown.count("Drew a code") == 20


class TestTheWords:
    def test_are_there_for_everything_that_is_shown(self):
        assert set(WORDS) == set(SHOWN)

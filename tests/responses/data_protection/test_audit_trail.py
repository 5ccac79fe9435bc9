"""What was done with people's data is shown to who answers for it, and nothing more (SAF-15)."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client

from access import audit
from access.actor import RESPONDENT, Actor
from access.audit import AuditKind
from access.models import AuditEvent
from responses.data_protection.presenters import WORDS
from responses.data_protection.selectors import audit_trail
from responses.data_protection.selectors.audit_trail import PAGE, SHOWN
from tests.conftest import NOW, TESTER, _client
from tests.responses.asked import NO_FLAGS, load, row
from tests.responses.pages import Page

TRAIL = "/staff/audit-trail/"
pytestmark = [pytest.mark.django_db, pytest.mark.databases, pytest.mark.safety]


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def find(client: Client, key: str, **more: str) -> None:
    client.post("/staff/find-case/", {"case_key": key, **more})


def trail(client: Client, **query: str) -> str:
    return table(Page(client.get(TRAIL, query)))


def table(page: Page) -> str:
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

    @pytest.mark.slow
    def test_shows_a_force_what_the_nation_does_with_its_cases(
        self, protection_client, national_officer
    ):
        load(row(case_key="K-7"))
        find(_client(national_officer), "K-7", force="city-of-london")

        assert f"{national_officer.name} Looked for a case" in trail(protection_client)

    @pytest.mark.slow
    def test_shows_nothing_of_another_force(self, protection_client, national_officer):
        load(row(case_key="K-7", force="metropolitan"))
        find(_client(national_officer), "K-7", force="metropolitan")

        assert "Looked for a case" not in trail(protection_client)

    @pytest.mark.slow
    def test_saf_13_shows_no_force_what_is_done_about_its_own_people(
        self, protection_client, national_officer
    ):
        load(row(case_key="K-7", flags=NO_FLAGS | {"police_suspect": True}))
        find(_client(national_officer), "K-7", force="city-of-london")

        assert "Looked for a case" not in trail(protection_client)

    @pytest.mark.slow
    def test_decision_14_tells_nothing_of_a_respondent(self, protection_client):
        audit.record(AuditKind.CONTACT_OPTED_OUT, by=RESPONDENT, at=NOW, force="city-of-london")
        audit.record(AuditKind.RESPONSE_COMPLETED, by=TESTER, at=NOW, force="city-of-london")

        assert "Ended contact" not in trail(protection_client)
        assert "response" not in trail(protection_client).lower()

    @pytest.mark.slow
    def test_says_so_of_a_case_that_is_gone(self, protection_client, officer_client):
        [case] = load(row(case_key="K-7"))
        find(officer_client, "K-7")
        case.delete()

        assert "A case that is gone" in trail(protection_client)

    @pytest.mark.slow
    def test_shows_accounts_by_their_name(self, protection_client, data_loader):
        assert f"Made an account {data_loader.name}" in trail(protection_client)

    @pytest.mark.slow
    def test_keeps_to_one_kind_where_one_is_chosen(self, protection_client, officer_client):
        find(officer_client, "K-8")

        shown = trail(protection_client, kind="case.found")

        assert "Looked for a case" in shown
        assert "Made an account" not in shown

    @pytest.mark.slow
    def test_takes_no_other_page(self, protection_client, data_loader):
        assert "Made an account" in trail(protection_client, before="x")

    @pytest.mark.slow
    def test_keeps_to_days_of_london(self, protection_client):
        for at in (NOW, NOW - timedelta(days=1), NOW + timedelta(days=1)):
            audit.record(AuditKind.WORK_LIST_READ, by=TESTER, at=at, force="city-of-london")
        midnight = datetime(2026, 7, 1, 23, 30, tzinfo=UTC)  # half past midnight of the second
        audit.record(AuditKind.CARD_PRINTED, by=TESTER, at=midnight, force="city-of-london")
        first = {"first_day": "16", "first_month": "11", "first_year": "2026"}
        last = {"last_day": "16", "last_month": "11", "last_year": "2026"}
        july = {"last_day": "1", "last_month": "7", "last_year": "2026"}

        assert trail(protection_client, **first).count("Read the list") == 2
        assert trail(protection_client, **last).count("Read the list") == 2
        assert trail(protection_client, **first, **last).count("Read the list") == 1
        assert "Made a card" not in trail(protection_client, **july)
        assert "Made a card" in trail(protection_client, **july | {"last_day": "2"})

    @pytest.mark.slow
    def test_keeps_to_who_did_it_and_whose_account_it_is_about(
        self, protection_client, officer_client, safe_contact_officer, data_loader
    ):
        find(officer_client, "K-8")

        shown = trail(protection_client, person=safe_contact_officer.email[:9].upper())

        assert f"{safe_contact_officer.name} Looked for a case" in shown
        assert f"Made an account {safe_contact_officer.name}" in shown
        assert data_loader.name not in shown

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"kind": "response.completed"}, "Choose one of the list"),
            (
                {"first_day": "31", "first_month": "2", "first_year": "2026"},
                "Enter a day that there is",
            ),
            (
                {"first_day": "2", "first_month": "3", "first_year": "2026",
                 "last_day": "1", "last_month": "3", "last_year": "2026"},
                "Enter a last day that is not before the first",
            ),
        ],
    )  # fmt: skip
    def test_refuses_in_words_what_it_cannot_narrow_by(self, protection_client, query, words):
        page = protection_client.get(TRAIL, query)

        assert page.status_code == 400
        assert words in page.content.decode()
        assert "The newest first" not in page.content.decode()
        assert protection_client.get(f"{TRAIL}file/", query).status_code == 400

    @pytest.mark.slow
    def test_goes_on_page_by_page(self, protection_client, safe_contact_officer):
        actor = Actor.user(user_id=safe_contact_officer.pk, name="Kit")
        for _n in range(PAGE + 3):
            audit.record(AuditKind.CASE_FOUND, by=actor, at=NOW, force="city-of-london")
        first = protection_client.get(TRAIL, {"kind": "case.found"})
        last = AuditEvent.objects.filter(kind="case.found").order_by("-pk")[PAGE - 1]

        assert table(Page(first)).count("Looked for") == PAGE
        assert f"before={last.pk}" in first.content.decode()
        assert trail(protection_client, kind="case.found", before=str(last.pk)).count("Looked") == 3

    @pytest.mark.slow
    def test_costs_the_same_for_many(
        self, protection_client, safe_contact_officer, django_assert_max_num_queries
    ):
        actor = Actor.user(user_id=safe_contact_officer.pk, name="Kit")
        for case in load(*[row() for _n in range(20)]):
            audit.record(AuditKind.CODE_DRAWN, target=case, by=actor, at=NOW)

        with django_assert_max_num_queries(16):
            shown = trail(protection_client)

        assert shown.count("Drew a code") == 20


class TestTheFile:
    def lines(self, client: Client, **query: str) -> list[dict[str, str]]:
        answer = client.get(f"{TRAIL}file/", query)
        text = b"".join(answer.streaming_content).decode()
        return list(csv.DictReader(text.splitlines()))

    def test_holds_all_that_the_page_is_narrowed_to_and_nothing_of_another_force(
        self, protection_client, monkeypatch
    ):
        monkeypatch.setattr(audit_trail, "PART", 2)
        for number in range(5):
            audit.record(
                AuditKind.CASE_FOUND, by=TESTER, at=NOW, target=f"{number}", force="city-of-london"
            )
        audit.record(AuditKind.CASE_FOUND, by=TESTER, at=NOW, force="metropolitan")
        audit.record(AuditKind.CASE_FOUND, by=RESPONDENT, at=NOW, force="city-of-london")

        lines = self.lines(protection_client, kind="case.found")

        assert len(lines) == 5
        assert lines[0] == {
            "at": "2026-11-16T10:00:00+00:00", "who": "tests", "is_staff": "no",
            "kind": "case.found", "what": "Looked for a case by its key",
            "about": "No case had this key", "force": "city-of-london",
        }  # fmt: skip

    def test_runs_nothing_in_a_spreadsheet(self, protection_client, protection_officer):
        name = "=HYPERLINK(1)"
        actor = Actor.user(user_id=protection_officer.pk, name=name)
        audit.record(AuditKind.WORK_LIST_READ, by=actor, at=NOW, force="city-of-london")

        [line] = self.lines(protection_client, kind="work_list.read")

        assert line["who"] == f"'{name}"

    def test_is_written_down_without_the_name_that_was_looked_for(
        self, protection_client, protection_officer
    ):
        self.lines(protection_client, person="Kit", kind="case.found")

        event = AuditEvent.objects.get(kind="audit_trail.exported")
        assert event.actor_user_id == protection_officer.pk
        assert event.details == {"narrowed_by": ["kind", "person"]}

    def test_is_given_to_nobody_who_did_not_prove_lately_who_they_are(self, protection_officer):
        client = Client()
        client.force_login(protection_officer)

        answer = client.get(f"{TRAIL}file/", {"kind": "case.found"})

        asked = "/staff/account/confirm/?next=%2Fstaff%2Faudit-trail%2Ffile%2F%3Fkind%3Dcase.found"
        assert answer.url == asked
        assert not AuditEvent.objects.filter(kind="audit_trail.exported").exists()


class TestTheWords:
    def test_are_there_for_everything_that_is_shown(self):
        assert set(WORDS) == set(SHOWN)

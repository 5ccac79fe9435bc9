from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client

from access import selectors as access_selectors
from access.actor import Actor
from access.models import AuditEvent, Force, Organisation, TaskRun, User
from access.organisations import actions as organisations
from access.viewer import Viewer
from config import schedule
from responses.casework.actions import case_access, safe_contact
from responses.casework.selectors import work_list as selectors
from responses.models import Case, StageEvent
from responses.tasks import note_renewals
from responses.vault.safe_contact import SafeContactAgreement
from tests.conftest import NOW, TESTER
from tests.responses import by_code
from tests.responses.asked import NO_FLAGS, TODAY, WORD_HASH, decide, load, on, row
from tests.responses.pages import Page

LIST, OPEN = "/staff/who-waits/", "/staff/who-waits/open/"
YES = SafeContactAgreement(is_number_safe=True, channel="sms", word_hash=WORD_HASH)
ROUTED = NO_FLAGS | {"honour_based": True}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def sensitive(key: str, **changes: object) -> Case:
    [case] = load(row(**{"case_key": key, "flags": {}} | changes))
    decide()
    return case


def confirm(case: Case, agreed: SafeContactAgreement = YES, at=NOW) -> None:
    safe_contact.confirm_safe_contact(case=case, agreed=agreed, by=TESTER, at=at)


def read(client: Client, **wanted: str) -> str:
    return Page(client.get(LIST, wanted)).text


def service(*forces: str, name: str = "Harbour") -> Organisation:
    return organisations.create_organisation(
        name=name, kind="idva", forces=Force.objects.filter(code__in=forces), by=TESTER, at=NOW
    )


class TestTheList:
    @pytest.mark.slow
    def test_has_the_sensitive_cases_without_a_word_and_no_others(self, officer_client):
        sensitive("WORD-1")
        sensitive("PLAIN-1", flags=NO_FLAGS)
        sensitive("CHILD-1", birth_year=2015)

        page = read(officer_client)

        assert "1 victim before" in page
        assert "WORD-1" in page
        assert "PLAIN-1" not in page
        assert "CHILD-1" not in page

    def test_has_a_case_from_the_day_on_which_it_comes(self, officer_client):
        sensitive("NEW-1", reported_on=on(2), stage_on=on(2))

        assert "NEW-1" in read(officer_client)

    @pytest.mark.slow
    def test_has_the_first_whose_time_ends_first(self, officer_client):
        sensitive("LATER", reported_on=on(16), stage_on=on(16))
        sensitive("SOON", reported_on=on(40), stage_on=on(40))

        page = read(officer_client)

        assert page.index("SOON") < page.index("LATER")
        assert "18 November 2026" in page

    def test_loses_a_case_when_its_time_is_over(self, officer_client, clock):
        sensitive("OVER-1", reported_on=on(40), stage_on=on(40))
        clock.shift(3 * 24 * 3600)

        assert "OVER-1" not in read(officer_client)

    @pytest.mark.slow
    def test_loses_a_case_when_a_word_is_agreed(self, officer_client):
        confirm(sensitive("WORD-1"))

        assert 'data-test="none-waiting"' in officer_client.get(LIST).content.decode()
        decide()
        assert "WORD-1" not in read(officer_client)

    @pytest.mark.slow
    def test_keeps_a_case_in_which_the_victim_wants_no_message(self, officer_client):
        confirm(
            sensitive("WORD-1"),
            SafeContactAgreement(is_number_safe=True, channel="", word_hash=WORD_HASH),
        )
        decide()

        assert "WORD-1" in read(officer_client)

    @pytest.mark.slow
    def test_has_who_may_be_asked_by_a_code_alone_until_one_is_drawn(self, officer_client):
        case = sensitive("CODE-1", flags=ROUTED)
        assert "A code is to be handed over" in read(officer_client, need="code")

        by_code.draw(case)

        assert "CODE-1" not in read(officer_client)

    def test_says_that_a_filter_is_empty_and_not_that_no_case_waits(self, officer_client):
        sensitive("WORD-1")

        page = officer_client.get(LIST, {"need": "code"}).content.decode()
        other_holder = officer_client.get(LIST, {"holder": service("city-of-london").pk})

        assert 'data-test="no-match"' in page
        assert 'data-test="none-waiting"' not in page
        assert 'data-test="no-match"' in other_holder.content.decode()

    def test_has_a_case_once_however_many_of_its_stages_wait(self, officer_client):
        case = sensitive("WORD-1")
        StageEvent.objects.create(
            case=case, survey_stage="ST2", on=on(10), period="2026-Q4", decision="PENDING",
            decided_at=NOW, waits_for_staff_until=TODAY + timedelta(days=99),
        )  # fmt: skip

        page = Page(officer_client.get(LIST))

        assert len(page.all("button", name="case")) == 1
        assert "1 victim before" in page.text

    @pytest.mark.slow
    def test_is_narrowed_to_what_is_needed_and_who_has_it(self, officer_client):
        given, free = sensitive("GIVEN"), sensitive("FREE")
        sensitive("CODE-1", flags=ROUTED)
        harbour = service("city-of-london")
        case_access.give_to_service(case=given, service=harbour, by=_lead(), at=NOW)

        assert "CODE-1" not in read(officer_client, need="word")
        assert "FREE" not in read(officer_client, holder=str(harbour.pk))
        assert "GIVEN" in read(officer_client, holder=str(harbour.pk))
        assert "GIVEN" not in read(officer_client, holder="nobody")
        assert free.case_key in read(officer_client, holder="nobody")

    @pytest.mark.slow
    def test_of_a_force_has_no_case_of_another_and_none_against_its_own(self, officer_client):
        sensitive("KENT-1", force="kent")
        sensitive("OWN-1", flags=NO_FLAGS | {"police_suspect": True})

        page = read(officer_client)

        assert "KENT-1" not in page
        assert "OWN-1" not in page

    @pytest.mark.safety
    def test_saf_15_is_written_down_when_it_is_read(self, officer_client, safe_contact_officer):
        sensitive("WORD-1")
        read(officer_client)

        event = AuditEvent.objects.get(kind="work_list.read")
        assert (event.actor_user_id, event.force_code) == (
            safe_contact_officer.pk,
            "city-of-london",
        )
        assert event.details["rows"] == 1

    @pytest.mark.slow
    def test_opens_a_case_and_no_other_number(self, officer_client):
        case, other = sensitive("WORD-1"), sensitive("KENT-1", force="kent")

        assert officer_client.post(OPEN, {"case": other.pk}).status_code == 404
        for number in ("", "x", "-1", "9" * 40, str(other.pk + 99)):
            assert officer_client.post(OPEN, {"case": number}).status_code == 404
        opened = Page(officer_client.post(OPEN, {"case": case.pk}, follow=True))
        assert "Case WORD-1" in opened.text

    def test_is_read_by_leads_who_open_none(self, lead_client):
        sensitive("WORD-1")

        page = Page(lead_client.get(LIST))

        assert "WORD-1" in page.text
        assert not page.all("button", name="case")
        assert lead_client.post(OPEN, {"case": "1"}).status_code == 403

    @pytest.mark.slow
    def test_tells_nothing_of_whether_a_code_was_used(self, officer_client):
        case = sensitive("CODE-1", flags=ROUTED)
        by_code.draw(case)
        before = read(officer_client)

        by_code.completed(case)

        assert read(officer_client) == before


def _lead() -> Actor:
    lead, _ = User.objects.get_or_create(email="giver@example.org")
    return Actor.user(user_id=lead.pk, name="Lead")


class TestARecordThatSoonEnds:
    def agreed(self, days_ago: int) -> Case:
        case = sensitive("OLD-1")
        confirm(case, at=NOW - timedelta(days=days_ago))
        StageEvent.objects.update(decision="PENDING")
        return case

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("days_ago", "is_told"), [(74, False), (75, True), (90, True), (91, False)]
    )
    def test_is_told_from_day_75_until_it_ends(self, officer_client, days_ago, is_told):
        self.agreed(days_ago)

        safe_contact.note_renewals(by=TESTER, at=NOW)

        assert ("What was agreed soon ends" in read(officer_client, need="renewal")) is True
        assert ("OLD-1" in read(officer_client, need="renewal")) is is_told

    @pytest.mark.slow
    def test_is_not_told_where_nothing_is_left_to_ask(self, officer_client):
        self.agreed(80)
        StageEvent.objects.update(decision="INVITE")

        safe_contact.note_renewals(by=TESTER, at=NOW)

        assert "OLD-1" not in read(officer_client)

    @pytest.mark.slow
    def test_is_told_no_more_once_it_is_renewed(self, officer_client):
        case = self.agreed(80)
        safe_contact.note_renewals(by=TESTER, at=NOW)

        safe_contact.renew_safe_contact(case=case, by=TESTER, at=NOW)

        assert "OLD-1" not in read(officer_client)
        assert safe_contact.note_renewals(by=TESTER, at=NOW) == 0

    @pytest.mark.slow
    def test_is_noted_by_the_schedule_once_however_often_it_runs(self, officer_client, clock):
        self.agreed(80)
        schedule.tick(at=NOW - timedelta(days=1))
        schedule.tick(at=NOW)
        assert TaskRun.objects.filter(task="responses.tasks.note_renewals").count() == 1

        for _time in range(2):
            note_renewals.call()

        assert "OLD-1" in read(officer_client)
        assert AuditEvent.objects.filter(kind="safe_contact.renewals_noted").count() == 1


@pytest.mark.safety
class TestTheNationsList:
    def test_has_no_case_that_its_reader_is_barred_from(self, operations_lead):
        sensitive("FREE-1", force="kent")
        known = sensitive("KNOWN-1")
        case_access.bar(case=known, user=operations_lead, role="", by=_lead(), at=NOW)
        nation = Viewer(user_id=operations_lead.pk, name="Lead", is_national=True)

        found = selectors.work_list(nation, selectors.Wanted(), today=TODAY)

        assert [row.case.case_key for row in found.rows] == ["FREE-1"]
        assert found.needs[selectors.StaffNeed.WORD] == 1


class TestMoreThanAreShown:
    def test_are_counted_all_the_same(self, monkeypatch):
        monkeypatch.setattr(selectors, "MOST_SHOWN", 1)
        for key in ("OLD-1", "OLD-2"):
            confirm(sensitive(key), at=NOW - timedelta(days=80))
        StageEvent.objects.update(decision="PENDING")
        safe_contact.note_renewals(by=TESTER, at=NOW)
        nation = Viewer(user_id=0, name="Lead", is_national=True)

        found = selectors.work_list(nation, selectors.Wanted(), today=TODAY)

        assert found.needs[selectors.StaffNeed.RENEWAL] == 2
        assert [row.case.case_key for row in found.rows] == ["OLD-1"]


class TestAtANation:
    def test_finds_what_waits_by_its_index(self, officer_client):
        sensitive("WORD-1")
        waiting = StageEvent.objects.filter(waits_for_staff_until__gte=date(2026, 11, 16)).order_by(
            "waits_for_staff_until", "pk"
        )[:50]
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SET LOCAL enable_seqscan = off")

        assert "stage_event_waiting" in waiting.explain()

    def test_is_not_read_for_an_adviser_whose_service_serves_every_force(self, officer_client):
        harbour = service(*Force.objects.values_list("code", flat=True))
        user = User.objects.create(email="ada@example.org", name="ada")
        organisations.join(organisation=harbour, user=user, by=TESTER, at=NOW)
        given, _other = sensitive("GIVEN-1"), sensitive("FREE-1")
        case_access.give_to_service(case=given, service=harbour, by=_lead(), at=NOW)
        adviser = access_selectors.viewer_for(user.pk)

        waiting = selectors.waiting_events(adviser, selectors.Wanted(), today=TODAY)

        assert [event.case.case_key for event in waiting] == ["GIVEN-1"]
        assert "stage_event_force_period" not in waiting.explain()

"""A force sees how the asking goes, and nothing of who answered (decision 14)."""

from datetime import timedelta

import pytest

from access.limits.attempts import Trying
from access.limits.table import Kind, Tier
from access.models import Continuity
from responses.invitations.actions import sending_pause
from responses.models import Invitation, OutboxMessage, Response
from responses.models.contacts import Suppression
from responses.sms.provider import ConfigurationError
from responses.vault import contacts
from survey.selectors import version_in_force
from tests.conftest import NOW, TESTER, _client
from tests.limits import allowing
from tests.responses.asked import TODAY, decide, load, queue, queued, row, send
from tests.responses.eligibility.test_exclusions import BY_HAND
from tests.responses.invitations.test_reminders import remind
from tests.responses.pages import Page

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
HERE = "/staff/operations/city-of-london/"


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


class TestThePage:
    @pytest.mark.slow
    def test_is_the_first_after_home_of_an_operations_lead(self, lead_client):
        links = Page(lead_client.get("/staff/")).links
        home = max(at for at, link in enumerate(links) if link == "/staff/")

        assert links[home + 1] == "/staff/operations/"

    def test_is_404_for_another_force(self, lead_client):
        assert lead_client.get("/staff/operations/metropolitan/").status_code == 404

    @pytest.mark.slow
    def test_counts_texts_by_where_they_are(self, lead_client):
        queued(row(), row(), row())
        send(limit=2)
        OutboxMessage.objects.filter(state="sent").update(state="delivered")

        page = Page(lead_client.get(HERE))

        assert "Texts that wait to be sent: 1; that have arrived: 2." in page.text

    @pytest.mark.slow
    def test_counts_nothing_of_other_forces(self, lead_client):
        queued(row(force="metropolitan"))

        assert "Texts that wait to be sent: 0;" in Page(lead_client.get(HERE)).text

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize(("reached", "said"), [(1, "under 10"), (9, "under 10"), (10, "10")])
    def test_counts_numbers_that_reached_somebody_else_and_hides_few(
        self, lead_client, reached, said
    ):
        cases = load(*(row() for _ in range(10)), row(force="metropolitan"))
        for case in [*cases[:reached], cases[-1]]:
            [key] = contacts.keys_of_case(case.pk)
            Suppression.objects.create(
                person_key=key, is_number_only=True, at=NOW, by="tests", channel="wrong_person"
            )

        page = Page(lead_client.get(HERE))

        assert f"address reached somebody else: {said}. Nobody sees which." in page.text

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("changes", "to_do"),
        [
            ({"provider_status": "permanent-failure"}, "Ask the officer in the case"),
            ({"provider_status": "temporary-failure"}, "We do not try again"),
            ({"provider_status": "technical-failure"}, "sent once more by itself"),
            ({"fault": "number refused"}, "Check how your system writes numbers"),
            ({"fault": "end never known"}, "Twice would be worse than never"),
            ({"fault": "something new"}, "Tell the people who run this service"),
        ],
    )
    def test_says_what_to_do_about_each_failure(self, lead_client, changes, to_do):
        queued(row())
        OutboxMessage.objects.update(state="failed", **changes)

        assert to_do in Page(lead_client.get(HERE)).text

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("reason", "said"),
        [
            ("contact unreadable", "The number or address cannot be read 1"),
            ("no route", "There is neither number nor address 1"),
            ("no template", "There is no text in the victim’s language 1"),
            ("text not sendable", "The text has characters that do not arrive 1"),
            ("fault of ours", "A fault of this service 1"),
        ],
    )
    def test_warns_of_texts_set_aside_and_says_why(self, lead_client, reason, said):
        queued(row())
        OutboxMessage.objects.update(state="set aside", fault=reason)

        page = Page(lead_client.get(HERE)).text

        assert "1 text is set aside, because it cannot be made." in page
        assert said in page

    @pytest.mark.slow
    def test_says_that_a_lost_answer_is_looked_up(self, lead_client):
        queued(row())
        OutboxMessage.objects.update(fault="unknown end")

        assert "We look it up" in Page(lead_client.get(HERE)).text

    def test_warns_while_sending_has_stopped(self, lead_client, settings):
        settings.SMS_TRANSPORT = "notify"
        sending_pause.pause(
            transport="notify", error=ConfigurationError("a key"), by=TESTER, at=NOW
        )

        assert "Sending has stopped" in Page(lead_client.get(HERE)).text

    def test_warns_while_the_database_is_held(self, lead_client):
        # Not by holding.hold, which would end the session of the reader.
        Continuity.objects.update(held_at=NOW, held_because="older copy")

        page = Page(lead_client.get(HERE))

        assert "This database is held. It is an older copy of itself." in page.text

    def test_says_for_a_day_that_somebody_guessed(self, lead_client, clock):
        sources = {Tier.SERVICE: ""}
        with allowing(Kind.WORDS, 1, tier=Tier.SERVICE), Trying(Kind.WORDS, sources, at=NOW):
            pass

        said = "wrong words to take answers out. Somebody may be guessing."
        assert said in Page(lead_client.get(HERE)).text
        clock.shift(timedelta(days=1, minutes=1))
        assert said not in Page(lead_client.get(HERE)).text

    @pytest.mark.slow
    def test_warns_of_texts_that_wait_too_long(self, lead_client):
        queued(row())
        OutboxMessage.objects.update(due_at=NOW - timedelta(hours=25))

        assert "1 text has waited for more than a day." in Page(lead_client.get(HERE)).text

    @pytest.mark.slow
    def test_counts_exclusions_by_code_and_those_by_hand(self, lead_client):
        load(row(), row(**BY_HAND), row(birth_year=None), row(flags={}))
        decide()

        page = Page(lead_client.get(HERE))

        assert "The victim cannot consent, even with support VULN 1 25.0\xa0%" in page.text
        assert "NOSAFE 1 25.0\xa0%" in page.text
        assert "Excluded by hand in this quarter: 1, which is 33.3\xa0% of those in" in page.text
        assert "1 exclusion by hand waits for a second person." in page.text
        assert "/staff/exclusions/" in page.links

    @pytest.mark.slow
    def test_shows_how_far_the_sample_is(self, lead_client):
        load(row(), row(), row(reported_on=TODAY, stage_on=TODAY))
        decide()
        queue()

        assert "Reporting 1 0 2 2" in Page(lead_client.get(HERE)).text

    @pytest.mark.parametrize(
        ("rows", "said"),
        [([], "No case has reached a stage"), ([{"is_business": True}], "nobody may be asked")],
    )
    def test_says_why_there_is_no_sample(self, lead_client, rows, said):
        load(*[row(**changes) for changes in rows])
        decide()

        assert said in Page(lead_client.get(HERE)).text

    @pytest.mark.slow
    def test_decision_14_hides_days_of_under_ten(self, lead_client):
        queued(*(row() for _n in range(9)))
        send()
        few = Page(lead_client.get(HERE)).text
        queued(row())
        send()
        OutboxMessage.objects.update(provider_status="delivered")

        assert "16 November 2026 under 10 under 10" in few
        assert "16 November 2026 10 10" in Page(lead_client.get(HERE)).text

    @pytest.mark.slow
    def test_decision_14_is_the_same_whoever_opened_or_answered(self, lead_client):
        queued(*(row() for _n in range(12)))
        send()
        before = Page(lead_client.get(HERE)).text
        Invitation.objects.update(opened_at=NOW)
        Response.objects.create(
            invitation=Invitation.objects.first(), instrument=version_in_force(on=TODAY),
            language="en", started_at=NOW, completed_at=NOW, answers={},
        )  # fmt: skip

        assert Page(lead_client.get(HERE)).text == before

    @pytest.mark.slow
    def test_decision_14_tells_by_no_reminder_who_had_opened_the_first_text(
        self, operations_lead, clock
    ):
        at, pages = NOW + timedelta(days=8), []
        queued(row(), row())
        send()
        OutboxMessage.objects.update(state="delivered", provider_status="delivered")
        Invitation.objects.update(delivered_at=NOW)
        clock.move_to(at)
        client = _client(operations_lead)
        for is_opened in (True, False):
            Invitation.objects.update(opened_at=NOW if is_opened else None)
            remind(at)
            pages.append(Page(client.get(HERE)).text)

        assert "that have arrived: 2" in pages[0]
        assert OutboxMessage.objects.filter(is_reminder=True).count() == 2
        assert pages[0] == pages[1]
        OutboxMessage.objects.filter(is_reminder=True).update(state="set aside", fault="no route")
        assert "do not leave" not in Page(client.get("/staff/")).text

    def test_lists_every_force_for_the_nation(self, operations_lead):
        operations_lead.memberships.update(force=None)
        client = _client(operations_lead)

        page = Page(client.get("/staff/operations/"))

        assert len([1 for tag in page.all("a") if HERE[:-15] in (tag.get("href") or "")]) > 43
        assert client.get("/staff/operations/metropolitan/").status_code == 200

    @pytest.mark.slow
    def test_costs_the_same_for_many_cases_as_for_few(
        self, lead_client, django_assert_max_num_queries
    ):
        queued(*(row() for _n in range(60)))

        with django_assert_max_num_queries(25):
            lead_client.get(HERE)

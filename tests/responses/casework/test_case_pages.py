import pytest
from django.http import HttpResponse
from django.test import Client

from access.limits.table import Kind, Tier
from access.models import AuditEvent
from responses.answering import gate
from responses.models import Case
from responses.vault import subject_access
from tests.conftest import _client
from tests.limits import allowing
from tests.responses.asked import NO_FLAGS, SAFE, WORD_HASH, decide, load, row
from tests.responses.pages import Page

FIND, CASE = "/staff/find-case/", "/staff/find-case/case/"
AGREE, RENEW = "/staff/find-case/agree/", "/staff/find-case/renew/"
AGREED = {"is_number_safe": "yes", "channel": "sms", "start": "", "end": ""}
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def held(**changes: object) -> Case:
    [case] = load(row(**{"flags": {}, "contact_mobile": "+447700900321"} | changes))
    return case


def said(word: str = "lapwing", **given: object) -> dict[str, object]:
    return AGREED | {"word": word, "word_again": word} | given


def find(client: Client, key: str, **more: str) -> Page:
    return Page(client.post(FIND, {"case_key": key, **more}, follow=True))


class TestFinding:
    @pytest.mark.slow
    def test_opens_the_case_of_exactly_this_key(self, officer_client):
        page = find(officer_client, held(case_key="K-7").case_key)

        assert "Case K-7" in page.text

    @pytest.mark.parametrize("key", ["K-", "k-7", "K-77", "*", "%"])
    def test_opens_nothing_for_a_key_that_is_nearly_right(self, officer_client, key):
        held(case_key="K-7")

        assert "No case that you may see has exactly this key" in find(officer_client, key).text

    def test_says_the_same_of_another_forces_case(self, officer_client):
        held(case_key="K-7", force="metropolitan")

        assert "No case that you may see" in find(officer_client, "K-7").text

    @pytest.mark.slow
    def test_is_404_for_a_force_out_of_reach(self, officer_client, national_officer):
        held(case_key="K-7", force="metropolitan")
        national = _client(national_officer)

        assert "Case K-7" in find(national, "K-7", force="metropolitan").text
        assert national.post(FIND, {"case_key": "K-7", "force": "nowhere"}).status_code == 200

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_15_writes_down_each_look_and_each_try(self, officer_client, safe_contact_officer):
        case = held(case_key="K-7")
        find(officer_client, "K-7")
        find(officer_client, "K-8")

        events = AuditEvent.objects.filter(kind="case.found").order_by("pk")

        assert [event.target for event in events] == [f"responses.Case {case.pk}", ""]
        assert {event.actor_user_id for event in events} == {safe_contact_officer.pk}

    @pytest.mark.slow
    def test_puts_no_key_and_no_number_into_an_address(self, officer_client):
        case = held(case_key="K-7")

        response = officer_client.post(FIND, {"case_key": "K-7"}, follow=True)

        assert response.redirect_chain == [(CASE, 302)]
        assert f"/{case.pk}" not in response.content.decode()

    @pytest.mark.slow
    def test_is_over_after_twenty_minutes(self, officer_client, clock):
        find(officer_client, held().case_key)
        clock.shift(20 * 60 + 1)

        assert officer_client.get(CASE).headers["Location"] == FIND

    @pytest.mark.slow
    def test_ends_when_the_case_is_put_down(self, officer_client):
        find(officer_client, held().case_key)
        officer_client.post("/staff/find-case/leave/")

        assert officer_client.get(CASE).headers["Location"] == FIND

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize(
        "hidden",
        [
            {"flags": NO_FLAGS | {"police_suspect": True}},
            {"exclude_code": "OFFICER-SUSPECT", "exclude_by": "x"},
        ],
    )
    def test_saf_13_hides_from_a_force_the_cases_against_its_own(
        self, officer_client, national_officer, hidden
    ):
        case = held(case_key="K-7", **hidden)

        assert "No case that you may see" in find(officer_client, "K-7").text
        assert "Case K-7" in find(_client(national_officer), "K-7", force=case.force_id).text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_13_closes_a_case_in_hand_when_it_turns_out_so(self, officer_client):
        case = held()
        find(officer_client, case.case_key)
        Case.objects.filter(pk=case.pk).update(flags={"police_suspect": True})

        assert officer_client.get(CASE).status_code == 404


@pytest.mark.safety
class TestGuessingKeys:
    """SAF-15: who runs through keys waits, and it is written down."""

    def guess(self, client: Client, times: int, **more: str) -> HttpResponse:
        for number in range(times):
            response = client.post(FIND, {"case_key": f"K-{number}", **more})
        return response

    @pytest.mark.slow
    def test_is_over_after_ten_that_no_case_has(self, officer_client):
        held(case_key="K-right")
        answers = [self.guess(officer_client, 10), find(officer_client, "K-right")]

        assert answers[0].status_code == 200
        assert "There were too many tries. Wait 15 minutes" in answers[1].text

    @pytest.mark.slow
    def test_says_when_to_go_on(self, officer_client, clock):
        held(case_key="K-right")
        self.guess(officer_client, 10)
        refused = officer_client.post(FIND, {"case_key": "K-right"})

        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "900")
        clock.shift(15 * 60)
        assert "Case K-right" in find(officer_client, "K-right").text

    @pytest.mark.slow
    def test_does_not_count_keys_that_are_right(self, officer_client):
        held(case_key="K-7")
        for _ in range(12):
            find(officer_client, "K-7")

        assert "Case K-7" in find(officer_client, "K-7").text

    @pytest.mark.slow
    def test_keeps_nobody_else_from_finding(self, officer_client, second_officer):
        held(case_key="K-7")
        self.guess(officer_client, 11)

        assert "Case K-7" in find(_client(second_officer), "K-7").text

    @pytest.mark.slow
    def test_counts_for_the_force_too(self, officer_client, second_officer):
        with allowing(Kind.CASE_KEY, 6, tier=Tier.FORCE):
            self.guess(officer_client, 6)

            assert "too many tries" in find(_client(second_officer), "K-7").text

    @pytest.mark.slow
    def test_is_told_to_the_data_protection_officer_once(
        self, officer_client, safe_contact_officer, protection_client
    ):
        self.guess(officer_client, 14)

        trail = Page(protection_client.get("/staff/audit-trail/"))

        assert AuditEvent.objects.filter(kind="case.found").count() == 10
        assert trail.text.count("Had to wait after too many") == 2  # one is in the filter
        assert safe_contact_officer.name in trail.text

    @pytest.mark.slow
    def test_is_limited_where_it_is_said_who_sees_a_case(self, lead_client):
        sent = {"case_key": "K-7", "kind": "barred", "who": "team:advocate"}
        statuses = [lead_client.post("/staff/who-sees/", sent).status_code for _ in range(11)]

        assert statuses == [200] * 10 + [429]


class TestTheRecord:
    def test_shows_the_end_of_the_number_and_nothing_of_the_crime(self, officer_client):
        page = find(officer_client, held(crime_group="sexual", offence_code="19C").case_key)

        assert "••• 321" in page.text
        assert "7700900321" not in page.html
        assert "sexual" not in page.text.lower()

    @pytest.mark.slow
    def test_is_kept_as_it_was_agreed(self, officer_client):
        find(officer_client, held().case_key)

        page = Page(officer_client.post(AGREE, said(start="10:00", end="12:30"), follow=True))

        assert "What you agreed with the victim is kept." in page.text
        assert "from 10:00 to 12:30" in page.text
        assert "14 February 2027" in page.text

    @pytest.mark.slow
    def test_keeps_no_word_to_read(self, officer_client):
        case = held()
        find(officer_client, case.case_key)

        page = Page(officer_client.post(AGREE, said("Lapwing"), follow=True))

        assert "apwing" not in page.html
        assert gate.Gate(None, subject_access.hashes_of([case.pk])[case.pk]).accepts("lapwing")

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize("channel", ["sms", "email"])
    def test_saf_1_needs_a_word_where_nothing_is_sent_without_one(self, officer_client, channel):
        find(officer_client, held().case_key)
        assert "the word alone opens the survey" in Page(officer_client.get(AGREE)).text

        refused = Page(officer_client.post(AGREE, said("", channel=channel)))

        assert refused.title.startswith("Error:")
        assert "Agree a word with the victim" in refused.text

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("case", "given"),
        [
            ({"flags": NO_FLAGS}, {}),
            ({"safe_word_hash": WORD_HASH}, {}),
            ({}, {"channel": "other"}),
            ({}, {"is_number_safe": "no"}),
        ],
        ids=["another case", "a word agreed before", "no message wanted", "an unsafe number"],
    )
    def test_needs_no_word_elsewhere(self, officer_client, case, given):
        find(officer_client, held(**case).case_key)

        page = Page(officer_client.post(AGREE, said("", **given), follow=True))

        assert "What you agreed with the victim is kept." in page.text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_9_says_why_a_code_may_be_handed_over(self, officer_client):
        case = held(**SAFE | {"safe_word_hash": ""})
        decide()

        page = find(officer_client, case.case_key)

        assert "No word is agreed with the victim, so nothing is sent" in page.text

    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("given", "words"),
        [
            ({"is_number_safe": ""}, "Say whether the number is safe"),
            ({"channel": ""}, "Say what the victim chose"),
            ({"start": "ten"}, "Write the time as 09:30"),
            ({"start": "20:00", "end": "22:00"}, "choose hours among them"),
            ({"word": "1984", "word_again": "1984"}, "five letters or more"),
            ({"word": "cat", "word_again": "cat"}, "five letters or more"),
            ({"word": "lapwing7", "word_again": "lapwing7"}, "without numbers"),
            ({"word": "bird", "word_again": "bird"}, "five letters or more"),
            ({"word": "Police", "word_again": "Police"}, "Choose another"),
            ({"word": "Małgorzata", "word_again": "Małgorzata"}, "Choose another"),
            ({"word_again": "lapwign"}, "The two words are not the same"),
            (
                {"until_day": "31", "until_month": "2", "until_year": "2027"},
                "Write the day as 31 12 2026",
            ),
            ({"until_day": "1", "until_month": "3", "until_year": "2027"}, "within the next 90"),
        ],
    )
    def test_says_what_is_wrong(self, officer_client, given, words):
        find(officer_client, held().case_key)

        page = Page(officer_client.post(AGREE, said(**given)))

        assert page.title.startswith("Error:")
        assert words in page.text

    @pytest.mark.slow
    def test_asks_for_a_second_person_where_the_number_is_not_safe(
        self, officer_client, second_officer
    ):
        case = held(number_safe="no")
        find(officer_client, case.case_key)

        first = Page(officer_client.post(AGREE, said(), follow=True))
        other = _client(second_officer)
        find(other, case.case_key)
        second = Page(other.post(AGREE, said(), follow=True))

        assert "until a second person says that it is safe" in first.text
        assert "The number is not safe" in first.text
        assert "The number is Safe" in second.text

    @pytest.mark.slow
    def test_says_where_there_is_nobody_to_reach(self, officer_client):
        page = find(officer_client, held(contact_mobile="").case_key)

        assert "We hold no number" in page.text
        assert not page.all("input", name="is_number_safe")

    def after(self, days: int, clock, user) -> Client:
        before = _client(user)
        find(before, held(flags=NO_FLAGS).case_key)
        before.post(AGREE, said())
        clock.shift(days * 24 * 3600)
        client = _client(user)
        find(client, Case.objects.get().case_key)
        return client

    @pytest.mark.slow
    def test_is_renewed_by_one_press_where_it_still_counts(self, clock, safe_contact_officer):
        client = self.after(80, clock, safe_contact_officer)

        refused = Page(client.post(RENEW, follow=True))
        page = Page(client.post(RENEW, {"still_safe": "yes"}, follow=True))

        assert "Say that you asked the victim" in refused.text
        assert "It counts for 90 days from today." in page.text
        assert "5 May 2027" in page.text
        assert AuditEvent.objects.filter(kind="safe_contact.renewed").count() == 1

    @pytest.mark.slow
    def test_is_agreed_anew_once_it_has_ended(self, clock, safe_contact_officer):
        client = self.after(91, clock, safe_contact_officer)

        page = Page(client.post(RENEW, {"still_safe": "yes"}, follow=True))

        assert "What was agreed has ended" in page.text

    @pytest.mark.slow
    def test_is_not_renewed_past_the_day_that_the_victim_named(self, officer_client):
        find(officer_client, held().case_key)
        day = {"until_day": "30", "until_month": "11", "until_year": "2026"}

        page = Page(officer_client.post(AGREE, said(**day), follow=True))

        assert "counts until 30 November 2026" in page.text
        assert "it is all still safe" not in page.text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_1_shows_that_day_at_the_next_agreement(self, officer_client):
        find(officer_client, held().case_key)
        day = {"until_day": "30", "until_month": "11", "until_year": "2026"}
        officer_client.post(AGREE, said(**day))

        page = officer_client.get(AGREE)

        assert page.context["form"]["until"].initial == "2026-11-30"
        assert 'value="2026"' in page.content.decode()

    @pytest.mark.slow
    def test_shows_the_days_that_are_safe(self, officer_client):
        find(officer_client, held().case_key)

        page = Page(officer_client.post(AGREE, said(days=["1", "4"]), follow=True))

        assert "Tuesday, Friday" in page.text

    @pytest.mark.slow
    def test_warns_whoever_would_set_a_word_in_the_place_of_anothers(self, officer_client):
        find(officer_client, held(safe_word_hash=WORD_HASH).case_key)

        assert "A word stands already, from the case file." in Page(officer_client.get(AGREE)).text

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from access.models import User
from responses.models import Helpline, HelplineChange, HelplineCheck
from tests.conftest import _client
from tests.responses.helplines.make import TODAY, line, propose, ring, verify_all
from tests.responses.pages import Page

HERE = "/staff/helplines/"


@pytest.fixture(autouse=True)
def _now(clock) -> None:
    pass


def address(page: str = "") -> str:
    return f"{HERE}{line().pk}/{page}"


def fields(client: Client, where: str) -> dict[str, str | list[str]]:
    page = Page(client.get(where))
    sent: dict[str, list[str]] = {}
    for tag in page.all("input"):
        is_choice = tag.get("type") in {"radio", "checkbox"}
        if tag.get("name") and (not is_choice or "checked" in tag):
            sent.setdefault(tag["name"], []).append(tag.get("value") or "")
    return sent


class TestTheList:
    def test_warns_while_a_line_is_due(self, national_client: Client) -> None:
        verify_all()
        Helpline.objects.filter(names__en="Samaritans").update(
            last_verified_on=TODAY - timedelta(days=91)
        )
        Helpline.objects.filter(names__en="Bawso").update(last_verified_on=None)

        page = Page(national_client.get(HERE))

        assert "2 helplines must be rung." in page.text
        assert page.text.count("To be rung") == page.text.count("Not yet rung") == 1
        assert page.text.count("Stops real sending") == 1

    def test_warns_of_a_line_whose_hours_were_found_wrong(
        self, national_client: Client, national_lead: User
    ) -> None:
        verify_all()
        ring(line(), national_lead, are_hours_right=False)

        page = Page(national_client.get(HERE))

        assert "1 helpline must be rung." in page.text
        assert "16 November 2026 now Hours or languages to be corrected" in page.text

    def test_is_quiet_while_all_were_rung_in_time(self, national_client: Client) -> None:
        verify_all(TODAY - timedelta(days=90))

        page = Page(national_client.get(HERE))

        assert "must be rung" not in page.text
        assert "18 August 2026" in page.text
        assert "16 November 2026" in page.text

    def test_lists_the_longest_ago_first_and_retired_ones_last(
        self, national_client: Client
    ) -> None:
        verify_all()
        days = {"Bawso": 50, "Galop": 5}
        for name, ago in days.items():
            Helpline.objects.filter(names__en=name).update(
                last_verified_on=TODAY - timedelta(days=ago)
            )
        Helpline.objects.filter(names__en="Hourglass").update(
            last_verified_on=None, retired_at="2026-01-01T00:00Z", retired_by="Ann"
        )

        text = Page(national_client.get(HERE)).text

        places = [text.index(name) for name in ("Bawso", "Galop", "Samaritans", "Hourglass")]
        assert places == sorted(places)

    def test_names_each_service_in_the_language_of_the_page(self, national_client: Client) -> None:
        national_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"

        text = Page(national_client.get(HERE)).text

        assert "Y Samariaid" in text
        assert "Samaritans" not in text

    def test_lets_a_force_look_and_not_keep(self, lead_client: Client) -> None:
        assert HERE in Page(lead_client.get(HERE)).links
        assert f"{HERE}new/" not in Page(lead_client.get(HERE)).links
        assert address("check/") not in Page(lead_client.get(address())).links
        assert lead_client.get(address("check/")).status_code == 404

    def test_costs_the_same_for_many_checks(
        self, national_lead_client: Client, national_lead: User, django_assert_max_num_queries
    ) -> None:
        for held in Helpline.objects.all()[:8]:
            ring(held, national_lead)
        propose(line(), national_lead, number="0808 157 0001")

        with django_assert_max_num_queries(12):
            national_lead_client.get(HERE)


class TestRecordingACheck:
    def test_keeps_who_rang_when_and_what_they_found(
        self, national_lead_client: Client, national_lead: User
    ) -> None:
        Helpline.objects.filter(pk=line().pk).update(hours={"always": True})
        where = address("check/")
        form = fields(national_lead_client, where) | {
            "is_number_right": "yes", "are_hours_right": "yes", "are_languages_right": "yes",
            "note": "answered at once",
        }  # fmt: skip

        page = Page(national_lead_client.post(where, form, follow=True))

        assert line().last_verified_on == TODAY
        assert "What you found is kept." in page.text
        assert f"16 November 2026 {national_lead.name} 116 123 All right answered" in page.text

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"is_number_right": ""}, "Say whether the numbers are right"),
            ({"are_hours_right": ""}, "Say whether the opening hours are right"),
            ({"are_languages_right": ""}, "Say whether the languages are right"),
            ({"are_hours_right": "yes"}, "No opening hours are entered"),
            ({"day_day": "31", "day_month": "2"}, "Enter a day that there is"),
            ({"day_day": "17"}, "Enter a day of the last 30 days"),
            ({"day_month": "10"}, "Enter a day of the last 30 days"),
        ],
    )
    def test_asks_again_for_what_is_missing(
        self, national_lead_client: Client, changed: dict[str, str], fault: str
    ) -> None:
        where = address("check/")
        whole = fields(national_lead_client, where) | {
            "is_number_right": "yes", "are_hours_right": "no", "are_languages_right": "yes",
        }  # fmt: skip

        page = Page(national_lead_client.post(where, whole | changed))

        assert page.text.count(fault) == 2, "in the summary and beside the field"
        assert page.title.startswith("Error:")
        assert not HelplineCheck.objects.exists()

    def test_needs_no_word_on_hours_where_the_number_is_wrong(
        self, national_lead_client: Client
    ) -> None:
        where = address("check/")

        national_lead_client.post(
            where, fields(national_lead_client, where) | {"is_number_right": "no"}
        )

        assert line().is_number_wrong

    def test_refuses_what_was_read_before_a_change(self, national_lead_client: Client) -> None:
        where = address("check/")
        form = fields(national_lead_client, where) | {"is_number_right": "no"}
        Helpline.objects.filter(pk=line().pk).update(number="0808 157 0001")

        page = Page(national_lead_client.post(where, form, follow=True))

        assert "The line has changed since you saw it." in page.text
        assert not line().is_number_wrong


class TestProposing:
    def test_sends_the_form_as_it_stands_without_a_change(
        self, national_lead_client: Client
    ) -> None:
        where = address("edit/")

        national_lead_client.post(where, fields(national_lead_client, where))

        [change] = HelplineChange.objects.all()
        page = Page(national_lead_client.get(f"{HERE}changes/{change.pk}/"))
        assert page.all("th", scope="row") == []

    def test_shows_a_second_person_what_would_change(
        self, national_lead_client: Client, second_lead: User
    ) -> None:
        where = address("edit/")
        form = fields(national_lead_client, where)
        form |= {"number": "0808 157 0001", "opens": "days", "day_0": "09:00-17:00"}
        national_lead_client.post(where, form)
        [change] = HelplineChange.objects.all()

        page = Page(_client(second_lead).get(f"{HERE}changes/{change.pk}/"))

        assert "Number to call 116 123 0808 157 0001" in page.text
        assert "Opening hours not known yet Monday, 9am to 5pm" in page.text
        assert len(page.all("th", scope="row")) == 2
        assert "What you find out by ringing Number to call 0808 157 0001" in page.text

    @pytest.mark.parametrize(
        ("changed", "fault"),
        [
            ({"number": ""}, "Enter a number to call, to text or by textphone"),
            ({"number": "0800 CALL"}, "Write the number with digits and spaces only"),
            ({"name_cy": ""}, "Write it in English and in Welsh"),
            ({"day_1": "9 to 5"}, "Write the hours as 09:00-17:00"),
            ({"opens": "days"}, "Enter the hours of at least one day"),
            ({"source": ""}, "Say where you read the number"),
        ],
    )
    def test_asks_again_for_what_is_wrong(
        self, national_lead_client: Client, changed: dict[str, str], fault: str
    ) -> None:
        where = address("edit/")

        page = Page(national_lead_client.post(where, fields(national_lead_client, where) | changed))

        assert fault in page.text
        assert not HelplineChange.objects.exists()

    def test_enters_a_new_line(self, national_lead_client: Client) -> None:
        form = {
            "name_en": "Ear", "name_cy": "Clust", "about_en": "To talk.", "about_cy": "I siarad.",
            "audience": "anyone", "area": "both", "number": "0808 157 0000", "source": "a leaflet",
            "opens": "always", "languages": ["cy", "bfi"], "has_interpreters": "no",
        }  # fmt: skip

        page = Page(national_lead_client.post(f"{HERE}new/", form, follow=True))

        assert "A new helpline, proposed by" in page.text
        assert HelplineChange.objects.get().languages == ["cy", "bfi"]

    @pytest.mark.slow
    def test_leads_to_the_change_that_waits(
        self, national_lead_client: Client, national_lead: User
    ) -> None:
        change = propose(line(), national_lead, number="0808 157 0001")
        where = address("edit/")

        page = Page(
            national_lead_client.post(where, fields(national_lead_client, where), follow=True)
        )

        assert "Another change of this line waits." in page.text
        assert f"{HERE}changes/{change.pk}/" in page.links


class TestConfirming:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_16_is_offered_to_another_person_alone(
        self, national_lead_client: Client, national_lead: User, second_lead: User
    ) -> None:
        change = propose(line(), national_lead, number="0808 157 0001")
        where = f"{HERE}changes/{change.pk}/"

        own, other = Page(national_lead_client.get(where)), Page(_client(second_lead).get(where))

        assert "Confirm it" not in own.text
        assert "Confirm it" in other.text
        national_lead_client.post(where, fields(_client(second_lead), where) | {"rung": "yes"})
        assert line().number == "116 123"

    @pytest.mark.safety
    @pytest.mark.slow
    def test_saf_16_needs_the_word_that_they_rang(
        self, national_lead: User, second_lead: User
    ) -> None:
        second = _client(second_lead)
        where = f"{HERE}changes/{propose(line(), national_lead, number='0808 157 0001').pk}/"
        form = fields(second, where)

        page = Page(second.post(where, form))
        assert "Ring it yourself before you confirm" in page.text
        assert line().number == "116 123"

        page = Page(second.post(where, form | {"rung": "yes"}, follow=True))
        assert "It is in force" in page.text
        assert line().number == "0808 157 0001"

    def test_can_refuse(self, national_lead: User, second_lead: User) -> None:
        change = propose(line(), national_lead, number="0808 157 0001")

        _client(second_lead).post(f"{HERE}changes/{change.pk}/withdraw/")

        assert not HelplineChange.objects.exists()

    @pytest.mark.slow
    def test_retires_a_line(self, national_lead_client: Client, second_lead: User) -> None:
        page = Page(national_lead_client.post(address("retire/"), follow=True))
        assert "To be retired, proposed by" in page.text
        second, where = _client(second_lead), f"{HERE}changes/{HelplineChange.objects.get().pk}/"

        second.post(where, fields(second, where))

        assert "Respondents do not see it." in Page(second.get(address())).text
        assert second.post(address("retire/")).status_code == 404


@pytest.mark.safety
class TestAnEmergencyNumber:
    @pytest.mark.parametrize(("number", "is_emergency"), [("999", True), ("116 123", False)])
    def test_saf_16_is_never_to_be_rung(
        self, national_lead_client: Client, number: str, is_emergency: bool
    ) -> None:
        found = Helpline.objects.get(number=number)

        page = Page(national_lead_client.get(f"{HERE}{found.pk}/check/"))

        assert ("Do not ring or text" in page.text) is is_emergency
        assert ("Ring each number" in page.text) is not is_emergency

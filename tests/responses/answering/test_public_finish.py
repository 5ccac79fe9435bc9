"""Sending the answers in ends it: one page, shown once, and nothing of it anywhere afterwards
(decision 37, SAF-8)."""

from datetime import timedelta
from unittest.mock import patch

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from access.web import sessions
from responses.answering.actions import answers
from tests.conftest import NOW
from tests.responses.answering.test_public_about import numbers
from tests.responses.answering.test_public_withdraw import RARE, rare_words, words_on
from tests.responses.invited import Invited, invite
from tests.responses.phones import Phone, once_on, skip_to_review
from tests.sharing import shared_rows

pytestmark = pytest.mark.safety


@shared_rows
def at_review() -> tuple[Invited, Phone]:
    with time_machine.travel(NOW, tick=False):
        invited, phone = invite(), Phone()
        phone.enter(invited)
        phone.answer("very_easy")
        skip_to_review(phone)
    return invited, phone


@pytest.fixture
def invited(at_review: tuple[Invited, Phone]) -> Invited:
    return at_review[0]


@pytest.fixture
def phone(at_review: tuple[Invited, Phone], clock: time_machine.Traveller) -> Phone:
    return at_review[1].copied()


def form_of(phone: Phone) -> dict[str, str]:
    """Return the fields of the form that sends the answers in."""
    token = phone.page.all("input", name="csrfmiddlewaretoken")[0]["value"]
    return {"once": once_on(phone.page), "csrfmiddlewaretoken": str(token)}


def send(phone: Phone, **sent: object) -> HttpResponse:
    phone.press(**sent)
    return phone.response


class TestTheLastPage:
    def test_is_the_reply_to_the_press_itself(self, phone: Phone, invited: Invited) -> None:
        response = send(phone)

        assert (response.status_code, response.redirect_chain) == (200, [])
        assert response.headers["Cache-Control"] == "no-store"
        assert phone.page.title == "Service feedback"
        assert len(words_on(response).split()) == 6
        assert invited.response.completed_at == NOW

    def test_says_what_happens_now_which_rights_there_are_and_who_helps(self, phone: Phone) -> None:
        send(phone)

        for told in (
            "You see this page only once.", "The people who dealt with you cannot see",
            "The Victims’ Code says", "Victims’ Right to Review", "Crown Prosecution Service",
            "Independent Office for Police Conduct",
            "Parliamentary and Health Service Ombudsman",
        ):  # fmt: skip
            assert told in phone.page.text, told
        assert all(number in phone.page.text for number in numbers())

    def test_holds_no_answer_and_no_way_to_one(self, phone: Phone) -> None:
        send(phone)

        assert "Very easy" not in phone.page.text
        assert not phone.page.all("form")
        assert {link for link in phone.page.links if link and link.startswith("/")} == {
            "/x/", "/i/3/",
        }  # fmt: skip

    def test_has_no_button_that_would_lose_it(self, phone: Phone) -> None:
        send(phone)

        assert not phone.page.all("button", name="language")
        assert not phone.page.all("button", name="text_size")


class TestAfterwards:
    @pytest.mark.parametrize(
        "address", ["/r/", "/q/1/", "/q/3/", "/m/", "/i/4/", "/g/",
                    "/s/", "/t/"],
    )  # fmt: skip
    def test_every_page_of_the_history_is_the_neutral_one(self, phone: Phone, address: str) -> None:
        send(phone)

        phone.open(address)

        assert phone.address == "/e/"

    def test_the_link_opens_nothing_at_once(self, phone: Phone, invited: Invited) -> None:
        send(phone)

        for client in (Client(), phone.client):
            assert client.get(f"/{invited.token}").headers["Location"] == "/e/"

    @pytest.mark.slow
    def test_another_device_on_which_it_was_open_shows_and_changes_nothing(
        self, phone: Phone, invited: Invited
    ) -> None:
        other = Phone()
        other.enter(invited)
        kept = other.open("/q/1/")
        send(phone)
        before = invited.response.answers

        seen = []
        for address in ("/r/", "/q/1/", "/m/"):
            other.page = kept
            other.press(address, answer="very_difficult")
            seen.append(other.address)
        for address in ("/r/", "/q/1/", "/i/4/"):
            other.open(address)
            seen.append(other.address)

        assert set(seen) == {"/e/"}
        assert invited.response.answers == before

    def test_nothing_is_kept_that_leads_to_the_answers(
        self, phone: Phone, invited: Invited
    ) -> None:
        with rare_words():
            words = words_on(send(phone))

        assert words == RARE
        kept = str(dict(phone.client.session))
        assert not {"visit"} & set(phone.client.session.keys())
        assert not any(word in kept for word in words.split())
        assert invited.response.withdrawal_hash not in kept
        assert "invitation" not in kept

    @pytest.mark.parametrize("address", ["/e/", "/i/2/", "/x/", "/no-such-page/"])
    def test_the_next_page_of_any_kind_ends_the_session(self, phone: Phone, address: str) -> None:
        send(phone)

        phone.client.get(address)

        assert Session.objects.count() == 0


class TestTheSamePressAgain:
    def test_gets_the_same_page_once_more(self, phone: Phone, invited: Invited) -> None:
        form = {"once": once_on(phone.page)}
        first = send(phone)

        again = phone.client.post("/r/", form)

        assert again.status_code == 200
        assert again.content == first.content
        assert invited.response.completed_at == NOW

    def test_gets_it_in_the_language_of_the_first(self, phone: Phone) -> None:
        phone.press(language="cy")
        form = {"once": once_on(phone.page)}
        first = send(phone)

        again = phone.client.post("/r/", form, headers={"accept-language": "pl"})

        assert phone.page.all("html")[0]["lang"] == "cy"
        assert again.content == first.content

    def test_saf_8_gets_it_each_time_on_a_slow_phone(self, phone: Phone) -> None:
        phone.client.handler.enforce_csrf_checks = True
        form = form_of(phone)
        first = phone.client.post("/r/", form)

        again = [phone.client.post("/r/", form) for _ in range(3)]

        assert [each.status_code for each in (first, *again)] == [200] * 4
        assert {words_on(each) for each in again} == {words_on(first)}

    def test_saf_8_is_not_lost_by_an_icon_that_the_browser_fetches(self, phone: Phone) -> None:
        form = {"once": once_on(phone.page)}
        send(phone)
        phone.client.get("/apple-touch-icon.png")

        assert phone.client.post("/r/", form).status_code == 200

    @pytest.mark.parametrize("minutes", [2.5, 4, 600])
    def test_saf_8_leads_to_the_neutral_page_later_however_often(
        self, phone: Phone, clock: time_machine.Traveller, minutes: float
    ) -> None:
        phone.client.handler.enforce_csrf_checks = True
        form = form_of(phone)
        phone.client.post("/r/", form)
        clock.shift(timedelta(minutes=minutes))

        late = [phone.client.post("/r/", form) for _ in range(3)]

        assert [each.headers.get("Location") for each in late] == ["/e/"] * 3

    @pytest.mark.parametrize("address", ["/r/", "/q/3/", "/m/"])
    def test_saf_7_leads_to_the_neutral_page_after_exit_in_another_tab(
        self, phone: Phone, address: str
    ) -> None:
        phone.client.handler.enforce_csrf_checks = True
        form = form_of(phone)
        phone.client.get("/x/")

        assert phone.client.post(address, form).headers["Location"] == "/e/"

    def test_saf_8_keeps_what_is_needed_for_a_few_minutes_only(
        self, phone: Phone, clock: time_machine.Traveller
    ) -> None:
        send(phone)
        clock.shift(timedelta(minutes=4))
        sessions.forget_ended(at=timezone.now())

        assert Session.objects.count() == 0

    @pytest.mark.parametrize(("seconds", "status"), [(120, 200), (121, 302)])
    def test_gets_it_for_two_minutes(
        self, phone: Phone, clock: time_machine.Traveller, seconds: int, status: int
    ) -> None:
        form = {"once": once_on(phone.page)}
        send(phone)
        clock.shift(timedelta(seconds=seconds))

        assert phone.client.post("/r/", form).status_code == status

    @pytest.mark.parametrize("address", ["/e/", "/r/", "/q/1/", "/i/3/", "/nowhere/", "/x/"])
    def test_gets_nothing_after_a_request_between(self, phone: Phone, address: str) -> None:
        form = {"once": once_on(phone.page)}
        send(phone)
        phone.client.get(address)

        assert phone.client.post("/r/", form).headers["Location"] == "/e/"

    def test_gets_nothing_after_a_press_between(self, phone: Phone) -> None:
        form = {"once": once_on(phone.page)}
        send(phone)
        phone.client.post("/language/", {"language": "cy", "next": "/r/"})

        assert phone.client.post("/r/", form).headers["Location"] == "/e/"

    @pytest.mark.parametrize("once", ["", "another page"])
    def test_is_told_by_the_page_that_it_comes_from(self, phone: Phone, once: str) -> None:
        form = {"once": once_on(phone.page)}
        send(phone)

        assert phone.client.post("/r/", {"once": once}).headers["Location"] == "/e/"
        assert phone.client.post("/r/", form).headers["Location"] == "/e/"

    @pytest.mark.slow
    def test_is_told_by_the_session(self, phone: Phone, invited: Invited) -> None:
        form = {"once": once_on(phone.page)}
        other = Phone()
        other.enter(invited)
        send(phone)

        for client in (other.client, Client()):
            assert client.post("/r/", form).headers["Location"] == "/e/"

    def test_gets_it_while_the_first_is_under_way(self, phone: Phone) -> None:
        form = {"once": once_on(phone.page)}
        twin = Client()
        twin.cookies = phone.client.cookies.copy()
        first: list[HttpResponse] = []
        send_in = answers.send_in

        def overtaken(**given: object) -> str | None:
            if not first:
                first.append(HttpResponse())
                first[0] = twin.post("/r/", form)
            return send_in(**given)

        with patch("responses.answering.actions.answers.send_in", overtaken):
            later = phone.client.post("/r/", form)

        assert first[0].status_code == later.status_code == 200
        assert len(words_on(later).split()) == 6
        assert first[0].content == later.content

    def test_saf_7_keeps_the_answers_and_shows_nothing_where_the_visit_was_left_meanwhile(
        self, phone: Phone, invited: Invited
    ) -> None:
        twin = Client()
        twin.cookies = phone.client.cookies.copy()
        send_in = answers.send_in

        def overtaken(**given: object) -> str | None:
            twin.get("/x/")
            return send_in(**given)

        with patch("responses.answering.actions.answers.send_in", overtaken):
            send(phone)

        assert invited.response.completed_at == NOW
        assert phone.address == "/e/"
        assert Session.objects.count() == 0

"""Where people leave is told by what they have answered, and by nothing that is kept for it."""

from datetime import timedelta

import pytest
from django.test import Client

from responses.answering.device import device_of
from responses.answering.selectors import leaving
from responses.answering.selectors.leaving import LeftAt
from responses.models import Response
from tests.conftest import NOW
from tests.responses import saying_more
from tests.responses.invited import Invited
from tests.responses.saying_more import (
    come_in,
    invite_about,
    press,
    response_of,
    say_no,
    say_yes,
    to_offer,
)

ANDROID = "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 Chrome/131.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0"


@pytest.fixture
def invited(db) -> Invited:
    saying_more.publish_national()
    return invite_about("ST2", "BUR")


def only() -> LeftAt:
    [one] = leaving.left_at(started_from=NOW, started_to=NOW + timedelta(days=1))
    return one


@pytest.mark.usefixtures("clock")
class TestThePlace:
    def test_is_the_first_question_that_is_open(self, browser: Client, invited: Invited) -> None:
        come_in(browser, invited)
        press(browser, "/q/1/", skip="yes")

        assert only().place == "Q-ACT-2"
        assert only().seen == ("Q-CON-1",)

    def test_is_the_offer_where_nothing_was_said_to_it(
        self, browser: Client, invited: Invited
    ) -> None:
        to_offer(browser, invited)

        assert only().place == leaving.OFFER
        assert len(only().seen) == 12

    def test_is_the_explainer_after_a_no(self, browser: Client, invited: Invited) -> None:
        to_offer(browser, invited)
        say_no(browser)

        assert only().place == leaving.EXPLAINER

    def test_is_a_further_question_for_who_said_yes(
        self, browser: Client, invited: Invited
    ) -> None:
        to_offer(browser, invited)
        address = say_yes(browser)
        left_on = only().place
        press(browser, address, skip="yes")

        assert left_on in only().seen
        assert not only().stopped_saying_more

    def test_is_not_where_somebody_stopped_by_the_button(
        self, browser: Client, invited: Invited
    ) -> None:
        to_offer(browser, invited)
        press(browser, say_yes(browser), stop="yes")

        assert only().place == leaving.EXPLAINER
        assert only().stopped_saying_more

    def test_is_none_once_the_answers_are_sent(self, browser: Client, invited: Invited) -> None:
        to_offer(browser, invited)
        say_no(browser)
        press(browser, "/m/", skip="yes")
        browser.post("/r/")

        assert only().place == ""

    def test_is_told_of_nobody_who_took_answers_out(
        self, browser: Client, invited: Invited
    ) -> None:
        to_offer(browser, invited)
        Response.objects.update(answers={}, withdrawn_at=NOW, withdrawn_by="words")

        assert not list(leaving.left_at(started_from=NOW, started_to=NOW + timedelta(days=1)))


class TestTheDevice:
    @pytest.mark.parametrize(
        ("headers", "device"),
        [
            ({}, ""),
            ({"User-Agent": ""}, ""),
            ({"User-Agent": ANDROID}, "phone"),
            ({"User-Agent": LAPTOP}, "other"),
            ({"Sec-CH-UA-Mobile": "?1", "User-Agent": LAPTOP}, "phone"),
            ({"Sec-CH-UA-Mobile": "?0", "User-Agent": ANDROID}, "other"),
            ({"Sec-CH-UA-Mobile": "yes", "User-Agent": LAPTOP}, "other"),
        ],
    )
    def test_is_one_word_of_three(self, headers: dict[str, str], device: str) -> None:
        assert device_of(headers) == device

    def test_is_kept_when_the_answers_begin_and_nothing_else_of_the_browser(
        self, invited: Invited
    ) -> None:
        """SAF-8"""
        come_in(Client(headers={"user-agent": ANDROID}), invited)
        come_in(Client(headers={"user-agent": LAPTOP}), invited)

        response = response_of(invited)
        assert response.device == "phone"
        assert "Android" not in str(vars(response))

"""A press that comes twice at once, as from a slow phone, and Exit this page at the same time."""

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.test import Client

from responses.vault import contacts
from tests.conftest import NOW
from tests.races import ground
from tests.races.explorer import Race, explore
from tests.responses.answering.test_public_start import answer_all
from tests.responses.answering.test_public_withdraw import words_on
from tests.responses.invited import Invited, invite
from tests.responses.pages import Page

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.usefixtures("clock"),
    pytest.mark.databases,
    pytest.mark.safety,
]


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=True):
        yield


class SameBrowser:
    def begin(self) -> Invited:
        ground.clear()
        Session.objects.all().delete()
        self.browser, self.shown = Client(headers={"accept-language": "en"}), []
        return invite()

    def tab(self) -> Client:
        tab = Client(headers={"accept-language": "en"})
        tab.cookies = self.browser.cookies.copy()
        return tab

    def press(self, address: str, *, source: str = "192.0.2.7", **sent: str):
        tab = self.tab()
        return lambda: self.shown.append(Page(tab.post(address, sent, REMOTE_ADDR=source)))

    def exit(self):
        tab = self.tab()
        return lambda: tab.get("/x/")


class TestStop:
    def test_saf_12_pressed_twice_can_be_undone_from_both_pages(self) -> None:
        same = SameBrowser()

        def prepare():
            self.case_id = (invited := same.begin()).case_id
            same.browser.get(f"/{invited.token}")
            return same.press("/t/"), same.press("/t/")

        def check():
            assert contacts.is_opted_out(self.case_id)
            assert [len(page.all("button", name="undo")) for page in same.shown] == [1, 1]
            [once] = {page.all("input", name="once")[0]["value"] for page in same.shown}
            same.tab().post("/t/", {"undo": "yes", "once": once})
            assert not contacts.is_opted_out(self.case_id)

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)

    def test_saf_7_beside_exit_stops_and_leaves_no_session(self) -> None:
        same = SameBrowser()

        def prepare():
            self.case_id = (invited := same.begin()).case_id
            same.browser.get(f"/{invited.token}")
            return same.press("/t/"), same.exit()

        def check():
            assert not Session.objects.exists()
            assert not same.tab().get("/s/").headers["Location"].startswith("/s/")

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)


class TestTakingAnswersOut:
    def test_saf_8_pressed_twice_says_the_same_to_both(self) -> None:
        same = SameBrowser()

        def prepare():
            words = words_on(answer_all(Client(), same.begin()))
            same.browser.get("/w/")
            sources = ("192.0.2.7", "198.51.100.7")  # so that no limit on guessing counts both
            return [
                same.press("/w/", source=source, words=words, once="page") for source in sources
            ]

        def check():
            assert same.shown[0].text == same.shown[1].text
            assert not same.shown[0].all("input", name="ticket")

        broken = explore(Race(prepare=prepare, check=check))

        assert not broken.faults, str(broken)

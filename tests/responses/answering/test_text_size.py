import pytest
from django.contrib.sessions.models import Session
from django.test import Client

from tests.responses.invited import Invited, enter, invite
from tests.responses.pages import Page
from tests.responses.phones import Phone


@pytest.fixture
def invited(browser: Client) -> Invited:
    return invite()


def choose(client: Client, size: str, *, next_page: str = "/s/") -> Page:
    chosen = {"text_size": size, "next": next_page}
    return Page(client.post("/text-size/", chosen, follow=True))


def is_larger(page: Page) -> bool:
    return page.all("html")[0].get("class") == "larger"


class TestLargerText:
    def test_comes_with_one_press_and_stays(self, browser: Client, invited: Invited) -> None:
        first = Page(browser.get(f"/{invited.token}", follow=True))

        larger = choose(browser, "larger")
        enter(browser, invited)

        assert not is_larger(first)
        assert is_larger(larger)
        assert is_larger(Page(browser.get("/q/1/")))

    def test_goes_with_another(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        choose(browser, "larger")

        assert not is_larger(choose(browser, "normal"))

    def test_keeps_what_was_picked(self, browser: Client, invited: Invited) -> None:
        phone = Phone(browser)
        phone.enter(invited)

        page = phone.press(answer="very_easy", text_size="larger")

        assert is_larger(page)
        assert page.checked == ["very_easy"]
        assert invited.response.answers == {}

    @pytest.mark.safety
    def test_leaves_no_cookie_and_ends_with_the_session(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        choose(browser, "larger")
        assert set(browser.cookies) == {"sid"}

        browser.get("/x/")

        assert not is_larger(Page(browser.get("/e/")))
        assert not Session.objects.exists()

    def test_starts_no_session_for_a_stranger(self, browser: Client) -> None:
        page = choose(browser, "larger", next_page="/e/")

        assert not is_larger(page)
        assert not page.all("button", name="text_size")
        assert not Session.objects.exists()

    def test_sends_nobody_to_another_site(self, browser: Client) -> None:
        answer = browser.post("/text-size/", {"text_size": "larger", "next": "//evil.example.org"})

        assert answer.headers["Location"] == "/"

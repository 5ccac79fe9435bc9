import logging
import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.models import Session
from django.http import HttpResponse
from django.test import Client

from access.models import DataOrigin
from access.telemetry.request_ids import HEADER, WELL_FORMED
from access.web.log_filters import RemovePersonalData
from survey.models import InstrumentVersion
from tests.conftest import NOW
from tests.responses.invited import BIRTH_YEAR, Invited, enter, invite
from tests.responses.pages import TELLTALE, Page
from tests.responses.phones import Phone

NEVER_WAS = "NeverALink00"
EXIT = "https://www.bbc.co.uk/weather"
BEFORE_THE_GATE = ["/s/", "/g/", "/t/", "/i/1/", "/i/2/", "/e/"]


@pytest.fixture
def invited(db: None) -> Invited:
    return invite()


class TestTheLink:
    @pytest.mark.safety
    @pytest.mark.slow
    def test_swaps_the_token_for_a_session_at_a_clean_address(
        self, browser: Client, invited: Invited
    ) -> None:
        response = browser.get(f"/{invited.token}")

        assert response.status_code == 302
        assert response.headers["Location"] == "/s/"
        assert browser.get("/s/").status_code == 200

    @pytest.mark.safety
    @pytest.mark.slow
    def test_is_used_up_by_no_preview(self, browser: Client, invited: Invited) -> None:
        for _ in range(5):
            Client().head(f"/{invited.token}")
            Client().get(f"/{invited.token}", follow=True)

        assert browser.get(f"/{invited.token}").headers["Location"] == "/s/"
        assert invited.invitation.gate_tries == 0
        assert invited.invitation.opened_at is None

    def test_starts_no_session_for_head(self, browser: Client, invited: Invited) -> None:
        response = browser.head(f"/{invited.token}")

        assert response.status_code == 302
        assert not response.cookies
        assert Session.objects.count() == 0

    def test_takes_a_new_session_key_each_time(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        first = browser.cookies["sid"].value

        browser.get(f"/{invited.token}")

        assert browser.cookies["sid"].value != first
        assert Session.objects.count() == 1

    def test_lives_for_28_days(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(NOW + timedelta(days=28, seconds=-1))
        last_moment = browser.get(f"/{invited.token}").headers["Location"]
        clock.move_to(NOW + timedelta(days=28))
        too_late = browser.get(f"/{invited.token}").headers["Location"]

        assert (last_moment, too_late) == ("/s/", "/e/")

    @pytest.mark.parametrize("method", ["post", "put", "delete"])
    def test_takes_no_other_method(self, browser: Client, invited: Invited, method: str) -> None:
        assert getattr(browser, method)(f"/{invited.token}").status_code == 405


class TestEveryEndWithoutASession:
    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize("end", ["expired", "spent", "stopped", "finished"])
    def test_is_that_of_a_link_that_never_was(
        self, browser: Client, invited: Invited, end: str
    ) -> None:
        changes = {
            "expired": {"expires_at": NOW},
            "spent": {"gate_tries": 3},
            "stopped": {"opted_out_at": NOW},
        }
        if end == "finished":
            answer_all(Client(), invited)
        else:
            invited.set(**changes[end])

        ended, unknown = (asked_in_every_way(token) for token in (invited.token, NEVER_WAS))

        drawn = [headers.pop(HEADER) for _, headers, _ in (*ended, *unknown)]
        assert all(map(WELL_FORMED.fullmatch, drawn))
        assert len(set(drawn)) == len(drawn)
        assert ended == unknown
        assert [status for status, *_ in ended] == [302, 302, 200, 200, 302, 200, 405, 405]

    def test_names_the_number_to_ring_to_everybody(self, browser: Client, settings) -> None:
        settings.SERVICE_DESK_NUMBER = "0808 157 0000"
        named = Page(browser.get("/e/")).text
        settings.SERVICE_DESK_NUMBER = ""

        assert "You can ring us on" in named
        assert "0808 157 0000" in named
        assert "ring us" not in Page(browser.get("/e/")).text

    @pytest.mark.parametrize("address", ["/s/", "/g/", "/q/3/", "/m/",
                                         "/r/", "/t/", "/i/4/"])  # fmt: skip
    def test_meets_who_comes_without_a_link(self, browser: Client, address: str) -> None:
        response = browser.get(address, follow=True)

        assert response.redirect_chain == [("/e/", 302)]
        assert response.status_code == 200
        assert Session.objects.count() == 0

    @pytest.mark.safety
    @pytest.mark.slow
    def test_meets_a_third_wrong_answer(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        for _ in range(2):
            browser.post("/g/", {"answer": "1900"})

        last = browser.post("/g/", {"answer": "1900"})

        assert last.headers["Location"] == "/e/"
        assert browser.get("/g/").headers["Location"] == "/e/"
        assert Session.objects.count() == 0

    def test_helps_who_has_cookies_switched_off(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        browser.cookies.clear()

        page = Page(browser.get("/s/", follow=True))

        assert "cookies" in page.text
        assert "another way to take part" in page.text


class TestIdleTime:
    def test_ends_a_visit_after_twenty_minutes_and_the_link_goes_on(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        enter(browser, invited)
        browser.post("/q/1/", {"answer": "very_easy"})
        clock.shift(timedelta(minutes=20, seconds=1))
        idle = browser.get("/q/2/").headers["Location"]

        resumed = enter(browser, invited)

        assert (idle, resumed) == ("/e/", "/q/2/")

    @pytest.mark.slow
    def test_counts_afresh_with_every_page(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        enter(browser, invited)

        for _ in range(3):
            clock.shift(timedelta(minutes=19))
            page = browser.get("/q/1/")

        assert page.status_code == 200

    def test_does_not_cut_off_who_is_answering_when_the_link_runs_out(
        self, browser: Client, invited: Invited, clock: time_machine.Traveller
    ) -> None:
        clock.move_to(NOW + timedelta(days=28, minutes=-5))
        enter(browser, invited)
        clock.shift(timedelta(minutes=10))

        saved = browser.post("/q/1/", {"answer": "very_easy"})

        assert saved.headers["Location"] == "/q/2/"


class TestExitThisPage:
    @pytest.mark.safety
    def test_destroys_the_session_and_goes_to_a_page_about_nothing(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        response = browser.get("/x/")

        assert response.status_code == 302
        assert response.headers["Location"] == EXIT
        assert response.headers["Referrer-Policy"] == "no-referrer"
        assert Session.objects.count() == 0
        assert response.cookies["sid"]["max-age"] == 0
        assert invited.invitation.exited_at == NOW

    @pytest.mark.safety
    def test_leaves_a_neutral_page_behind_the_back_button(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)
        question = browser.get("/q/1/")
        browser.get("/x/")

        back = browser.get("/q/1/", follow=True)

        assert question.headers["Cache-Control"] == "no-store"
        assert back.redirect_chain == [("/e/", 302)]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_stands_on_every_page_with_errors_too(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        pages = [browser.get(address) for address in BEFORE_THE_GATE]
        pages.append(browser.post("/g/", {"answer": ""}))
        enter(browser, invited)
        pages.append(browser.get("/q/1/"))
        pages.append(browser.post("/q/1/", {}))
        pages.append(browser.get("/i/4/"))
        pages.append(browser.get("/no-such-page/"))

        assert all("/x/" in Page(page).links for page in pages)

    @pytest.mark.slow
    def test_keeps_what_was_sent_before(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)
        browser.post("/q/1/", {"answer": "very_easy"})

        browser.get("/x/")

        assert enter(browser, invited) == "/q/2/"
        assert invited.response.answers == {"Q-CON-1": ["very_easy"]}

    def test_works_for_who_has_no_session(self, browser: Client) -> None:
        response = browser.get("/x/")

        assert response.headers["Location"] == EXIT
        assert Session.objects.count() == 0

    @pytest.mark.safety
    def test_ends_the_session_by_a_post_without_a_reply_to_read(
        self, invited: Invited, clock
    ) -> None:
        strict = Client(enforce_csrf_checks=True)
        strict.get(f"/{invited.token}")

        response = strict.post("/x/", "", content_type="text/plain", headers={"origin": "null"})

        assert (response.status_code, response.content) == (204, b"")
        assert response.cookies["sid"]["max-age"] == 0
        assert Session.objects.count() == 0
        assert invited.invitation.exited_at is not None

    def test_is_not_set_off_by_head(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        browser.head("/x/")

        assert browser.get("/q/1/").status_code == 200


class TestNoTrace:
    @pytest.mark.safety
    @pytest.mark.parametrize("address", BEFORE_THE_GATE)
    @pytest.mark.parametrize("language", ["en", "cy"])
    def test_no_page_before_the_gate_says_what_it_is_about(
        self, browser: Client, invited: Invited, address: str, language: str
    ) -> None:
        invited.set(language=language)
        browser.get(f"/{invited.token}")

        page = Page(browser.get(address))

        assert page.status == 200
        assert TELLTALE.findall(page.text) == []

    @pytest.mark.slow
    @pytest.mark.parametrize("kind", [{}, {"domestic_abuse": True}])
    def test_is_one_face_for_every_kind_of_case(
        self, browser: Client, kind: dict[str, bool]
    ) -> None:
        pages = []
        for invited in (invite(), invite(flags=kind, word="lapwing")):
            browser.get(f"/{invited.token}")
            pages += [without_secrets(browser.get(address)) for address in BEFORE_THE_GATE]

        assert pages[:6] == pages[6:]

    @pytest.mark.safety
    @pytest.mark.slow
    def test_titles_are_neutral(self, browser: Client, invited: Invited) -> None:
        browser.get(f"/{invited.token}")
        titles = [Page(browser.get(address)).title for address in BEFORE_THE_GATE]
        enter(browser, invited)
        titles += [Page(browser.get(a)).title for a in ("/q/1/", "/i/4/", "/i/2/")]

        assert set(titles) == {"Service feedback", "Question 1 – Service feedback"}

    @pytest.mark.safety
    def test_nothing_may_be_kept_followed_or_passed_on(
        self, browser: Client, invited: Invited
    ) -> None:
        opened = browser.get(f"/{invited.token}")
        enter(browser, invited)

        for response in (opened, browser.get("/q/1/"), browser.get("/e/")):
            assert response.headers["Cache-Control"] == "no-store"
            assert response.headers["Referrer-Policy"] == "no-referrer"
            assert response.headers["X-Robots-Tag"] == "noindex, nofollow"
            assert "default-src 'none'" in response.headers["Content-Security-Policy"]

    @pytest.mark.safety
    def test_pages_load_nothing_from_elsewhere(self, browser: Client, invited: Invited) -> None:
        enter(browser, invited)

        page = Page(browser.get("/q/1/"))

        loaded = [tag["href"] for tag in page.all("link")] + [
            tag.get("src") for tag in page.all("script") + page.all("img")
        ]
        assert loaded
        assert all(address.startswith("/static/") for address in loaded)

    @pytest.mark.safety
    def test_the_one_cookie_ends_with_the_browser_and_says_nothing(
        self, browser: Client, invited: Invited
    ) -> None:
        enter(browser, invited)

        assert set(browser.cookies) == {"sid"}
        cookie = browser.cookies["sid"]
        assert cookie["max-age"] == cookie["expires"] == ""
        assert cookie["httponly"]
        assert re.fullmatch(r"[a-z0-9]{32}", cookie.value)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_no_address_after_the_link_holds_the_token_or_an_answer(
        self, browser: Client, invited: Invited
    ) -> None:
        addresses = answer_to_review(Phone(browser), invited)
        pages = [browser.get(address).content.decode() for address in addresses]

        assert not any(invited.token in text for text in [*addresses, *pages])
        assert all(re.fullmatch(r"/(q/\d+|m|r)/", a) for a in addresses)

    @pytest.mark.safety
    @pytest.mark.slow
    def test_no_log_holds_a_token_a_number_or_an_answer(
        self, browser: Client, invited: Invited, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        caplog.handler.addFilter(RemovePersonalData())

        answer_all(browser, invited)
        browser.get(f"/{invited.token}/nonsense")
        Client(enforce_csrf_checks=True).post(f"/{invited.token}")

        assert invited.token not in caplog.text
        assert "7700" not in caplog.text
        assert "very_easy" not in caplog.text

    @pytest.mark.safety
    @pytest.mark.slow
    def test_forms_ask_the_browser_to_fill_nothing_in(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")
        gate = Page(browser.get("/g/"))
        enter(browser, invited)
        question = Page(browser.get("/q/1/"))

        assert gate.all("input", name="answer")[0]["autocomplete"] == "off"
        assert question.all("form", id="question")[0]["autocomplete"] == "off"


class TestLanguage:
    def test_is_the_invitation_s_before_the_browser_s(
        self, browser: Client, invited: Invited
    ) -> None:
        invited.set(language="cy")

        response = browser.get(f"/{invited.token}", follow=True)

        assert Page(response).all("html")[0]["lang"] == "cy"
        assert response.headers["Content-Language"] == "cy"

    @pytest.mark.parametrize(
        ("recorded", "asked", "expected"),
        [
            ("en", "pl,en;q=0.8", "pl"),
            ("en", "fr,ur-PK;q=0.9,en;q=0.8", "ur"),
            ("en", "en-GB,en;q=0.9,pl;q=0.1", "en"),
            ("en", "fr", "en"),
            ("cy", "pl", "cy"),
            ("xx", "pl", "pl"),
        ],
    )
    def test_is_the_recorded_one_then_the_browser_s_then_english(
        self, browser: Client, invited: Invited, recorded: str, asked: str, expected: str
    ) -> None:
        invited.set(language=recorded)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = asked

        first = browser.get(f"/{invited.token}", follow=True)
        gate = browser.get("/g/")

        assert Page(first).all("html")[0]["lang"] == expected
        assert gate.headers["Content-Language"] == expected

    def test_offers_the_browser_s_first_and_in_view(
        self, browser: Client, invited: Invited
    ) -> None:
        invited.set(language="cy")
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = "fr, pl;q=0.9, en;q=0.5"

        page = Page(browser.get(f"/{invited.token}", follow=True))

        listed = [tag.get("lang") for name, tag in page.tags if name in {"button", "span"}]
        assert [code for code in listed if code][:3] == ["pl", "en", "cy"]

    @pytest.mark.parametrize("asked", ["pl", "en;q=0, pl"])
    def test_is_the_browser_s_only_where_it_is_offered(
        self, browser: Client, invited: Invited, asked: str
    ) -> None:
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)
        browser.defaults["HTTP_ACCEPT_LANGUAGE"] = asked

        response = browser.get(f"/{invited.token}", follow=True)

        assert response.headers["Content-Language"] == "en"

    def test_is_the_browser_s_where_there_is_no_visit(
        self, browser: Client, invited: Invited
    ) -> None:
        response = browser.get("/e/", headers={"accept-language": "cy"})

        assert Page(response).all("html")[0]["lang"] == "cy"

    def test_is_english_for_an_invitation_in_a_language_not_offered(
        self, browser: Client, invited: Invited
    ) -> None:
        invited.set(language="xx")

        page = Page(browser.get(f"/{invited.token}", follow=True))

        assert page.all("html")[0]["lang"] == "en"

    def test_is_the_one_chosen_on_a_page_from_then_on(
        self, browser: Client, invited: Invited
    ) -> None:
        browser.get(f"/{invited.token}")

        chosen = browser.post("/language/", {"language": "cy", "next": "/s/"}, follow=True)

        assert chosen.redirect_chain == [("/s/", 302)]
        assert Page(chosen).all("html")[0]["lang"] == "cy"
        assert Page(browser.get("/g/")).all("html")[0]["lang"] == "cy"

    def test_is_marked_where_nobody_has_reviewed_it(
        self, browser: Client, invited: Invited
    ) -> None:
        page = Page(browser.get(f"/{invited.token}", follow=True))

        assert "English Cymraeg draft" in page.text

    @pytest.mark.parametrize("address", ["/s/", "/g/", "/i/1/", "/i/2/"])
    def test_is_no_draft_where_the_people_are_real(
        self, browser: Client, invited: Invited, address: str
    ) -> None:
        invited.set(language="cy")
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)
        browser.get(f"/{invited.token}", headers={"accept-language": "cy"})
        browser.post("/language/", {"language": "cy", "next": "/s/"})

        response = browser.get(address, headers={"accept-language": "cy"})

        assert response.headers["Content-Language"] == "en"
        assert "Cymraeg" not in Page(response).text

    @pytest.mark.parametrize(("origin", "language"), [("real", "en"), ("simulated", "cy")])
    def test_is_no_draft_on_a_page_that_is_not_there(
        self, browser: Client, invited: Invited, origin: str, language: str
    ) -> None:
        DataOrigin.objects.update(origin=origin)

        page = Page(browser.get("/nonsense/", headers={"accept-language": "cy"}))

        assert page.status == 404
        assert page.all("html")[0]["lang"] == language
        assert ("Cymraeg" in page.text) == (origin == "simulated")

    def test_is_no_draft_before_it_is_known_who_the_people_are(self, browser: Client) -> None:
        response = browser.get("/i/1/", headers={"accept-language": "cy"})

        assert response.headers["Content-Language"] == "en"

    def test_is_english_before_anything_is_published(self, browser: Client) -> None:
        InstrumentVersion.objects.all().delete()

        response = browser.get("/i/1/", headers={"accept-language": "cy"})

        assert response.status_code == 200
        assert "Cymraeg" not in Page(response).text


def asked_in_every_way(token: str) -> list[tuple[int, dict[str, str], bytes]]:
    client = Client(headers={"accept-language": "en"})
    address = f"/{token}"
    replies = [
        client.head(address),
        client.get(address),
        client.get("/e/"),
        client.get("/e/", headers={"if-none-match": "*"}),
        client.get(address, headers={"accept-language": "cy"}),
        client.get(address, follow=True),
        client.options(address),
        client.post(address, {"answer": str(BIRTH_YEAR)}),
    ]
    assert not client.cookies
    return [
        (each.status_code, dict(each.headers), each.content.replace(token.encode(), b""))
        for each in replies
    ]


def without_secrets(response) -> str:
    return re.sub(r'value="[A-Za-z0-9]{64}"', 'value=""', response.content.decode())


def answer_all(browser: Client, invited: Invited) -> HttpResponse:
    phone = Phone(browser)
    answer_to_review(phone, invited)
    phone.press()
    return phone.response


def answer_to_review(phone: Phone, invited: Invited) -> list[str]:
    phone.enter(invited)
    addresses = [phone.address]
    while phone.address != "/r/":
        choices = phone.page.all("input", name="answer")
        phone.press(**({"answer": choices[0]["value"]} if choices else {"skip": "yes"}))
        addresses.append(phone.address)
    return addresses

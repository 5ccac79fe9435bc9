"""National staff see how old each helpline's number is; respondents never do."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from responses.answering.selectors import respondents
from tests.conftest import NOW
from tests.responses.pages import Page


@pytest.fixture
def rung(monkeypatch, clock):
    """Set the days since each number was rung; a day for all, or None for never."""

    def set_days(*days: int | None) -> None:
        lines = tuple(
            replace(line, last_verified_on=None if n is None else NOW.date() - timedelta(days=n))
            for line, n in zip(respondents.helplines(), days, strict=False)
        )
        monkeypatch.setattr(respondents, "helplines", lambda: lines)

    return set_days


class TestThePage:
    def test_warns_while_a_number_is_due(self, rung, national_client: Client) -> None:
        rung(1, 91, None)

        page = Page(national_client.get("/staff/helplines/"))

        assert "2 numbers must be rung" in page.text
        assert page.text.count("To be rung") == 2
        assert "never checked" in page.text

    def test_is_quiet_while_all_were_rung_in_time(self, rung, national_client: Client) -> None:
        rung(1, 90)

        page = Page(national_client.get("/staff/helplines/"))

        assert "must be rung" not in page.text
        assert "15 November 2026" in page.text

    def test_lists_the_longest_ago_first(self, rung, national_client: Client) -> None:
        rung(5, None, 50)
        names = [line.name["en"] for line in respondents.helplines()]

        text = Page(national_client.get("/staff/helplines/")).text

        places = [text.index(names[n]) for n in (1, 2, 0)]
        assert places == sorted(places)

    def test_names_each_service_in_the_language_of_the_page(
        self, rung, national_client: Client
    ) -> None:
        rung(1)
        national_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "cy"

        text = Page(national_client.get("/staff/helplines/")).text

        assert respondents.helplines()[0].name["cy"] in text
        assert respondents.helplines()[0].name["en"] not in text

    def test_stands_in_the_side_list(self, national_client: Client, clock) -> None:
        assert "/staff/helplines/" in Page(national_client.get("/staff/helplines/")).links

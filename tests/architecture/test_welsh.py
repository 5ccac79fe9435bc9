"""Welsh is not treated less favourably than English on the pages of staff: every page that can be
reached by following links, for every role."""

import re
from collections.abc import Iterator
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from access.permissions import NATIONAL_ROLES, Role
from tests.conftest import _client, _staff
from tests.languages import controls_of, hear_untranslated
from tests.responses.pages import Page

# No pages, the way out, and pages of respondents in a language that the designer chooses there.
LEFT = re.compile(r"\.(csv|pdf|xlsx|json|txt|svg)$|logout|/preview/")
MOST_PAGES = 60


def role_client(role: Role) -> Client:
    force = None if role in NATIONAL_ROLES else "city-of-london"
    return _client(_staff(role, force))


def pages_of(client: Client, language: str) -> Iterator[tuple[str, HttpResponse]]:
    """The pages that links lead to from the first one, each address without its question mark
    once."""
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    waiting, seen = ["/staff/"], set()
    while waiting and len(seen) < MOST_PAGES:
        address = waiting.pop(0)
        if address in seen or LEFT.search(address):
            continue
        seen.add(address)
        response = client.get(address, follow=True)
        if not response.headers["Content-Type"].startswith("text/html"):
            continue
        yield address, response
        links = (urljoin(address, link or "").partition("#")[0] for link in Page(response).links)
        waiting += [link.partition("?")[0] for link in links if link.startswith("/staff/")]


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
class TestStaffPages:
    def test_are_offered_in_welsh_with_the_same_controls(self, role: Role) -> None:
        client = role_client(role)
        english = dict(pages_of(client, "en"))
        welsh = dict(pages_of(client, "cy"))

        assert welsh.keys() == english.keys()
        for address, page in welsh.items():
            assert Page(page).all("html")[0]["lang"] == "cy", address
            assert controls_of(page) == controls_of(english[address]), address

    def test_have_no_text_that_is_not_translated(
        self, role: Role, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        client = role_client(role)
        untranslated = hear_untranslated(monkeypatch)

        addresses = [address for address, _ in pages_of(client, "cy")]

        assert "/staff/" in addresses
        assert not untranslated

import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import Client

from access.permissions import NATIONAL_ROLES, Role
from tests.conftest import _client, _staff
from tests.languages import controls_of, hear_untranslated
from tests.responses.pages import Page
from ui.catalogues import staff_gaps

# No pages, the way out, and what respondents look at in a language that staff choose there: pages
# that a designer previews, and show cards.
LEFT = re.compile(r"\.(csv|pdf|xlsx|json|txt|svg)$|logout|/preview/|/cards/[a-z-]+/$")
MOST_PAGES = 60


def role_client(role: Role) -> Client:
    force = None if role in NATIONAL_ROLES else "city-of-london"
    return _client(_staff(role, force))


def pages_of(client: Client, language: str) -> Iterator[tuple[str, HttpResponse]]:
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


@dataclass(frozen=True)
class Walked:
    english: Mapping[str, HttpResponse]
    welsh: Mapping[str, HttpResponse]
    untranslated: Set[str]


@cache
def walked(role: Role) -> Walked:
    client = role_client(role)
    english = dict(pages_of(client, "en"))
    with pytest.MonkeyPatch.context() as patched:
        untranslated = hear_untranslated(patched)
        return Walked(english, dict(pages_of(client, "cy")), untranslated)


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("role", list(Role))
class TestStaffPages:
    def test_are_offered_in_welsh_with_the_same_controls(self, role: Role) -> None:
        pages = walked(role)

        assert pages.welsh.keys() == pages.english.keys()
        for address, page in pages.welsh.items():
            assert Page(page).all("html")[0]["lang"] == "cy", address
            assert controls_of(page) == controls_of(pages.english[address]), address

    def test_show_no_english_but_what_waits_for_a_translator(self, role: Role) -> None:
        pages = walked(role)
        waiting = {
            message.id if isinstance(message.id, str) else message.id[0]
            for message in staff_gaps("cy", Path(settings.LOCALE_PATHS[0]))
        }

        assert "/staff/" in pages.welsh
        assert pages.untranslated <= waiting

"""Every page that the side list of each role leads to, with figures in it: at a desk in English and
on the narrowest telephone in Welsh."""

from datetime import date
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from access.permissions import NATIONAL_ROLES, Role
from tests import base_rows
from tests.analytics import make
from tests.browser import check_page, sign_in
from tests.conftest import _staff
from tests.journeys.looking import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PASSWORD = "correct horse battery"
DESK = {"width": 1280, "height": 900}
SATISFIED = make.SATISFIED | {"EQ-SEX": ["female"], "Q-INF-1": ["very_satisfied"]}
DISSATISFIED = make.DISSATISFIED | {"EQ-SEX": ["male"], "Q-INF-1": ["fairly_dissatisfied"]}


@pytest.fixture
def _figures(transactional_db: None) -> None:
    base_rows.fill_once(enter_figures)


def enter_figures() -> None:
    for year in (2025, 2026):
        on = date(year, 8, 3)
        for force in ("city-of-london", "kent", "surrey", "sussex"):
            make.load(make.answering(60, SATISFIED, force=force, on=on))
            make.load(make.answering(60, DISSATISFIED, force=force, on=on))
    make.fill("2025-Q3", "2026-Q3")


def member(role: Role) -> str:
    return _staff(role, None if role in NATIONAL_ROLES else "city-of-london").email


def listed(page: Page) -> list[str]:
    links = page.locator("nav a[href^='/staff/']").evaluate_all(
        "each => each.map(link => link.getAttribute('href'))"
    )
    return [path for path in dict.fromkeys(links) if not path.startswith("/staff/account/")]


@pytest.mark.usefixtures("_figures")
@pytest.mark.parametrize("role", list(Role))
class TestEveryListedPage:
    def test_has_no_fault(
        self, context: BrowserContext, live_server: LiveServer, role: Role
    ) -> None:
        page = context.new_page()
        sign_in(page, live_server.url, email=member(role), password=PASSWORD)
        page.goto(f"{live_server.url}/staff/")
        paths = listed(page) or [urlsplit(page.url).path]

        for language in ("en", "cy"):
            context.add_cookies([{"name": "language", "value": language, "url": live_server.url}])
            for path in paths:
                page.set_viewport_size(NARROW if language == "cy" else DESK)
                answer = page.goto(live_server.url + path)
                assert answer is not None
                assert answer.status == 200, path
                check_page(page, language=language)

"""The first page of a Monday, of those who read no figures of a force: at a desk, and in Welsh on a
phone."""

import pytest
import time_machine
from playwright.sync_api import BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from access.models import User
from access.permissions import Role
from tests.analytics.partners import test_home as partners
from tests.browser import check_page, expect_words, go_to, sign_in_to_work
from tests.conftest import NOW, _staff
from tests.journeys.at_a_desk import PASSWORD
from tests.journeys.looking import NARROW

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def look(context: BrowserContext, base: str, user: User, *, said: str) -> None:
    page: Page = context.new_page()
    sign_in_to_work(page, base, email=user.email, password=PASSWORD)
    go_to(page, "Home")
    expect_words(page, said)
    check_page(page, language="en")
    context.add_cookies([{"name": "language", "value": "cy", "url": base}])
    page.set_viewport_size(NARROW)
    page.reload()
    check_page(page, language="cy")
    page.close()


class TestAnAdministrator:
    def test_reads_the_service_status(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        with time_machine.travel(NOW, tick=True):
            user = _staff(Role.ADMINISTRATOR, None)
            look(context, live_server.url, user, said="How the service stands")


class TestAPartner:
    def test_reads_what_their_questions_say(
        self, context: BrowserContext, live_server: LiveServer
    ) -> None:
        partners.enter_figures()
        user = partners.partner(("cps", (partners.CITY,)))
        user.set_password(PASSWORD)
        user.save()
        with time_machine.travel(NOW, tick=True):
            look(context, live_server.url, user, said="this truly changed")

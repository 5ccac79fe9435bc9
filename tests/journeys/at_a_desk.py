"""What members of staff do at a desk in every journey with case files, and the work that their
presses leave to a worker."""

import json
import os
from collections.abc import Iterator

from django.utils.module_loading import import_string
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from access.models import TaskRun, User
from tests.browser import check_page, sign_in_to_work

PASSWORD = "correct horse battery"
DESK = {"width": 1280, "height": 900}


def work() -> None:
    for run in TaskRun.objects.filter(hand_out_at__isnull=False):
        import_string(run.task).call(*json.loads(run.arguments))


def desk_page(
    browser: Browser, live_server: LiveServer, user: User, **given: object
) -> Iterator[Page]:
    context = browser.new_context(viewport=DESK, locale="en-GB", reduced_motion="reduce", **given)
    context.set_default_timeout(10_000)
    page = context.new_page()
    sign_in_to_work(page, live_server.url, email=user.email, password=PASSWORD)
    yield page
    context.close()


def see(page: Page, name: str, language: str = "en") -> None:
    if folder := os.environ.get("SEE"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)
    check_page(page, language=language)

"""Journeys run in Chromium."""

import threading
from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.urls import resolve
from playwright.sync_api import Browser, Page

from tests.browser import PHONE, browser, chromium, context, page
from tests.responses import saying_more
from tests.responses.invited import Invited, invite

__all__ = ["browser", "chromium", "context", "page"]


@pytest.fixture(scope="package", autouse=True)
def _every_view_is_read() -> None:
    resolve("/livez")


@pytest.fixture(autouse=True)
def _one_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    lock, call = threading.Lock(), WSGIHandler.__call__

    def call_alone(
        self: WSGIHandler, environ: dict[str, Any], start_response: Callable[..., Any]
    ) -> Iterable[bytes]:
        with lock:
            return call(self, environ, start_response)

    monkeypatch.setattr(WSGIHandler, "__call__", call_alone)


@pytest.fixture(autouse=True)
def _draws_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    saying_more.draw_alike(monkeypatch)


@pytest.fixture
def invited() -> Invited:
    return invite()


@pytest.fixture(params=[True, False], ids=["script", "no script"])
def anyones_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=PHONE, java_script_enabled=request.param)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()

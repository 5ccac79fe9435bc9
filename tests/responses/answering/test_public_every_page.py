import re
from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.responses.answering import public_routes
from tests.responses.answering.test_public_start import answer_all
from tests.responses.invited import invite
from tests.responses.pages import Page

POLICY = {
    "default-src": "'none'",
    "style-src": "'self'",
    "script-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'none'",
    "base-uri": "'none'",
}
OURS = re.compile(r"/(?!/)|#|\?|tel:|sms:")
NEUTRAL = re.compile(r"[a-z]/(\d/|<int:number>/|\d\.txt)?")
ROUTES = public_routes.public_routes()
OPENED = [
    (state, route, method)
    for state in public_routes.STATES
    for route in ROUTES
    for method in ("get", "post", "delete")
    # These end the visit that the next address would be opened in.
    if not (method == "post" and route == "t/") and route != "x/"
]


def answers_in(state: str) -> list[tuple[str, HttpResponse]]:
    browser, _ = public_routes.browser_of(state)
    last = [("the last page", answer_all(Client(), invite()))] if state == "finished" else []
    return last + [
        (f"{method} /{route} {state}", open_page(browser, route, method))
        for each, route, method in OPENED
        if each == state
    ]


def open_page(browser: Client, route: str, method: str) -> HttpResponse:
    return getattr(browser, method)(public_routes.address_of(route))


def is_page(response: HttpResponse) -> bool:
    return response.headers.get("Content-Type", "").startswith("text/html") and bool(
        response.content
    )


@pytest.mark.slow
@pytest.mark.parametrize("state", public_routes.STATES)
class TestEveryPage:
    @pytest.fixture
    def answers(self, db, clock, state: str) -> list[tuple[str, HttpResponse]]:
        return answers_in(state)

    @pytest.mark.safety
    def test_keeps_what_is_asked_of_it(self, answers, state: str) -> None:
        faults = [
            f"{where}: {fault}"
            for where, response in answers
            for fault in (*header_faults(response), *page_faults(response))
        ]

        assert len(answers) >= 3 * (len(ROUTES) - 2)
        assert not faults

    def test_is_never_an_error_of_ours(self, answers, state: str) -> None:
        codes = {where: response.status_code for where, response in answers}

        missing = {where for where, code in codes.items() if code == 404}
        assert all(" /k/" in where for where in missing)
        assert set(codes.values()) <= {200, 204, 302, 404, 405, 410}

    def test_refuses_a_wrong_method_in_words(self, answers, state: str) -> None:
        refused = [response for where, response in answers if response.status_code == 405]

        assert len(refused) >= len(ROUTES) - 2
        assert all("cannot be opened like that" in Page(response).text for response in refused)
        assert all(response.headers["Allow"] for response in refused)


@pytest.mark.safety
class TestAddresses:
    def test_say_nothing_to_whoever_reads_the_history(self) -> None:
        others = ("^", "language/", "text-size/", "k/")
        opened = [route for route in ROUTES if route and not route.startswith(others)]

        telling = [route for route in opened if not NEUTRAL.fullmatch(route)]

        assert len(opened) > 15
        assert not telling


def header_faults(response: HttpResponse) -> Iterator[str]:
    headers = response.headers
    found = dict(
        part.strip().split(" ", 1) for part in headers["Content-Security-Policy"].split(";")
    )
    for directive, value in POLICY.items():
        if found.get(directive) != value:
            yield f"{directive} is {found.get(directive)}"
    for name, value in (
        ("Cache-Control", "no-store"),
        ("Referrer-Policy", "no-referrer"),
        ("X-Robots-Tag", "noindex, nofollow"),
        ("X-Content-Type-Options", "nosniff"),
    ):
        if headers.get(name) != value:
            yield f"{name} is {headers.get(name)}"
    if not OURS.match(headers.get("Location", "/")):
        yield f"leads to {headers['Location']}"
    if set(response.cookies) - {"sid", "language"}:
        yield f"sets {sorted(response.cookies)}"


def page_faults(response: HttpResponse) -> Iterator[str]:
    if not is_page(response):
        return
    page = Page(response)
    links = page.all("a")
    if not links or links[0].get("href") != "/x/":
        yield "its first link is not Exit this page"
    if len(page.all("a", href="/x/")) != 2 or not page.all("a", id="exit"):
        yield "Exit this page does not stand in both its places"
    if not any("exit.js" in (tag.get("src") or "") for tag in page.all("script")):
        yield "three presses of Shift do nothing"
    if not page.title.endswith("Service feedback"):
        yield f"its title is {page.title}"
    if page.all("meta", property="og:title")[0]["content"] != "Service feedback":
        yield "its preview is not neutral"
    yield from (f"holds {fault}" for fault in active_content(page))


def active_content(page: Page) -> Iterator[str]:
    if page.all("style") or page.all("iframe") or page.all("object"):
        yield "a style, a frame or an object"
    for name, attributes in page.tags:
        if any(key == "style" or key.startswith("on") for key in attributes):
            yield f"{name} with {sorted(attributes)}"
        for key in ("href", "src", "action"):
            if attributes.get(key) and not OURS.match(attributes[key] or ""):
                yield f"{name} to {attributes[key]}"
    if re.search(r"<script(?![^>]*\bsrc=)", page.html):
        yield "a script of its own"

"""The whole way by keyboard alone, whatever is asked: each page is done as soon as it can be. What
was fetched on the way can be written down."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from playwright.sync_api import Page, Response

from tests.journeys.answering import press, tab_to
from tests.responses.invited import BIRTH_YEAR
from tests.responses.test_public_weight import compressed, static_content

FIELD = "main form :is(input:not([type=hidden]), select, textarea)"
CONTINUE = "main form .button:not([name])"
MOST_PAGES = 60


def travel(page: Page, link: str) -> None:
    """From the link to the thanks."""
    page.goto(link)
    for _ in range(MOST_PAGES):
        here = urlsplit(page.url).path
        if here == "/thanks/":
            return
        go_on(page, here)


def go_on(page: Page, here: str) -> None:
    if here == "/start/":
        tab_to(page, "main a.button")
    elif here == "/check/":
        tab_to(page, FIELD)
        page.keyboard.type(str(BIRTH_YEAR))
    elif page.locator(FIELD).count():
        tab_to(page, FIELD)
        page.keyboard.press("Space")
    else:
        tab_to(page, CONTINUE)
    press(page)


class Recorder:
    """One line for each request: method, path, what was sent, status, bytes when compressed. What
    every page shares is fetched once."""

    def __init__(self, page: Page, token: str) -> None:
        self.token = token
        self.lines: list[str] = []
        self.shared: set[str] = set()
        page.on("response", lambda response: self._note(response))

    def _note(self, response: Response) -> None:
        path = urlsplit(response.url).path.replace(self.token, "{token}")
        if path in self.shared:
            return
        if path.startswith(settings.STATIC_URL):
            self.shared.add(path)
        sent = self._sent(response) or "-"
        size = compressed(static_content(path)) if path in self.shared else length(response)
        line = f"{response.request.method:<4} {path:<28} {sent:<24} {response.status} {size:>6}"
        self.lines.append(line)

    def _sent(self, response: Response) -> str:
        pairs = parse_qsl(response.request.post_data or "", keep_blank_values=True)
        return "&".join(f"{name}={value}" for name, value in pairs if name != "csrfmiddlewaretoken")


def length(response: Response) -> int:
    """To the nearest hundred: compressed pages carry a random filling of up to a hundred bytes."""
    return round(int(response.headers.get("content-length", 0)), -2)

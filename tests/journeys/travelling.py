"""The whole way by keyboard alone, whatever is asked."""

from urllib.parse import parse_qsl, urlsplit

from django.conf import settings
from playwright.sync_api import Page, Response

from tests.journeys.answering import PREFER_NOT_TO_SAY, press, tab_to
from tests.responses.answering.test_public_weight import compressed, static_content
from tests.responses.invited import BIRTH_YEAR

FIELD = "main form :is(input:not([type=hidden]), select, textarea)"
CONTINUE = "main form .button:not([name])"
DRAWN = {"/q/11/", "/q/12/"}
"""Pages of questions drawn by chance: what is answered there can be answered to any of them."""
MOST_PAGES = 60
OF_THE_PAGE = {"csrfmiddlewaretoken", "once"}
"""What a form sends that is another each time."""


def travel(page: Page, link: str) -> None:
    page.goto(link)
    for _ in range(MOST_PAGES):
        here = urlsplit(page.url).path
        if here == "/r/" and not page.locator(CONTINUE).count():
            return
        go_on(page, here)


def go_on(page: Page, here: str) -> None:
    if here == "/s/":
        tab_to(page, FIELD)
        page.keyboard.type(str(BIRTH_YEAR))
    elif page.locator(FIELD).count():
        tab_to(page, FIELD)
        page.keyboard.press("Space")
        if here in DRAWN:
            page.keyboard.press(PREFER_NOT_TO_SAY)
    else:
        tab_to(page, CONTINUE)
    press(page)


class Recorder:
    def __init__(self, page: Page, token: str) -> None:
        self.token = token
        self.pages: list[str] = []
        self.shared: dict[str, str] = {}
        page.on("response", self._note)

    @property
    def lines(self) -> list[str]:
        door = 2
        shared = [line for _, line in sorted(self.shared.items())]
        return [*self.pages[:door], *shared, *self.pages[door:]]

    def _note(self, response: Response) -> None:
        path = urlsplit(response.url).path.replace(self.token, "{token}")
        if path.endswith("/favicon.svg"):
            return  # which a browser without a window never asks for
        if not path.startswith(settings.STATIC_URL):
            self.pages.append(self._line(response, path, length(response)))
        elif path not in self.shared:
            size = compressed(static_content(path))
            self.shared[path] = self._line(response, path, size)

    def _line(self, response: Response, path: str, size: int) -> str:
        sent = self._sent(response) or "-"
        return f"{response.request.method:<4} {path:<28} {sent:<24} {response.status} {size:>6}"

    def _sent(self, response: Response) -> str:
        pairs = parse_qsl(response.request.post_data or "", keep_blank_values=True)
        return "&".join(f"{name}={value}" for name, value in pairs if name not in OF_THE_PAGE)


def length(response: Response) -> int:
    return round(int(response.headers.get("content-length", 0)), -2)

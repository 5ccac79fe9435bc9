"""A respondent's browser with one page open."""

from copy import deepcopy

from django.http import HttpResponse
from django.test import Client

from tests.responses.invited import Invited, enter
from tests.responses.pages import Page


def once_on(page: Page) -> str:
    fields = page.all("input", name="once")
    return str(fields[0]["value"]) if fields else ""


class Phone:
    def __init__(self, client: Client | None = None) -> None:
        self.client = client or Client(headers={"accept-language": "en"})
        self.address = ""

    def copied(self) -> "Phone":
        other = Phone()
        other.client.cookies = deepcopy(self.client.cookies)
        other.response, other.page, other.address = self.response, self.page, self.address
        return other

    def enter(self, invited: Invited) -> Page:
        return self.open(enter(self.client, invited))

    def open(self, address: str) -> Page:
        return self._hold(self.client.get(address, follow=True))

    def press(self, address: str = "", **sent: object) -> Page:
        return self.send(address or self.address, once=once_on(self.page), **sent)

    def send(self, address: str, **sent: object) -> Page:
        return self._hold(self.client.post(address, sent, follow=True))

    def answer(self, *picked: str) -> Page:
        return self.press(answer=picked)

    def back(self) -> Page:
        return self.press(self.back_address, show="yes")

    @property
    def back_address(self) -> str:
        (form,) = self.page.all("form", id="earlier")
        return str(form["action"])

    def _hold(self, response: HttpResponse) -> Page:
        self.response, self.page = response, Page(response)
        self.address = response.request["PATH_INFO"]
        return self.page


def skip_to_review(phone: Phone) -> Page:
    while phone.address != "/r/":
        phone.press(skip="yes")
    return phone.page

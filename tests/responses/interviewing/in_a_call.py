"""The interviewer's pages, pressed one after the other."""

from django.test import Client
from django.urls import reverse

from tests.responses.pages import Page


def press(client: Client, name: str, **data: object) -> Page:
    return Page(client.post(reverse(f"responses:call-{name}"), data, follow=True))


def on_the_phone(client: Client) -> Page:
    press(client, "next", spoken=["en"])
    return press(client, "number")


def past_the_gate(client: Client) -> Page:
    on_the_phone(client)
    press(client, "good-time")
    return press(client, "gate", given="1980")


def asking(client: Client) -> Page:
    past_the_gate(client)
    press(client, "private")
    return press(client, "begin")


def to_the_end(desk: Client) -> Page:
    through_the_core(desk)
    return from_the_core_to_the_end(desk)


def through_the_core(desk: Client) -> None:
    page = asking(desk)
    while 'name="asked"' in page.html:
        page = press(desk, "question", asked=asked_on(page), skip="yes")


def from_the_core_to_the_end(desk: Client) -> Page:
    page = Page(desk.get(reverse("responses:call-question"), follow=True))
    for name in ("further", "optional"):
        if reverse(f"responses:call-{name}") in page.html:
            page = press(desk, name, no="no")
    while 'name="asked"' in page.html:
        page = press(desk, "question", asked=asked_on(page), skip="yes")
    if reverse("responses:call-optional") in page.html:
        page = press(desk, "optional", no="no")
    return page


def asked_on(page: Page) -> str:
    return str(page.all("input", name="asked")[0]["value"])

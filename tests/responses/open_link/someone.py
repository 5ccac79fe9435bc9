"""Somebody without an invitation, who walks the open link."""

from datetime import datetime

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from access import actions as access_actions
from access.actor import RESPONDENT
from access.models import DataOrigin
from responses.models import OpenAnswers
from responses.open_link import actions, counting
from survey import selectors as survey_selectors
from tests.conftest import NOW, TESTER
from tests.responses.pages import Page

SAID = {"age": "adult", "who": counting.SELF, "force": "city-of-london", "stage": "ST2"}
HEADLINE = "Q-OVR-1"
SEEDS = iter(range(1, 10**6))


def open_the_link() -> None:
    access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)


def begin(browser: Client, **changes: str) -> str:
    browser.post("/o/")
    browser.post("/h/", SAID | changes)
    return browser.get("/n/").headers.get("Location", "")


def skip_to_the_end(browser: Client, **answers: str) -> str:
    address = browser.get("/n/").headers.get("Location", "/n/")
    for _ in range(60):
        if address == "/n/":
            break
        picked = answers.get(f"q{address.strip('/').rpartition('/')[2]}")
        data = {"answer": picked} if picked else {"skip": "yes"}
        address = browser.post(address, data).headers.get("Location", "nowhere")
    return address


def press_send(browser: Client) -> HttpResponse:
    page = Page(browser.get("/n/"))
    once = page.all("input", name="once")[0]["value"] or ""
    return browser.post("/n/", {"once": once})


def answer_all(browser: Client, **changes: str) -> HttpResponse:
    begin(browser, **changes)
    skip_to_the_end(browser)
    return press_send(browser)


def sent_in(
    count: int,
    *,
    at: datetime = NOW,
    force: str = "city-of-london",
    who: str = counting.SELF,
    picked: str = "",
) -> list[OpenAnswers]:
    version = survey_selectors.version_in_force(on=NOW.date())
    for _ in range(count):
        actions.send_in(
            seed=f"seed {next(SEEDS)}", who=who, force=force, stage="ST2", version_id=version.pk,
            language="en", answers={HEADLINE: [picked] if picked else []}, by=RESPONDENT, at=at,
        )  # fmt: skip
    return list(OpenAnswers.objects.order_by("-pk")[:count])


def address(name: str) -> str:
    return reverse(f"feedback:{name}")

"""A Friday night in a browser: a victim writes that someone will kill her, the reader on duty sends
it to the control room, and the control room confirms."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from access.digests import carriers
from access.models import Force, User
from access.permissions import Role
from config.worker import Worker
from responses.models import DangerNotice, ReceivingUnit
from responses.triage.actions import rota
from tests.access.digests.make import Remembering
from tests.config.test_fortnight import run_in_process
from tests.conftest import NOW, TESTER
from tests.journeys.at_a_desk import desk_page, see
from tests.journeys.on_a_phone import ON, go_on, pass_gate
from tests.responses.invited import Invited
from tests.responses.triage.at_the_desk import CITY, answered_all, reader
from tests.responses.triage.danger.notices import REASON, staff
from tests.responses.triage.test_reading import DANGER

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
FRIDAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)


@pytest.fixture
def night(transactional_db: None) -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NIGHT, tick=True) as traveller:
        yield traveller


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Remembering:
    one = Remembering()
    monkeypatch.setattr(carriers, "chosen_carrier", lambda: one)
    return one


@pytest.fixture
def readers(night: time_machine.Traveller) -> dict[str, User]:
    people = {name: reader(name) for name in ("Ash", "Birch")}
    for person in people.values():
        rota.set_shifts(
            desk=CITY, person=person, weekdays=range(7), hours=(time(17), time(23)),
            by=TESTER, at=NOW,
        )  # fmt: skip
    rota.set_absence(
        desk=CITY, person=people["Birch"], first_on=FRIDAY, last_on=FRIDAY, by=TESTER, at=NOW
    )
    return people


@pytest.fixture
def control_room(night: time_machine.Traveller) -> User:
    ReceivingUnit.objects.create(
        force=Force.objects.get(code=CITY.force_code), unit="control_room",
        phone="01632 960001", emails=["room@example.org"], set_by="Lead", set_at=NOW,
    )  # fmt: skip
    return staff("Rook", Role.CONTROL_ROOM)


@pytest.fixture
def send_emails(night: time_machine.Traveller, carrier: Remembering) -> Callable[[int], set[str]]:
    def run(minutes: int) -> set[str]:
        night.move_to(NIGHT + timedelta(minutes=minutes))
        carrier.letters.clear()
        Worker(now=timezone.now, run_tasks=run_in_process).do_what_is_due()
        return {letter.to.partition("@")[0] for letter in carrier.letters}

    return run


@pytest.fixture
def desks(
    browser: Browser, live_server: LiveServer, readers: dict[str, User], control_room: User
) -> Iterator[tuple[Page, Page]]:
    at_desk = contextmanager(desk_page)
    with (
        at_desk(browser, live_server, readers["Ash"]) as ash,
        at_desk(browser, live_server, control_room) as room,
    ):
        yield ash, room


class TestATextAboutDanger:
    def test_reaches_the_reader_on_duty_and_the_control_room(
        self,
        page: Page,
        desks: tuple[Page, Page],
        live_server: LiveServer,
        invited: Invited,
        send_emails: Callable[[int], set[str]],
    ) -> None:
        ash, room = desks
        send_emails(0)

        write_text(page, live_server, invited)
        assert send_emails(2) == {"ash"}
        open_text(ash, live_server)
        send_to_control_room(ash)
        assert "room" in send_emails(4)
        confirm_notice(room, live_server, invited)

        ash.reload()
        expect(ash.locator("[data-test=danger]")).to_have_attribute("data-phase", "confirmed")
        see(ash, "night-confirmed")


def write_text(page: Page, live_server: LiveServer, invited: Invited) -> None:
    pass_gate(page, live_server, invited)
    answered_all(invited)
    page.goto(f"{live_server.url}/u/")
    expect(page.locator("main")).to_contain_text("read until 11pm today")
    page.fill("[name=better]", DANGER)
    see(page, "night-phone")
    go_on(page, ON)


def open_text(ash: Page, live_server: LiveServer) -> None:
    ash.goto(f"{live_server.url}/staff/texts/")
    see(ash, "night-queue")
    ash.locator("main table a").first.click()
    ash.locator("[data-test=confirm]").click()
    expect(ash.locator("blockquote")).to_contain_text(DANGER)
    see(ash, "night-text")


def send_to_control_room(ash: Page) -> None:
    form = ash.locator("[data-test=send]")
    form.locator("[name=about_police][value=no]").check(force=True)
    form.locator("[name=reason]").fill(REASON)
    form.locator("button").click()
    expect(ash.locator("[data-test=danger]")).to_be_visible()


def confirm_notice(room: Page, live_server: LiveServer, invited: Invited) -> None:
    room.goto(f"{live_server.url}/staff/danger-notices/")
    see(room, "night-notices")
    room.locator("[data-test=notice] a").click()
    case = invited.invitation.stage_event.case
    expect(room.locator("main")).to_contain_text(case.case_key)
    see(room, "night-notice")
    room.locator("main form button.button").click()
    assert DangerNotice.objects.get().state == "confirmed"

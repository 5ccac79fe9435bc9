from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from access.digests import carriers
from access.models import Force, User
from access.permissions import Role
from config.worker import Worker
from responses.answering.actions import withdrawals
from responses.answering.selectors import withdrawals as withdrawal_codes
from responses.models import (
    Contact,
    DangerNotice,
    DeskNotice,
    FollowUp,
    ReceivingUnit,
    Response,
    WrittenText,
)
from responses.triage.actions import rota
from tests.access.digests.make import Remembering
from tests.config.test_fortnight import run_in_process
from tests.conftest import NOW, TESTER, sign_in
from tests.responses.invited import invite
from tests.responses.phones import Phone
from tests.responses.triage.at_the_desk import CITY, NATIONAL, answered_all, reader
from tests.responses.triage.danger.notices import REASON, staff
from tests.responses.triage.test_reading import DANGER

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
FRIDAY = date(2026, 11, 20)
NIGHT = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
PAGE, REVIEW = "/u/", "/r/"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Remembering:
    one = Remembering()
    monkeypatch.setattr(carriers, "chosen_carrier", lambda: one)
    return one


@pytest.fixture
def night(monkeypatch: pytest.MonkeyPatch, carrier) -> Iterator[time_machine.Traveller]:
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    with time_machine.travel(NIGHT, tick=False) as traveller:
        work()
        carrier.letters.clear()
        yield traveller


@pytest.fixture
def phone(night) -> Phone:
    return Phone(Client(headers={"accept-language": "en"}))


@pytest.fixture
def desk(db) -> dict[str, User]:
    people = {name: reader(name) for name in ("Ash", "Birch")}
    for person in people.values():
        on_duty(person, CITY, time(17), time(23))
    away(people["Birch"])
    people["Nan"] = reader("Nan", desk=NATIONAL)
    on_duty(people["Nan"], NATIONAL, time(0), time(0))
    return people


def on_duty(person: User, desk, starts: time, ends: time) -> None:
    rota.set_shifts(
        desk=desk, person=person, weekdays=range(7), hours=(starts, ends), by=TESTER, at=NOW
    )


def away(person: User) -> None:
    rota.set_absence(desk=CITY, person=person, first_on=FRIDAY, last_on=FRIDAY, by=TESTER, at=NOW)


def work() -> None:
    Worker(now=timezone.now, run_tasks=run_in_process).do_what_is_due()


def to_own_words(phone: Phone) -> Phone:
    invited = invite()
    phone.enter(invited)
    answered_all(invited)
    phone.open("/m/")
    phone.press(skip="yes")
    return phone


def take_emailed(carrier: Remembering) -> set[str]:
    found = {letter.to.partition("@")[0] for letter in carrier.letters}
    carrier.letters.clear()
    return found


def open_text(person: User) -> str:
    client = signed_in(person)
    address = f"/staff/texts/{WrittenText.objects.get().pk}/"
    client.post(f"{address}confirm/")
    return client.get(address, follow=True).content.decode()


def signed_in(person: User) -> Client:
    client = Client()
    sign_in(client, person)
    return client


class TestATextThatSomeoneWillKillHer:
    def test_tells_who_is_on_duty_and_what_she_was_told_was_true(self, desk, phone, carrier, night):
        assert "Staff of the police force read until 11pm today." in to_own_words(phone).page.text
        phone.press(better=DANGER)
        night.move_to(NIGHT + timedelta(minutes=1))
        work()

        assert take_emailed(carrier) == {"ash"}
        assert DANGER in open_text(desk["Ash"])

    def test_goes_to_the_nation_when_nobody_reads_it(self, desk, phone, carrier, night):
        to_own_words(phone).press(better=DANGER)
        night.move_to(NIGHT + timedelta(minutes=1))
        work()
        take_emailed(carrier)

        night.move_to(NIGHT + timedelta(minutes=31))
        work()

        assert "nan" in take_emailed(carrier)
        assert DANGER in open_text(desk["Nan"])

    def test_reaches_a_control_room_that_says_so(self, desk, phone, carrier, night):
        rook = staff("Rook", Role.CONTROL_ROOM)
        ReceivingUnit.objects.create(
            force=Force.objects.get(code=CITY.force_code), unit="control_room",
            phone="01632 960001", emails=["room@example.org"], set_by="Lead", set_at=NOW,
        )  # fmt: skip
        to_own_words(phone).press(better=DANGER)
        text = WrittenText.objects.get()
        open_text(desk["Ash"])

        ash = signed_in(desk["Ash"])
        ash.post(f"/staff/texts/{text.pk}/send/", {"reason": REASON, "about_police": "no"})
        night.move_to(NIGHT + timedelta(minutes=2))
        work()

        notice = DangerNotice.objects.get()
        assert "room" in take_emailed(carrier)
        room = signed_in(rook)
        assert (
            text.response.invitation.stage_event.case.case_key
            in room.get(f"/staff/danger-notices/{notice.pk}/", follow=True).content.decode()
        )
        room.post(f"/staff/danger-notices/{notice.pk}/confirm/")
        notice.refresh_from_db()
        assert (notice.state, notice.confirmed_by) == ("confirmed", rook)

    def test_stays_when_she_takes_her_answers_back(self, desk, phone, carrier, night):
        to_own_words(phone).press(better=DANGER)
        response = Response.objects.get()
        code = withdrawal_codes.code_of(withdrawal_codes.seed_of(response))
        Response.objects.update(
            withdrawal_hash=withdrawal_codes.hash_of(code), completed_at=timezone.now()
        )
        given = withdrawal_codes.words().written(code, language="en")
        assert withdrawals.withdraw_by_words(given=given, by=TESTER, at=timezone.now())
        night.move_to(NIGHT + timedelta(minutes=1))
        work()

        assert take_emailed(carrier) == {"ash"}
        assert DANGER in open_text(desk["Ash"])


class TestAnEmptyRota:
    def test_names_the_national_desk_to_her_and_tells_it(self, desk, phone, carrier, night):
        away(desk["Ash"])

        page = to_own_words(phone).page
        phone.press(better=DANGER)
        night.move_to(NIGHT + timedelta(minutes=1))
        work()

        assert "Trained staff are on duty now." in page.text
        assert take_emailed(carrier) == {"nan"}
        assert DANGER in open_text(desk["Nan"])

    def test_asks_for_no_words_where_the_nation_has_nobody_either(self, phone, night):
        assert to_own_words(phone).address == REVIEW


class TestAContactRequestWithAnUnsafeNumber:
    def test_shows_the_danger_before_the_way(self, desk, phone, carrier, night):
        to_own_words(phone)
        Contact.objects.update(number_safe="no")
        phone.press(wish="yes", way="Ring the number you have", not_to="my husband")
        wish = FollowUp.objects.get()
        client = signed_in(desk["Ash"])
        address = f"/staff/wishes/{wish.pk}/"
        client.post(f"{address}confirm/")
        client.post(f"{address}take/", {"holder": ""})

        page = client.get(address, follow=True).content.decode()

        assert page.index('data-test="unsafe"') < page.index("Ring the number you have")
        assert "+447700900010" not in page


class TestLettersOfTheNight:
    def test_say_nothing_of_her(self, desk, phone, carrier, night):
        to_own_words(phone).press(better=DANGER)
        night.move_to(NIGHT + timedelta(minutes=1))
        work()

        said = " ".join(str(letter) for letter in carrier.letters)
        assert "kill" not in said
        assert "07700" not in said
        assert DeskNotice.objects.filter(state="sent").count() == 1

import logging
import re
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.utils.crypto import salted_hmac
from hypothesis import given
from hypothesis import strategies as st

from access.digests import actions, carriers, mails
from access.digests.cadences import HowOften
from access.digests.carriers import Letter, MailServer, Notify
from access.models import AuditEvent, DigestChoice, User
from access.web.log_filters import RemovePersonalData
from responses.sms.fake_notify import FakeNotify
from responses.sms.fake_server import FakeServer, serving
from tests.access.digests.make import Remembering, goes_out, wants
from tests.access.digests.test_digests import KEY, SOON, TEMPLATE
from tests.analytics import make
from tests.conftest import NOW
from tests.responses.pages import Page

PRESS = {"List-Unsubscribe": "One-Click"}
TODAY = NOW.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def address(force_analyst: User, settings) -> str:
    settings.STAFF_BASE_URL = "https://testserver/"
    wants(force_analyst)
    make.alert()
    goes_out(MailServer(), at=SOON)
    [sent] = mail.outbox
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    [found] = re.findall("<(https://[^>]+)>", sent.extra_headers["List-Unsubscribe"])
    return urlsplit(found).path


def how_often(user: User) -> str:
    return DigestChoice.objects.get(user=user).how_often


def press(address: str, *, at: datetime = SOON) -> Page:
    with time_machine.travel(at, tick=False):
        answer = Client(enforce_csrf_checks=True).post(address, PRESS)
    assert answer.status_code == 200
    return Page(answer)


def told(answer: HttpResponse, address: str) -> tuple[int, str]:
    return answer.status_code, answer.content.decode().replace(address, "")


class TestOnePress:
    def test_stops_the_mails_of_one_person_who_is_not_signed_in(
        self, address, force_analyst, national_analyst
    ):
        wants(national_analyst)

        press(address)

        assert how_often(force_analyst) == HowOften.NEVER
        assert how_often(national_analyst) == HowOften.AT_ONCE
        event = AuditEvent.objects.get(kind="digest.stopped")
        assert (event.actor_name, event.details) == ("stop_link", {"person": force_analyst.pk})
        make.alert(item="Q-SAFE-1")
        carrier = Remembering()
        goes_out(carrier, at=SOON + timedelta(hours=1))
        assert [letter.to for letter in carrier.letters] == []

    def test_stops_one_that_was_made_and_not_sent(self, address, force_analyst):
        make.alert(item="Q-SAFE-1")
        mails.make_mails(at=SOON + timedelta(hours=1))
        press(address, at=SOON + timedelta(hours=1))
        carrier = Remembering()

        actions.send_mails(
            carrier=carrier,
            by=actions.Actor.system("tests"),
            now=lambda: SOON + timedelta(hours=1),
        )

        assert carrier.letters == []

    def test_changes_nothing_the_second_time(self, address):
        press(address)
        press(address)

        assert AuditEvent.objects.filter(kind="digest.stopped").count() == 1

    def test_is_no_word_for_ever(self, address, force_analyst):
        press(address)
        wants(force_analyst, HowOften.DAILY)

        assert how_often(force_analyst) == HowOften.DAILY

    def test_signs_nobody_in(self, address):
        client = Client()
        with time_machine.travel(SOON, tick=False):
            client.post(address, PRESS)
            assert client.get("/staff/").status_code == 302
        assert "sessionid" not in client.cookies


class TestALook:
    @pytest.mark.parametrize("method", ["get", "head"])
    def test_changes_nothing(self, address, force_analyst, method):
        with time_machine.travel(SOON, tick=False):
            assert getattr(Client(), method)(address).status_code == 200

        assert how_often(force_analyst) == HowOften.AT_ONCE

    def test_is_of_a_plain_page_whose_button_stops_them(self, address, force_analyst):
        with time_machine.travel(SOON, tick=False):
            page = Page(Client().get(address))

        assert page.title.startswith("Stop these e-mails")
        assert force_analyst.email not in page.html
        assert force_analyst.name not in page.html


class TestWhatIsAnswered:
    def test_is_the_same_for_a_true_one_and_for_every_other(self, address, force_analyst):
        token = address.split("/")[-2]
        changed = token[:-1] + ("0" if token[-1] != "0" else "1")
        others = [changed, "nothing", "1x2x3", "x" * 3_000, token.upper(), f"9{token}", "٣x٣x٣"]
        asked = [f"/staff/account/mails/{each}/" for each in others]
        with time_machine.travel(SOON, tick=False):
            looks = {told(Client().get(each), each) for each in asked}
            presses = {told(Client().post(each, PRESS), each) for each in asked}
            assert looks == {told(Client().get(address), address)}
            assert how_often(force_analyst) == HowOften.AT_ONCE
            assert presses == {told(Client().post(address, PRESS), address)}
        assert how_often(force_analyst) == HowOften.NEVER


class TestAToken:
    def test_holds_for_sixty_days(self, address, force_analyst):
        press(address, at=SOON + timedelta(days=61))
        assert how_often(force_analyst) == HowOften.AT_ONCE

        press(address, at=SOON + timedelta(days=60))
        assert how_often(force_analyst) == HowOften.NEVER

    def test_is_of_one_person_and_one_day(self):
        token = carriers.token_of(12, until=TODAY)
        _number, day, signed = token.split("x")

        assert carriers.user_of(token, on=TODAY) == 12
        for forged in (f"13x{day}x{signed}", f"12x{int(day) + 1}x{signed}", f"12x{day}x"):
            assert carriers.user_of(forged, on=TODAY) is None

    def test_of_another_purpose_stops_nothing(self):
        told = f"12x{TODAY.toordinal()}"
        other = salted_hmac("a link of a mail about an account", told, algorithm="sha256")

        assert carriers.user_of(f"{told}x{other.hexdigest()}", on=TODAY) is None

    def test_is_made_by_no_copy_of_the_database(self, settings):
        token = carriers.token_of(12, until=TODAY)
        settings.SECRET_KEY = "another"

        assert carriers.user_of(token, on=TODAY) is None

    @given(st.text(max_size=200))
    def test_of_any_letters_is_no_fault(self, token):
        assert carriers.user_of(token, on=date(2026, 11, 16)) is None

    def test_stands_in_no_log(self, address):
        record = logging.LogRecord("x", logging.WARNING, "", 1, "POST %s", (address,), None)

        RemovePersonalData().filter(record)

        assert record.getMessage() == "POST /staff/account/mails/[token]/"


class TestNotify:
    @pytest.mark.slow
    def test_is_told_the_address_too(self):
        letter = Letter(reference="r", to="ann@example.org", subject="S", body="B",
                        stop_at="https://testserver/x/")  # fmt: skip
        fake = FakeNotify(api_key=KEY, templates=[TEMPLATE], now=lambda: datetime.now(UTC))
        with serving(FakeServer(fake)) as server:
            Notify(api_key=KEY, base_url=server.base_url, template="staff").send(letter)

        assert len(fake.notifications) == 1


class TestAServiceWithoutTls:
    def test_puts_no_address_into_a_head(self, force_analyst, settings):
        settings.STAFF_BASE_URL = "http://localhost:8000/"
        wants(force_analyst)
        make.alert()

        goes_out(MailServer(), at=SOON)

        assert "List-Unsubscribe" not in mail.outbox[0].extra_headers

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from access.limits.table import Kind, Tier
from access.models import AuditEvent, User
from access.sign_in import devices
from tests.conftest import NOW
from tests.limits import allowing

PASSWORD, WRONG = "correct horse battery", "wrong horse battery"
OFFICE, HOME, STRANGER = "192.0.2.7", "198.51.100.1", "203.0.113.9"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
TOO_MANY = "There were too many tries."
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _now(time_machine) -> None:
    time_machine.move_to(NOW, tick=False)


def sign_in(email: str, password: str = PASSWORD, *, client: Client | None = None,
            address: str = OFFICE) -> HttpResponse:  # fmt: skip
    client = client or Client()
    fields = {"login": email, "password": password}
    return client.post(reverse("account_login"), fields, REMOTE_ADDR=address)


def guess(email: str, times: int, **how: object) -> None:
    for _ in range(times):
        sign_in(email, WRONG, **how)


def is_in(response: HttpResponse) -> bool:
    return response.status_code == 302


def known_browser(user: User) -> Client:
    client = Client()
    assert is_in(sign_in(user.email, client=client))
    client.post(reverse("account_logout"))
    return client


class TestPasswords:
    @pytest.mark.slow
    def test_are_judged_ten_times_for_an_account_from_an_address(self, force_analyst: User) -> None:
        guess(force_analyst.email, 10)

        assert TOO_MANY in sign_in(force_analyst.email).content.decode()

    @pytest.mark.slow
    def test_are_not_kept_from_an_owner_by_strangers_at_five_addresses(
        self, force_analyst: User
    ) -> None:
        for n in range(5):
            guess(force_analyst.email, 12, address=f"203.0.113.{n}")

        assert is_in(sign_in(force_analyst.email))

    @pytest.mark.slow
    def test_are_not_sprayed_over_accounts_from_an_address(self, force_analyst: User) -> None:
        with allowing(Kind.PASSWORD, 4):
            for n in range(4):
                sign_in(f"person{n}@example.org", WRONG)

            assert TOO_MANY in sign_in(force_analyst.email).content.decode()

    @pytest.mark.slow
    def test_are_refused_in_the_same_words_for_an_account_that_is_none(
        self, force_analyst: User
    ) -> None:
        pages = []
        for email in (force_analyst.email, "nobody@example.org"):
            guess(email, 10)
            page = sign_in(email).content.decode()
            pages.append(re.sub(r'value="[^"]*"', "", page))

        assert pages[0] == pages[1]
        assert TOO_MANY in pages[0]

    @pytest.mark.slow
    def test_say_how_long_to_wait(self, force_analyst: User, time_machine) -> None:
        guess(force_analyst.email, 10)
        time_machine.shift(timedelta(minutes=2, seconds=30))

        page = sign_in(force_analyst.email).content.decode()

        assert "Wait 3 minutes, then try again" in page

    def test_count_when_one_is_asked_for_again(self, force_client: Client) -> None:
        with allowing(Kind.PASSWORD, 2, tier=Tier.ACCOUNT_HERE):
            for _ in range(2):
                force_client.post(reverse("account_reauthenticate"), {"password": WRONG})
            page = force_client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

        assert TOO_MANY in page.content.decode()

    def test_count_when_one_is_changed(self, force_client: Client, force_analyst: User) -> None:
        new = {"password1": "battery horse staple", "password2": "battery horse staple"}
        with allowing(Kind.PASSWORD, 2, tier=Tier.ACCOUNT_HERE):
            for given in (WRONG, WRONG, PASSWORD):
                sent = {"oldpassword": given, **new}
                page = force_client.post(reverse("account_change_password"), sent)

        assert TOO_MANY in page.content.decode()
        force_analyst.refresh_from_db()
        assert force_analyst.check_password(PASSWORD)


class TestAnAccountThatManyGuessAt:
    @pytest.fixture(autouse=True)
    def _six(self):
        with allowing(Kind.PASSWORD, 6, tier=Tier.ACCOUNT):
            yield

    @pytest.mark.slow
    def test_lets_its_owner_in_from_a_browser_that_it_knows(self, force_analyst: User) -> None:
        mine = known_browser(force_analyst)
        for n in range(8):
            guess(force_analyst.email, 1, address=f"203.0.113.{n}")

        assert is_in(sign_in(force_analyst.email, client=mine, address=HOME))

    @pytest.mark.slow
    def test_judges_no_password_from_other_browsers_for_an_hour(
        self, force_analyst: User, time_machine
    ) -> None:
        for n in range(6):
            guess(force_analyst.email, 1, address=f"203.0.113.{n}")

        assert TOO_MANY in sign_in(force_analyst.email).content.decode()
        time_machine.shift(timedelta(hours=1))
        assert is_in(sign_in(force_analyst.email))

    @pytest.mark.slow
    def test_stands_in_the_audit_trail_once(self, force_analyst: User) -> None:
        guess(force_analyst.email, 9)

        [event] = AuditEvent.objects.filter(kind="limit.reached")
        assert event.target == f"access.User {force_analyst.pk}"

    @pytest.mark.slow
    def test_is_not_another_account_of_a_known_browser(
        self, force_analyst: User, data_loader: User
    ) -> None:
        mine = known_browser(data_loader)
        guess(force_analyst.email, 6, client=mine)

        assert TOO_MANY in sign_in(force_analyst.email, client=mine).content.decode()


class TestAKnownBrowser:
    def test_is_known_by_a_cookie_that_scripts_and_other_sites_do_not_get(
        self, force_analyst: User, settings
    ) -> None:
        settings.SESSION_COOKIE_SECURE = True
        client = known_browser(force_analyst)

        cookie = client.cookies[devices.COOKIE]

        assert cookie["path"] == "/staff/account/"
        assert cookie["max-age"] == 90 * 24 * 60 * 60
        assert (cookie["httponly"], cookie["secure"], cookie["samesite"]) == (True, True, "Strict")
        assert force_analyst.email not in cookie.value

    @pytest.mark.slow
    def test_may_be_wrong_so_often_itself(self, force_analyst: User) -> None:
        mine = known_browser(force_analyst)
        guess(force_analyst.email, 10, client=mine)

        assert TOO_MANY in sign_in(force_analyst.email, client=mine).content.decode()
        assert is_in(sign_in(force_analyst.email))

    def test_is_not_kept_out_by_others_at_its_address(self, force_analyst: User) -> None:
        mine = known_browser(force_analyst)
        with allowing(Kind.PASSWORD, 3):
            guess("nobody@example.org", 3)

            assert is_in(sign_in(force_analyst.email, client=mine))

    @pytest.mark.parametrize("change", [lambda told: "x" + told, lambda told: ""])
    def test_is_none_with_a_cookie_that_we_did_not_sign(self, force_analyst: User, change) -> None:
        mine = known_browser(force_analyst)
        mine.cookies[devices.COOKIE] = change(mine.cookies[devices.COOKIE].value)
        with allowing(Kind.PASSWORD, 3):
            guess("nobody@example.org", 3)

            assert not is_in(sign_in(force_analyst.email, client=mine))

    def test_is_none_after_ninety_days(self, force_analyst: User, time_machine) -> None:
        mine = known_browser(force_analyst)
        time_machine.shift(timedelta(days=91))
        with allowing(Kind.PASSWORD, 3):
            guess("nobody@example.org", 3)

            assert not is_in(sign_in(force_analyst.email, client=mine))

    def test_is_not_one_in_which_the_second_factor_is_missing(self, force_analyst: User) -> None:
        totp.TOTP.activate(force_analyst, SECRET)
        client = Client()

        sign_in(force_analyst.email, client=client)

        assert devices.COOKIE not in client.cookies


class TestOneTimeCodes:
    @pytest.fixture
    def half_in(self, force_analyst: User) -> Client:
        totp.TOTP.activate(force_analyst, SECRET)
        client = Client()
        assert is_in(sign_in(force_analyst.email, client=client))
        return client

    def enter(self, client: Client, code: str) -> HttpResponse:
        return client.post(reverse("mfa_authenticate"), {"code": code})

    def right_code(self) -> str:
        return totp.format_hotp_value(totp.hotp_value(SECRET, int(time.time()) // 30))

    def test_are_judged_five_times(self, half_in: Client) -> None:
        for _ in range(5):
            self.enter(half_in, "000000")

        assert TOO_MANY in self.enter(half_in, self.right_code()).content.decode()

    def test_let_in_who_is_right_the_fifth_time(self, half_in: Client) -> None:
        for _ in range(4):
            self.enter(half_in, "000000")

        assert is_in(self.enter(half_in, self.right_code()))

    @pytest.mark.slow
    def test_are_judged_twenty_times_a_day_and_tell_whose(
        self, half_in: Client, force_analyst: User, time_machine
    ) -> None:
        for _ in range(4):
            for _ in range(5):
                self.enter(half_in, "000000")
            time_machine.shift(timedelta(minutes=5))
            sign_in(force_analyst.email, client=half_in)

        assert TOO_MANY in self.enter(half_in, self.right_code()).content.decode()
        [event] = AuditEvent.objects.filter(kind="limit.reached")
        assert event.target == f"access.User {force_analyst.pk}"

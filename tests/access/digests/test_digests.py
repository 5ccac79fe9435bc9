import uuid
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from django.core import mail
from django.utils.translation import override

from access import actions as access_actions
from access.digests import letter, mails, selectors
from access.digests.cadences import HowOften
from access.digests.carriers import (
    Development,
    Letter,
    MailServer,
    Notify,
    NotTakenError,
    UncertainEndError,
)
from access.models import AuditEvent, DataOrigin, DigestChoice, DigestMail, Force, Membership, User
from access.permissions import Role
from access.sign_in import actions as sign_in
from analytics.casebook.actions import steps
from analytics.models import AlertCase, QuarterState, Release
from responses.data_protection.actions import access_requests
from responses.follow_up import actions as follow_up
from responses.models import Case, FollowUp
from responses.sms.fake_notify import FakeNotify, NotifyTemplate
from responses.sms.fake_server import FakeServer, serving
from responses.sms.fake_weather import SendingFault
from responses.triage.actions import escalating
from responses.triage.selectors.desks import Desk
from responses.vault.sealed.wishes import SafeWay
from tests.access.administration.make import acting, administrator, asked_for
from tests.access.digests.make import Remembering, goes_out, sends, wants
from tests.analytics import make
from tests.analytics.casebook.make import BEA, people
from tests.conftest import NOW, TESTER, _staff
from tests.responses.asked import load, row
from tests.responses.pages import Page
from tests.responses.triage.at_the_desk import begun, on_the_rota, written

QUARTER_HOUR = timedelta(minutes=15)
SOON = NOW + QUARTER_HOUR
CITY = "city-of-london"
PAGE = "/staff/mails/"
pytestmark = pytest.mark.django_db


def released(period: str, *, at: datetime) -> None:
    Release.objects.create(
        period=period, version=1, published_at=at, published_by="x", is_simulated=True,
        quality={}, known={},
    )  # fmt: skip


@pytest.fixture
def carrier() -> Remembering:
    return Remembering()


class TestAMail:
    def test_says_how_many_wait_and_nothing_of_them(self, force_analyst, carrier, settings):
        settings.STAFF_BASE_URL = "https://staff.example.org/"
        access_actions.set_data_origin(origin=DataOrigin.Origin.SIMULATED, by=TESTER, at=NOW)
        wants(force_analyst)
        make.alert(item="Q-SAFE-1")
        make.alert(item="Q-OVR-1")

        goes_out(carrier, at=SOON)

        [letter] = carrier.letters
        assert letter.to == force_analyst.email
        assert letter.subject == "SIMULATED · National Victim Survey: something waits for you"
        assert letter.body == (
            "SIMULATED\n\n2 alerts wait for somebody.\n\n"
            "Sign in to see it: https://staff.example.org/staff/\n\n"
            "You asked for this e-mail. Change how often it comes, or stop it: "
            "https://staff.example.org/staff/mails/\n"
        )

    def test_is_in_the_language_of_who_reads_it(self, force_analyst, carrier):
        wants(force_analyst, language="cy")
        make.alert()

        goes_out(carrier, at=SOON)

        [letter] = carrier.letters
        with override("cy"):
            assert "somebody" not in letter.body
            assert "Arolwg" in letter.subject

    def test_comes_once_for_each_thing(self, force_analyst, carrier):
        wants(force_analyst)
        make.alert(item="Q-SAFE-1")
        goes_out(carrier, at=SOON)
        goes_out(carrier, at=SOON + QUARTER_HOUR)
        make.alert(item="Q-OVR-1")

        goes_out(carrier, at=SOON + 2 * QUARTER_HOUR)

        assert ["1 alert waits" in letter.body for letter in carrier.letters] == [True, True]
        assert AuditEvent.objects.filter(kind="digests.sent").count() == 2

    def test_comes_to_nobody_who_did_not_ask(self, force_analyst, national_analyst, carrier):
        wants(national_analyst, HowOften.NEVER)
        make.alert()
        make.alert(force_id=None)

        goes_out(carrier, at=SOON)

        assert carrier.letters == []

    @pytest.mark.slow
    def test_of_a_day_and_a_week_comes_at_eight(self, force_analyst, national_analyst, carrier):
        wants(force_analyst, HowOften.DAILY)
        wants(national_analyst, HowOften.WEEKLY)
        make.alert()
        make.alert(force_id=None)
        sent = []
        for hours in (0, 21, 22, 23, 46, 24 * 7 - 3, 24 * 7 - 2, 24 * 7):
            goes_out(carrier, at=NOW + timedelta(hours=hours))
            sent += [(letter.to, hours) for letter in carrier.letters]
            carrier.letters.clear()

        assert sent == [(force_analyst.email, 22), (national_analyst.email, 24 * 7 - 2)]


class TestWhatIsTold:
    def told(self, user: User, at: datetime = SOON) -> dict[str, int]:
        return {
            topic: len(keys)
            for topic, keys in selectors.waiting_for(
                DigestChoice.objects.get(user=user), at=at
            ).items()
            if keys
        }

    def test_of_alerts_are_those_that_one_may_answer(self, force_analyst, national_analyst):
        for user in (force_analyst, national_analyst):
            wants(user)
        make.alert()
        make.alert(force_id="kent")
        make.alert(force_id=None)
        make.alert(force_id=None, item="Q-SAFE-1")

        assert self.told(force_analyst) == {"alerts": 1}
        assert self.told(national_analyst) == {"alerts": 2}

    def test_of_due_ones_are_ones_own_and_for_a_lead_the_late(self, force_analyst, operations_lead):
        people()
        for user in (force_analyst, operations_lead):
            wants(user)
        own, other = make.alert(), make.alert(item="Q-SAFE-1")
        mine = steps.Actor.user(user_id=force_analyst.pk, name="Analyst")
        steps.take(alert=own, due_on=date(2026, 11, 20), by=mine, at=NOW)
        steps.take(alert=other, due_on=date(2026, 11, 1), by=BEA, at=NOW)
        assert self.told(force_analyst) == {}

        AlertCase.objects.filter(alert=own).update(reminded_on=NOW.date())
        AlertCase.objects.filter(alert=other).update(escalated_on=NOW.date())

        assert self.told(force_analyst) == {"due": 1}
        assert self.told(operations_lead) == {"due": 1}

    def test_of_quarters_are_those_since_one_asked(self, national_analyst):
        released("2026-Q1", at=NOW - QUARTER_HOUR)
        wants(national_analyst)
        released("2026-Q2", at=NOW + QUARTER_HOUR)
        QuarterState.objects.create(period="2026-Q2", stages={}, shifts={}, closed_on=SOON.date())
        QuarterState.objects.create(
            period="2026-Q1", stages={}, shifts={}, closed_on=date(2026, 8, 1)
        )

        assert self.told(national_analyst) == {"quarters": 2}

    def test_of_files_are_those_of_ones_force(self, data_loader):
        wants(data_loader)
        load(row(), at=SOON)
        load(row(case_key="other", force="kent"), at=SOON)

        assert self.told(data_loader) == {"files": 1}

    @pytest.mark.slow
    def test_of_texts_are_those_whose_clock_ran_out_for_readers_and_for_who_keeps_the_rota(
        self, operations_lead, national_lead
    ):
        (reader,), (other,) = on_the_rota("Ash"), on_the_rota("Elm", desk=Desk("kent"))
        for user in (reader, other, operations_lead, national_lead):
            wants(user)
        written(better="He says he will kill me tonight.")
        assert self.told(reader) == {}

        escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=30))

        assert self.told(reader) == {"texts": 1}
        assert self.told(operations_lead) == {"desks": 1}
        assert self.told(other) == {}

        escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=60))

        assert self.told(national_lead) == {"desks": 1}

        Case.objects.update(flags={"police_suspect": True})

        assert self.told(operations_lead) == {}, "hidden since, no force counts it"

    @pytest.mark.slow
    def test_of_wishes_are_those_whose_day_has_passed_for_readers_and_for_who_keeps_the_rota(
        self, operations_lead, national_lead, time_machine
    ):
        time_machine.move_to(NOW, tick=False)
        (reader,) = on_the_rota("Ash")
        for user in (reader, operations_lead, national_lead):
            wants(user)
        safe_way = SafeWay(way="07700 900123", not_to="")
        follow_up.ask(response_id=begun().pk, safe_way=safe_way, language="en", by=TESTER, at=NOW)
        assert self.told(reader) == {}

        FollowUp.objects.update(due_on=NOW.date() - timedelta(days=1))

        assert self.told(reader) == {"wishes": 1}
        assert self.told(operations_lead) == {"desk_wishes": 1}
        assert self.told(national_lead) == {}

        FollowUp.objects.update(escalated=2)

        assert self.told(national_lead) == {"desk_wishes": 1}


class TestWhatTheReaderMaySee:
    def test_is_judged_when_the_mail_is_sent(self, force_analyst, carrier):
        wants(force_analyst)
        make.alert()
        mails.make_mails(at=SOON)
        Membership.objects.filter(user=force_analyst).update(force=Force.objects.get(pk="kent"))

        sends(carrier, at=SOON)

        assert carrier.letters == []
        assert DigestMail.objects.get().state == "dropped"

    @pytest.mark.parametrize("when", ["before", "after"])
    def test_is_nothing_once_the_account_is_switched_off(self, force_analyst, carrier, when):
        wants(force_analyst)
        make.alert()
        if when == "after":
            mails.make_mails(at=SOON)
        sign_in.switch_off(user=force_analyst, by=TESTER, at=SOON)

        goes_out(carrier, at=SOON)

        assert carrier.letters == []

    def test_is_nothing_once_they_stopped_it(self, force_analyst, carrier):
        wants(force_analyst)
        make.alert()
        mails.make_mails(at=SOON)
        wants(force_analyst, HowOften.NEVER, at=SOON)

        sends(carrier, at=SOON)

        assert carrier.letters == []


class TestACarrierThatFails:
    def begin(self, user: User) -> None:
        wants(user)
        make.alert()

    @pytest.mark.slow
    def test_is_tried_again_later_and_five_times_at_most(self, force_analyst):
        self.begin(force_analyst)
        carrier = Remembering(*[NotTakenError()] * 5)

        for hours in (0, 1, 3, 10, 35, 60):
            goes_out(carrier, at=SOON + timedelta(hours=hours))

        assert (carrier.letters, carrier.fails) == ([], [])
        assert DigestMail.objects.get().state == "failed"

    def test_sends_the_mail_the_second_time(self, force_analyst):
        self.begin(force_analyst)
        carrier = Remembering(NotTakenError())

        for minutes in (0, 5, 15, 30):
            goes_out(carrier, at=SOON + timedelta(minutes=minutes))

        assert len(carrier.letters) == 1

    @pytest.mark.parametrize(
        ("knows", "sent", "state"), [(None, 0, "unknown"), (True, 0, "sent"), (False, 1, "sent")]
    )
    def test_is_asked_before_a_mail_goes_a_second_time(self, force_analyst, knows, sent, state):
        self.begin(force_analyst)
        carrier = Remembering(UncertainEndError(), knows=knows)

        for minutes in (0, 5, 15, 30):
            goes_out(carrier, at=SOON + timedelta(minutes=minutes))

        assert len(carrier.letters) == sent
        assert DigestMail.objects.get().state == state

    def test_is_not_asked_when_it_has_forgotten(self, force_analyst):
        self.begin(force_analyst)
        carrier = Remembering(UncertainEndError(), knows=False)
        goes_out(carrier, at=SOON)

        sends(carrier, at=SOON + timedelta(days=6))

        assert carrier.letters == []
        assert DigestMail.objects.get().state == "unknown"

    def test_with_one_mail_holds_up_no_other(self, force_analyst, operations_lead, monkeypatch):
        for user in (force_analyst, operations_lead):
            wants(user)
        make.alert()
        said, found = letter.subject_and_body, []

        def once(counts, **given):
            found.append(counts)
            if len(found) == 1:
                raise LookupError
            return said(counts, **given)

        monkeypatch.setattr(letter, "subject_and_body", once)
        carrier = Remembering()

        with pytest.raises(ExceptionGroup):
            goes_out(carrier, at=SOON)

        assert len(carrier.letters) == 1

    def test_is_given_no_address_with_a_second_line(self):
        with pytest.raises(NotTakenError):
            MailServer().send(replace(LETTER, to="a@example.org\nBcc: b@example.org"))

        assert mail.outbox == []


class TestAPersonOfWhomNothingCanBeCounted:
    def test_holds_up_no_other(self, force_analyst, operations_lead, carrier):
        for user in (force_analyst, operations_lead):
            wants(user)
        make.alert()
        DigestChoice.objects.filter(user=force_analyst).update(how_often="hourly")

        with pytest.raises(ExceptionGroup):
            mails.make_mails(at=SOON)
        sends(carrier, at=SOON)

        assert [letter.to for letter in carrier.letters] == [operations_lead.email]


KEY = f"tests-{uuid.UUID(int=1)}-{uuid.UUID(int=2)}"
TEMPLATE = NotifyTemplate(id="staff", body="((subject)): ((body))")
LETTER = Letter(reference="r", to="ann@example.org", subject="Subject", body="Body\n")


class TestTheMailServer:
    def test_gets_the_mail(self):
        MailServer().send(LETTER)

        [sent] = mail.outbox
        assert (sent.to, sent.subject, sent.body) == (["ann@example.org"], "Subject", "Body\n")

    def test_that_is_not_there_has_not_taken_it(self, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

        with pytest.raises(NotTakenError):
            MailServer().send(LETTER)


class TestNotify:
    @pytest.mark.slow
    def test_gets_the_mail_and_knows_it_afterwards(self):
        fake = FakeNotify(
            api_key=KEY, templates=[TEMPLATE], now=lambda: datetime.now(UTC),
            faults=[SendingFault.SERVER_ERROR],
        )  # fmt: skip
        with serving(FakeServer(fake)) as server:
            carrier = Notify(api_key=KEY, base_url=server.base_url, template="staff")
            with pytest.raises(UncertainEndError):
                carrier.send(LETTER)
            before = carrier.check_delivery("r")
            carrier.send(LETTER)
            after = carrier.check_delivery("r")

        assert (before, after) == (False, True)
        assert fake.notifications[0].body == "Subject: Body\n"

    @pytest.mark.slow
    def test_that_refuses_has_not_taken_it(self):
        fake = FakeNotify(api_key=KEY, templates=[], now=lambda: datetime.now(UTC))
        with serving(FakeServer(fake)) as server:
            carrier = Notify(api_key=KEY, base_url=server.base_url, template="staff")
            with pytest.raises(NotTakenError):
                carrier.send(LETTER)


class TestThePage:
    def test_is_where_one_asks_for_mails_and_reads_those_that_are_not_sent(
        self, force_client, force_analyst
    ):
        make.alert()
        asked = {"how_often": "at_once", "topics": ["alerts"], "language": "en"}
        assert force_client.post(PAGE, asked).status_code == 302
        DigestChoice.objects.update(period="")
        mails.make_mails(at=NOW)
        sends(Development(), at=NOW)

        page = Page(force_client.get(PAGE))

        assert "1 alert waits for somebody." in page.text
        assert "This service sends no e-mails yet" in page.text
        event = AuditEvent.objects.get(kind="digest.chosen")
        assert event.details == {"how_often": "at_once", "topics": ["alerts"]}

    def test_refuses_mails_about_nothing(self, force_client):
        page = Page(force_client.post(PAGE, {"how_often": "daily", "language": "en"}))

        assert "Say what it should tell you of" in page.text
        assert not DigestChoice.objects.exists()

    def test_offers_nobody_what_they_may_not_see(self, loader_client):
        asked = {"how_often": "daily", "topics": ["alerts"], "language": "en"}

        page = Page(loader_client.post(PAGE, asked))

        assert page.title.startswith("Error:")
        assert "Case files that were loaded" in page.text
        assert "Alerts that nobody has taken" not in page.text


class TestRows:
    def test_of_mails_go_after_thirty_days(self, force_analyst, carrier):
        wants(force_analyst)
        make.alert()
        goes_out(carrier, at=SOON)

        mails.delete_old(at=SOON + timedelta(days=29))
        assert DigestMail.objects.exists()
        mails.delete_old(at=SOON + timedelta(days=31))
        assert not DigestMail.objects.exists()


class TestAnAdministratorsMail:
    def test_tells_how_many_wait_that_others_asked_for(self, carrier):
        first, second = administrator("first"), administrator("second")
        wants(second)
        asked_for(first, email="ann@example.org")
        asked_for(second, email="bob@example.org")

        goes_out(carrier, at=SOON)

        assert "1 thing waits for a second administrator." in carrier.letters[0].body
        assert "ann@" not in carrier.letters[0].body


class TestAnOfficersMail:
    def test_tells_who_waits_for_what_is_held_about_them(self, carrier):
        officer = _staff(Role.DATA_PROTECTION_OFFICER, None)
        wants(officer)
        access_requests.ask(
            mobile="+447700900010", proof="document", language="en",
            by=acting(administrator()), at=NOW,
        )  # fmt: skip

        goes_out(carrier, at=SOON)

        assert "1 person waits for what is held about them." in carrier.letters[0].body
        assert "7700" not in carrier.letters[0].body


class TestARelease:
    def test_is_told_to_forces_too(self, force_analyst, carrier):
        wants(force_analyst)
        released("2026-Q3", at=NOW)

        goes_out(carrier, at=SOON)

        assert "1 quarter closed or was released." in carrier.letters[0].body

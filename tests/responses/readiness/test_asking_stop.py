from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from access import process_cache
from access.actor import Actor
from access.approval.decisions import NotAPersonError, OwnRequestError
from access.models import AuditEvent, DataOrigin, Membership, User
from responses.interviewing.actions import calling
from responses.models import DutySignature, OutboxMessage, TriageShift
from responses.readiness import actions, asking_stop, national_desk, selectors
from responses.readiness.duties import DUTIES, OF_AN_ORGANISATION, DutyState, ReadinessDuty
from responses.readiness.duty_words import DUTY_WORDS
from responses.triage.actions import rota
from tests.conftest import NOW, TESTER
from tests.responses.asked import queued, row, send
from tests.responses.helplines.make import verify_all
from tests.responses.interviewing import at_the_phone
from tests.responses.readiness.make import (
    REPLIES_AND_CHECKS,
    TODAY,
    second,
    sign,
    sign_all,
    signer,
    staff_national_desk,
    stand,
    states,
)
from tests.responses.scripted import Scripted
from tests.responses.triage.at_the_desk import NATIONAL

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _texts_can_be_checked_and_stopped(settings) -> None:
    for name, setting in REPLIES_AND_CHECKS.items():
        setattr(settings, name, setting)


@pytest.fixture
def message() -> OutboxMessage:
    [one] = queued(row())
    DataOrigin.objects.update(origin="real")
    verify_all()
    process_cache.clear()
    return one


class TestSendingToRealPeople:
    @pytest.mark.slow
    def test_continues_while_every_duty_is_signed(self, message: OutboxMessage) -> None:
        sign_all()

        assert send(provider=Scripted()).sent == 1

    @pytest.mark.slow
    @pytest.mark.parametrize("duty", sorted(selectors.REFUSING))
    def test_is_refused_by_name_while_one_is_not_signed(
        self, message: OutboxMessage, duty: ReadinessDuty
    ) -> None:
        sign_all(but=[duty])
        provider = Scripted()

        summary = send(provider=provider)

        assert str(DUTY_WORDS[duty].title) in summary.stopped_because
        assert not provider.texts
        assert OutboxMessage.objects.get(pk=message.pk).state == "due"

    @pytest.mark.slow
    def test_is_refused_while_one_waits_for_a_second_person(self, message: OutboxMessage) -> None:
        sign_all(but=[ReadinessDuty.ETHICS])
        sign(ReadinessDuty.ETHICS)

        assert "waits for a second person" in send(provider=Scripted()).stopped_because

    @pytest.mark.slow
    def test_is_refused_from_the_day_on_which_one_has_run_out(self, message: OutboxMessage) -> None:
        sign_all(but=[ReadinessDuty.PENETRATION_TEST])
        holds = DUTIES[ReadinessDuty.PENETRATION_TEST]
        stand(ReadinessDuty.PENETRATION_TEST, on=TODAY - holds - timedelta(days=1))
        assert "has run out" in asking_stop.why_not_to_ask(at=NOW)

        stand(ReadinessDuty.PENETRATION_TEST, on=TODAY - holds)

        assert asking_stop.why_not_to_ask(at=NOW) == ""

    def test_is_refused_at_once_where_one_is_taken_back(self, message: OutboxMessage) -> None:
        sign_all()
        safety = DutySignature.objects.get(duty=ReadinessDuty.SAFETY)

        actions.take_back(pk=safety.pk, by=second(), at=NOW)

        assert send(provider=Scripted()).sent == 0

    def test_of_another_version_of_the_questions_needs_tests_of_its_own(
        self, message: OutboxMessage
    ) -> None:
        sign_all()
        DutySignature.objects.filter(duty=ReadinessDuty.COGNITIVE_TESTS).update(
            version="short-core 0"
        )

        assert "Cognitive tests" in send(provider=Scripted()).stopped_because

    def test_sends_simulated_people_without_a_signature(self, message: OutboxMessage) -> None:
        DataOrigin.objects.update(origin="simulated")
        process_cache.clear()

        assert asking_stop.why_not_to_ask(at=NOW) == ""


class TestThePilot:
    def test_until_it_is_signed_nobody_is_asked_where_no_force_is_named(
        self, message: OutboxMessage
    ) -> None:
        sign_all(but=[ReadinessDuty.PILOT])

        assert "PILOT_FORCES" in send(provider=Scripted()).stopped_because

    @pytest.mark.slow
    def test_until_it_is_signed_only_pilot_forces_ask(
        self, message: OutboxMessage, settings
    ) -> None:
        sign_all(but=[ReadinessDuty.PILOT])
        settings.PILOT_FORCES = ["kent"]

        assert send(provider=Scripted()).handled == 0
        assert OutboxMessage.objects.get(pk=message.pk).state == "due"

        settings.PILOT_FORCES = ["kent", "city-of-london"]
        assert send(provider=Scripted()).sent == 1


class TestSigning:
    def test_counts_only_when_somebody_else_confirms_it(self) -> None:
        signature = sign(ReadinessDuty.ETHICS)

        with pytest.raises(OwnRequestError):
            actions.confirm_signature(pk=signature.pk, by=signer(), at=NOW)
        assert states()[ReadinessDuty.ETHICS] == DutyState.WAITS

        actions.confirm_signature(pk=signature.pk, by=second(), at=NOW)
        assert states()[ReadinessDuty.ETHICS] == DutyState.STANDS

    @pytest.mark.databases
    def test_the_database_holds_that_two_people_signed(self) -> None:
        signature = sign(ReadinessDuty.ETHICS)

        with pytest.raises(IntegrityError), transaction.atomic():
            DutySignature.objects.filter(pk=signature.pk).update(
                confirmed_at=NOW, confirmed_by_id=signer().user_id
            )

    def test_again_leaves_the_earlier_signature_in_force(self) -> None:
        stand(ReadinessDuty.ETHICS)

        sign(ReadinessDuty.ETHICS)

        assert states()[ReadinessDuty.ETHICS] == DutyState.STANDS

    def test_is_refused_while_another_waits(self) -> None:
        sign(ReadinessDuty.ETHICS)

        with pytest.raises(actions.SignatureWaitsError):
            sign(ReadinessDuty.ETHICS, by=second())

    def test_is_refused_of_a_day_to_come(self) -> None:
        with pytest.raises(actions.FutureDutyError):
            sign(ReadinessDuty.ETHICS, on=TODAY + timedelta(days=1))

    def test_is_refused_to_a_program(self) -> None:
        with pytest.raises(NotAPersonError):
            sign(ReadinessDuty.ETHICS, by=Actor.system("worker"))

    def test_is_written_down(self) -> None:
        signature = stand(ReadinessDuty.ETHICS)
        actions.take_back(pk=signature.pk, by=signer(), at=NOW)

        kinds = AuditEvent.objects.filter(kind__startswith="duty.").order_by("pk")
        assert [event.kind for event in kinds] == [
            "duty.signed",
            "duty.confirmed",
            "duty.taken_back",
        ]


class TestTheCommand:
    def test_fails_and_names_what_is_missing(self, message: OutboxMessage, capsys) -> None:
        sign_all(but=[ReadinessDuty.ETHICS])

        with pytest.raises(CommandError, match="Ethical review"):
            call_command("readiness")

        assert "Ethical review: Not signed" in capsys.readouterr().out

    @pytest.mark.safety
    @pytest.mark.slow
    @pytest.mark.parametrize(
        ("name", "value"),
        [
            ("SERVICE_DESK_NUMBER", ""),
            ("NOTIFY_RECEIVED_TOKEN", ""),
            ("PUBLIC_BASE_URL", "http://svc.example.org"),
            ("PUBLIC_BASE_URL", "https://a-very-long-address.example.org"),
        ],
    )
    def test_saf_12_is_refused_where_a_text_cannot_be_checked_or_stopped(
        self, message: OutboxMessage, settings, name: str, value: str
    ) -> None:
        sign_all()
        setattr(settings, name, value)
        provider = Scripted()

        assert name in send(provider=provider).stopped_because
        assert not provider.texts

    @pytest.mark.parametrize("duty", sorted(OF_AN_ORGANISATION))
    def test_needs_the_organisation_of_who_reviewed_it(
        self, message: OutboxMessage, duty: ReadinessDuty
    ) -> None:
        with pytest.raises(actions.OrganisationMissingError):
            actions.sign_duty(
                duty=duty, done_on=TODAY, done_by="A name", document="REF 1", by=signer(), at=NOW
            )

    def test_says_when_real_people_may_be_asked(self, message: OutboxMessage, capsys) -> None:
        sign_all()

        call_command("readiness")

        assert "Real people may be asked." in capsys.readouterr().out


class TestCallingRealPeople:
    @pytest.fixture
    def caller(self) -> User:
        at_the_phone.set_up()
        at_the_phone.who_chose_a_call()
        DataOrigin.objects.update(origin="real")
        verify_all()
        process_cache.clear()
        return at_the_phone.interviewer("Ash")

    @pytest.mark.slow
    def test_is_refused_while_something_is_not_signed(self, caller: User) -> None:
        sign_all(but=[ReadinessDuty.ETHICS])
        assert at_the_phone.take(caller) is None

        stand(ReadinessDuty.ETHICS)
        assert at_the_phone.take(caller) is not None

    @pytest.mark.slow
    def test_is_of_pilot_forces_alone_until_a_pilot_is_signed(self, caller: User, settings) -> None:
        sign_all(but=[ReadinessDuty.PILOT])
        settings.PILOT_FORCES = ["kent"]
        assert at_the_phone.take(caller) is None

        settings.PILOT_FORCES = [at_the_phone.CITY]
        assert at_the_phone.take(caller) is not None

    def test_stops_before_the_number_though_the_call_was_taken(self, caller: User) -> None:
        sign_all()
        at_the_phone.take(caller)
        signature = DutySignature.objects.get(duty=ReadinessDuty.SAFETY)
        actions.take_back(pk=signature.pk, by=signer(), at=NOW)

        viewer = at_the_phone.viewer_of(caller)
        assert calling.show_number(viewer=viewer, by=signer(), at=NOW) is None
        stand(ReadinessDuty.SAFETY)
        assert at_the_phone.take(caller) is not None


class TestTheNationalDesk:
    @pytest.mark.slow
    @pytest.mark.parametrize("change", ["no rota", "leave", "inactive", "role ends"])
    def test_stops_asking_on_days_without_a_named_reader(
        self, message: OutboxMessage, change: str
    ) -> None:
        sign_all()
        assert asking_stop.why_not_to_ask(at=NOW) == ""
        person = staff_national_desk()

        if change == "no rota":
            TriageShift.objects.all().delete()
        elif change == "leave":
            on = TODAY + timedelta(days=2)
            rota.set_absence(
                desk=NATIONAL, person=person, first_on=on, last_on=on, by=TESTER, at=NOW
            )
        elif change == "inactive":
            User.objects.filter(pk=person.pk).update(is_active=False)
        else:
            Membership.objects.filter(user=person).update(ends_on=TODAY + timedelta(days=1))

        assert "18 November 2026" in asking_stop.why_not_to_ask(at=NOW)
        assert send(provider=Scripted()).sent == 0

    @pytest.mark.slow
    def test_is_listed_day_by_day_with_its_readers(self) -> None:
        person = staff_national_desk()
        on = TODAY + timedelta(days=3)
        rota.set_absence(desk=NATIONAL, person=person, first_on=on, last_on=on, by=TESTER, at=NOW)

        days = national_desk.day_lines(national_desk.coming_days(at=NOW))

        assert [is_staffed for _day, _readers, is_staffed in days] == [True] * 3 + [False] + [
            True
        ] * 3
        assert days[1] == ("17 November 2026", "Desk, midnight to midnight", True)

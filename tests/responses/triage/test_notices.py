from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from django_tasks_db.management.commands import db_worker

from access.background import task_queue
from access.digests import carriers
from access.digests.carriers import Letter, NotTakenError
from access.models import AuditEvent, Force, Membership, User, WebhookDelivery
from access.permissions import Role
from access.webhooks import actions as webhooks
from config.worker import Worker
from responses.models import Case, DeskNotice, SealedText, WrittenText
from responses.triage.actions import escalating, notices, reading, rota, sending, sorting
from responses.triage.actions.reading import take
from responses.triage.outcomes import TextOutcome
from responses.triage.risk.reading import TriageClock
from tests.access.digests.make import Remembering
from tests.config.test_fortnight import run_in_process
from tests.conftest import NOW, TESTER, _staff
from tests.responses.invited import invite
from tests.responses.triage.at_the_desk import (
    BETTER,
    NATIONAL,
    begun,
    on_the_rota,
    reader,
    record_call,
    written,
)
from tests.responses.triage.test_reading import DANGER, actor

pytestmark = pytest.mark.django_db
NIGHT = datetime(2026, 11, 20, 20, 5, tzinfo=UTC)
"""A Friday."""
DOUBTFUL = "xyzzy plugh"


@pytest.fixture
def carrier(monkeypatch: pytest.MonkeyPatch) -> Remembering:
    one = Remembering()
    monkeypatch.setattr(carriers, "chosen_carrier", lambda: one)
    return one


def send(carrier: carriers.Carrier, *, at: datetime = NOW) -> None:
    notices.send_notices(carrier=carrier, by=TESTER, now=lambda: at)


def notified(reason: str = "") -> list[str]:
    found = DeskNotice.objects.filter(reason=reason) if reason else DeskNotice.objects.all()
    return sorted(found.values_list("user__name", flat=True))


def lead(name: str, *, desk=None) -> User:
    person = _staff(
        Role.OPERATIONS_LEAD, None if desk == NATIONAL else "city-of-london", prefix=name
    )
    User.objects.filter(pk=person.pk).update(name=name)
    return person


class TestAnUrgentText:
    @pytest.mark.parametrize("words", [DANGER, "I want to die. I have the pills.", DOUBTFUL])
    def test_tells_everybody_on_duty_at_once(self, carrier, words):
        on_the_rota("Ash", "Birch")
        reader("Cedar")

        written(better=words)
        send(carrier)

        assert notified("arrived") == ["Ash", "Birch"]
        assert {letter.to for letter in carrier.letters} == {"ash@example.org", "birch@example.org"}

    def test_says_nothing_of_it(self, carrier):
        on_the_rota("Ash")
        text = written(better=f"{DANGER} lapwing")

        send(carrier)

        (letter,) = carrier.letters
        case = Case.objects.get(stage_events__invitation__responses=text.response)
        for secret in ("lapwing", "kill", "danger", "police", case.case_key, "City of London"):
            assert secret.lower() not in (letter.subject + letter.body).lower()
        assert "10:30" in letter.body
        assert "/staff/texts/" in letter.body

    def test_tells_nobody_of_what_is_not_urgent(self):
        on_the_rota("Ash")

        written(better=BETTER)
        sorting.sort_texts(by=TESTER, at=NOW)

        assert notified() == []

    def test_tells_nobody_twice(self, carrier):
        on_the_rota("Ash")
        written(better=DANGER)

        for _ in range(3):
            sorting.sort_texts(by=TESTER, at=NOW)
            escalating.see_to_texts(by=TESTER, at=NOW)
            send(carrier)

        assert len(carrier.letters) == 1

    def test_is_told_of_in_the_transaction_in_which_it_is_kept(self, monkeypatch):
        on_the_rota("Ash")
        response = begun()

        def fail(*_args, **_given):
            raise OSError

        monkeypatch.setattr(sending.task_queue, "enqueue", fail)
        with pytest.raises(OSError):
            written(response, better=DANGER)

        assert not WrittenText.objects.exists()
        assert not DeskNotice.objects.exists()

    def test_tells_registered_systems_of_the_force_and_the_nation(self):
        on_the_rota("Ash")
        for force in ("city-of-london", "kent"):
            endpoint(force)

        text = written(better=DANGER)

        (delivery,) = WebhookDelivery.objects.all()
        assert delivery.kind == "text.urgent"
        assert delivery.endpoint.force_id == "city-of-london"
        assert f"/staff/texts/{text.pk}/" in delivery.body
        assert task_queue.pending("access.tasks.deliver_webhooks")

    @pytest.mark.safety
    def test_saf_13_tells_no_system_of_a_force_that_may_not_see_the_case(self):
        on_the_rota("Nan", desk=NATIONAL)
        endpoint("city-of-london")
        invited = invite()
        Case.objects.filter(pk=invited.case_id).update(flags={"police_suspect": True})

        written(begun(invited.invitation), better=DANGER)

        assert not WebhookDelivery.objects.exists()
        assert notified() == ["Nan"]

    @pytest.mark.safety
    def test_saf_13_tells_nobody_who_knows_somebody_in_the_case(self):
        ash, _birch = on_the_rota("Ash", "Birch")
        response = begun()
        reading.declare(response_id=response.pk, by=actor(ash), at=NOW)

        written(response, better=DANGER)

        assert notified() == ["Birch"]


def endpoint(force_code: str) -> None:
    webhooks.register(
        force=Force.objects.get(code=force_code), label="x", url="https://systems.example.org/",
        events=["text.urgent", "text.overdue"], by=TESTER, at=NOW,
    )  # fmt: skip


class TestWhereNobodyIsOnDuty:
    def test_the_national_desk_has_it_at_once(self):
        reader("Ash")
        on_the_rota("Nan", desk=NATIONAL)

        text = written(better=DANGER)

        assert notified("nation") == ["Nan"]
        assert text.escalated == 2

    def test_leave_counts_as_nobody(self):
        (ash,) = on_the_rota("Ash")
        on_the_rota("Nan", desk=NATIONAL)
        rota.set_absence(
            desk=NATIONAL, person=ash, first_on=NOW.date(), last_on=NOW.date(), by=TESTER, at=NOW
        )

        written(better=DANGER)

        assert notified() == ["Nan"]

    @pytest.mark.parametrize("change", ["inactive", "role ended", "no email"])
    def test_nobody_who_cannot_act_counts(self, carrier, change):
        (ash,) = on_the_rota("Ash")
        on_the_rota("Nan", desk=NATIONAL)
        if change == "inactive":
            User.objects.filter(pk=ash.pk).update(is_active=False)
        elif change == "role ended":
            Membership.objects.filter(user=ash).update(ends_on=NOW.date() - timedelta(days=60))
        else:
            User.objects.filter(pk=ash.pk).update(email="")

        written(better=DANGER)
        send(carrier)
        escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=1))
        send(carrier, at=NOW + timedelta(minutes=1))

        assert [letter.to for letter in carrier.letters] == ["nan@example.org"]

    def test_at_any_desk_all_readers_and_leads_get_it(self):
        reader("Ash")
        reader("Nan", desk=NATIONAL)
        lead("Lea")
        lead("Nora", desk=NATIONAL)

        text = written(better=DANGER, at=NIGHT)

        assert notified("arrived") == ["Ash", "Lea", "Nan", "Nora"]
        assert text.escalated == 2

    def test_readers_who_come_on_duty_get_it(self):
        on_the_rota("Ash")
        written(better=DANGER, at=NIGHT)
        DeskNotice.objects.all().delete()

        escalating.see_to_texts(by=TESTER, at=datetime(2026, 11, 21, 9, 0, tzinfo=UTC))

        assert "Ash" in notified("arrived")


class TestTheClock:
    def test_tells_the_leads_and_the_national_desk_when_it_runs_out(self, carrier):
        on_the_rota("Ash")
        on_the_rota("Nan", desk=NATIONAL)
        lead("Lea")
        endpoint("city-of-london")
        text = written(better=DANGER)
        take(text=text, by=actor(User.objects.get(name="Ash")), at=NOW)

        escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=29))
        before = notified("overdue") + notified("nation")
        for _ in range(2):
            escalating.see_to_texts(by=TESTER, at=NOW + timedelta(minutes=30))

        assert before == []
        assert (notified("overdue"), notified("nation")) == (["Lea"], ["Nan"])
        kinds = WebhookDelivery.objects.values_list("kind", flat=True)
        assert sorted(kinds) == ["text.overdue", "text.urgent"]

    def test_never_pauses_for_a_child_in_danger(self):
        text = written(better="He hits my son every night.", at=NIGHT)

        assert text.category == "child"
        assert text.clock == TriageClock.HALF_HOUR
        assert text.due_at == NIGHT + timedelta(minutes=30)


class TestSending:
    class Refusing(Remembering):
        def send(self, letter: Letter) -> None:
            raise NotTakenError

    def test_is_tried_again_until_it_goes(self, carrier):
        on_the_rota("Ash")
        written(better=DANGER)

        send(self.Refusing())
        send(carrier, at=NOW + timedelta(seconds=59))
        send(carrier, at=NOW + timedelta(minutes=1))

        assert len(carrier.letters) == 1
        assert DeskNotice.objects.get().state == "sent"

    def test_is_given_up_by_none_that_a_killed_worker_had_begun(self, carrier):
        on_the_rota("Ash")
        written(better=DANGER)

        class Killed(BaseException):
            pass

        class Dying(Remembering):
            def send(self, letter: Letter) -> None:
                raise Killed

        with pytest.raises(Killed):
            send(Dying())
        send(carrier, at=NOW + timedelta(minutes=2))

        assert len(carrier.letters) == 1

    def test_ends_when_somebody_has_taken_or_closed_it(self, carrier):
        (ash,) = on_the_rota("Ash")
        taken, closed = written(better=DANGER), written(better=DANGER)
        take(text=taken, by=actor(ash), at=NOW)
        record_call(closed)
        reading.close(text=closed, outcome=TextOutcome.PASSED_ON, told="yes", by=actor(ash), at=NOW)

        send(carrier)

        assert carrier.letters == []
        assert set(DeskNotice.objects.values_list("state", flat=True)) == {"dropped"}

    def test_is_named_in_no_trail(self, carrier):
        on_the_rota("Ash")
        written(better=DANGER)
        send(carrier)

        line = AuditEvent.objects.get(kind="text.desk_told")
        assert line.details == {"notices": 1}


@pytest.fixture
def running(monkeypatch: pytest.MonkeyPatch) -> Iterator[time_machine.Traveller]:
    monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.mark.slow
class TestTheWorker:
    def work(self) -> None:
        Worker(now=timezone.now, run_tasks=run_in_process).do_what_is_due()

    def test_emails_everybody_on_duty(self, running, carrier):
        on_the_rota("Ash", "Birch")
        self.work()

        written(better=DANGER, at=timezone.now())
        self.work()

        assert len(carrier.letters) == 2

    def test_tells_of_what_it_cannot_open(self, running, carrier, monkeypatch):
        on_the_rota("Ash")
        self.work()
        monkeypatch.setattr(sorting, "_found", lambda *_args, **_given: 1 / 0)
        text = written(better=DANGER, at=timezone.now())
        monkeypatch.undo()
        monkeypatch.setattr(db_worker, "close_old_connections", lambda: None)
        monkeypatch.setattr(carriers, "chosen_carrier", lambda: carrier)
        SealedText.objects.update(sealed=b"broken")

        self.work()

        text.refresh_from_db()
        assert text.unreadable_at == timezone.now()
        assert text.due_at == NOW + timedelta(minutes=30)
        assert notified("unreadable") == ["Ash"]
        assert len(carrier.letters) == 1

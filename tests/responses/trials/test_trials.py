from dataclasses import asdict
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from access.actor import Actor
from access.approval.decisions import NotAPersonError, OwnRequestError, RequestDecidedError
from access.models import AuditEvent, User
from responses import tasks
from responses.invitations.actions import queue as queue_actions
from responses.invitations.selectors import outbox
from responses.models import CodeAttempt, Invitation, OutboxMessage, Response, Trial, TrialPlace
from responses.sms import texts as message_texts
from responses.trials import actions, rules, selectors
from responses.trials.rules import HOURS, ArmCount, TrialKind, TrialOutcome
from responses.vault import sending_hours
from survey import selectors as survey_selectors
from tests.conftest import NOW, TESTER
from tests.responses.asked import SAFE, TODAY, decide, load, row

pytestmark = pytest.mark.databases

ONE, OTHER = (Actor.user(user_id=pk, name=name) for pk, name in ((9001, "One"), (9002, "Other")))


@pytest.fixture(autouse=True)
def _people(db) -> None:
    for actor in (ONE, OTHER):
        User.objects.create(pk=actor.user_id, email=f"{actor.name}@example.org", name=actor.name)


def propose(**changes: object) -> Trial:
    plan = {
        "kind": TrialKind.HOUR,
        "arms": ["morning", "evening"],
        "outcome": TrialOutcome.ANSWERED,
        "why": "More people have time in the evening.",
        "planned_each": 200,
        "first_day": TODAY,
        "last_day": TODAY + timedelta(days=30),
        "by": ONE,
        "at": NOW,
    }
    return actions.propose(**(plan | changes))


def confirm(trial: Trial, *, by: Actor = OTHER) -> Trial:
    actions.confirm(trial_id=trial.pk, by=by, at=NOW)
    trial.refresh_from_db()
    return trial


def queue(*rows: object, transport: str = "development", hours: int = 0) -> list[Invitation]:
    load(*rows)
    decide()
    queue_actions.queue_invitations(
        transport=transport, spread=timedelta(hours=hours), by=TESTER, at=NOW
    )
    return list(Invitation.objects.order_by("pk"))


class TestATrial:
    def test_takes_two_people(self) -> None:
        trial = propose()

        with pytest.raises(OwnRequestError):
            actions.confirm(trial_id=trial.pk, by=ONE, at=NOW)

        assert confirm(trial).confirmed_by == "Other"
        assert {"trial.proposed", "trial.confirmed"} <= set(
            AuditEvent.objects.values_list("kind", flat=True)
        )

    def test_is_proposed_and_confirmed_by_people(self) -> None:
        with pytest.raises(NotAPersonError):
            propose(by=TESTER)
        trial = propose()
        with pytest.raises(NotAPersonError):
            actions.confirm(trial_id=trial.pk, by=TESTER, at=NOW)

    def test_cannot_be_confirmed_twice_nor_once_dropped(self) -> None:
        trial = confirm(propose())
        with pytest.raises(RequestDecidedError):
            actions.confirm(trial_id=trial.pk, by=OTHER, at=NOW)
        dropped = propose(kind=TrialKind.TEXT, arms=["shorter"])
        actions.close(trial_id=dropped.pk, because="a mistake", by=ONE, at=NOW)
        with pytest.raises(RequestDecidedError):
            actions.confirm(trial_id=dropped.pk, by=OTHER, at=NOW)

    def test_stands_alone_among_those_of_its_kind(self) -> None:
        propose()

        with pytest.raises(actions.OtherTrialError):
            propose(first_day=TODAY + timedelta(days=30), last_day=TODAY + timedelta(days=40))

        assert propose(first_day=TODAY + timedelta(days=31), last_day=TODAY + timedelta(days=40))
        assert propose(kind=TrialKind.TEXT, arms=["shorter"])

    def test_cannot_be_stored_with_one_person_twice(self) -> None:
        trial = propose()

        with pytest.raises(IntegrityError), transaction.atomic():
            Trial.objects.filter(pk=trial.pk).update(confirmed_at=NOW, confirmed_by_id=ONE.user_id)


class TestPlaces:
    @pytest.mark.slow
    def test_are_drawn_with_the_invitation_and_kept_with_their_chance(self) -> None:
        trial = confirm(propose())

        invitations = queue(*(row() for _ in range(40)))

        places = TrialPlace.objects.filter(trial=trial)
        assert {place.invitation_id for place in places} == {each.pk for each in invitations}
        assert {place.chance for place in places} == {1 / 3}
        assert {place.arm for place in places} == {"any", "morning", "evening"}

    @pytest.mark.parametrize("changes", [{}, {"first_day": TODAY + timedelta(days=1)}])
    def test_are_drawn_in_running_trials_alone(self, changes) -> None:
        trial = propose(**changes)
        if changes:
            confirm(trial)

        queue(row())

        assert not TrialPlace.objects.exists()

    @pytest.mark.parametrize(
        "sensitive",
        [
            {"flags": {**row().flags, "domestic_abuse": True}, **SAFE},
            {"flags": {**row().flags, "stalking": True}, **SAFE},
            {"crime_group": "sexual", **SAFE},
            {"risk_level": "high", **SAFE},
            {"flags": {}, **SAFE},
            SAFE,
            {"number_safe": "yes"},
        ],
    )
    def test_are_never_drawn_where_safety_decides(self, sensitive) -> None:
        confirm(propose())
        confirm(propose(kind=TrialKind.TEXT, arms=["shorter"]))

        invitations = queue(row(**sensitive))

        assert len(invitations) == 1
        assert not TrialPlace.objects.exists()

    @pytest.mark.slow
    def test_go_with_their_invitation(self) -> None:
        confirm(propose())
        queue(row())

        Invitation.objects.all().delete()

        assert not TrialPlace.objects.exists()


class TestTheHour:
    @pytest.mark.slow
    def test_is_that_of_the_arm_for_first_message_and_reminder(self) -> None:
        confirm(propose(arms=["morning", "midday", "evening"]))
        queue(*(row() for _ in range(60)), transport="notify", hours=3)
        week_later = NOW + timedelta(days=8)
        OutboxMessage.objects.update(state="sent", sent_at=NOW)
        Invitation.objects.update(delivered_at=NOW, delivery_status="delivered")
        queue_actions.queue_reminders(
            transport="notify", spread=timedelta(hours=3), by=TESTER, at=week_later
        )

        ways = selectors.ways_of(list(Invitation.objects.values_list("pk", flat=True)))
        messages = list(OutboxMessage.objects.all())
        assert {message.is_reminder for message in messages} == {False, True}
        for message in messages:
            window = ways[message.invitation_id].hours
            local = message.due_at.astimezone(sending_hours.PLACE).time()
            assert window.start <= local < window.end
            assert sending_hours.may_send(message.due_at)

    @pytest.mark.slow
    def test_never_makes_a_text_go_out_when_none_may(self) -> None:
        confirm(propose(arms=["morning"]))
        load(*(row() for _ in range(10)))
        decide()
        saturday = datetime(2026, 12, 5, 18, 30, tzinfo=UTC)

        queue_actions.queue_invitations(
            transport="notify", spread=timedelta(hours=3), by=TESTER, at=saturday
        )

        assert all(sending_hours.may_send(m.due_at) for m in OutboxMessage.objects.all())


class TestTheText:
    @pytest.mark.slow
    def test_is_that_of_the_arm(self) -> None:
        confirm(propose(kind=TrialKind.TEXT, arms=["shorter"]))
        queue(*(row() for _ in range(30)))

        arms = dict(TrialPlace.objects.values_list("invitation_id", "arm"))
        texts = {
            arms[message.invitation_id]: outbox.template_of(message)
            for message in OutboxMessage.objects.select_related("invitation")
        }

        assert set(texts) == {"usual", "shorter"}
        assert texts["usual"] == message_texts.TEMPLATES["en"]
        assert texts["shorter"] == message_texts.SHORTER["en"]

    def test_is_the_usual_one_without_a_trial(self) -> None:
        queue(row())

        assert not OutboxMessage.objects.get().is_shorter


class TestTheEnd:
    @pytest.mark.slow
    def test_comes_when_every_arm_has_its_people(self) -> None:
        trial = confirm(propose())
        Trial.objects.update(planned_each=1)
        queue(*(row() for _ in range(30)))

        tasks.watch_trials.func()

        trial.refresh_from_db()
        assert trial.closed_because == actions.FULL

    def test_comes_after_the_last_day(self) -> None:
        trial = confirm(propose())

        actions.watch(by=TESTER, at=NOW + timedelta(days=30))
        trial.refresh_from_db()
        assert trial.closed_at is None

        actions.watch(by=TESTER, at=NOW + timedelta(days=31))
        trial.refresh_from_db()
        assert trial.closed_because == actions.LAST_DAY_OVER

    def test_comes_at_once_where_an_arm_drives_people_away(self, monkeypatch) -> None:
        trial = confirm(propose())
        harm = {"any": ArmCount(placed=900, stopped=1), "evening": ArmCount(placed=900, stopped=60)}
        monkeypatch.setattr(selectors, "counts", lambda _trial: harm)

        actions.watch(by=TESTER, at=NOW)

        trial.refresh_from_db()
        assert trial.closed_because == actions.HARMFUL

    def test_places_nobody_any_more(self) -> None:
        trial = confirm(propose())
        actions.close(trial_id=trial.pk, because="enough", by=ONE, at=NOW)

        queue(row())

        assert not TrialPlace.objects.exists()


class TestTheResult:
    @pytest.mark.slow
    def test_is_kept_once_every_link_is_over_and_not_before(self) -> None:
        trial = confirm(propose())
        people = queue(*(row() for _ in range(12)))
        self._answer(people[:4], is_done=True)
        self._answer(people[4:7], is_done=False)
        Invitation.objects.filter(pk=people[8].pk).update(opted_out_at=NOW)
        actions.close(trial_id=trial.pk, because="enough", by=ONE, at=NOW)

        actions.watch(by=TESTER, at=NOW + rules.FOLLOW_UP)
        trial.refresh_from_db()
        assert trial.result is None

        actions.watch(by=TESTER, at=NOW + rules.FOLLOW_UP + timedelta(days=1))
        trial.refresh_from_db()
        kept = {
            step: sum(arm[step] for arm in trial.result.values()) for step in asdict(ArmCount())
        }
        assert kept == {
            "placed": 12, "began": 7, "answered": 4, "stopped": 1, "asked": 0, "left_out": 0,
        }  # fmt: skip

    def test_counts_withdrawn_answers_as_not_given(self) -> None:
        trial = confirm(propose())
        people = queue(row())
        self._answer(people, is_done=True)
        Response.objects.update(withdrawn_at=NOW, withdrawn_by="themselves")

        found = selectors.counts(trial)

        assert sum(arm.placed for arm in found.values()) == 1
        assert sum(arm.answered + arm.began for arm in found.values()) == 0

    def test_counts_what_was_given_in_the_victims_place_as_not_given(self) -> None:
        trial = confirm(propose())
        [person] = queue(row())
        attempt = CodeAttempt.objects.create(
            invitation=person, token_hash=b"1" * 32, role="IDVA", is_for_another=True,
            drawn_at=NOW, drawn_by="tests", expires_at=NOW,
        )  # fmt: skip
        self._answer([person], is_done=True)
        assert sum(arm.answered for arm in selectors.counts(trial).values()) == 1

        Response.objects.update(attempt=attempt, mode="web_code")

        assert all((arm.began, arm.answered) == (0, 0) for arm in selectors.counts(trial).values())

    def test_does_not_change_when_invitations_are_destroyed(self) -> None:
        trial = confirm(propose())
        queue(row())
        actions.close(trial_id=trial.pk, because="enough", by=ONE, at=NOW)
        actions.watch(by=TESTER, at=NOW + timedelta(days=40))
        Invitation.objects.all().delete()
        actions.watch(by=TESTER, at=NOW + timedelta(days=41))

        trial.refresh_from_db()
        assert sum(arm["placed"] for arm in trial.result.values()) == 1

    def _answer(self, people: list[Invitation], *, is_done: bool) -> None:
        version = survey_selectors.version_in_force(on=TODAY)
        for each in people:
            Response.objects.create(
                invitation=each,
                instrument=version,
                language="en",
                started_at=NOW,
                core_done_at=NOW if is_done else None,
            )


class TestTheWindow:
    def test_of_the_usual_way_is_that_of_all_sending(self) -> None:
        assert (HOURS["any"].start, HOURS["any"].end) == (time(9), time(19))
        assert (time(9), time(19)) == (sending_hours.OPENS, sending_hours.CLOSES)

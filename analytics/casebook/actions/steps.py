"""The acts in the case of an alert. Each locks the case, asks the one table whether it may be done,
and leaves a step and an audit row."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.models import Force, User
from access.webhooks.events import WebhookEvent
from analytics.alerts.events import tell_systems
from analytics.casebook import states
from analytics.casebook.kinds import ActionKind
from analytics.casebook.selectors import cases
from analytics.casebook.states import Act, Refusal, State, Verdict
from analytics.models import Alert, AlertCase, AlertStep, CaseAction

SAID_ONCE = frozenset({Act.GIVE, Act.EXPLAIN})
"""Acts that a state allows again at once: the same press twice leaves one step."""


TAKES_UP = frozenset({Act.TAKE, Act.GIVE})
"""Acts that make an alert of what something explained: whoever has it is reminded as of any."""


class RefusedError(Exception):
    """The table refuses the act; nothing was written."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def take(*, alert: Alert, due_on: date, by: Actor, at: datetime) -> None:
    """Whoever takes it is its owner. Of two at once the second is refused."""
    _step(alert, Act.TAKE, by=by, at=at, **_owned(by.user_id, by.name, due_on))


def give(*, alert: Alert, to: User, due_on: date, by: Actor, at: datetime) -> None:
    """Another owner, or another day for the same."""
    _step(alert, Act.GIVE, by=by, at=at, note=to.name, **_owned(to.pk, to.name, due_on))


def snooze(*, alert: Alert, until: date, note: str, by: Actor, at: datetime) -> None:
    """Left alone until a day, for a reason; its due day waits as long."""
    _step(
        alert, Act.SNOOZE, by=by, at=at, note=note, snoozed_until=until,
        due_on=until + states.ESCALATES_AFTER, reminded_on=None, escalated_on=None,
    )  # fmt: skip


def wake(*, alert: Alert, by: Actor, at: datetime) -> None:
    _step(alert, Act.WAKE, by=by, at=at, snoozed_until=None)


def explain(*, alert: Alert, verdict: Verdict, note: str, by: Actor, at: datetime) -> None:
    """What it was, where nothing is done about it."""
    _step(alert, Act.EXPLAIN, by=by, at=at, note=note, verdict=verdict.value)


@transaction.atomic
def begin(
    *,
    alert: Alert,
    kind: ActionKind,
    starts_on: date,
    forces: Sequence[Force],
    what: str,
    by: Actor,
    at: datetime,
) -> CaseAction:
    """Something is done: the change is taken for true, and measured again eight weeks after.
    Without forces it is done in the whole nation. Said twice, it has begun once."""
    facts = {"kind": kind.value, "starts_on": starts_on, "what": what}
    if (known := _begun_before(_case_of(alert), forces, facts)) is not None:
        return known
    case = _step(
        alert, Act.BEGIN, by=by, at=at, note=what, verdict=Verdict.TRUE.value,
        due_on=states.measured_on(starts_on) + states.ESCALATES_AFTER,
        reminded_on=None, escalated_on=None,
    )  # fmt: skip
    action = CaseAction.objects.create(case=case, decided_at=at, decided_by=by.name, **facts)
    action.forces.set(forces)
    return action


def _begun_before(
    case: AlertCase, forces: Sequence[Force], facts: Mapping[str, Any]
) -> CaseAction | None:
    """The same in the same places, which waits for its second measurement."""
    places = {force.pk for force in forces}
    waiting = CaseAction.objects.filter(case=case, measured_at__isnull=True, **facts)
    same = (one for one in waiting if places == set(one.forces.values_list("pk", flat=True)))
    return next(same, None)


def close(*, alert: Alert, note: str, by: Actor, at: datetime) -> None:
    _step(alert, Act.CLOSE, by=by, at=at, note=note, closed_at=at)


@transaction.atomic
def mark_duplicate(*, alert: Alert, of: Alert, note: str, by: Actor, at: datetime) -> None:
    """Followed there instead; refused where the other is the same, followed elsewhere itself, or
    closed. Both cases are locked in one order: of two who follow each with the other, one is
    refused."""
    locked = {one.pk: _case_of(one) for one in sorted((alert, of), key=lambda one: one.pk)}
    if of.pk == alert.pk or locked[of.pk].state == State.DUPLICATE:
        raise RefusedError(Refusal.FOLLOWS_ANOTHER)
    if locked[of.pk].state == State.CLOSED:
        raise RefusedError(Refusal.OTHER_IS_CLOSED)
    _step(alert, Act.DUPLICATE, by=by, at=at, note=note, duplicate_of=of, closed_at=at)


def reopen(*, alert: Alert, note: str, by: Actor, at: datetime) -> None:
    """By a person or by the score: it has no owner until somebody takes it."""
    _step(
        alert, Act.REOPEN, by=by, at=at, note=note, closed_at=None, duplicate_of=None,
        **_owned(None, "", None),
    )  # fmt: skip


def note_measured(*, action: CaseAction, result: dict[str, Any], by: Actor, at: datetime) -> None:
    """The second measurement of an action, by the clock, once."""
    if not states.is_measurable(action.starts_on, on=localdate(at)):
        raise RefusedError(Refusal.TOO_EARLY)
    with transaction.atomic():
        case = _case_of(action.case.alert)
        if not CaseAction.objects.filter(case=case, pk=action.pk, measured_at=None).exists():
            raise RefusedError(Refusal.NOTHING_BEGUN)
        _step(action.case.alert, Act.MEASURE, by=by, at=at, note=action.what)
        CaseAction.objects.filter(pk=action.pk).update(measured_at=at, result=result)


@transaction.atomic
def keep_picture(*, alert: Alert, picture: Mapping[str, object], by: Actor, at: datetime) -> None:
    """Freeze the weekly picture of an alert. It is no act: what people did with the case stays, and
    the audit row is that of the morning's work."""
    case = _case_of(alert)
    case.picture = {**picture, "drawn_at": at.isoformat(), "drawn_by": by.name}
    case.save(update_fields=["picture"])


def _case_of(alert: Alert) -> AlertCase:
    """The case of an alert, locked; made where there is none."""
    AlertCase.objects.get_or_create(alert=alert)
    return AlertCase.objects.select_for_update().get(alert=alert)


@transaction.atomic
def _step(
    alert: Alert, act: Act, *, by: Actor, at: datetime, note: str = "", **changes: Any
) -> AlertCase:
    case = _case_of(alert)
    found = states.after(
        State(case.state), act, unmeasured=cases.unmeasured_of(case), on=localdate(at)
    )
    if isinstance(found, Refusal):
        raise RefusedError(found)
    changes["state"] = found.value
    if act in SAID_ONCE and _is_said(case, changes, act=act.value, note=note, by=by.name):
        return case
    for name, value in changes.items():
        setattr(case, name, value)
    case.save()
    if act in TAKES_UP:
        _raise_explained(alert, at=at)
    AlertStep.objects.create(
        case=case, act=act.value, state=found.value, note=note, at=at, by=by.name
    )
    force = alert.force_id or ""
    audit.record(
        AuditKind.ALERT_ANSWERED, target=case, by=by, at=at, act=act.value, state=found.value,
        force=force, verdict=case.verdict,
    )  # fmt: skip
    tell_systems(WebhookEvent.ALERT_STATE_CHANGED, alert, at=at)
    return case


def _raise_explained(alert: Alert, *, at: datetime) -> None:
    """Somebody takes what something explains for a change all the same: it is an alert from now on.
    Nothing of one that nothing explains."""
    explained = Alert.objects.filter(pk=alert.pk).exclude(explained_by="")
    if explained.update(explained_by="", raised_at=at) and alert.parent_id is None:
        tell_systems(WebhookEvent.ALERT_RAISED, alert, at=at)


def _is_said(case: AlertCase, changes: Mapping[str, Any], **step: str) -> bool:
    """Whether the latest step was the same and left the case as it is."""
    latest = case.steps.order_by("pk").last()
    is_same = latest is not None and all(
        getattr(latest, name) == value for name, value in step.items()
    )
    return is_same and all(getattr(case, name) == value for name, value in changes.items())


def _owned(owner_id: int | None, owner: str, due_on: date | None) -> dict[str, Any]:
    return {
        "owner_id": owner_id,
        "owner": owner,
        "due_on": due_on,
        "reminded_on": None,
        "escalated_on": None,
    }

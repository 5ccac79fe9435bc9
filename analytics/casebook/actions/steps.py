"""Each act locks the case, checks the state table, and adds a step and an audit row."""

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
from analytics.casebook.selectors import cases
from analytics.casebook.states import Act, ActionKind, Refusal, State, Verdict
from analytics.models import Alert, AlertCase, AlertStep, CaseAction

ONCE_ONLY = frozenset({Act.GIVE, Act.EXPLAIN})
"""Acts that a state allows again immediately: pressing a button twice must leave one step."""


RESTORES = frozenset({Act.TAKE, Act.GIVE})
"""Acts that restore an alert which an artefact had explained, so reminders start again."""


class RefusedError(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


def take(*, alert: Alert, due_on: date, by: Actor, at: datetime) -> None:
    _take_step(alert, Act.TAKE, by=by, at=at, **_owner_changes(by.user_id, by.name, due_on))


def give(*, alert: Alert, to: User, due_on: date, by: Actor, at: datetime) -> None:
    _take_step(
        alert, Act.GIVE, by=by, at=at, note=to.name, **_owner_changes(to.pk, to.name, due_on)
    )


def snooze(*, alert: Alert, until: date, note: str, by: Actor, at: datetime) -> None:
    """The due day moves to that day."""
    _take_step(
        alert, Act.SNOOZE, by=by, at=at, note=note, snoozed_until=until,
        due_on=until + states.ESCALATES_AFTER, reminded_on=None, escalated_on=None,
    )  # fmt: skip


def wake(*, alert: Alert, by: Actor, at: datetime) -> None:
    _take_step(alert, Act.WAKE, by=by, at=at, snoozed_until=None)


def explain(*, alert: Alert, verdict: Verdict, note: str, by: Actor, at: datetime) -> None:
    _take_step(alert, Act.EXPLAIN, by=by, at=at, note=note, verdict=verdict.value)


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
    """The change counts as real and is measured again after eight weeks; a repeat changes
    nothing."""
    facts = {"kind": kind.value, "starts_on": starts_on, "what": what}
    if (known := _find_begun(_lock_case(alert), forces, facts)) is not None:
        return known
    case = _take_step(
        alert, Act.BEGIN, by=by, at=at, note=what, verdict=Verdict.TRUE.value,
        due_on=states.measured_on(starts_on) + states.ESCALATES_AFTER,
        reminded_on=None, escalated_on=None,
    )  # fmt: skip
    action = CaseAction.objects.create(case=case, decided_at=at, decided_by=by.name, **facts)
    action.forces.set(forces)
    return action


def _find_begun(
    case: AlertCase, forces: Sequence[Force], facts: Mapping[str, Any]
) -> CaseAction | None:
    places = {force.pk for force in forces}
    waiting = CaseAction.objects.filter(case=case, measured_at__isnull=True, **facts)
    same = (one for one in waiting if places == set(one.forces.values_list("pk", flat=True)))
    return next(same, None)


def close(*, alert: Alert, note: str, by: Actor, at: datetime) -> None:
    _take_step(alert, Act.CLOSE, by=by, at=at, note=note, closed_at=at)


@transaction.atomic
def mark_duplicate(*, alert: Alert, of: Alert, note: str, by: Actor, at: datetime) -> None:
    """Not the same alert, one followed elsewhere, or a closed one. Locks in a fixed order, so that
    two cannot follow each other."""
    locked = {one.pk: _lock_case(one) for one in sorted((alert, of), key=lambda one: one.pk)}
    if of.pk == alert.pk or locked[of.pk].state == State.DUPLICATE:
        raise RefusedError(Refusal.FOLLOWS_ANOTHER)
    if locked[of.pk].state == State.CLOSED:
        raise RefusedError(Refusal.OTHER_IS_CLOSED)
    _take_step(alert, Act.DUPLICATE, by=by, at=at, note=note, duplicate_of=of, closed_at=at)


def reopen(*, alert: Alert, note: str, by: Actor, at: datetime) -> None:
    _take_step(
        alert, Act.REOPEN, by=by, at=at, note=note, closed_at=None, duplicate_of=None,
        **_owner_changes(None, "", None),
    )  # fmt: skip


def note_measured(*, action: CaseAction, result: dict[str, Any], by: Actor, at: datetime) -> None:
    """Once."""
    if not states.is_measurable(action.starts_on, on=localdate(at)):
        raise RefusedError(Refusal.TOO_EARLY)
    with transaction.atomic():
        case = _lock_case(action.case.alert)
        if not CaseAction.objects.filter(case=case, pk=action.pk, measured_at=None).exists():
            raise RefusedError(Refusal.NOTHING_BEGUN)
        _take_step(action.case.alert, Act.MEASURE, by=by, at=at, note=action.what)
        CaseAction.objects.filter(pk=action.pk).update(measured_at=at, result=result)


@transaction.atomic
def keep_picture(*, alert: Alert, picture: Mapping[str, object], by: Actor, at: datetime) -> None:
    case = _lock_case(alert)
    case.picture = {**picture, "drawn_at": at.isoformat(), "drawn_by": by.name}
    case.save(update_fields=["picture"])


def _lock_case(alert: Alert) -> AlertCase:
    AlertCase.objects.get_or_create(alert=alert)
    return AlertCase.objects.select_for_update().get(alert=alert)


@transaction.atomic
def _take_step(
    alert: Alert, act: Act, *, by: Actor, at: datetime, note: str = "", **changes: Any
) -> AlertCase:
    case = _lock_case(alert)
    found = states.after(
        State(case.state), act, unmeasured=cases.unmeasured_of(case), on=localdate(at)
    )
    if isinstance(found, Refusal):
        raise RefusedError(found)
    changes["state"] = found.value
    if act in ONCE_ONLY and _is_recorded(case, changes, act=act.value, note=note, by=by.name):
        return case
    for name, value in changes.items():
        setattr(case, name, value)
    case.save()
    if act in RESTORES:
        explained = Alert.objects.filter(pk=alert.pk).exclude(explained_by="")
        if explained.update(explained_by="", raised_at=at) and alert.parent_id is None:
            tell_systems(WebhookEvent.ALERT_RAISED, alert, at=at)
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


def _is_recorded(case: AlertCase, changes: Mapping[str, Any], **step: str) -> bool:
    latest = case.steps.order_by("pk").last()
    is_same = latest is not None and all(
        getattr(latest, name) == value for name, value in step.items()
    )
    return is_same and all(getattr(case, name) == value for name, value in changes.items())


def _owner_changes(owner_id: int | None, owner: str, due_on: date | None) -> dict[str, Any]:
    return {
        "owner_id": owner_id,
        "owner": owner,
        "due_on": due_on,
        "reminded_on": None,
        "escalated_on": None,
    }

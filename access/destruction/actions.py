"""The brake before daily destruction (decision 51)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.destruction import rules, selectors
from access.destruction.rules import Counts, RunFacts, Uptime
from access.models import DestructionRun

RunState = DestructionRun.RunState


@dataclass(frozen=True)
class Destroyer:
    task: str
    count_due: Callable[[datetime, datetime | None], Counts]
    destroy: Callable[[Actor, datetime], None]


def destroy_unless_stopped(
    *,
    destroyer: Destroyer,
    by: Actor,
    at: datetime,
    database_at: datetime,
    uptime: Uptime | None = None,
) -> bool:
    """Also records the forecast for the next run."""
    last = selectors.last_done(destroyer.task)
    release = selectors.release_in_force(destroyer.task, database_at=database_at)
    # A released run destroys what was due when it was judged, unless the clock was ahead then.
    due_at = min(at, release.at) if release else at
    due = destroyer.count_due(due_at, last.at if last else None)
    if release is None or not rules.covers(release.due, due):
        facts = RunFacts(
            at=at,
            database_at=database_at,
            due=due,
            last_at=last.at if last else None,
            expected=last.forecast if last else None,
            held={} if last else selectors.count_held(list(due)),
            passed=rules.passed_between(selectors.uptime_of(last), uptime) if last else None,
        )
        if reasons := rules.stop_reasons(facts):
            _record_stop(destroyer.task, facts, reasons, by=by)
            return False
    destroyer.destroy(by, due_at)
    _record_done(destroyer, due, at=at, database_at=database_at, uptime=uptime)
    return True


def _record_stop(
    task: str, facts: RunFacts, reasons: tuple[rules.BrakeReason, ...], *, by: Actor
) -> None:
    with transaction.atomic():
        _replace_stopped(task)
        run = DestructionRun.objects.create(
            task=task,
            state=RunState.STOPPED,
            at=facts.at,
            database_at=facts.database_at,
            last_at=facts.last_at,
            reasons=[reason.value for reason in reasons],
            due=facts.due,
            expected=facts.expected,
        )
        audit.record(
            AuditKind.DESTRUCTION_STOPPED,
            target=run,
            by=by,
            at=facts.at,
            task=task,
            reasons=run.reasons,
            due=dict(facts.due),
        )


def _record_done(
    destroyer: Destroyer,
    due: Counts,
    *,
    at: datetime,
    database_at: datetime,
    uptime: Uptime | None,
) -> None:
    forecast_until = at + rules.MOST_BETWEEN_RUNS
    forecast = destroyer.count_due(forecast_until, None)
    with transaction.atomic():
        _replace_stopped(destroyer.task)
        DestructionRun.objects.create(
            task=destroyer.task,
            state=RunState.DONE,
            at=at,
            database_at=database_at,
            due=due,
            forecast=forecast,
            forecast_until=forecast_until,
            started=uptime.start if uptime else "",
            running=uptime.running if uptime else None,
        )


def _replace_stopped(task: str) -> None:
    stopped = DestructionRun.objects.filter(task=task, state=RunState.STOPPED)
    stopped.update(state=RunState.REPLACED)

import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from access.continuity import holding, readiness
from access.models import AuditEvent, BreakGlass, DestructionRun, TaskRun
from access.partitions import selectors as partitions

ALL = ""
"""The label of a value that has none."""


@dataclass(frozen=True)
class WatchedMeasure:
    """`label` is the label's name."""

    name: str
    meaning: str
    read: Callable[[datetime], Mapping[str, float]]
    label: str = ""


def age(since: datetime | None, *, at: datetime) -> dict[str, float]:
    """Seconds, from 0."""
    return {ALL: max(0.0, (at - since).total_seconds()) if since else 0.0}


def whether(answer: object) -> dict[str, float]:
    return {ALL: float(bool(answer))}


GLASS_STANDS = timedelta(hours=4)
WAITING = Q(given_up_at=None, hand_out_at__isnull=False)


def _waiting(at: datetime) -> Mapping[str, float]:
    waiting = TaskRun.objects.filter(WAITING, hand_out_at__lte=at)
    return age(waiting.order_by("hand_out_at").values_list("hand_out_at", flat=True).first(), at=at)


def _given_up(at: datetime) -> Mapping[str, float]:
    return {ALL: float(TaskRun.objects.filter(given_up_at__isnull=False).count())}


def _stopped(at: datetime) -> Mapping[str, float]:
    stopped = DestructionRun.objects.filter(state=DestructionRun.RunState.STOPPED)
    return whether(stopped.exists())


def _measure_hold(at: datetime) -> Mapping[str, float]:
    return whether(holding.hold_reason())


def _journal(at: datetime) -> Mapping[str, float]:
    return age(holding.behind_since(), at=at)


def _audit(at: datetime) -> Mapping[str, float]:
    newest = AuditEvent.objects.order_by("-pk").values_list("at", flat=True).first()
    return age(newest, at=at)


def _glass(at: datetime) -> Mapping[str, float]:
    found = BreakGlass.objects.filter(decided_at__gt=at - GLASS_STANDS, is_refused=False)
    return whether(any(each.until and at < each.until for each in found))


def _unreviewed(at: datetime) -> Mapping[str, float]:
    opened = BreakGlass.objects.filter(decided_at__isnull=False, is_refused=False)
    waits = opened.filter(reviewed_at__isnull=True).order_by("decided_at")
    return age(waits.values_list("decided_at", flat=True).first(), at=at)


def _months(at: datetime) -> Mapping[str, float]:
    return whether(partitions.tables_without_months(at))


def _free(at: datetime) -> Mapping[str, float]:
    disks = readiness.disks().items()
    usage = {name: shutil.disk_usage(folder) for name, folder in disks}
    return {name: each.free / each.total for name, each in usage.items()}


MEASURES = (
    WatchedMeasure("survey_task_waiting_seconds", "Age of the task that waits longest.", _waiting),
    WatchedMeasure("survey_tasks_given_up", "Background tasks that wait for a person.", _given_up),
    WatchedMeasure("survey_destruction_stopped", "Whether a destroyer stopped and asks.", _stopped),
    WatchedMeasure("survey_held", "Whether the database is held after a restore.", _measure_hold),
    WatchedMeasure(
        "survey_journal_behind_seconds", "Since when the journal is incomplete.", _journal
    ),
    WatchedMeasure(
        "survey_audit_newest_seconds", "Age of the newest event of the audit trail.", _audit
    ),
    WatchedMeasure("survey_break_glass_open", "Whether something is open in an emergency.", _glass),
    WatchedMeasure(
        "survey_break_glass_unreviewed_seconds", "Since when nobody reviewed it.", _unreviewed
    ),
    WatchedMeasure(
        "survey_months_missing", "Whether a table has no partition for next month.", _months
    ),
    WatchedMeasure("survey_disk_free_ratio", "Share of a disk that is free.", _free, label="disk"),
)

"""Gives no details that help an attacker."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Max

from access.continuity import readiness
from access.models import ScheduledSlot, TaskRun

LATE_AFTER = timedelta(minutes=10)
"""Age at which minutely work or a waiting task is late."""


@dataclass(frozen=True)
class ServiceStatus:
    """`takes_answers`: the database answers and takes writes."""

    takes_answers: bool
    is_in_time: bool
    has_room: bool

    @property
    def is_well(self) -> bool:
        return self.takes_answers and self.is_in_time and self.has_room


def read_status(*, at: datetime) -> ServiceStatus:
    """Never raises for a database that does not answer."""
    takes_answers = readiness.find_fault() is None
    return ServiceStatus(
        takes_answers=takes_answers,
        is_in_time=takes_answers and _is_in_time(at),
        has_room=not readiness.full_disks(),
    )


def read_status_while_answering(*, at: datetime) -> ServiceStatus:
    """Only the status page tries a write."""
    return ServiceStatus(
        takes_answers=True, is_in_time=_is_in_time(at), has_room=not readiness.full_disks()
    )


def _is_in_time(at: datetime) -> bool:
    waiting = TaskRun.objects.filter(given_up_at=None, hand_out_at__lte=at - LATE_AFTER)
    try:
        newest = ScheduledSlot.objects.aggregate(at=Max("slot_at"))["at"]
        return newest is not None and at - newest < LATE_AFTER and not waiting.exists()
    except Error:
        return False

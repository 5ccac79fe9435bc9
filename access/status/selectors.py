"""Whether the service works, in words that tell an attacker nothing: by what machines ask of a
process (access.continuity.readiness) and by how late the clock's work is."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import Error
from django.db.models import Max

from access.continuity import readiness
from access.models import ScheduledSlot, TaskRun

LATE_AFTER = timedelta(minutes=10)
"""Work of each minute, or a task that waits, is late after so long."""


@dataclass(frozen=True)
class ServiceStatus:
    """`takes_answers`: the database answers, and takes in where this process may write.
    `is_in_time`: the work in the background is. `has_room`: no disk of this machine is full."""

    takes_answers: bool
    is_in_time: bool
    has_room: bool

    @property
    def is_well(self) -> bool:
        return self.takes_answers and self.is_in_time and self.has_room


def read_status(*, at: datetime) -> ServiceStatus:
    """Never raises because of a database that does not answer: that is what it tells."""
    takes_answers = readiness.find_fault() is None
    return ServiceStatus(
        takes_answers=takes_answers,
        is_in_time=takes_answers and _is_in_time(at),
        has_room=not readiness.full_disks(),
    )


def read_status_while_answering(*, at: datetime) -> ServiceStatus:
    """For a page that the database has answered by now; whether it takes anything in is tried by
    the page of the status alone."""
    return ServiceStatus(
        takes_answers=True, is_in_time=_is_in_time(at), has_room=not readiness.full_disks()
    )


def _is_in_time(at: datetime) -> bool:
    """The clock hands work out, and workers take it. Where no work was ever handed out, no worker
    runs."""
    waiting = TaskRun.objects.filter(given_up_at=None, hand_out_at__lte=at - LATE_AFTER)
    try:
        newest = ScheduledSlot.objects.aggregate(at=Max("slot_at"))["at"]
        return newest is not None and at - newest < LATE_AFTER and not waiting.exists()
    except Error:
        return False

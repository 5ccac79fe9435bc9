"""How far the filling of figures has come: from the quarters that are filled and the tasks that
wait. A quarter is filled in one transaction, so it has all its figures or none."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.background import task_queue
from access.process_cache import cached_in_process
from analytics.models import Coverage

TASK = "analytics.tasks.refill_quarter"


@dataclass(frozen=True, kw_only=True)
class Progress:
    """Quarters: how many have figures, of those that have some or are to get some."""

    ready: int
    of: int


def progress() -> Progress | None:
    """None where no quarter waits for its first figures. A quarter whose task was given up does
    not wait: nothing follows until somebody wants it again."""
    waiting = queued_lately()
    if not waiting:
        return None
    ready = filled()
    of = len(ready | waiting)
    return Progress(ready=len(ready), of=of) if of > len(ready) else None


def filled() -> frozenset[str]:
    return frozenset(Coverage.objects.values_list("period", flat=True).distinct())


def queued() -> frozenset[str]:
    """The quarters that a worker is filling or is to fill."""
    return frozenset(str(period) for (period,) in task_queue.pending(TASK))


@cached_in_process
def queued_lately() -> frozenset[str]:
    """The same, as of at most ten seconds ago: every page of figures asks."""
    return queued()


def awaited(quarters: Iterable[str]) -> int:
    """How many of some quarters a worker is filling or is to fill. Of none nobody is asked."""
    wanted = frozenset(quarters)
    return len(wanted & queued_lately()) if wanted else 0

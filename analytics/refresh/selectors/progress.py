"""Progress of the first figures, from stored quarters and waiting tasks."""

from collections.abc import Iterable
from dataclasses import dataclass

from access.background import task_queue
from access.process_cache import cached_in_process
from analytics.models import Coverage

TASK = "analytics.tasks.refill_quarter"


@dataclass(frozen=True, kw_only=True)
class Progress:
    ready: int
    of: int


def progress() -> Progress | None:
    waiting = queued_lately()
    if not waiting:
        return None
    ready = filled()
    of = len(ready | waiting)
    return Progress(ready=len(ready), of=of) if of > len(ready) else None


def filled() -> frozenset[str]:
    return frozenset(Coverage.objects.values_list("period", flat=True).distinct())


def queued() -> frozenset[str]:
    """Return quarters that a worker is computing or will compute."""
    return frozenset(str(period) for (period,) in task_queue.pending(TASK))


@cached_in_process
def queued_lately() -> frozenset[str]:
    """Return `queued`, cached for ten seconds because every page of figures asks."""
    return queued()


def awaited(quarters: Iterable[str]) -> int:
    wanted = frozenset(quarters)
    return len(wanted & queued_lately()) if wanted else 0

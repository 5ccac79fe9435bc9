"""All that is read at volume, with its dearest plan, its time and a judgement."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

from analytics.models import WeightRun
from responses.models import Case
from tests.bench.volume import of_people, pages, reads
from tests.bench.volume.costs import Moment
from tests.bench.volume.explained import Explained, explain


def judged(
    *, at: datetime, size: float = 1.0, share: float = 1.0
) -> Iterator[tuple[str, Explained]]:
    now = moment(at)
    of_tasks = ((task, read) for task, found in reads.TASKS.items() for read in found)
    of_sender = (("sender", read) for read in of_people.SENDER)
    for of, read in (*of_sender, *of_tasks):
        work = partial(read.call, now)
        yield (
            f"{of}: {read.name}",
            explain(work, cost=read.cost * share, size=size, spilt=read.spilt),
        )
    yield from pages.opened(now, size=size)


def moment(at: datetime) -> Moment:
    periods = sorted(set(WeightRun.objects.values_list("period", flat=True)))
    return Moment(
        at=at, period=periods[-2], case=Case.objects.filter(force=pages.FORCE).order_by("pk")[5]
    )


def line(name: str, found: Explained) -> str:
    verdict = "; ".join(found.faults) or "fit"
    return f"{name:<90} {found.cost:>12,.0f} {found.ms:>9,.0f} ms  {verdict}"

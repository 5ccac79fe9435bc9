"""Writes the marks by which the hourly deciding finds what waits (responses.eligibility.selectors.
waiting), and counts whether one was missing."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple

from django.db import transaction

from responses.eligibility.selectors import waiting
from responses.models import Case, Import, StageEvent

BATCH = 5_000


class Missed(NamedTuple):
    """How many that wait had no mark."""

    cases: int
    events: int


@transaction.atomic
def settle_imports(*, at: datetime) -> int:
    """Take the mark from imports of which each case is decided. They are locked before their cases
    are read: whoever has a case wait again meanwhile (wait_again) is waited for, or waits
    until this has ended, and marks it again. Returns how many."""
    marked = waiting.marked_imports().select_for_update().order_by("pk")
    locked = set(marked.values_list("pk", flat=True))
    waits = set(waiting.loaded_undecided().values_list("last_import", flat=True))
    return Import.objects.filter(pk__in=locked - waits).update(all_decided_at=at)


def wait_again(case_ids: Collection[int]) -> None:
    """Have the next run look whether these cases are decided, by a mark on their imports. Inside
    the transaction that makes them wait, when it is written."""
    imports = Case.objects.filter(pk__in=case_ids).values_list("last_import", flat=True)
    Import.objects.filter(pk__in=set(imports)).update(all_decided_at=None)


def recount() -> Missed:
    """Read all cases and events, compare what waits with what the marks find, and mark what they
    missed. Returns how many cases and events that were; none is right."""
    every = waiting.every_undecided_case_id()
    # Read afterwards: what has been decided meanwhile is asked for once more.
    cases = waiting.every_undecided_case_id(every - set(waiting.undecided_case_ids(None)))
    events = list(waiting.unmarked_events().values_list("pk", flat=True))
    with transaction.atomic():
        wait_again(cases)
        for start in range(0, len(events), BATCH):
            batch = StageEvent.objects.filter(pk__in=events[start : start + BATCH])
            batch.update(may_wait_for_invitation=True)
        waiting.marked_in_vain().update(may_wait_for_invitation=False)
    return Missed(cases=len(cases), events=len(events))

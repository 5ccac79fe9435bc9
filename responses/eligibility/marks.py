"""Writes the marks by which the hourly deciding finds what waits (responses.eligibility.selectors.
waiting), and counts whether one was missing."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction

from responses.eligibility.selectors import waiting
from responses.models import Case, Import, StageEvent
from responses.vault import noted_days

BATCH = 5_000
A_MOMENT = timedelta(microseconds=1)


class Missed(NamedTuple):
    """How many that wait had no mark."""

    cases: int
    events: int


@transaction.atomic
def read_imports(*, at: datetime) -> None:
    """For a run of decisions, before it looks for cases. Whatever was decided of a case before any
    run could see the import that amended it was decided without that import, although the decision
    may be later than `loaded_at`: a load that lasts began before a run and ended after it, or the
    clock was ahead. Such decisions are dated before the import, so that the case waits. An import
    one of whose events somebody else has is read by the next run."""
    unread = waiting.unread_imports().select_for_update().order_by("pk")
    read = [one.pk for one in unread if _date_back(one)]
    Import.objects.filter(pk__in=read).update(first_read_at=at)


def _date_back(one: Import) -> bool:
    """False where somebody else has one of the events."""
    found = dict(waiting.decided_without(one).values_list("pk", "case_id"))
    events = StageEvent.objects.filter(pk__in=found).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(skip_locked=True)
    held = set(events.values_list("pk", flat=True))
    StageEvent.objects.filter(pk__in=held).update(decided_at=one.loaded_at - A_MOMENT)
    noted_days.look_at_once({found[pk] for pk in held})
    return held == found.keys()


@transaction.atomic
def settle_imports(*, at: datetime) -> int:
    """Take the mark from imports that a run has seen and of which each case is decided. They are
    locked before their cases are read: whoever has a case wait again meanwhile (wait_again) is
    waited for, or waits until this has ended, and marks it again. Returns how many."""
    marked = waiting.read_imports().select_for_update().order_by("pk")
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

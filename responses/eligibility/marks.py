"""Marks by which the hourly run finds what waits, and a count of those missing."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.db.models import QuerySet

from access.destruction import bulk_delete
from responses.eligibility.chances import Opportunity
from responses.eligibility.selectors import opportunities, waiting
from responses.models import AskingOpportunity, Case, Import, StageEvent
from responses.vault import day_notes

BATCH = 5_000
A_MOMENT = timedelta(microseconds=1)


class Missed(NamedTuple):
    cases: int
    events: int


@transaction.atomic
def read_imports(*, at: datetime) -> None:
    """Before a run looks for cases."""
    unread = waiting.unread_imports().select_for_update().order_by("pk")
    read = [one.pk for one in unread if _date_back(one)]
    Import.objects.filter(pk__in=read).update(first_read_at=at)


def _date_back(one: Import) -> bool:
    found = dict(waiting.decided_without(one).values_list("pk", "case_id"))
    events = StageEvent.objects.filter(pk__in=found).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(skip_locked=True)
    held = set(events.values_list("pk", flat=True))
    StageEvent.objects.filter(pk__in=held).update(decided_at=one.loaded_at - A_MOMENT)
    day_notes.look_at_once({found[pk] for pk in held})
    return held == found.keys()


@transaction.atomic
def settle_imports(*, at: datetime) -> int:
    """Imports whose cases are all decided. Locked before their cases are read: wait_again waits or
    marks the import again. Returns how many."""
    marked = waiting.read_imports().select_for_update().order_by("pk")
    locked = set(marked.values_list("pk", flat=True))
    waits = set(waiting.loaded_undecided().values_list("last_import", flat=True))
    return Import.objects.filter(pk__in=locked - waits).update(all_decided_at=at)


def wait_again(case_ids: Collection[int]) -> None:
    imports = Case.objects.filter(pk__in=case_ids).values_list("last_import", flat=True)
    Import.objects.filter(pk__in=set(imports)).update(all_decided_at=None)


def recount() -> Missed:
    """Compares all cases and events with the marks, and adds missing ones. Returns how many; none
    is right."""
    every = waiting.every_undecided_case_id()
    # What has been decided meanwhile is asked for once more.
    cases = waiting.every_undecided_case_id(every - set(waiting.undecided_case_ids(None)))
    events = list(waiting.unmarked_events().values_list("pk", flat=True))
    with transaction.atomic():
        wait_again(cases)
        for start in range(0, len(events), BATCH):
            batch = StageEvent.objects.filter(pk__in=events[start : start + BATCH])
            batch.update(may_wait_for_invitation=True)
        waiting.marked_in_vain().update(may_wait_for_invitation=False)
    return Missed(cases=len(cases), events=len(events))


# Deleted once they can no longer prevent a later one.
def record_opportunities(drawn: Iterable[tuple[Collection[str], Opportunity]]) -> None:
    AskingOpportunity.objects.bulk_create(
        AskingOpportunity(person_key=key, on=one.on, closes=one.closes, chance=one.chance)
        for keys, one in drawn
        for key in sorted(keys)
    )


def take_back(events: QuerySet[StageEvent], *, today: date) -> None:
    """Before the events go: loaded again, their people would seem to have had two chances."""
    rows = list(opportunities.rows_of(events, today=today))
    AskingOpportunity.objects.filter(pk__in=rows).delete()


def forget_old_opportunities(at: datetime) -> int:
    return bulk_delete.delete_in_batches(opportunities.past_retention(at))

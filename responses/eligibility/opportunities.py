"""Deleted once they can no longer prevent a later one."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from access.destruction import bulk_delete
from responses.eligibility.chances import Opportunity
from responses.eligibility.selectors import opportunities
from responses.models import AskingOpportunity, StageEvent


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

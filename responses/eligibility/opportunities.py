"""Records what people could be asked about, and forgets it when it keeps nothing away any more."""

from collections.abc import Collection, Iterable
from datetime import date, datetime

from django.db.models import QuerySet

from access.destruction import bulk_delete
from responses.eligibility.chances import Opportunity
from responses.eligibility.selectors import opportunities
from responses.models import AskingOpportunity, StageEvent


def record_opportunities(drawn: Iterable[tuple[Collection[str], Opportunity]]) -> None:
    """Write each opportunity under every key of its person."""
    AskingOpportunity.objects.bulk_create(
        AskingOpportunity(person_key=key, on=one.on, closes=one.closes, chance=one.chance)
        for keys, one in drawn
        for key in sorted(keys)
    )


def take_back(events: QuerySet[StageEvent], *, today: date) -> None:
    """Delete what the draws of these events left, before the events themselves go: whoever loads
    their cases again has them drawn again, and their people would seem to have had two chances."""
    rows = list(opportunities.rows_of(events, today=today))
    AskingOpportunity.objects.filter(pk__in=rows).delete()


def forget_old_opportunities(at: datetime) -> int:
    return bulk_delete.delete_in_batches(opportunities.past_retention(at))

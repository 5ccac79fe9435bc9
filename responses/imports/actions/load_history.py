"""Writes that load what has already happened: askings and answers of the past, in bulk.

No link is made, no message is sent and nobody can be reached: as in a real database whose
contacts were destroyed in their time. Used by the simulated nation and the rehearsal."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache, partial
from itertools import islice

from django.db import transaction
from django.utils import timezone

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from responses.cases.stages import period_of
from responses.models import Invitation, Response, StageEvent
from survey import selectors as survey_selectors

BATCH = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class HistoryRow:
    """One stage event of a case that is in the database, and all that came of it. Without
    `invited_at` nobody was invited; without `started_at` nobody answered."""

    case_id: int
    survey_stage: str
    on: date
    decision: str
    selection_probability: float | None = None
    language: str = "en"
    mode: str = "web_sms"
    invited_at: datetime | None = None
    expires_at: datetime | None = None
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    started_at: datetime | None = None
    completed_at: datetime | None = None
    answers: Mapping[str, Sequence[str]] | None = None


@dataclass(frozen=True)
class HistorySummary:
    events: int = 0
    invitations: int = 0
    responses: int = 0


@transaction.atomic
def load_history(
    *,
    rows: Iterable[HistoryRow],
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> HistorySummary:
    """Load rows, all or none, each answer under the version that was asked on its day; before the
    first there was, under the one in force now. `progress` is told how many each batch held."""
    asked_now = survey_selectors.version_in_force(on=at.date()).pk
    periods = survey_selectors.version_periods()
    events = invitations = responses = 0
    for batch in _batches(rows):
        invited = _load_invitations(_load_events(batch, at=at))
        events += len(batch)
        invitations += len(invited)
        responses += _load_responses(invited, periods=periods, otherwise=asked_now)
        if progress:
            progress(len(batch))
    audit.record(
        AuditKind.HISTORY_LOADED,
        by=by,
        at=at,
        events=events,
        invitations=invitations,
        responses=responses,
    )
    return HistorySummary(events=events, invitations=invitations, responses=responses)


def _batches(rows: Iterable[HistoryRow]) -> Iterator[list[HistoryRow]]:
    iterator = iter(rows)
    while batch := list(islice(iterator, BATCH)):
        yield batch


Numbered = list[tuple[int, HistoryRow]]


def _load_events(rows: Sequence[HistoryRow], *, at: datetime) -> Numbered:
    """The rows, each with the key of its stage event."""
    numbered = list(zip(bulk_write.reserve_ids(StageEvent, count=len(rows)), rows, strict=True))
    bulk_write.write_rows(
        StageEvent,
        rows=[
            {
                "id": event_id,
                "case_id": row.case_id,
                "survey_stage": row.survey_stage,
                "on": row.on,
                "period": period_of(row.on),
                "decision": row.decision,
                "decided_at": at,
                "selection_probability": row.selection_probability,
            }
            for event_id, row in numbered
        ],
    )
    return numbered


def _load_invitations(events: Numbered) -> Numbered:
    """The rows of those invited, each with the key of its invitation."""
    invited = [(event_id, row) for event_id, row in events if row.invited_at is not None]
    ids = bulk_write.reserve_ids(Invitation, count=len(invited))
    bulk_write.write_rows(
        Invitation,
        rows=[
            {
                "id": invitation_id,
                "stage_event_id": event_id,
                "token_hash": None,
                "token_attempt": 1,
                "language": row.language,
                "mode": row.mode,
                "invited_at": row.invited_at,
                "delivered_at": row.delivered_at,
                "opened_at": row.opened_at,
                "gate_tries": 0,
                "expires_at": row.expires_at,
            }
            for invitation_id, (event_id, row) in zip(ids, invited, strict=True)
        ],
    )
    return [(invitation_id, row) for invitation_id, (_, row) in zip(ids, invited, strict=True)]


def _load_responses(
    invited: Numbered, *, periods: Sequence[survey_selectors.VersionPeriod], otherwise: int
) -> int:
    asked_on = cache(partial(_asked_on, periods=periods, otherwise=otherwise))
    responses = [
        {
            "invitation_id": invitation_id,
            "instrument_id": asked_on(timezone.localdate(row.started_at)),
            "language": row.language,
            "mode": row.mode,
            "answers": dict(row.answers or {}),
            "started_at": row.started_at,
            "completed_at": row.completed_at,
            "withdrawn_by": "",
        }
        for invitation_id, row in invited
        if row.started_at is not None
    ]
    bulk_write.write_rows(Response, rows=responses)
    return len(responses)


def _asked_on(
    day: date, *, periods: Sequence[survey_selectors.VersionPeriod], otherwise: int
) -> int:
    return next((period.pk for period in reversed(periods) if period.is_asked_on(day)), otherwise)

"""Writes past invitations and answers in bulk.

No link is made, no message is sent and no contact is stored, as in a real database whose contacts
have been destroyed. Used by the simulated nation and the rehearsal."""

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
    """One stage event of a stored case, with its invitation and answers. Nobody was invited where
    `invited_at` is None; nobody answered where `started_at` is None."""

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
def import_history(
    *,
    rows: Iterable[HistoryRow],
    by: Actor,
    at: datetime,
    progress: Callable[[int], None] | None = None,
) -> HistorySummary:
    """Import rows, all or none. Each answer is stored under the instrument version in force on its
    day, or, before the first version, under the one in force now. `progress` is called with the
    number of rows of each batch."""
    current_version = survey_selectors.version_in_force(on=at.date()).pk
    periods = survey_selectors.version_periods()
    events = invitations = responses = 0
    for batch in _batches(rows):
        invited = _import_invitations(_import_events(batch, at=at))
        events += len(batch)
        invitations += len(invited)
        responses += _import_responses(invited, periods=periods, otherwise=current_version)
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


def _import_events(rows: Sequence[HistoryRow], *, at: datetime) -> Numbered:
    """The rows, each with the id of its new stage event."""
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


def _import_invitations(events: Numbered) -> Numbered:
    """The rows with an invitation, each with the id of its new invitation."""
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


def _import_responses(
    invited: Numbered, *, periods: Sequence[survey_selectors.VersionPeriod], otherwise: int
) -> int:
    version_on = cache(partial(_version_on, periods=periods, otherwise=otherwise))
    responses = [
        {
            "invitation_id": invitation_id,
            "instrument_id": version_on(timezone.localdate(row.started_at)),
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


def _version_on(
    day: date, *, periods: Sequence[survey_selectors.VersionPeriod], otherwise: int
) -> int:
    return next((period.pk for period in reversed(periods) if period.is_asked_on(day)), otherwise)

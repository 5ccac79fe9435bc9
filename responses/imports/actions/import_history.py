"""Writes past invitations and answers in bulk."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from itertools import islice

from django.db import transaction

from access import audit, bulk_write
from access.actor import Actor
from access.audit import AuditKind
from responses.imports import columns
from responses.imports.columns import History, HistoryRow
from responses.models import Case, Invitation, Response, StageEvent
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL, SHORT_CORE

BATCH = 5_000
VersionOn = Callable[[date], int]


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
    """Import rows, all or none."""
    batches = map(columns.history, _batches(rows))
    return import_history_columns(batches=batches, by=by, at=at, progress=progress)


@transaction.atomic(savepoint=False)
def import_history_columns(
    *,
    batches: Iterable[History],
    by: Actor,
    at: datetime,
    force_code: str = "",
    progress: Callable[[int], None] | None = None,
) -> HistorySummary:
    """The same for rows that are columns already."""
    short, longer = _versions(SHORT_CORE, at), _versions(NATIONAL, at)
    events = invitations = responses = 0
    for batch in batches:
        event_ids = _write_events(batch, force_code, at=at)
        invitation_ids = _write_invitations(batch, event_ids=event_ids)
        began = list(zip(batch.answered_on, batch.goes_on, strict=True))
        bulk_write.write_columns(
            Response,
            columns={
                "invitation_id": [invitation_ids[place] for place in batch.answered],
                "instrument_id": [short(day) for day in batch.answered_on],
                "more_instrument_id": [longer(day) if goes_on else None for day, goes_on in began],
                "withdrawn_by": [""] * len(batch.answered),
                **batch.responses,
            },
        )
        events += len(event_ids)
        invitations += len(invitation_ids)
        responses += len(batch.answered)
        if progress:
            progress(len(event_ids))
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


def _write_events(batch: History, force_code: str, *, at: datetime) -> Sequence[int]:
    """Returns the ids of the new stage events."""
    number = len(batch.case_ids)
    ids = bulk_write.reserve_ids(StageEvent, count=number)
    bulk_write.write_columns(
        StageEvent,
        columns={
            "id": ids,
            "case_id": batch.case_ids,
            "case_force_id": [force_code] * number if force_code else _forces_of(batch),
            **batch.events,
            "decided_at": [at] * number,
        },
    )
    return ids


def _forces_of(batch: History) -> Sequence[str]:
    ids = iter(set(batch.case_ids))
    forces: dict[int, str] = {}
    while some := list(islice(ids, BATCH)):
        forces.update(Case.objects.filter(pk__in=some).values_list("pk", "force_id"))
    return [forces[case_id] for case_id in batch.case_ids]


def _write_invitations(batch: History, *, event_ids: Sequence[int]) -> Sequence[int]:
    """Returns the ids of the new invitations."""
    number = len(batch.invited)
    ids = bulk_write.reserve_ids(Invitation, count=number)
    bulk_write.write_columns(
        Invitation,
        columns={
            "id": ids,
            "stage_event_id": [event_ids[place] for place in batch.invited],
            "token_hash": [None] * number,
            "token_attempt": [1] * number,
            "gate_tries": [0] * number,
            **batch.invitations,
        },
    )
    return ids


def _versions(code: str, at: datetime) -> VersionOn:
    periods = survey_selectors.version_periods(code)

    @cache
    def version_now() -> int:
        return survey_selectors.version_in_force(code, on=at.date()).pk

    @cache
    def version_on(day: date) -> int:
        asked = (period.pk for period in reversed(periods) if period.is_asked_on(day))
        return next(asked, None) or version_now()

    return version_on

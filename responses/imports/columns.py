"""Columns ready to be written, so that one process makes them while another writes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType
from typing import Any, NamedTuple

from django.utils import timezone

from access import bulk_write
from access.bulk_write import Columns
from responses.case_files.case import DEFAULT_LANGUAGE, EventRow
from responses.case_files.columns import STORED_FIELDS, CaseRow, stored_values
from responses.cases.stages import period_of
from responses.imports.selectors import stored_cases
from responses.models import Response


@dataclass(frozen=True, kw_only=True)
class NewCases:
    cases: Columns
    places: Sequence[int]
    events: Columns

    def __len__(self) -> int:
        return len(self.cases["case_key"])


NOTHING: Mapping[str, Any] = MappingProxyType({})


class HistoryRow(NamedTuple):
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
    assisted_by: str = ""
    core_done_at: datetime | None = None
    chances: Mapping[str, float] = NOTHING
    more_choice: str = ""
    more_pathway: Mapping[str, object] = NOTHING
    device: str = ""
    needs_word_or_code: bool = False
    answered_by: str = ""
    """The mode of the answers; "" if it is the mode of the invitation."""
    telephone_chance: float | None = None


@dataclass(frozen=True, kw_only=True)
class History:
    case_ids: Sequence[int]
    events: Columns
    invited: Sequence[int]
    invitations: Columns
    answered: Sequence[int]
    answered_on: Sequence[date]
    goes_on: Sequence[bool]
    responses: Columns


GOES_ON = frozenset({Response.MoreChoice.WANTED, Response.MoreChoice.STOPPED})


class UnableToMakeColumnsError(Exception):
    """Contact details go through the vault and nowhere else."""


def new_cases(rows: Sequence[CaseRow]) -> NewCases:
    """Raises UnableToMakeColumnsError."""
    if any(row.has_contact for row in rows):
        raise UnableToMakeColumnsError
    hashes = stored_cases.content_hashes(rows)
    columns: dict[str, Sequence[object]] = dict(
        zip(STORED_FIELDS, zip(*map(stored_values, rows), strict=True), strict=True)
    )
    columns["language"] = [row.language or DEFAULT_LANGUAGE for row in rows]
    columns["force_id"] = [row.force for row in rows]
    columns["content_hash"] = [hashes[row.key] for row in rows]
    columns["flags"] = [dict(row.flags) for row in rows]
    histories = [row.history() for row in rows]
    return NewCases(
        cases=bulk_write.adapted_columns(columns),
        places=[place for place, events in enumerate(histories) for _ in events],
        events=bulk_write.adapted_columns(event_columns(histories)),
    )


def event_columns(histories: Sequence[Sequence[EventRow]]) -> dict[str, Sequence[object]]:
    events = [event for history in histories for event in history]
    return {
        "kind": [event.kind.value for event in events],
        "codes": [event.codes for event in events],
        "on": [event.on for event in events],
        "told_on": [event.told_on for event in events],
        "is_before_report": [event.is_before_report for event in events],
        "source_wording": [event.source_wording for event in events],
        "sequence": [number for history in histories for number in range(1, len(history) + 1)],
    }


def history(rows: Sequence[HistoryRow]) -> History:
    invited = [place for place, row in enumerate(rows) if row.invited_at is not None]
    asked = [rows[place] for place in invited]
    answered = [place for place, row in enumerate(asked) if row.started_at is not None]
    said = [asked[place] for place in answered]
    return History(
        case_ids=[row.case_id for row in rows],
        events=bulk_write.adapted_columns(_stage_events(rows)),
        invited=invited,
        invitations=bulk_write.adapted_columns(_invitations(asked)),
        answered=answered,
        answered_on=[timezone.localdate(row.started_at) for row in said],
        goes_on=[row.more_choice in GOES_ON for row in said],
        responses=bulk_write.adapted_columns(_responses(said)),
    )


def _stage_events(rows: Sequence[HistoryRow]) -> Columns:
    return {
        "survey_stage": [row.survey_stage for row in rows],
        "on": [row.on for row in rows],
        "period": [period_of(row.on) for row in rows],
        "decision": [row.decision for row in rows],
        "selection_probability": [row.selection_probability for row in rows],
        "needs_word_or_code": [row.needs_word_or_code for row in rows],
        "telephone_chance": [row.telephone_chance for row in rows],
    }


def _invitations(rows: Sequence[HistoryRow]) -> Columns:
    return {
        "language": [row.language for row in rows],
        "mode": [row.mode for row in rows],
        "assisted_by": [row.assisted_by for row in rows],
        "codes_drawn": [int(bool(row.assisted_by or row.answered_by)) for row in rows],
        "invited_at": [row.invited_at for row in rows],
        "delivered_at": [row.delivered_at for row in rows],
        "opened_at": [row.opened_at for row in rows],
        "expires_at": [row.expires_at for row in rows],
    }


def _responses(rows: Sequence[HistoryRow]) -> Columns:
    return {
        "language": [row.language for row in rows],
        "mode": [row.answered_by or row.mode for row in rows],
        "device": [row.device for row in rows],
        "answers": [dict(row.answers or {}) for row in rows],
        "chances": [dict(row.chances) for row in rows],
        "more_choice": [row.more_choice for row in rows],
        "more_pathway": [dict(row.more_pathway) for row in rows],
        "started_at": [row.started_at for row in rows],
        "core_done_at": [row.core_done_at for row in rows],
        "completed_at": [row.completed_at for row in rows],
    }

"""Counts where people stop, of each published version.

Everything is counted anew each time: an answer that is withdrawn or destroyed leaves the counts by
itself, and whoever comes back is counted where they stand then. Responses are read once, in the
order of their ids and a few thousand at a time, and only counts stay in memory."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.journey import Journey
from responses.answering.selectors import further, respondents
from responses.break_off.walk import FurtherChoice, Step, walk_of
from responses.models import BreakOffCount, Response
from survey import selectors as survey_selectors
from survey.models import InstrumentVersion

IDLE_AFTER = timedelta(days=1)
"""Whoever began less than a day ago is not counted: they may be answering now."""
AT_ONCE = 2000
Kind = tuple[str, str]
"""Language and device."""
_READ = (
    "answers", "modules", "chances", "more_choice", "more_pathway", "language", "device",
    "started_at", "completed_at", "instrument", "more_instrument",
)  # fmt: skip


@dataclass
class _Counted:
    reached: Counter[tuple[Kind, Step]] = field(default_factory=Counter)
    stopped: Counter[tuple[Kind, Step]] = field(default_factory=Counter)
    declined: Counter[tuple[Kind, Step]] = field(default_factory=Counter)


def count_break_off(*, by: Actor, at: datetime) -> int:
    """Count every published version anew. Returns how many responses were counted."""
    versions = survey_selectors.all_versions()
    by_pk = {row.pk: row for row in versions}
    is_offered = further.is_asked_further(localdate(at))
    counts = {(row.code, row.version): _Counted() for row in versions}
    responses = 0
    for response in _responses(by_pk, at=at):
        own = counts[response.instrument.code, response.instrument.version]
        _add(own, response, is_offered=is_offered)
        responses += 1
    with transaction.atomic():
        for (code, version), counted in counts.items():
            _store(code, version, counted, at=at)
        audit.record(AuditKind.BREAK_OFF_COUNTED, by=by, at=at, responses=responses)
    return responses


def _responses(by_pk: dict[int, InstrumentVersion], *, at: datetime) -> Iterator[Response]:
    """Those that were begun a day ago or longer and are not withdrawn."""
    found = Response.objects.filter(started_at__lte=at - IDLE_AFTER, withdrawn_at__isnull=True)
    for response in found.only(*_READ).order_by("pk").iterator(chunk_size=AT_ONCE):
        response.instrument = by_pk[response.instrument_id]
        if response.more_instrument_id is not None:
            response.more_instrument = by_pk[response.more_instrument_id]
        yield response


def _add(counted: _Counted, response: Response, *, is_offered: bool) -> None:
    kind = (response.language, response.device)
    walk = walk_of(
        _journey(response, is_offered=is_offered),
        _choice(response),
        is_sent=response.completed_at is not None,
    )
    counted.reached.update((kind, step) for step in walk.reached)
    counted.declined.update((kind, step) for step in walk.declined)
    if walk.stopped:
        counted.stopped[kind, walk.stopped] += 1


def _choice(response: Response) -> FurtherChoice:
    choice = response.more_choice
    has_enough = choice == Response.MoreChoice.STOPPED
    return FurtherChoice(
        is_made=bool(choice),
        is_no=choice == Response.MoreChoice.DECLINED,
        before_enough=respondents.journey_before_enough(response) if has_enough else None,
    )


def _store(code: str, version: int, counted: _Counted, *, at: datetime) -> None:
    """In place of the counts before, unless they are the same."""
    rows = [
        BreakOffCount(
            code=code,
            version=version,
            language=kind[0],
            device=kind[1],
            part=step.part,
            question=step.question,
            reached=reached,
            stopped=counted.stopped[kind, step],
            declined=counted.declined[kind, step],
            counted_at=at,
        )
        for (kind, step), reached in counted.reached.items()
    ]
    stored = BreakOffCount.objects.filter(code=code, version=version)
    if {_said(row) for row in stored} == {_said(row) for row in rows}:
        return
    with transaction.atomic():
        stored.delete()
        BreakOffCount.objects.bulk_create(rows, batch_size=AT_ONCE)


def _said(row: BreakOffCount) -> tuple[str | int, ...]:
    step = (row.language, row.device, row.part, row.question)
    return (*step, row.reached, row.stopped, row.declined)


def _journey(response: Response, *, is_offered: bool) -> Journey:
    """Without the offer where there is nothing further to ask."""
    journey = respondents.journey_of(response)
    return journey if is_offered or response.more_choice else replace(journey, longer=None)

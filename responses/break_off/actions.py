from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.journey import Journey
from responses.answering.selectors import further, respondents
from responses.break_off import tally as stored_walks
from responses.break_off.tally import CountedKind, Key, StepTally
from responses.break_off.walk import FurtherChoice, Step, StepPart, WalkSoFar, walk_of
from responses.models import BreakOffChange, BreakOffCount, CountedWalk, Response
from responses.models.invitations import NOT_ON_THE_WEB
from survey import selectors as survey_selectors
from survey.models import InstrumentVersion

IDLE_AFTER = timedelta(days=1)
"""Responses begun more recently than this are not counted, as they may still be going on; they stay
among the changes."""
AT_ONCE = 2000
_READ = (
    "answers", "modules", "chances", "more_choice", "more_pathway", "language", "device",
    "started_at", "completed_at", "instrument", "more_instrument",
)  # fmt: skip


@dataclass(frozen=True)
class _Count:
    """Changes after `last` are for the next count."""

    at: datetime
    last: int
    versions: Mapping[int, InstrumentVersion]
    is_offered: bool


def count_break_off(*, by: Actor, at: datetime) -> int:
    """Returns how many responses."""
    newest = BreakOffChange.objects.order_by("-pk").first()
    count = _Count(
        at=at,
        last=newest.pk if newest else 0,
        versions={row.pk: row for row in survey_selectors.all_versions()},
        is_offered=further.is_asked_further(localdate(at)),
    )
    gone = CountedWalk.objects.filter(response_id__isnull=True).order_by("pk")
    is_left = True
    while is_left:
        with transaction.atomic():
            walks = list(gone.select_for_update()[:AT_ONCE])
            tally = StepTally()
            for walk in walks:
                _take_out(tally, walk)
            _store(tally, at=at)
            CountedWalk.objects.filter(pk__in=[walk.pk for walk in walks]).delete()
        is_left = len(walks) == AT_ONCE
    responses = 0
    after = 0
    while ids := _changed(count, after=after):
        responses += _count_batch(count, ids)
        after = ids[-1]
    audit.record(AuditKind.BREAK_OFF_COUNTED, by=by, at=at, responses=responses)
    return responses


def _changed(count: _Count, *, after: int) -> list[int]:
    late = Response.objects.filter(pk=OuterRef("response_id"), started_at__gt=count.at - IDLE_AFTER)
    found = _changes(count).filter(~Exists(late), response_id__gt=after).order_by("response_id")
    return list(found.values_list("response_id", flat=True).distinct()[:AT_ONCE])


def _changes(count: _Count) -> QuerySet[BreakOffChange]:
    return BreakOffChange.objects.filter(pk__lte=count.last)


@transaction.atomic
def _count_batch(count: _Count, ids: Sequence[int]) -> int:
    # Held to the end, so that each change is in one count alone.
    changes = _changes(count).filter(response_id__in=ids).select_for_update()
    held = {change.pk: change.response_id for change in changes}
    own = set(held.values())
    tally = StepTally()
    before = CountedWalk.objects.filter(response_id__in=own)
    for walk in before:
        _take_out(tally, walk)
    now = [_counted(count, response) for response in _responses(count, own)]
    for walk in now:
        tally.add(_kind(walk), _walk(walk))
    before.delete()
    CountedWalk.objects.bulk_create(now)
    _store(tally, at=count.at)
    BreakOffChange.objects.filter(pk__in=held).delete()
    return len(now)


def _responses(count: _Count, ids: Iterable[int]) -> Iterable[Response]:
    """On the web and not withdrawn: people asked by a person stop elsewhere (decision 18)."""
    found = Response.objects.filter(pk__in=ids, withdrawn_at__isnull=True).only(*_READ)
    found = found.exclude(mode__in=NOT_ON_THE_WEB)
    for response in found.order_by("pk"):
        response.instrument = count.versions[response.instrument_id]
        if response.more_instrument_id is not None:
            response.more_instrument = count.versions[response.more_instrument_id]
        yield response


def _counted(count: _Count, response: Response) -> CountedWalk:
    walk = walk_of(
        _journey(response, is_offered=count.is_offered),
        _choice(response),
        is_sent=response.completed_at is not None,
    )
    return CountedWalk(
        response_id=response.pk,
        code=response.instrument.code,
        version=response.instrument.version,
        language=response.language,
        device=response.device,
        reached=stored_walks.write_steps(walk.reached),
        stopped=stored_walks.write_steps([walk.stopped] if walk.stopped else []),
        declined=stored_walks.write_steps(walk.declined),
    )


def _take_out(tally: StepTally, walk: CountedWalk) -> None:
    tally.add(_kind(walk), _walk(walk), times=-1)


def _kind(walk: CountedWalk) -> CountedKind:
    return CountedKind(walk.code, walk.version, walk.language, walk.device)


def _walk(walk: CountedWalk) -> WalkSoFar:
    return stored_walks.read_walk(
        reached=walk.reached, stopped=walk.stopped, declined=walk.declined
    )


def _choice(response: Response) -> FurtherChoice:
    choice = response.more_choice
    has_enough = choice == Response.MoreChoice.STOPPED
    return FurtherChoice(
        is_made=bool(choice),
        is_no=choice == Response.MoreChoice.DECLINED,
        before_enough=respondents.journey_before_enough(response) if has_enough else None,
    )


def _journey(response: Response, *, is_offered: bool) -> Journey:
    journey = respondents.journey_of(response)
    return journey if is_offered or response.more_choice else replace(journey, longer=None)


def _store(tally: StepTally, *, at: datetime) -> None:
    changes = tally.changes()
    if not changes:
        return
    codes = {kind.code for kind, _step in changes}
    rows = {
        _key(row): row for row in BreakOffCount.objects.select_for_update().filter(code__in=codes)
    }
    changed = [_changed_row(rows.get(key), key, change, at=at) for key, change in changes.items()]
    BreakOffCount.objects.filter(pk__in=[row.pk for row in changed if not row.reached]).delete()
    BreakOffCount.objects.bulk_update(
        [row for row in changed if row.reached and row.pk],
        ["reached", "stopped", "declined", "counted_at"],
        batch_size=500,
    )
    BreakOffCount.objects.bulk_create([row for row in changed if row.reached and not row.pk])


def _key(row: BreakOffCount) -> Key:
    kind = CountedKind(row.code, row.version, row.language, row.device)
    return kind, Step(StepPart(row.part), row.question)


def _changed_row(
    held: BreakOffCount | None, key: Key, change: tuple[int, int, int], *, at: datetime
) -> BreakOffCount:
    kind, step = key
    row = held or BreakOffCount(
        code=kind.code, version=kind.version, language=kind.language, device=kind.device,
        part=step.part, question=step.question, reached=0, stopped=0, declined=0,
    )  # fmt: skip
    row.reached, row.stopped, row.declined = (
        before + by
        for before, by in zip((row.reached, row.stopped, row.declined), change, strict=True)
    )
    row.counted_at = at
    return row

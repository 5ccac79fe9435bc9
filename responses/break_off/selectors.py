"""National, rounded, disclosing nothing about a few people."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from responses.break_off import tally
from responses.break_off.walk import BEGUN, Step, StepPart
from responses.models import BreakOffCount
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Instrument
from survey.selectors import InstrumentState, VersionOrDraft

LAST = 10_000
"""The place of a question that no instrument of today has: behind all others of its part."""


@dataclass(frozen=True)
class StepCount:
    """None where a count is hidden."""

    step: Step
    reached: int | None
    stopped: int | None
    declined: int | None


@dataclass(frozen=True)
class Group:
    """`steps` is empty where it is hidden."""

    name: str
    steps: tuple[StepCount, ...]


@dataclass(frozen=True)
class Stops:
    found: VersionOrDraft
    instruments: tuple[Instrument, ...]
    counted_at: datetime | None
    all: tuple[StepCount, ...]
    languages: tuple[Group, ...]
    devices: tuple[Group, ...]


def stops_of(code: str, version: int) -> Stops:
    """Raises NoSuchInstrumentError."""
    found = survey_selectors.find(InstrumentState.PUBLISHED, code, version)
    instruments = (found.instrument, *_longer(found.instrument))
    rows = list(BreakOffCount.objects.filter(code=code, version=version))
    order = _order(instruments)
    return Stops(
        found=found,
        instruments=instruments,
        counted_at=rows[0].counted_at if rows else None,
        all=_group("", rows, order).steps,
        languages=_groups(rows, lambda row: row.language, order),
        devices=_groups(rows, lambda row: row.device, order),
    )


def _longer(own: Instrument) -> list[Instrument]:
    versions = [row for row in survey_selectors.all_versions() if row.code == NATIONAL]
    return [survey_selectors.instrument(versions[0])] if own.rotating and versions else []


def _order(instruments: Sequence[Instrument]) -> Callable[[Step], tuple[int, int]]:
    parts, own, longer = list(StepPart), instruments[0], instruments[-1]

    def place(step: Step) -> tuple[int, int]:
        asked_in = longer if step.part is StepPart.FURTHER else own
        return parts.index(step.part), asked_in.places.get(step.question, LAST)

    return place


def _groups(
    rows: Iterable[BreakOffCount],
    name_of: Callable[[BreakOffCount], str],
    order: Callable[[Step], tuple[int, int]],
) -> tuple[Group, ...]:
    by_name = sorted(rows, key=name_of)
    held = {name: list(own) for name, own in groupby(by_name, key=name_of)}
    seen = tally.groups_shown({name: _count_begun(own) for name, own in held.items()})
    return tuple(_group(name, own if name in seen else [], order) for name, own in held.items())


def _group(
    name: str, rows: Sequence[BreakOffCount], order: Callable[[Step], tuple[int, int]]
) -> Group:
    if _count_begun(rows) < tally.FLOOR:
        return Group(name, ())
    counts = _summed(rows)
    steps = sorted(counts, key=lambda step: (order(step), step.question))
    return Group(name, tuple(StepCount(step, *map(tally.shown, counts[step])) for step in steps))


def _count_begun(rows: Iterable[BreakOffCount]) -> int:
    return sum(row.reached for row in rows if row.part == BEGUN.part)


def _summed(rows: Iterable[BreakOffCount]) -> Mapping[Step, tuple[int, int, int]]:
    summed: dict[Step, tuple[int, int, int]] = {}
    for row in rows:
        step = Step(StepPart(row.part), row.question)
        reached, stopped, declined = summed.get(step, (0, 0, 0))
        summed[step] = (reached + row.reached, stopped + row.stopped, declined + row.declined)
    return summed

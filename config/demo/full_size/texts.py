"""Columns of the database from arrays: what many rows share is written once and looked up. Pure but
for asking how moments are written."""

import json
from collections.abc import Sequence
from datetime import UTC, date, datetime
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from access import bulk_write
from config.demo.cases.timelines import NEVER
from config.demo.victims.people import Flags, Floats, Ints
from responses.cases.stages import period_of
from responses.vault.sending_hours import is_open_day

Objects = NDArray[np.object_]
FIRST, DAYS = date(2000, 1, 1).toordinal(), 20_000
"""Days that can be written: fifty-four years from 2000."""
SECONDS = 86_400


def objects(values: Sequence[object]) -> Objects:
    found = np.empty(len(values), dtype=object)
    found[:] = values
    return found


def looked_up(values: Sequence[object], places: Ints) -> list[object]:
    found: list[object] = objects(values)[places].tolist()
    return found


@cache
def _days() -> Objects:
    return objects([date.fromordinal(FIRST + day).isoformat() for day in range(DAYS)])


@cache
def _periods() -> Objects:
    return objects([period_of(date.fromordinal(FIRST + day)) for day in range(DAYS)])


@cache
def _clock() -> Objects:
    """The time of each second of a day, as the database takes it after the day and a space."""
    columns = bulk_write.adapted_columns({"at": [datetime(2000, 1, 1, 13, tzinfo=UTC), None]})
    end = str(columns["at"][0]).partition("13:00:00")[2]
    clock = [
        f" {hour:02}:{minute:02}:{second:02}{end}"
        for hour in range(24)
        for minute in range(60)
        for second in range(60)
    ]
    return objects(clock)


def days(numbers: Ints) -> list[object]:
    """Dates as text; None for a day that never came."""
    known = numbers != NEVER
    return where_known(_days()[np.where(known, numbers - FIRST, 0)], known)


def where_known(values: NDArray[Any], known: Flags) -> list[object]:
    """None for the others."""
    found = values.astype(object)
    found[~known] = None
    listed: list[object] = found.tolist()
    return listed


def periods(numbers: Ints) -> list[object]:
    found: list[object] = _periods()[numbers - FIRST].tolist()
    return found


def moments(on: Ints, seconds: Floats | Ints, known: Flags | None = None) -> list[object]:
    """So many seconds after the start of a day in UTC, as text; None where it is not known."""
    whole = seconds.astype(np.int64)
    texts = _days()[on + whole // SECONDS - FIRST] + _clock()[whole % SECONDS]
    return where_known(texts, np.ones(len(texts), dtype=np.bool_) if known is None else known)


def document(value: object) -> str:
    return json.dumps(value, ensure_ascii=False)


NINE = 9 * 3_600
"""Seconds until nine o'clock, in summer ten in London: texts go out from then on."""


@cache
def _open_days() -> Ints:
    """For each day, itself or the next one on which texts go out."""
    found, following = np.zeros(DAYS, dtype=np.int64), FIRST + DAYS
    for day in range(DAYS - 1, -1, -1):
        following = FIRST + day if is_open_day(date.fromordinal(FIRST + day)) else following
        found[day] = following
    return found


def open_days(numbers: Ints) -> Ints:
    found: Ints = _open_days()[numbers - FIRST]
    return found

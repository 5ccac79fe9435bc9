"""All measures of the service, and how the exporter asks them."""

import logging
from collections.abc import Iterator, Mapping
from datetime import datetime

from django.db import Error, connection
from django.db.models import Max
from django.utils import timezone

from access.models import ScheduledSlot
from access.telemetry import own_measures
from access.telemetry.measures import ALL, WatchedMeasure
from config.schedule import SCHEDULE
from config.worker import CLOCKS_DIFFER_BY
from responses.operations import measures as operations

logger = logging.getLogger(__name__)


def _schedule(at: datetime) -> Mapping[str, float]:
    """How long the task that is latest of all has not been handed out although its time came: no
    worker has ticked since, or none runs. And how far the newest time that was handed out lies
    ahead of the clock: it was put back, or was ahead before, and until it is there again no time
    that was handed out is handed out once more."""
    newest = dict(ScheduledSlot.objects.values_list("task").annotate(newest=Max("slot_at")))
    late = [0.0]
    for entry in SCHEDULE:
        due = entry.cadence.latest(timezone.localtime(at))
        given = newest.get(entry.task)
        if given is None or given < due:
            late.append((at - due).total_seconds())
        elif given > at + CLOCKS_DIFFER_BY:
            late.append((given - at).total_seconds())
    return {ALL: max(late)}


MEASURES = (
    *own_measures.MEASURES,
    WatchedMeasure(
        "survey_schedule_late_seconds", "How late the clock's tasks are handed out.", _schedule
    ),
    *operations.MEASURES,
)
DATABASE = WatchedMeasure(
    "survey_database", "Whether the database answers.", lambda _at: {ALL: 1.0}
)
"""0 where it does not: then nothing else is known."""


def read_all(*, at: datetime) -> Iterator[tuple[WatchedMeasure, Mapping[str, float]]]:
    """Each measure with its values by label. A database that does not answer is told as such and
    not as a measure of 0, which would read as good news."""
    try:
        found = [(measure, measure.read(at)) for measure in MEASURES]
    except Error as error:
        logger.warning("The database told a watcher nothing: %s", type(error).__name__)
        connection.close_if_unusable_or_obsolete()
        yield DATABASE, {ALL: 0.0}
        return
    yield DATABASE, DATABASE.read(at)
    yield from found

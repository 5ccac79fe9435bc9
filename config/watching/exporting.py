"""For Prometheus, on an address that the public does not reach."""

import ipaddress
import logging
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from http.server import HTTPServer
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.db import Error, close_old_connections, connection
from django.db.models import Max
from django.utils import timezone

from access.models import ScheduledSlot
from access.telemetry import own_measures
from access.telemetry.own_measures import ALL, WatchedMeasure
from config.schedule import SCHEDULE
from config.watching import ended_counts
from config.worker import CLOCKS_DIFFER_BY
from responses.operations import measures as operations

logger = logging.getLogger(__name__)


def _schedule(at: datetime) -> Mapping[str, float]:
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
    """By label."""
    try:
        found = [(measure, measure.read(at)) for measure in MEASURES]
    except Error as error:
        logger.warning("The database told a watcher nothing: %s", type(error).__name__)
        connection.close_if_unusable_or_obsolete()
        yield DATABASE, {ALL: 0.0}
        return
    yield DATABASE, DATABASE.read(at)
    yield from found


class PublicAddressError(Exception):
    """It can be reached from anywhere."""


def refuse_public(host: str) -> None:
    """Raises PublicAddressError, also for the wildcard address."""
    try:
        address = ipaddress.ip_address(host)
        is_near = address.is_private and not address.is_unspecified
    except ValueError:
        is_near = False
    if not is_near:
        message = f"{host} is no address of a private network: write 127.0.0.1 or such a one."
        raise PublicAddressError(message)


class Collector:
    """Asked at each scrape."""

    def collect(self) -> Iterable[object]:
        from prometheus_client.core import GaugeMetricFamily

        close_old_connections()
        for measure, values in read_all(at=timezone.now()):  # noqa: TID251  a scrape's time
            labels = [measure.label] if measure.label else []
            family = GaugeMetricFamily(measure.name, measure.meaning, labels=labels)
            for label, value in values.items():
                family.add_metric([label] if labels else [], value)
            yield family
        close_old_connections()


class CountsOfProcesses:
    def __init__(self, folder: Path) -> None:
        self._folder, self._one_at_a_time = folder, Lock()

    def collect(self) -> Iterable[object]:
        from prometheus_client.multiprocess import MultiProcessCollector

        with self._one_at_a_time:
            ended_counts.fold(self._folder)
            collector = MultiProcessCollector(None, path=str(self._folder))  # type: ignore[no-untyped-call]
            return list(collector.collect())  # type: ignore[no-untyped-call]


def registry() -> object:
    """With METRICS_DIR's counts."""
    from prometheus_client import CollectorRegistry

    found = CollectorRegistry()
    found.register(Collector())  # type: ignore[arg-type]
    if settings.METRICS_DIR and Path(settings.METRICS_DIR).is_dir():
        found.register(CountsOfProcesses(Path(settings.METRICS_DIR)))  # type: ignore[arg-type]
    return found


def serve(*, host: str, port: int) -> tuple[HTTPServer, Thread]:
    """Until the thread ends. Raises PublicAddressError."""
    refuse_public(host)
    found = registry()
    from prometheus_client import start_http_server

    return start_http_server(port, addr=host, registry=found)  # type: ignore[arg-type]

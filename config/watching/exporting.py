"""The measures and the counts of web processes in the form that Prometheus reads, on an address
that the public does not reach."""

import ipaddress
from collections.abc import Iterable
from http.server import HTTPServer
from pathlib import Path
from threading import Lock, Thread

from django.conf import settings
from django.db import close_old_connections
from django.utils import timezone

from config.watching import ended_counts, measures


class PublicAddressError(Exception):
    """The address can be reached from anywhere. The message says what to write."""


def refuse_public(host: str) -> None:
    """Only an address of this machine or of a private network tells figures. Raises
    PublicAddressError for others, and for the one that stands for all of a machine's."""
    try:
        address = ipaddress.ip_address(host)
        is_near = address.is_private and not address.is_unspecified
    except ValueError:
        is_near = False
    if not is_near:
        message = f"{host} is no address of a private network: write 127.0.0.1 or such a one."
        raise PublicAddressError(message)


class Collector:
    """Asked by the library at each scrape."""

    def collect(self) -> Iterable[object]:
        from prometheus_client.core import GaugeMetricFamily

        close_old_connections()
        for measure, values in measures.read_all(at=timezone.now()):  # noqa: TID251  a scrape's time
            labels = [measure.label] if measure.label else []
            family = GaugeMetricFamily(measure.name, measure.meaning, labels=labels)
            for label, value in values.items():
                family.add_metric([label] if labels else [], value)
            yield family
        close_old_connections()


class CountsOfProcesses:
    """The counts of all web processes of this machine; those that have ended are added up first."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._one_at_a_time = folder, Lock()

    def collect(self) -> Iterable[object]:
        from prometheus_client.multiprocess import MultiProcessCollector

        with self._one_at_a_time:
            ended_counts.fold(self._folder)
            collector = MultiProcessCollector(None, path=str(self._folder))  # type: ignore[no-untyped-call]
            return list(collector.collect())  # type: ignore[no-untyped-call]


def registry() -> object:
    """The registry of the measures, and of the counts in METRICS_DIR where there are any."""
    from prometheus_client import CollectorRegistry

    found = CollectorRegistry()
    found.register(Collector())  # type: ignore[arg-type]
    if settings.METRICS_DIR and Path(settings.METRICS_DIR).is_dir():
        found.register(CountsOfProcesses(Path(settings.METRICS_DIR)))  # type: ignore[arg-type]
    return found


def serve(*, host: str, port: int) -> tuple[HTTPServer, Thread]:
    """Answer scrapes until the thread ends. Raises PublicAddressError."""
    refuse_public(host)
    found = registry()
    from prometheus_client import start_http_server

    return start_http_server(port, addr=host, registry=found)  # type: ignore[arg-type]

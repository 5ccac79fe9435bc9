"""What both checks of a deployment ask: who is invited, what must be so, what no log may tell, and
where names lead."""

import re
import socket
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager

BIRTH_YEAR = 1984
PEOPLE = """
from django.utils import timezone
from access.actions import load_forces
from access.actor import Actor
from access.forces.reference_file import force_rows
from survey.reading.actions import publish_shipped_instruments
from tests.responses.invited import invite
by, at = Actor.system("deploy-check"), timezone.now()
load_forces(rows=force_rows(), by=by, at=at)
publish_shipped_instruments(by=by, at=at)
print(" ".join(invite(mobile=f"+4477009001{n:02}", at=at).token for n in range(40)))
"""
"""Prints the tokens of people who were born in BIRTH_YEAR."""

MEASURED = re.compile(
    r'"(?:at|request|bytes|seconds|behind|milliseconds)": ?"?[^,"}]*|\[\d+\]|^\d+:[A-Z] ',
    re.MULTILINE,
)
"""Of a log: times, sizes, drawn ids, numbers of processes. Any four digits may stand in them."""


def check(is_so: object, what: str) -> None:
    if not is_so:
        sys.exit(f"NOT SO: {what}")


def told_in(written: str, *, planted: Iterable[str], year: int) -> str:
    told = MEASURED.sub("", written)
    found = next((word[:4] for word in planted if word in told), "")
    line = re.search(rf".*\b{year}\b.*", told)
    return found or (line[0] if line else "")


@contextmanager
def names_lead(to: Mapping[str, str]) -> Iterator[None]:
    looked_up = socket.getaddrinfo

    def led(host: str, *rest: object, **named: object) -> object:
        return looked_up(to.get(host, host), *rest, **named)  # type: ignore[arg-type]

    socket.getaddrinfo = led  # type: ignore[assignment]
    try:
        yield
    finally:
        socket.getaddrinfo = looked_up

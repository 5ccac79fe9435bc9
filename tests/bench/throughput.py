"""What a respondent's pages cost a server, and how long people wait for them, through gunicorn and
on the loopback."""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.bench.caller import Step
from tests.bench.load import RATE, Cost, Waits, Way, cost_of, waits_at_rate
from tests.bench.served import ROOT, Site
from tests.journeys.recorded import WITH_SCRIPTS, read

POSTGRES = os.environ.get("TEST_POSTGRES_URL", "postgresql://postgres@127.0.0.1:5432/postgres")
PEER = ROOT / ".venv-peer" / "bin" / "python"
GATE = "/g/"
WARMING = 3
ALONE = int(os.environ.get("BENCH_JOURNEYS", "40"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
MOST_PEOPLE = 200


def serving_respondents() -> None:
    for kind in ("SQLite", "PostgreSQL"):
        try:
            with database(kind) as url, tempfile.TemporaryDirectory() as folder:
                ours = measured(*respondents(url, folder))
            with database(kind) as url:
                theirs = measured(*peer(url)) if PEER.exists() else None
        except psycopg.OperationalError:
            print(f"{kind} does not answer at TEST_POSTGRES_URL")
            continue
        say(f"a respondent's pages, {kind}", *ours)
        if theirs:
            say(f"django-survey-and-report, {kind}", *theirs)
            say_beside(ours, theirs)


def measured(site: Site, ways: Iterator[Way]) -> tuple[Cost, Waits]:
    with site.serving():
        cost_of(site, [next(ways) for _ in range(WARMING)])
        cost = cost_of(site, [next(ways) for _ in range(ALONE)])
        return cost, waits_at_rate(site, ways, seconds=SECONDS)


def say(name: str, cost: Cost, waits: Waits) -> None:
    kinds = ", ".join(f"{kind} {cost.milliseconds(kind):.1f} ms" for kind in cost.by_kind)
    print(
        f"{name}: {kinds} of processor; at {RATE} requests a second on one worker half wait "
        f"{waits.milliseconds(0.5):.0f} ms, p99 {waits.milliseconds(0.99):.0f} ms "
        f"(of {len(waits.seconds):,})"
    )


def say_beside(ours: tuple[Cost, Waits], theirs: tuple[Cost, Waits]) -> None:
    kinds = [kind for kind in theirs[0].by_kind if kind in ours[0].by_kind]
    ratios = [
        f"{kind} {ours[0].by_kind[kind] / theirs[0].by_kind[kind]:.2f} × the processor"
        for kind in kinds
    ]
    waiting = ours[1].milliseconds(0.99) / theirs[1].milliseconds(0.99)
    print(f"  ours beside it: {', '.join(ratios)}, p99 {waiting:.2f} ×")


# --- the two sites -------------------------------------------------------------------------


def respondents(url: str, folder: str) -> tuple[Site, Iterator[Way]]:
    env = {**os.environ, "DATABASE_URL": url, "DATA_DIR": folder, "DEVELOPMENT": "yes"}
    site = Site(Path(sys.executable), "config.wsgi", env)
    found = json.loads(site.run(["-m", "tests.bench.people", str(MOST_PEOPLE)]))
    ASKED[:] = found["questions"]
    return site, (recorded_way(token) for token in found["tokens"])


def recorded_way(token: str) -> Way:
    return [
        Step(
            request.method,
            request.path.replace("{token}", token),
            request.sent,
            status=request.status,
            kind=kind_of(request.method, request.path),
        )
        for request in read(WITH_SCRIPTS)
    ]


def kind_of(method: str, path: str) -> str:
    """The gate is a kind of its own: it hashes a word slowly on purpose (SAF-6)."""
    if path.startswith("/static/"):
        return "file"
    return "gate" if (method, path) == ("POST", GATE) else method


ASKED: list[dict] = []
"""The questions of the journey, for the peer to ask."""


def peer(url: str) -> tuple[Site, Iterator[Way]]:
    env = {"PATH": os.environ.get("PATH", ""), "DATABASE_URL": url}
    site = Site(PEER, "peer.wsgi", env, folder=Path(__file__).parent)
    way = json.loads(site.run(["-m", "peer.fill"], told=json.dumps(ASKED)))
    steps = [Step("GET", way["start"], kind="GET")]
    for number, sent in enumerate(way["sent"]):
        address = f"{way['start'].rstrip('/')}-{number}/" if number else way["start"]
        steps += [
            Step("POST", address, [*map(tuple, sent)], 302, kind="POST"),
            Step("GET", "", kind="GET"),
        ]
    return site, (steps for _ in range(MOST_PEOPLE))


# --- databases -----------------------------------------------------------------------------


@contextmanager
def database(kind: str) -> Iterator[str]:
    """The address of an empty one, gone afterwards."""
    if kind == "SQLite":
        with tempfile.TemporaryDirectory() as folder:
            yield f"sqlite:///{folder}/served.sqlite3"
        return
    name = f"bench_served_{os.getpid()}"
    with psycopg.connect(POSTGRES, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    try:
        yield urlunsplit(urlsplit(POSTGRES)._replace(path=f"/{name}"))
    finally:
        with psycopg.connect(POSTGRES, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

"""`./dev bench load`: two web processes of respondents as deployed, on PostgreSQL, asked at a
rate."""

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from itertools import islice
from pathlib import Path

from tests.bench.load import Way
from tests.bench.throughput import recorded_way
from tests.bench.under_load.deployed import Deployed, peer_beside
from tests.bench.under_load.kinds import JOURNEYS, by_kind
from tests.bench.under_load.victims import Storm, answering_while_killed
from tests.bench.under_load.walks import AtRate, Served, at_rate, people_for
from tests.journeys.recorded import WITH_SCRIPTS, read

CORES = 2
PROMISED = 150
SECONDS: Mapping[int, float] = {25: 8, 50: 8, 75: 15, 100: 8, 150: 15}
"""How long each rate is counted; half of what is promised, and all of it, for longer."""
PEERS: Mapping[int, float] = {25: 8, 75: 10, 150: 10}
SIZE = float(os.environ.get("BENCH_SIZE", "1"))
"""Of every time: less of it for a look, more for figures to keep."""
VICTIMS, KILLED_SECONDS, CALM_SECONDS = 200, 24, 8
WARMING_RATE, WARMING = 25, 2
PUBLISHED = (
    "ONS eq-questionnaire-runner 3.61.0, as published (not run here): 96 requests a second on each "
    "of 50 pods of 3 vCPU, 64 on two, p99 240 ms; 113 a second, 75 on two, p99 711 ms. "
    "github.com/ONSdigital/eq-survey-runner-benchmark, "
    "doc/performance-investigations/0016-gunicorn-thread-config-at-scale"
)
HEADING = """
| site | requests a second | p50, ms | p95, ms | p99, ms | answered, faults | ms of a processor a \
request: web, database | asking | of two cores | MB a process, its share |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |"""


def serving_at_rates() -> None:
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        deployed = Deployed(Path(folder))
        try:
            deployed.stand_up(people=_people())
            _measure(deployed)
        finally:
            deployed.machine.end()


def _people() -> int:
    steps = [(WARMING_RATE, WARMING), *((rate, each * SIZE) for rate, each in SECONDS.items())]
    journey = len(read(WITH_SCRIPTS))
    walking = (people_for(journey, rate=rate, seconds=each) for rate, each in steps)
    return sum(walking) + JOURNEYS + VICTIMS


def _measure(deployed: Deployed) -> None:
    tokens = iter(deployed.tokens)
    ways = (recorded_way(token) for token in tokens)
    print(HEADING)
    ours = _steps("ours", deployed.served, ways, SECONDS)
    with peer_beside(deployed) as beside:
        theirs = _steps("django-survey-and-report", *beside, PEERS) if beside else []
    _say_needed("ours", ours)
    _say_needed("django-survey-and-report", theirs)
    print(PUBLISHED)
    print(by_kind(deployed, ways))
    people = [(token, recorded_way(token)) for token in islice(tokens, VICTIMS)]
    _say_storm(deployed, answering_while_killed(
        deployed, people, seconds=KILLED_SECONDS * SIZE, calm=CALM_SECONDS
    ))  # fmt: skip


def _steps(
    name: str, site: Served, ways: Iterator[Way], steps: Mapping[int, float]
) -> Sequence[AtRate]:
    at_rate(site, ways, rate=WARMING_RATE, seconds=WARMING)
    found = []
    for rate, seconds in steps.items():
        found.append(at_rate(site, ways, rate=rate, seconds=seconds * SIZE))
        print(_row(name, found[-1]), flush=True)
    return found


def _row(name: str, at: AtRate) -> str:
    count = max(at.answered, 1)
    p50, p95, p99 = (f"{at.milliseconds(share):.0f}" for share in (0.5, 0.95, 0.99))
    each = " and ".join(f"{1000 * spent / count:.2f}" for spent in (at.web, at.database))
    busy = (at.web + at.database + at.asking) / (at.seconds * CORES)
    memory = " and ".join(f"{own:.0f} ({share:.0f})" for own, share in at.memory)
    faults = f"{at.answered:,} of {len(at.waits):,}, {', '.join(sorted(set(at.faults))) or 'none'}"
    return (
        f"| {name} | {at.rate} | {p50} | {p95} | {p99} | {faults} | {each} | "
        f"{1000 * at.asking / count:.2f} | {busy:.0%} | {memory} |"
    )


def _say_needed(name: str, found: Sequence[AtRate]) -> None:
    if not found:
        return
    each = min((at.web + at.database) / max(at.answered, 1) for at in found)
    print(
        f"{name}: {each * 1000:.2f} ms of a processor a request, web and database, at best; "
        f"{PROMISED} a second need {each * PROMISED:.2f} of {CORES} cores"
    )


def _say_storm(deployed: Deployed, storm: Storm) -> None:
    faults = storm.faults(deployed.told_by("tests.bench.under_load.kept"))
    met = ", ".join(f"{n:,} × {what}" for what, n in sorted(storm.met.items()))
    print(
        f"{len(storm.victims)} people at once, {storm.kills} kills, {storm.whole_units} of them of "
        f"all processes at once: {storm.acknowledged:,} answers acknowledged, "
        f"{'; '.join(faults) or 'none lost, everybody went on'} (met {met})"
    )

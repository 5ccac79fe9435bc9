"""A burst after a batch of texts."""

from pathlib import Path

from tests.bench.throughput import recorded_way
from tests.bench.under_load.deployed import Deployed
from tests.bench.under_load.victims import Storm, answering_after_a_batch
from tests.faults.ground import check, say

USUAL_A_MINUTE = 58_600 / (78 * 600)
"""Responses of a quarter in the simulated nation, over the minutes in which texts may arrive: ten
hours on each of 78 days."""
WITHIN = 60.0


def come(*, times: int, folder: Path) -> None:
    people = round(USUAL_A_MINUTE * times)
    deployed = Deployed(folder / "burst")
    try:
        deployed.stand_up(people=people)
        each = [(token, recorded_way(token)) for token in deployed.tokens]
        storm = answering_after_a_batch(
            deployed.served, each, within=WITHIN, seconds=2 * WITHIN + len(each[0][1])
        )
        _check(storm, deployed, times=times)
    finally:
        deployed.machine.end()


def _check(storm: Storm, deployed: Deployed, *, times: int) -> None:
    faults = storm.faults(deployed.told_by("tests.bench.under_load.kept"))
    check(not faults, f"after a batch: {'; '.join(faults)}")
    refused = {what: n for what, n in storm.met.items() if what not in {"200", "302"}}
    check(not refused, f"after a batch some met {refused}")
    waits = sorted(wait for victim in storm.victims for wait in victim.waits)
    say(
        f"{len(storm.victims)} people, {times} times the usual, opened their links within a "
        f"minute: {storm.acknowledged:,} answers acknowledged, none lost, {len(waits):,} pages and "
        f"presses, no error; half waited {1000 * waits[len(waits) // 2]:.0f} ms, "
        f"99 of 100 {1000 * waits[len(waits) * 99 // 100]:.0f} ms, the longest {waits[-1]:.1f} s"
    )

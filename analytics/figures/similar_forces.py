"""For a force without a list of peers."""

import csv
from collections.abc import Collection, Mapping
from functools import cache
from math import dist, log
from pathlib import Path
from statistics import fmean, pstdev

FACTS_FILE = Path(__file__).parents[1] / "data" / "force_facts.csv"
NEAREST = 7


@cache
def facts(path: Path = FACTS_FILE) -> Mapping[str, tuple[float, ...]]:
    with path.open(encoding="utf-8", newline="") as file:
        rows = {row["force"]: row for row in csv.DictReader(file)}
    columns = [
        _standardised([log(float(row["density"])) for row in rows.values()]),
        _standardised([log(float(row["crimes"])) for row in rows.values()]),
        _standardised([float(row["disabled"]) for row in rows.values()]),
        _standardised([float(row["white"]) for row in rows.values()]),
    ]
    return dict(zip(rows, zip(*columns, strict=True), strict=True))


def nearest(force: str, *, among: Collection[str]) -> tuple[str, ...]:
    """Seven, nearest first; none without facts."""
    known = facts()
    if force not in known:
        return ()
    others = [other for other in sorted(among) if other in known and other != force]
    return tuple(sorted(others, key=lambda other: dist(known[force], known[other]))[:NEAREST])


def _standardised(values: list[float]) -> list[float]:
    mean, deviation = fmean(values), pstdev(values)
    return [(value - mean) / deviation for value in values]

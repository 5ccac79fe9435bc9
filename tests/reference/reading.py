"""The files that the R scripts of this folder write, as tests want them."""

import csv
from collections import defaultdict
from functools import cache
from pathlib import Path

from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import Proportion

FOLDER = Path(__file__).parent
POSITIVE = ("4", "5")


@cache
def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open() as file:
        return list(csv.DictReader(file))


@cache
def numbers(name: str) -> dict[str, float]:
    return {row["name"]: float(row["value"]) for row in rows(name)}


def column(name: str, field: str) -> list[float]:
    return [float(row[field]) for row in rows(name)]


def mix_cells(*characteristics: str) -> list[MixCell]:
    sums = defaultdict(lambda: ([0, 0.0, 0.0], [0, 0.0, 0.0]))
    for row in rows("respondents"):
        key = (row["force"], *(row[name] for name in characteristics))
        bin_ = sums[key][0 if row["value"] in POSITIVE else 1]
        weight = float(row["weight"])
        bin_[0] += 1
        bin_[1] += weight
        bin_[2] += weight * weight
    return [
        MixCell(
            force=force,
            levels=dict(zip(characteristics, levels, strict=True)),
            positive=tuple(positive),
            other=tuple(other),
        )
        for (force, *levels), (positive, other) in sorted(sums.items())
    ]


def funnel_forces() -> dict[str, Proportion]:
    return {
        row["force"]: Proportion(successes=float(row["r"]), trials=float(row["n"]))
        for row in rows("funnel")
    }

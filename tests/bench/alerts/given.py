"""The generator that stands beside the project, not in it: run, read, and asked what was known."""

import csv
import os
import subprocess
import sys
from pathlib import Path

import numpy as np

from analytics.stats.emerging.tier import Array, SeriesTier
from tests.bench.alerts.world import World

FOLDER = Path(
    os.environ.get("ALERT_GENERATOR")
    or Path(__file__).parents[4] / "shared" / "tools" / "alert_benchmark"
)
WEEKS, FIRST_SCORED, LAGS = 156, 112, 7


def is_here() -> bool:
    return (FOLDER / "sim.py").exists()


def write(seed: int, folder: Path) -> None:
    subprocess.run(
        [sys.executable, str(FOLDER / "sim.py"), str(seed), str(folder)],
        check=True, stdout=subprocess.DEVNULL,
    )  # fmt: skip


def read(folder: Path, *, is_late: bool) -> World:
    """The proportions: complete, or with each week's answers as far as they had come by then."""
    truth = list(csv.DictReader((folder / "props_truth.csv").open()))
    places = {row["series"]: at for at, row in enumerate(truth)}
    positive, answers = _counts(folder / "props.csv", places)
    weeks_of_year = np.arange(1, WEEKS + 1) % 52
    weeks_of_year[weeks_of_year == 0] = 52
    last_lag = LAGS - 1

    def as_known(week: int) -> SeriesTier:
        lag = (
            np.minimum(week - np.arange(week + 1), last_lag)
            if is_late
            else np.full(week + 1, last_lag)
        )
        known = np.arange(week + 1)
        return SeriesTier(
            positive=positive[lag, :, :, known].transpose(1, 2, 0),
            answers=answers[lag, :, :, known].transpose(1, 2, 0),
            week_of_year=weeks_of_year[: week + 1],
            item=np.zeros(len(truth), dtype=np.int64), has_parent=False,
        ).as_of(week)  # fmt: skip

    onset = np.array([int(row["onset"]) - 1 for row in truth])
    return World(
        name="late" if is_late else "complete",
        as_known=as_known, weeks=range(FIRST_SCORED, WEEKS), onset=onset,
        last=np.array([int(row["last"]) - 1 for row in truth]),
        is_rise=np.ones(len(truth)),
        size=np.array([float(row["nbar"]) for row in truth]),
        is_touched=np.array([float(row["mixjump"]) for row in truth]),
        is_event=np.zeros(WEEKS - FIRST_SCORED),
    )  # fmt: skip


def _counts(file: Path, places: dict[str, int]) -> tuple[Array, Array]:
    positive = np.zeros((LAGS, 2, len(places), WEEKS))
    answers = np.zeros_like(positive)
    with file.open() as stream:
        for row in csv.DictReader(stream):
            at, week = places[row["series"]], int(row["t"]) - 1
            for lag in range(LAGS):
                y, n, y_low, n_low = (
                    int(row[f"{name}_lag{lag}"]) for name in ("y", "n", "ylow", "nlow")
                )
                positive[lag, :, at, week] = y - y_low, y_low
                answers[lag, :, at, week] = n - n_low, n_low
    return positive, answers

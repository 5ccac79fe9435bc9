"""What a table of scores finds and how often it is wrong, at a line."""

from dataclasses import dataclass

import numpy as np

from analytics.stats.emerging.lines import TWICE, Standing, evidence, red
from analytics.stats.emerging.tier import Array
from tests.bench.alerts.world import World, WorldScores

CAP = 12
QUIET = 4
AFTER_THE_LAST = 2


@dataclass(frozen=True, kw_only=True)
class Found:
    rate: float
    seen: float
    soon: float
    delay: float
    episodes: float


def clean(world: World) -> np.ndarray:
    weeks = np.array(world.weeks)
    return (world.onset[:, None] < 0) | (weeks[None, :] < world.onset[:, None])


def matched_line(scores: Array, world: World, share: float) -> float:
    return float(
        np.quantile(np.nan_to_num(scores, nan=-99)[clean(world)], 1 - share, method="higher")
    )


def found(scores: Array, world: World, line: float, only: np.ndarray | None = None) -> Found:
    kept = np.ones(len(scores), dtype=bool) if only is None else only
    over = np.nan_to_num(scores, nan=-99) > line
    quiet = clean(world) & kept[:, None]
    delays = np.array([_delay(over, world, s) for s in np.flatnonzero((world.onset >= 0) & kept)])
    return Found(
        rate=float(over[quiet].mean()),
        seen=float((delays < CAP).mean()) if len(delays) else np.nan,
        soon=float((delays <= 3).mean()) if len(delays) else np.nan,
        delay=float(delays.mean()) if len(delays) else np.nan,
        episodes=_episodes(over, quiet) / (quiet.sum() / 52),
    )


def called(scores: WorldScores) -> np.ndarray:
    over = np.zeros(scores.score.shape, dtype=bool)
    for week, column in enumerate(scores.score.T):
        known = {int(at): float(column[at]) for at in np.flatnonzero(np.isfinite(column))}
        standings = {
            at: Standing(
                score=each, odds_ratio=2.0, excess=9.0, area=None,
                evidence=evidence(each, float(scores.information[at, week])),
            )
            for at, each in known.items()
        }  # fmt: skip
        for at in red(standings, TWICE):
            over[at, week] = known[at] > 0
    twice = over.copy()
    twice[:, 1:] &= over[:, :-1]
    twice[:, 0] = False
    return twice


def precision(over: np.ndarray, world: World) -> float:
    begins = over.copy()
    for week in range(1, over.shape[1]):
        begins[:, week] &= ~over[:, max(0, week - QUIET) : week].any(axis=1)
    weeks = np.array(world.weeks)
    is_true = (world.onset[:, None] >= 0) & (weeks >= world.onset[:, None])
    is_true &= weeks <= world.last[:, None] + AFTER_THE_LAST
    return float((begins & is_true).sum() / max(begins.sum(), 1))


def _delay(over: np.ndarray, world: World, series: int) -> float:
    weeks, onset = np.array(world.weeks), world.onset[series]
    until = min(world.last[series] + AFTER_THE_LAST, onset + CAP - 1)
    is_in = (weeks >= onset) & (weeks <= until)
    hits = weeks[is_in & over[series]]
    return float(hits[0] - onset) if len(hits) else float(CAP)


def _episodes(over: np.ndarray, quiet: np.ndarray) -> int:
    count = 0
    for own, is_quiet in zip(over, quiet, strict=True):
        since = CAP
        for is_over, still in zip(own, is_quiet, strict=True):
            if not still:
                break
            count += is_over and since >= QUIET
            since = 0 if is_over else since + 1
    return count

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from statistics import median

import numpy as np

from analytics.alerts.artefacts import Artefact
from analytics.alerts.quality.measures import COUNTS, GAPS, SHARES, CountMeasure, GapMeasure
from analytics.alerts.quality.series import WeekCounts, by_area, share_tier
from analytics.alerts.scanning.scan import ScannedWeek, Tallies, scan_tier
from analytics.alerts.scanning.tiers import TierKind, weeks_of_year
from analytics.alerts.weekly_series import LEAST_IN_A_WEEK
from analytics.disclosure.places import NATION
from analytics.stats.emerging import lines
from analytics.stats.emerging.counts import WINDOW, CountedWeeks, CountScores, score_counts
from analytics.stats.emerging.lines import Standing
from analytics.stats.emerging.tier import MOST_WEEKS, Array
from analytics.tables import EVERYBODY

LINE = 2.576
"""A minimum score, required as well: a chance finding would excuse a real change."""
KINDS = (TierKind.QUALITY_OF_NATION, TierKind.QUALITY_OF_FORCES)
LEAST_EXPECTED, PART_LEFT = 8.0, 0.1
"""A gap is a week with at most a tenth of the usual count, where at least eight are usual: by
chance, one force-week in three thousand.
"""
USUAL, FILED = 26, 8
"""Earlier weeks that define what is usual; and, of the last ten, how many must have had a file."""
LONGEST_GAP = 52
"""Weeks after which a change has become usual."""


@dataclass(frozen=True, kw_only=True)
class Found:
    code: str
    level: str
    area: str
    first: int
    last: int
    window_weeks: int
    is_rise: bool
    observed: float
    expected: float
    base: int
    score: float


@dataclass(frozen=True, kw_only=True)
class ScannedQuality:
    found: Mapping[int, list[Found]]
    scanned: Mapping[int, ScannedWeek]


def scan_quality(known: WeekCounts, *, weeks_before: int, tallies: Tallies) -> ScannedQuality:
    numbers = range(known.last - weeks_before, known.last + 1)
    scanned = {number: ScannedWeek() for number in numbers}
    for kind in KINDS:
        made = share_tier(known, kind)
        if made is not None:
            scan_tier(made, kind, scanned, tallies)
    found = {}
    for number, week in scanned.items():
        gaps = list(_gaps(known, number))
        missed = {one.area for one in gaps}
        counts = (one for kind in KINDS for one in _counts(known, number, kind))
        found[number] = [
            *_shares(week, number), *gaps, *(one for one in counts if one.area not in missed)
        ]  # fmt: skip
    return ScannedQuality(found=found, scanned=scanned)


def _shares(week: ScannedWeek, number: int) -> Iterator[Found]:
    for one in week.red:
        if abs(one.score) > LINE:
            level = "" if one.series.level == EVERYBODY else one.series.level
            last = number - _lag(one.series.item)
            yield Found(
                code=one.series.item, level=level, area=one.series.area, first=last, last=last,
                window_weeks=one.window_weeks, is_rise=one.is_rise, observed=one.observed,
                expected=one.expected, score=one.score,
                base=one.base if one.fewest >= LEAST_IN_A_WEEK else 0,
            )  # fmt: skip


def _lag(code: str) -> int:
    return next(measure.lag for measure in SHARES if measure.artefact == code)


def _counts(known: WeekCounts, number: int, kind: TierKind) -> Iterator[Found]:
    for measure in COUNTS:
        at = known.weeks - (known.last - number)
        span = slice(max(0, at - MOST_WEEKS), at)
        counts = by_area(known, known.counts_for(measure.name, lag=measure.lag), kind)
        exposure = by_area(known, _exposure(known, measure), kind)
        if not counts:
            continue
        weeks = CountedWeeks(
            counts=np.array([one[span] for one in counts.values()]),
            exposure=np.array([exposure[area][span] for area in counts]),
            week_of_year=weeks_of_year(number, span.stop - span.start),
        )
        for at, one in _called_shares(measure, list(counts), score_counts(weeks), number):
            is_told = weeks.counts[at, -2 * WINDOW :].min() >= LEAST_IN_A_WEEK
            yield replace(one, base=int(one.observed)) if is_told and not measure.artefact else one


def _exposure(known: WeekCounts, measure: CountMeasure) -> Array:
    if measure.of:
        return known.counts_for(measure.of, lag=measure.lag)
    counts = known.counts_for(measure.name, lag=measure.lag)
    begun: Array = (np.cumsum(counts, axis=1) > 0).astype(float)
    return begun


def _called_shares(
    measure: CountMeasure, areas: list[str], scored: CountScores, number: int
) -> Iterator[tuple[int, Found]]:
    standings = {
        at: Standing(
            score=float(scored.score[at]),
            odds_ratio=float((scored.seen[at] + 0.5) / (scored.expected[at] + 0.5)),
            excess=float(scored.seen[at] - scored.expected[at]),
            area=None if area == NATION else area,
        )
        for at, area in enumerate(areas) if not scored.is_short[at]
    }  # fmt: skip
    for at in lines.red(standings):
        is_rise = standings[at].score > 0
        is_told = not measure.artefact or scored.seen[at] <= measure.at_most * scored.expected[at]
        if abs(standings[at].score) < LINE or not is_told:
            continue
        last = number - measure.lag
        yield at, Found(
            code=measure.artefact or measure.name, level="", area=areas[at], first=last, last=last,
            window_weeks=WINDOW, is_rise=is_rise, observed=float(scored.seen[at]),
            expected=float(scored.expected[at]), base=0, score=standings[at].score,
        )  # fmt: skip


def _gaps(known: WeekCounts, number: int) -> Iterator[Found]:
    told: set[str] = set()
    for measure in GAPS:
        all_counts = known.counts_for(measure.name)
        end = known.weeks - (known.last - number) - measure.lag
        for area, counts, others in zip(
            known.forces, all_counts, all_counts.sum(axis=0) - all_counts, strict=True
        ):
            run = _newest_gap(measure, counts, others, end)
            since = end - 1 + measure.lag - run[-1] if run else None
            if since is None or since > measure.touched_until or area in told:
                continue
            told.add(area)
            first, last = (known.last - (known.weeks - 1 - at) for at in (run[0], run[-1]))
            yield Found(
                code=Artefact.MISSED_FILE, level=measure.name, area=area, first=first, last=last,
                window_weeks=len(run), is_rise=False, observed=0.0,
                expected=_usual(counts, run[0]), base=0, score=-LINE,
            )  # fmt: skip


def _newest_gap(measure: GapMeasure, counts: Array, others: Array, end: int) -> list[int]:
    newest: list[int] = []
    run: list[int] = []
    for at in range(max(USUAL, end - LONGEST_GAP), end):
        if _is_gap(measure, counts, others, at, before=run[0] if run else at):
            run.append(at)
            newest = run
        else:
            run = []
    return newest


def _is_gap(measure: GapMeasure, counts: Array, others: Array, at: int, *, before: int) -> bool:
    if counts[at] > PART_LEFT * counts[:before].max():
        return False
    if measure.is_by_files:
        files = counts[max(0, before - 10) : before] > 0
        return bool(counts[at] == 0) and int(files.sum()) >= FILED
    of_others = _usual(others, before)
    together = min(1.0, float(others[at]) / of_others) if of_others else 1.0
    expected = _usual(counts, before) * together
    return expected >= LEAST_EXPECTED and bool(counts[at] <= PART_LEFT * expected)


def _usual(counts: Array, at: int) -> float:
    return float(median(counts[max(0, at - USUAL) : at].tolist()))

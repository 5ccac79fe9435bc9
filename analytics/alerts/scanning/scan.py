"""Pure."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from analytics.alerts.scanning.columns import AnswerColumns
from analytics.alerts.scanning.tiers import (
    MAY_BE_POOLED,
    OF_ANSWERS,
    POOLED,
    REGION,
    THEME,
    CountedTier,
    NationFacts,
    Series,
    TierKind,
    counted,
)
from analytics.alerts.weekly_series import week_number
from analytics.disclosure.places import NATION
from analytics.stats.emerging import lines
from analytics.stats.emerging.lines import Standing
from analytics.stats.emerging.score import Scores, forecast, score
from analytics.stats.emerging.tier import (
    LEAST_WEEKS,
    MOST_WEEKS,
    Array,
    FittedSeries,
    SeriesTier,
    Whole,
)
from analytics.stats.proportions import Interval, wilson_interval
from analytics.stats.suppression import may_tell
from analytics.tables import TABLES, Dimension

LEAST_BASE, LEAST_SIBLINGS = 10, 3
"""The fewest answers, and the fewest people behind them, for anything to be reported."""
WINDOW, WINDOW_OF_FEW, FEW_A_WEEK = 4, 12, 4.0
"""Weeks over which a change is reported, and the same for series with fewer than four answers a
week.
"""
WEEKS_OF_TALLIES = WEEKS_DRAWN = 52
WEEKS_TO_CALL = POOLED
"""Earlier weeks needed to decide whether a week's call is red."""
POOLED_SIZE = 4
"""The size tier of series scored by four weeks."""

Place = tuple[TierKind, int]
"""A tier and its size tier."""
Tallies = Mapping[Place, Sequence[Sequence[int]]]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """Shares are 0 to 1 over the window, `base` people, `fewest` the smallest weekly count, `move`
    the siblings' common move in log odds (0 if few), `wording` the day of a new wording.
    `expected_weeks` are weekly shares, None without answers."""

    series: Series
    score: float
    window_weeks: int
    base: int
    fewest: int
    effective_base: float
    observed: float
    expected: float
    interval: Interval
    odds_ratio: float
    move: float
    wording: date | None = None
    expected_weeks: tuple[float | None, ...] = ()

    @property
    def is_rise(self) -> bool:
        return self.score > 0

    @property
    def p_value(self) -> float:
        return lines.p_value(self.score)


@dataclass(kw_only=True)
class ScannedWeek:
    """`tallies` cover all scores, so that next week's limits reflect the scatter of quiet
    series."""

    red: list[Finding] = field(default_factory=list)
    amber: list[Finding] = field(default_factory=list)
    tested: int = 0
    short: int = 0
    tallies: dict[Place, list[int]] = field(default_factory=dict)

    def with_other(self, other: "ScannedWeek") -> "ScannedWeek":
        return ScannedWeek(
            red=[*self.red, *other.red], amber=[*self.amber, *other.amber],
            tested=self.tested + other.tested, short=self.short + other.short,
            tallies={**self.tallies, **other.tallies},
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Reportable:
    """Over each series' window: positive, all, expected answers on the effective base, people, φ;
    `expected_shares` weekly."""

    at: Whole
    weeks: Array
    positive: Array
    answers: Array
    expected: Array
    people: Array
    fewest: Array
    siblings: Array
    inflation: Array
    expected_shares: Array


def scan(
    columns: AnswerColumns,
    *,
    last: int,
    weeks_before: int,
    tallies: Tallies,
    facts: NationFacts | None = None,
    kinds: Sequence[TierKind] = OF_ANSWERS,
) -> dict[int, ScannedWeek]:
    """By week number, as known at its end. A change is red if called two weeks running, or in two
    disjoint pooled windows."""
    before = range(last - weeks_before - WEEKS_TO_CALL, last - weeks_before)
    found = {week: ScannedWeek() for week in range(before.start, last + 1)}
    weeks = MOST_WEEKS + len(found) - 1
    for kind in kinds:
        for is_pooled in (False, True) if kind in MAY_BE_POOLED else (False,):
            made = counted(columns, kind, last=last, weeks=weeks, facts=facts, is_pooled=is_pooled)
            if made is not None:
                scan_tier(made, kind, found, tallies, takes_two=True)
    for week in before:
        del found[week]
    return found


def scan_tier(
    made: CountedTier,
    kind: TierKind,
    found: Mapping[int, ScannedWeek],
    tallies: Tallies,
    *,
    takes_two: bool = False,
) -> None:
    """A call is red at once, or if `takes_two`, when the week before was called too."""
    fitted: FittedSeries | None = None
    called: list[Mapping[int, float]] = [{}] * made.weeks_each
    past = defaultdict(list, {place: list(known) for place, known in tallies.items()})
    for back, (number, week) in zip(range(len(found) - 1, -1, -1), found.items(), strict=True):
        at = made.people.shape[1] - 1 - back
        tier = made.tier.as_of(at)
        if made.weeks_each > 1:
            tier = tier.pooled(made.weeks_each)
        scored = _without_ended(score(tier, fitted), made, number)
        fitted = scored.fitted
        sizes = _sizes(tier)
        drawn_in = scored.score.copy()
        for size in np.unique(sizes):
            of_size, place = sizes == size, (kind, int(size))
            week.tallies[place] = lines.tally(scored.score[of_size])
            drawn_in[of_size] /= lines.divisor(past[place][-WEEKS_OF_TALLIES:])
            past[place].append(week.tallies[place])
        week.short += int(scored.is_short.sum())
        week.tested += int(np.isfinite(scored.score).sum())
        told = _collect_reportable(
            tier, scored, drawn_in, replace(made, people=made.people[:, : at + 1])
        )
        before = called[-made.weeks_each] if takes_two else None
        called.append(
            _call_alerts(week, made, scored, drawn_in, told, number=number, before=before)
        )


def _without_ended(scored: Scores, made: CountedTier, number: int) -> Scores:
    is_over = np.array(
        [
            began is not None and week_number(began) + LEAST_WEEKS - 1 <= number
            for began in made.joined
        ]
    )
    return replace(scored, score=np.where(is_over, np.nan, scored.score))


def _sizes(tier: SeriesTier) -> Whole:
    if tier.weeks_each > 1:
        return np.full(len(tier.item), POOLED_SIZE)
    return lines.size_tiers(tier.bases)


def _collect_reportable(
    tier: SeriesTier, scored: Scores, drawn_in: Array, made: CountedTier
) -> _Reportable:
    far = np.flatnonzero(np.abs(np.nan_to_num(drawn_in)) > lines.AMBER_LINE)
    answers = tier.bases[far]
    few = answers[:, -WINDOW_OF_FEW:].mean(axis=1) < FEW_A_WEEK
    weeks = np.where(few | (tier.weeks_each > 1), WINDOW_OF_FEW, WINDOW)

    def over(values: Array, weeks_each: int = tier.weeks_each) -> Array:
        is_in = np.arange(values.shape[1])[None, ::-1] * weeks_each < weeks[:, None]
        summed: Array = (values * is_in).sum(axis=1)
        return summed

    total, heads = over(answers), over(made.people[far], 1)
    expected = forecast(tier, scored, far)
    positive = over(tier.positive[:, far].sum(axis=0, dtype=float))
    inflated = over(answers * scored.left.inflation[far]) / np.where(total > 0, total, 1.0)
    found: Array = np.divide(
        expected, answers, out=np.full(expected.shape, np.nan), where=answers > 0
    )
    is_enough = made.people[:, -WINDOW:].sum(axis=1) >= LEAST_BASE
    siblings: Array = np.bincount(tier.item, is_enough)[tier.item] - is_enough
    told = _Reportable(
        at=far, weeks=weeks, positive=positive,
        answers=total, expected=over(expected), people=heads,
        fewest=_fewest(made.people[far], 2 * weeks),
        siblings=siblings[far],
        inflation=inflated, expected_shares=found[:, -WEEKS_DRAWN:],
    )  # fmt: skip
    kept = [place for place in range(len(far)) if _may_report(place, told, made)]
    return _Reportable(**{name: values[kept] for name, values in vars(told).items()})


def _may_report(place: int, told: _Reportable, made: CountedTier) -> bool:
    answers, people = float(told.answers[place]), float(told.people[place])
    if not made.is_of_answers:
        return answers > 0 and people >= LEAST_BASE
    dimension = made.series[told.at[place]].dimension
    is_whole = dimension in {REGION, THEME}
    table = TABLES[Dimension.ALL if is_whole else Dimension(dimension)]
    return answers > 0 and may_tell(
        share=float(told.positive[place]) / answers, base=people, topic=table.topic
    )


def _fewest(people: Array, weeks: Whole) -> Array:
    is_in = np.arange(people.shape[1])[None, ::-1] < weeks[:, None]
    least: Array = np.where(is_in, people, np.inf).min(axis=1)
    return least


def _call_alerts(
    week: ScannedWeek,
    made: CountedTier,
    scored: Scores,
    drawn_in: Array,
    told: _Reportable,
    *,
    number: int,
    before: Mapping[int, float] | None,
) -> dict[int, float]:
    quiet = np.setdiff1d(np.flatnonzero(np.isfinite(drawn_in)), told.at)
    standings = {
        int(at): _standing(place, made, scored, drawn_in, told) for place, at in enumerate(told.at)
    }
    rest = {
        int(at): Standing(score=float(drawn_in[at]), odds_ratio=1.0, excess=0.0, area=None)
        for at in quiet
    }
    line = lines.ONCE if before is None else lines.TWICE
    called = {at: standings[at].score for at in lines.red(standings | rest, line)}
    red = [at for at, now in called.items() if before is None or now * before.get(at, 0.0) > 0]
    amber = lines.amber({at: each for at, each in standings.items() if at not in set(red)})
    places = {int(at): place for place, at in enumerate(told.at)}
    for to, told_of in ((week.red, red), (week.amber, amber)):
        found = (_finding(places[at], made, scored, drawn_in, told) for at in told_of)
        to += [
            replace(
                one,
                wording=one.wording
                if one.wording is not None and week_number(one.wording) <= number
                else None,
            )
            for one in found
        ]
    return called


def _standing(
    place: int, made: CountedTier, scored: Scores, drawn_in: Array, told: _Reportable
) -> Standing:
    at = told.at[place]
    area, now = made.series[at].area, float(drawn_in[at])
    return Standing(
        score=now,
        odds_ratio=_odds_ratio(place, told),
        excess=float(told.positive[place] - told.expected[place]),
        area=None if area == NATION else area,
        evidence=lines.evidence(now, float(scored.information[at])),
    )


def _odds_ratio(place: int, told: _Reportable) -> float:
    answers = float(told.answers[place])
    observed, expected = (
        (positive + 0.5) / (answers - positive + 0.5)
        for positive in (float(told.positive[place]), float(told.expected[place]))
    )
    return observed / expected


def _finding(
    place: int, made: CountedTier, scored: Scores, drawn_in: Array, told: _Reportable
) -> Finding:
    at, answers = int(told.at[place]), float(told.answers[place])
    deflated, share = answers / float(told.inflation[place]), float(told.positive[place]) / answers
    return Finding(
        series=made.series[at],
        score=float(drawn_in[at]),
        window_weeks=int(told.weeks[place]),
        base=int(told.people[place]),
        fewest=int(told.fewest[place]),
        effective_base=answers,
        observed=share,
        expected=float(told.expected[place]) / answers,
        interval=wilson_interval(successes=share * deflated, trials=deflated),
        odds_ratio=_odds_ratio(place, told),
        move=float(scored.moves[at, -(WINDOW // made.weeks_each) :].mean())
        if told.siblings[place] >= LEAST_SIBLINGS
        else 0.0,
        wording=made.joined[at],
        expected_weeks=_by_week(told.expected_shares[place]) if made.weeks_each == 1 else (),
    )


def _by_week(shares: Array) -> tuple[float | None, ...]:
    return tuple(None if np.isnan(share) else round(float(share), 2) for share in shares)

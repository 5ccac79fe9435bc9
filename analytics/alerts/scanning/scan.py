"""One reading of the answers, scored tier by tier and week by week. Pure."""

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
from analytics.stats.emerging.forecast import forecast
from analytics.stats.emerging.lines import Standing
from analytics.stats.emerging.score import Scores, score
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
"""Nothing is told of fewer answers, nor what fewer others did together."""
WINDOW, WINDOW_OF_FEW, FEW_A_WEEK = 4, 12, 4.0
"""Weeks over which a change is told, and those of series with fewer than four answers a week."""
WEEKS_OF_TALLIES = WEEKS_DRAWN = 52
WEEKS_TO_CALL = POOLED
"""Weeks before one that say whether what is called in it is red."""
POOLED_SIZE = 4
"""The size tier of series that are scored by four weeks."""

Place = tuple[TierKind, int]
"""A tier, and its size tier."""
Tallies = Mapping[Place, Sequence[Sequence[int]]]


@dataclass(frozen=True, kw_only=True)
class Finding:
    """A series that stands out in one week. Shares are 0 to 1, of the window; `base` is heads;
    `fewest` those of the smallest week of the window and of the one before it; `move` is the
    siblings' common move of the newest weeks on the log odds, 0 where there are too few of them.
    `wording` is the day on which the question was worded anew, where the series runs on across
    it. `expected_weeks` are of the newest year, week by week, None where nobody answered; empty of
    series that are scored by four weeks."""

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
    """`tested` and `short` count series; `tallies` are of all scores, so that next week's lines
    know how wide quiet scores lie."""

    red: list[Finding] = field(default_factory=list)
    amber: list[Finding] = field(default_factory=list)
    tested: int = 0
    short: int = 0
    tallies: dict[Place, list[int]] = field(default_factory=dict)

    def with_other(self, other: "ScannedWeek") -> "ScannedWeek":
        """What other tiers show of the same week besides."""
        return ScannedWeek(
            red=[*self.red, *other.red], amber=[*self.amber, *other.amber],
            tested=self.tested + other.tested, short=self.short + other.short,
            tallies={**self.tallies, **other.tallies},
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class _Told:
    """What may be told of each series that is far from nought: over its window, positive and all
    answers on the effective base, what was expected of them, heads, φ, and the number of weeks;
    `expected_shares` are those of the newest year, by week."""

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
    """By number of the week, each as it was known at its end. A change is red that is called two
    weeks running, or of pooled weeks in two that share none, so some weeks before the first are
    scored too; `tallies` are of the year before them."""
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
    """Adds what the tier shows to each week; its newest column is the newest of the weeks. Red is
    what is called in a week, or, if it `takes_two`, in it and the week before."""
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
        told = _told(tier, scored, drawn_in, replace(made, people=made.people[:, : at + 1]))
        before = called[-made.weeks_each] if takes_two else None
        called.append(_call(week, made, scored, drawn_in, told, number=number, before=before))


def _without_ended(scored: Scores, made: CountedTier, number: int) -> Scores:
    """The series across a new wording ends when the one that began with it can be scored."""
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


def _told(tier: SeriesTier, scored: Scores, drawn_in: Array, made: CountedTier) -> _Told:
    """Over the last four weeks, or twelve where few answer; nothing that a page would hide. Heads
    are counted by single weeks, whatever weeks are scored together."""
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
    told = _Told(
        at=far, weeks=weeks, positive=positive,
        answers=total, expected=over(expected), people=heads,
        fewest=_fewest(made.people[far], 2 * weeks),
        siblings=_siblings(made.people, tier.item)[far],
        inflation=inflated, expected_shares=_shares(expected, answers)[:, -WEEKS_DRAWN:],
    )  # fmt: skip
    kept = [place for place in range(len(far)) if _may_be_told(place, told, made)]
    return _Told(**{name: values[kept] for name, values in vars(told).items()})


def _shares(part: Array, whole: Array) -> Array:
    """Not a number where there is no whole."""
    found: Array = np.divide(part, whole, out=np.full(part.shape, np.nan), where=whole > 0)
    return found


def _may_be_told(place: int, told: _Told, made: CountedTier) -> bool:
    """A region and a theme by the rule of everybody. Of how answers came about the base decides
    alone: that nobody answered at all is told in words."""
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
    """By series, the heads of the smallest of its newest `weeks`."""
    is_in = np.arange(people.shape[1])[None, ::-1] < weeks[:, None]
    least: Array = np.where(is_in, people, np.inf).min(axis=1)
    return least


def _siblings(people: Array, item: Whole) -> Array:
    """By series, how many others of its item have answers enough in the window to be told of."""
    is_enough = people[:, -WINDOW:].sum(axis=1) >= LEAST_BASE
    siblings: Array = np.bincount(item, is_enough)[item] - is_enough
    return siblings


def _call(
    week: ScannedWeek,
    made: CountedTier,
    scored: Scores,
    drawn_in: Array,
    told: _Told,
    *,
    number: int,
    before: Mapping[int, float] | None,
) -> dict[int, float]:
    """Every score has a part in how many may be called, and of those that may be told some are.
    Red are those that were called `before` too, the same way, if that is given. Returns the
    scores of all that are called now."""
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
        to += [replace(one, wording=_begun(one.wording, number)) for one in found]
    return called


def _begun(wording: date | None, number: int) -> date | None:
    return wording if wording is not None and week_number(wording) <= number else None


def _standing(
    place: int, made: CountedTier, scored: Scores, drawn_in: Array, told: _Told
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


def _odds_ratio(place: int, told: _Told) -> float:
    """With half an answer added to either side, finite at 0 and 100 % (Haldane 1956)."""
    answers = float(told.answers[place])
    observed, expected = (
        (positive + 0.5) / (answers - positive + 0.5)
        for positive in (float(told.positive[place]), float(told.expected[place]))
    )
    return observed / expected


def _finding(
    place: int, made: CountedTier, scored: Scores, drawn_in: Array, told: _Told
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
    """In whole per cent: no more is drawn, and no more is kept."""
    return tuple(None if np.isnan(share) else round(float(share), 2) for share in shares)

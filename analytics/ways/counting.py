"""From the answers of a year to what may be said of each way of answering, and of what the way
itself does to answers. Pure.

Answers by telephone and on paper stand in no figure of the web (decision 18), so no two tables are
told of the same people. What the way does is measured where chance alone decided it: victims who
could be asked either way, of whom some were drawn to be telephoned."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist

from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.stats import gaps
from analytics.stats.judgement import POWER, ModelContrast
from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import (
    Interval,
    normal_quantile,
    weighted_proportion,
    wilson_interval,
)
from analytics.stats.suppression import COMPARISON_FLOOR, LEAST_IN_AREA, Published
from responses.extract_rows import AnswerRow, FrameRow
from survey.definition.types import Meaning

WEB, TELEPHONE, PAPER = "web", "telephone", "paper"
WAYS = (WEB, TELEPHONE, PAPER)
APART = (TELEPHONE, PAPER)
"""The ways of which tables of their own are told."""
LEAST_SHOWN = LEAST_IN_AREA
"""Of fewer people a year nothing is said of a way, as of a local area."""
STEP = 10
"""Numbers of people are told in tens: one more or less is nobody's to see."""
LEAST_AT_A_LEVEL = 20
"""Levels of fewer in the overlap are one."""
HELD = ("survey_stage", "crime_group", "sex", "age_band")
OTHERS = "others"
CONFIDENCE = 0.95

NO_WEIGHTS: Mapping[int, float] = {}
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class WayShare:
    """Share positive of those who answered an item one way, of whom there are `people` in tens."""

    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class WayAsked:
    """How many were asked one way, and how many of them answered, in tens; `answered` is None where
    too few did."""

    asked: int
    answered: int | None


@dataclass(frozen=True, kw_only=True)
class WayEffect:
    """What one way does to the share positive of an item, less the web, where chance decided the
    way: raw, and with stage, crime, sex and age held. `arms` are people of the web and of the other
    way, in tens."""

    raw: float
    held: ModelContrast
    arms: tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class WayFigures:
    """`shares` and `effects` are by way and item; of `effects`, those alone that may be told.
    The shares of `weighted` ways stand for all who were asked so, the others for who answered."""

    asked: Mapping[str, WayAsked]
    weighted: frozenset[str] = frozenset()
    shares: Mapping[str, Mapping[str, WayShare]]
    effects: Mapping[str, Mapping[str, WayEffect]]


def way_of(mode: str) -> str | None:
    """None of who was not asked."""
    return WEB if mode in WEB_MODES else mode if mode in APART else None


def figures(
    rows: Sequence[AnswerRow],
    frame: Iterable[FrameRow],
    chances: Mapping[int, float],
    meanings: Meanings,
    weights: Mapping[int, float] = NO_WEIGHTS,
) -> WayFigures:
    """`weights` are by response, of ways whose answers have some. `chances` are
    by response the chance with which chance drew it to be telephoned, of those of whom it
    decided."""
    own = [row for row in rows if row.is_own_account and way_of(row.mode)]
    return WayFigures(
        asked=_asked(own, frame),
        weighted=frozenset(way_of(row.mode) or "" for row in own if row.response_id in weights),
        shares={way: _shares(own, way, meanings, weights) for way in APART},
        effects={TELEPHONE: _effects(own, chances, meanings)},
    )


def _asked(rows: Iterable[AnswerRow], frame: Iterable[FrameRow]) -> dict[str, WayAsked]:
    asked, answered = Counter[str](), Counter(way_of(row.mode) for row in rows)
    for row in frame:
        way = way_of(row.mode)
        if way and is_asked(row):
            asked[way] += row.events
    return {
        way: WayAsked(asked=in_tens(asked[way]), answered=in_tens(answered[way])
                      if answered[way] >= LEAST_SHOWN else None)
        for way in WAYS if asked[way] >= LEAST_SHOWN
    }  # fmt: skip


def is_asked(row: FrameRow) -> bool:
    return row.is_invited and row.is_own_account and not row.is_undeliverable


def _shares(
    rows: Iterable[AnswerRow], way: str, meanings: Meanings, weights: Mapping[int, float]
) -> dict[str, WayShare]:
    said_of: dict[str, list[tuple[bool, float]]] = defaultdict(list)
    for row in rows:
        if way_of(row.mode) == way:
            for item in item_codes():
                said = _said(row, item, meanings)
                if said is not None:
                    said_of[item].append((said, weights.get(row.response_id, 1.0)))
    return {item: _share(said) for item, said in said_of.items() if len(said) >= LEAST_SHOWN}


def _share(said: Sequence[tuple[bool, float]]) -> WayShare:
    found = weighted_proportion(
        positive_w=sum(weight for is_good, weight in said if is_good),
        sum_w=sum(weight for _, weight in said),
        sum_w2=sum(weight**2 for _, weight in said),
    )
    interval = wilson_interval(
        successes=found.successes, trials=found.trials, confidence=CONFIDENCE
    )
    return WayShare(people=in_tens(len(said)), share=found.share, interval=interval)


def _effects(
    rows: Iterable[AnswerRow], chances: Mapping[int, float], meanings: Meanings
) -> dict[str, WayEffect]:
    drawn = [row for row in rows if 0 < chances.get(row.response_id, 0) < 1
             and way_of(row.mode) in {WEB, TELEPHONE}]  # fmt: skip
    found = {item: effect(drawn, item, chances, meanings) for item in item_codes()}
    return {item: each for item, each in found.items() if each is not None}


def effect(
    drawn: Sequence[AnswerRow], item: str, chances: Mapping[int, float], meanings: Meanings
) -> WayEffect | None:
    """The telephone less the web, each answer weighing the inverse of the chance of its own way
    (Horvitz & Thompson 1952), with stage, crime, sex and age held by analytics.stats.gaps.

    None under an effective base of fifty each way, or where all said the same one way. What it
    measures is the way with all that belongs to it: who answers that way and not the other is part
    of it, but for what is held. It is no cause of what any one person said."""
    said = [(row, way_of(row.mode) or WEB, _said(row, item, meanings)) for row in drawn]
    known = [(row, way, is_good) for row, way, is_good in said if is_good is not None]
    people = Counter((way, is_good) for _, way, is_good in known)
    arms = [people[way, True] + people[way, False] for way in (WEB, TELEPHONE)]
    if min(arms, default=0) < COMPARISON_FLOOR or len(people) < len(WAYS) + 1:
        return None
    model = gaps.gap_model(
        cells=_cells(known, chances), characteristic="mode", reference=WEB, given=HELD
    )
    [gap] = gaps.gaps_between(model, (TELEPHONE,))
    return WayEffect(
        raw=gap.raw.value, held=gap.standardised, arms=(in_tens(arms[0]), in_tens(arms[1]))
    )


def _cells(
    known: Sequence[tuple[AnswerRow, str, bool]], chances: Mapping[int, float]
) -> list[MixCell]:
    kept = {name: Counter(getattr(row, name) for row, _, _ in known) for name in HELD}
    sums: dict[tuple[str, ...], list[list[float]]] = {}
    for row, way, is_good in known:
        levels = [getattr(row, name) for name in HELD]
        merged = [level if kept[name][level] >= LEAST_AT_A_LEVEL else OTHERS
                  for name, level in zip(HELD, levels, strict=True)]  # fmt: skip
        chance = chances[row.response_id]
        weight = 1 / (chance if way == TELEPHONE else 1 - chance)
        bins = sums.setdefault((way, *merged), [[0.0] * 3, [0.0] * 3])[0 if is_good else 1]
        for place, part in enumerate((1.0, weight, weight**2)):
            bins[place] += part
    return [
        MixCell(
            force="all",
            levels=dict(zip(("mode", *HELD), levels, strict=True)),
            positive=(good[0], good[1], good[2]),
            other=(bad[0], bad[1], bad[2]),
        )
        for levels, (good, bad) in sums.items()
    ]


def _said(row: AnswerRow, item: str, meanings: Meanings) -> bool | None:
    """Whether the answer is positive; None where it is outside the base."""
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means in {None, Meaning.OUT_OF_BASE} else means is Meaning.POSITIVE


def in_tens(people: int) -> int:
    return people // STEP * STEP


# --- what can be seen, and what is done with it ---------------------------------------------


def smallest_difference(each_arm: int, *, share: float = 0.5) -> float:
    """The true difference, in shares, that so many answers each way would show four times in five:

        (z_.975 + z_.8) · √(2 p(1 - p) / n)

    4,361 answers each way show three points at a share of one half. Without what holding crime and
    age gains, and without what unequal weights cost."""
    return _errors() * sqrt(2 * share * (1 - share) / each_arm)


def _errors() -> float:
    return normal_quantile(confidence=CONFIDENCE) + NormalDist().inv_cdf(POWER)


def adjusted(of: WayShare, by: WayEffect) -> tuple[float, Interval]:
    """The share as it would be on the web, with the measured effect taken off, and its interval:

        p - d,  SE² = SE(p)² + SE(d)²

    Marked wherever it stands. It takes what chance showed of those who could be asked either way
    for true of all who answer that way, which nobody has measured."""
    return _around(of.share - by.held.value, sqrt(_error_of(of.interval) ** 2 + by.held.error**2))


def together(
    *, web: Published, of: WayShare, by: WayEffect, asked: Mapping[str, WayAsked]
) -> tuple[float, Interval] | None:
    """The share of all who were asked, on the web and by telephone, as it would be on the web: each
    way counts as many as were asked so, and those by telephone with the measured effect taken off.

        a = asked by telephone / asked,  (1 - a) p_web + a (p - d)

    Made of what is shown alone, so that it tells nothing more. None where it is not told how many
    were asked."""
    if not {WEB, TELEPHONE} <= set(asked):
        return None
    called, on_web = asked[TELEPHONE].asked, asked[WEB].asked
    part = called / (called + on_web)
    errors = ((1 - part) * _error_of(web.interval), part * _error_of(of.interval),
              part * by.held.error)  # fmt: skip
    value = (1 - part) * web.positive + part * (of.share - by.held.value)
    return _around(value, sqrt(sum(error**2 for error in errors)))


def _error_of(interval: Interval) -> float:
    return (interval.upper - interval.lower) / (2 * normal_quantile(confidence=CONFIDENCE))


def _around(value: float, error: float) -> tuple[float, Interval]:
    half = normal_quantile(confidence=CONFIDENCE) * error
    return (
        min(1.0, max(0.0, value)),
        Interval(lower=max(0.0, value - half), upper=min(1.0, value + half)),
    )

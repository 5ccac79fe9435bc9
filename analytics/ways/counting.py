"""From the answers of a year to what may be said of each way of answering, and of what the way
itself does to answers. Pure.

Answers by telephone and on paper stand in no figure of the web (decision 18), so no two tables are
told of the same people. What the way does is measured where chance alone decided it: victims who
could be asked either way, of whom some were drawn to be telephoned."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.stats import gaps
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import MixCell, levels_apart
from analytics.stats.proportions import (
    Interval,
    effective_base,
    weighted_proportion,
    wilson_interval,
)
from analytics.stats.suppression import COMPARISON_FLOOR, LEAST_IN_AREA, may_compare
from analytics.stats.weights.clusters import PersonScores, base_by_people
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
LEAST_AT_A_LEVEL = LEAST_IN_AREA
"""Levels of fewer people in the overlap are one, of as many."""
HELD = ("survey_stage", "crime_group", "sex", "age_band")
OTHERS = "others"
CONFIDENCE = 0.95

NO_WEIGHTS: Mapping[int, float] = {}
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class WayShare:
    """Share positive of what was answered to an item one way; `people` are answers, in tens."""

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
class WayLinks:
    """How estimates go together because the same people are in them: correlations of the web's
    share, of the way's, and of what the way does."""

    web_and_way: float = 0.0
    web_and_effect: float = 0.0
    way_and_effect: float = 0.0


@dataclass(frozen=True, kw_only=True)
class WayEffect:
    """What one way does to the share positive of an item, less the web, where chance decided the
    way: raw, and with stage, crime, sex and age held. `arms` are answers of the web and of the
    other way, in tens."""

    raw: float
    held: ModelContrast
    arms: tuple[int, int]
    links: WayLinks = WayLinks()


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
        effects={TELEPHONE: _effects(own, chances, meanings, weights)},
    )


def _asked(rows: Iterable[AnswerRow], frame: Iterable[FrameRow]) -> dict[str, WayAsked]:
    rows = list(rows)
    asked, answered = Counter[str](), Counter(way_of(row.mode) for row in rows)
    people = {way: len({row.person for row in rows if way_of(row.mode) == way}) for way in WAYS}
    for row in frame:
        way = way_of(row.mode)
        if way and is_asked(row):
            asked[way] += row.events
    return {
        way: WayAsked(asked=in_tens(asked[way]), answered=in_tens(answered[way])
                      if people[way] >= LEAST_SHOWN else None)
        for way in WAYS if asked[way] >= LEAST_SHOWN
    }  # fmt: skip


def is_asked(row: FrameRow) -> bool:
    return row.is_invited and row.is_own_account and not row.is_undeliverable


def _shares(
    rows: Iterable[AnswerRow], way: str, meanings: Meanings, weights: Mapping[int, float]
) -> dict[str, WayShare]:
    of_way = [row for row in rows if way_of(row.mode) == way]
    said = {item: list(_answers(of_way, item, meanings, weights)) for item in item_codes()}
    return {item: _share(each) for item, each in said.items() if _people(each) >= LEAST_SHOWN}


def _people(said: Iterable["_Answer | _Drawn"]) -> int:
    """Who answered more than once is one: what thirty answers of ten people say tells of ten."""
    return len({each.person for each in said})


class _Answer(NamedTuple):
    person: int
    is_good: bool
    weight: float


def _answers(
    rows: Iterable[AnswerRow], item: str, meanings: Meanings, weights: Mapping[int, float]
) -> Iterator[_Answer]:
    for row in rows:
        is_good = _said(row, item, meanings)
        if is_good is not None:
            yield _Answer(row.person, is_good, weights.get(row.response_id, 1.0))


def _share(said: Sequence[_Answer]) -> WayShare:
    found = weighted_proportion(
        positive_w=sum(each.weight for each in said if each.is_good),
        sum_w=sum(each.weight for each in said),
        sum_w2=sum(each.weight**2 for each in said),
    )
    trials = base_by_people(share=found.share, kish=found.trials, scores=_scores(said))
    interval = wilson_interval(successes=found.share * trials, trials=trials, confidence=CONFIDENCE)
    return WayShare(people=in_tens(len(said)), share=found.share, interval=interval)


def _scores(said: Sequence[_Answer]) -> PersonScores:
    """Of a share: w (y - p) / Σw."""
    weight = np.array([each.weight for each in said])
    is_good = np.array([each.is_good for each in said], dtype=float)
    share = weight @ is_good / weight.sum()
    return PersonScores.of(
        (each.person for each in said), weight * (is_good - share) / weight.sum()
    )


def _effects(
    rows: Iterable[AnswerRow],
    chances: Mapping[int, float],
    meanings: Meanings,
    weights: Mapping[int, float],
) -> dict[str, WayEffect]:
    """None where chance did not decide the way of some and of fewer than thirty: the share of all
    who answered that way, less that of those it did decide, would be theirs."""
    rows = list(rows)
    by_way = {way: [row for row in rows if way_of(row.mode) == way] for way in (WEB, TELEPHONE)}
    drawn = [row for each in by_way.values() for row in each
             if 0 < chances.get(row.response_id, 0) < 1]  # fmt: skip
    ids = {row.response_id for row in drawn}
    found: dict[str, WayEffect] = {}
    for item in item_codes():
        others = [row for row in rows if row.response_id not in ids]
        if _are_few(others, item, meanings):
            continue
        measured = measured_effect(drawn, item, chances, meanings)
        if measured is not None:
            shares = [list(_answers(each, item, meanings, weights)) for each in by_way.values()]
            links = _links(_scores(shares[0]), _scores(shares[1]), measured[1])
            found[item] = replace(measured[0], links=links)
    return found


def _links(web: PersonScores, way: PersonScores, by: PersonScores) -> WayLinks:
    return WayLinks(
        web_and_way=web.correlation(way),
        web_and_effect=web.correlation(by),
        way_and_effect=way.correlation(by),
    )


@dataclass(frozen=True)
class _Drawn:
    """An answer of somebody whose way chance decided, with the levels of its cell."""

    person: int
    way: str
    is_good: bool
    weight: float
    levels: tuple[str, ...]


def measured_effect(
    drawn: Sequence[AnswerRow], item: str, chances: Mapping[int, float], meanings: Meanings
) -> tuple[WayEffect, PersonScores] | None:
    """The telephone less the web, each answer weighing the inverse of the chance of its own way
    (Horvitz & Thompson 1952), with stage, crime, sex and age held by analytics.stats.gaps, and the
    person as the cluster; beside it what each person adds to it.

    None under fifty people each way, or where few of them have nearly all the weight, or where all
    said the same one way. What it measures is the way with all that belongs to it: who answers that
    way and not the other is part of it, but for what is held. It is no cause of what any one person
    said."""
    known = _known(drawn, item, chances, meanings)
    told = Counter((each.way, each.is_good) for each in known)
    arms = [told[way, True] + told[way, False] for way in (WEB, TELEPHONE)]
    if len(told) < len(WAYS) + 1 or not all(_is_enough(known, way) for way in (WEB, TELEPHONE)):
        return None
    cells = _cells(known)
    model = gaps.gap_model(
        cells=list(cells.values()), characteristic="mode", reference=WEB, given=HELD
    )
    [gap] = gaps.gaps_between(model, (TELEPHONE,))
    places = {levels: at for at, levels in enumerate(cells)}
    by_answer = gaps.influences(
        model,
        TELEPHONE,
        cells=np.array([places[each.levels] for each in known]),
        weights=np.array([each.weight for each in known]),
        are_positive=np.array([each.is_good for each in known], dtype=float),
    )
    scores = PersonScores.of((each.person for each in known), by_answer)
    held = ModelContrast(value=gap.standardised.value, error=scores.error)
    tens = in_tens(arms[0]), in_tens(arms[1])
    return WayEffect(raw=gap.raw.value, held=held, arms=tens), scores


def _are_few(rows: Iterable[AnswerRow], item: str, meanings: Meanings) -> bool:
    """Whether somebody, and fewer than thirty, answered on the web, or by telephone."""
    said = [row for row in rows if _said(row, item, meanings) is not None]
    people = Counter(way for way, _ in {(way_of(row.mode), row.person) for row in said})
    return any(0 < people[way] < LEAST_SHOWN for way in (WEB, TELEPHONE))


def _is_enough(known: Iterable[_Drawn], way: str) -> bool:
    there = [each for each in known if each.way == way]
    weights = [each.weight for each in there]
    base = effective_base(sum_w=sum(weights), sum_w2=sum(weight**2 for weight in weights))
    return _people(there) >= COMPARISON_FLOOR and may_compare(effective_base=base)


def _known(
    drawn: Iterable[AnswerRow], item: str, chances: Mapping[int, float], meanings: Meanings
) -> list[_Drawn]:
    """Levels of few people are one."""
    said = [(row, _said(row, item, meanings)) for row in drawn]
    known = [(row, is_good) for row, is_good in said if is_good is not None]
    kept = {name: _apart([row for row, _ in known], name) for name in HELD}
    found = []
    for row, is_good in known:
        way, chance = way_of(row.mode) or WEB, chances[row.response_id]
        levels = [getattr(row, name) for name in HELD]
        merged = [level if level in kept[name] else OTHERS
                  for name, level in zip(HELD, levels, strict=True)]  # fmt: skip
        weight = 1 / (chance if way == TELEPHONE else 1 - chance)
        found.append(_Drawn(row.person, way, is_good, weight, (way, *merged)))
    return found


def _apart(rows: Iterable[AnswerRow], name: str) -> frozenset[str]:
    people = Counter(level for _, level in {(row.person, getattr(row, name)) for row in rows})
    return levels_apart(people, least=LEAST_AT_A_LEVEL)


def _cells(known: Iterable[_Drawn]) -> dict[tuple[str, ...], MixCell]:
    sums: dict[tuple[str, ...], list[list[float]]] = {}
    for each in known:
        bins = sums.setdefault(each.levels, [[0.0] * 3, [0.0] * 3])[0 if each.is_good else 1]
        for place, part in enumerate((1.0, each.weight, each.weight**2)):
            bins[place] += part
    return {
        levels: MixCell(
            force="all",
            levels=dict(zip(("mode", *HELD), levels, strict=True)),
            positive=(good[0], good[1], good[2]),
            other=(bad[0], bad[1], bad[2]),
        )
        for levels, (good, bad) in sums.items()
    }


def _said(row: AnswerRow, item: str, meanings: Meanings) -> bool | None:
    """Whether the answer is positive; None where it is outside the base."""
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means in {None, Meaning.OUT_OF_BASE} else means is Meaning.POSITIVE


def in_tens(people: int) -> int:
    return people // STEP * STEP

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np

from analytics.answer_modes import WEB_MODES
from analytics.items import item_codes
from analytics.stats import gaps
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import MixCell, separable_levels
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
"""Modes with tables of their own."""
LEAST_SHOWN = LEAST_IN_AREA
"""The fewest people a year for which a mode is reported, as for a local area."""
STEP = 10
"""Numbers of people are published in tens, so that one person more or less cannot be seen."""
LEAST_AT_A_LEVEL = LEAST_IN_AREA
"""Levels with fewer people in the overlap are merged."""
HELD = ("survey_stage", "crime_group", "sex", "age_band")
OTHERS = "others"
CONFIDENCE = 0.95

NO_WEIGHTS: Mapping[int, float] = {}
Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class ModeShare:
    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class ModeAsked:
    asked: int
    answered: int | None


@dataclass(frozen=True, kw_only=True)
class ModeLinks:
    web_and_way: float = 0.0
    web_and_effect: float = 0.0
    way_and_effect: float = 0.0


@dataclass(frozen=True, kw_only=True)
class WayEffect:
    raw: float
    held: ModelContrast
    arms: tuple[int, int]
    links: ModeLinks = ModeLinks()


@dataclass(frozen=True, kw_only=True)
class ModeFigures:
    asked: Mapping[str, ModeAsked]
    weighted: frozenset[str] = frozenset()
    shares: Mapping[str, Mapping[str, ModeShare]]
    effects: Mapping[str, Mapping[str, WayEffect]]


def mode_group(mode: str) -> str | None:
    return WEB if mode in WEB_MODES else mode if mode in APART else None


def figures(
    rows: Sequence[AnswerRow],
    frame: Iterable[FrameRow],
    chances: Mapping[int, float],
    meanings: Meanings,
    weights: Mapping[int, float] = NO_WEIGHTS,
) -> ModeFigures:
    own = [row for row in rows if row.is_own_account and mode_group(row.mode)]
    return ModeFigures(
        asked=_count_asked(own, frame),
        weighted=frozenset(mode_group(row.mode) or "" for row in own if row.response_id in weights),
        shares={way: _shares(own, way, meanings, weights) for way in APART},
        effects={TELEPHONE: _effects(own, chances, meanings, weights)},
    )


def _count_asked(rows: Iterable[AnswerRow], frame: Iterable[FrameRow]) -> dict[str, ModeAsked]:
    rows = list(rows)
    asked, answered = Counter[str](), Counter(mode_group(row.mode) for row in rows)
    people = {way: len({row.person for row in rows if mode_group(row.mode) == way}) for way in WAYS}
    for row in frame:
        way = mode_group(row.mode)
        if way and counts_as_asked(row):
            asked[way] += row.events
    return {
        way: ModeAsked(asked=in_tens(asked[way]), answered=in_tens(answered[way])
                      if people[way] >= LEAST_SHOWN else None)
        for way in WAYS if asked[way] >= LEAST_SHOWN
    }  # fmt: skip


def counts_as_asked(row: FrameRow) -> bool:
    return row.is_invited and row.is_own_account and not row.is_undeliverable


def _shares(
    rows: Iterable[AnswerRow], way: str, meanings: Meanings, weights: Mapping[int, float]
) -> dict[str, ModeShare]:
    of_way = [row for row in rows if mode_group(row.mode) == way]
    said = {item: list(_answers(of_way, item, meanings, weights)) for item in item_codes()}
    return {item: _share(each) for item, each in said.items() if _people(each) >= LEAST_SHOWN}


def _people(said: Iterable["_Answer | _Drawn"]) -> int:
    return len({each.person for each in said})


class _Answer(NamedTuple):
    person: int
    is_good: bool
    weight: float


def _answers(
    rows: Iterable[AnswerRow], item: str, meanings: Meanings, weights: Mapping[int, float]
) -> Iterator[_Answer]:
    for row in rows:
        is_good = _is_positive(row, item, meanings)
        if is_good is not None:
            yield _Answer(row.person, is_good, weights.get(row.response_id, 1.0))


def _share(said: Sequence[_Answer]) -> ModeShare:
    found = weighted_proportion(
        positive_w=sum(each.weight for each in said if each.is_good),
        sum_w=sum(each.weight for each in said),
        sum_w2=sum(each.weight**2 for each in said),
    )
    trials = base_by_people(share=found.share, kish=found.trials, scores=_scores(said))
    interval = wilson_interval(successes=found.share * trials, trials=trials, confidence=CONFIDENCE)
    return ModeShare(people=in_tens(len(said)), share=found.share, interval=interval)


def _scores(said: Sequence[_Answer]) -> PersonScores:
    """w (y - p) / Σw."""
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
    rows = list(rows)
    by_way = {way: [row for row in rows if mode_group(row.mode) == way] for way in (WEB, TELEPHONE)}
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


def _links(web: PersonScores, way: PersonScores, by: PersonScores) -> ModeLinks:
    return ModeLinks(
        web_and_way=web.correlation(way),
        web_and_effect=web.correlation(by),
        way_and_effect=way.correlation(by),
    )


@dataclass(frozen=True)
class _Drawn:
    person: int
    way: str
    is_good: bool
    weight: float
    levels: tuple[str, ...]


def measured_effect(
    drawn: Sequence[AnswerRow], item: str, chances: Mapping[int, float], meanings: Meanings
) -> tuple[WayEffect, PersonScores] | None:
    """Telephone less web, weighted by the inverse chance of the mode (Horvitz & Thompson 1952),
    stage, crime, sex and age constant (analytics.stats.gaps). Second: what each person
    contributes."""
    known = _usable_answers(drawn, item, chances, meanings)
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
    said = [row for row in rows if _is_positive(row, item, meanings) is not None]
    people = Counter(way for way, _ in {(mode_group(row.mode), row.person) for row in said})
    return any(0 < people[way] < LEAST_SHOWN for way in (WEB, TELEPHONE))


def _is_enough(known: Iterable[_Drawn], way: str) -> bool:
    there = [each for each in known if each.way == way]
    weights = [each.weight for each in there]
    base = effective_base(sum_w=sum(weights), sum_w2=sum(weight**2 for weight in weights))
    return _people(there) >= COMPARISON_FLOOR and may_compare(effective_base=base)


def _usable_answers(
    drawn: Iterable[AnswerRow], item: str, chances: Mapping[int, float], meanings: Meanings
) -> list[_Drawn]:
    said = [(row, _is_positive(row, item, meanings)) for row in drawn]
    known = [(row, is_good) for row, is_good in said if is_good is not None]
    kept = {name: _separate_levels([row for row, _ in known], name) for name in HELD}
    found = []
    for row, is_good in known:
        way, chance = mode_group(row.mode) or WEB, chances[row.response_id]
        levels = [getattr(row, name) for name in HELD]
        merged = [level if level in kept[name] else OTHERS
                  for name, level in zip(HELD, levels, strict=True)]  # fmt: skip
        weight = 1 / (chance if way == TELEPHONE else 1 - chance)
        found.append(_Drawn(row.person, way, is_good, weight, (way, *merged)))
    return found


def _separate_levels(rows: Iterable[AnswerRow], name: str) -> frozenset[str]:
    people = Counter(level for _, level in {(row.person, getattr(row, name)) for row in rows})
    return separable_levels(people, least=LEAST_AT_A_LEVEL)


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


def _is_positive(row: AnswerRow, item: str, meanings: Meanings) -> bool | None:
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means in {None, Meaning.OUT_OF_BASE} else means is Meaning.POSITIVE


def in_tens(people: int) -> int:
    return people // STEP * STEP


LINKS = tuple(each.name for each in fields(ModeLinks))


def packed(found: ModeFigures) -> dict[str, Any]:
    return {
        "asked": {way: [each.asked, each.answered] for way, each in found.asked.items()},
        "weighted": sorted(found.weighted),
        "shares": {
            way: {
                item: [one.people, one.share, one.interval.lower, one.interval.upper]
                for item, one in by_item.items()
            }
            for way, by_item in found.shares.items()
        },
        "effects": {
            way: {
                item: [one.raw, one.held.value, one.held.error, *one.arms, *astuple(one.links)]
                for item, one in by_item.items()
            }
            for way, by_item in found.effects.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> ModeFigures:
    return ModeFigures(
        asked={
            way: ModeAsked(asked=asked, answered=answered)
            for way, (asked, answered) in stored["asked"].items()
        },
        weighted=frozenset(stored.get("weighted", ())),
        shares={
            way: {item: _unpack_share(*each) for item, each in by_item.items()}
            for way, by_item in stored["shares"].items()
        },
        effects={
            way: {item: _unpack_effect(*each) for item, each in by_item.items()}
            for way, by_item in stored["effects"].items()
        },
    )


def _unpack_share(people: int, share: float, lower: float, upper: float) -> ModeShare:
    return ModeShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))


def _unpack_effect(
    raw: float, value: float, error: float, web: int, other: int, *links: float
) -> WayEffect:
    return WayEffect(
        raw=raw,
        held=ModelContrast(value=value, error=error),
        arms=(web, other),
        links=ModeLinks(**dict(zip(LINKS, links, strict=False))),
    )

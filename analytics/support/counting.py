"""Associations of victim support with satisfaction, and with cases ending because victims do not
support action (outcome 16).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from analytics.answer_modes import WEB_MODES
from analytics.items import item_codes
from analytics.stats import gaps
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import MixCell, separable_levels
from analytics.stats.proportions import Interval, Proportion, wilson_interval
from analytics.stats.suppression import COMPARISON_FLOOR, LEAST_IN_AREA
from analytics.stats.weights.clusters import PersonScores
from analytics.support.answer_counts import ItemAnswers, Place, SupportSums, YearAnswers
from responses.extract_rows import ROUTES, SUPPORT_LEVELS, AnswerRow, SupportedCase
from survey.definition.types import Meaning

SUPPORTED, DECLINED, NOT_OFFERED = SUPPORT_LEVELS
BY_ADVISER = ROUTES[2]
WITHDRAWN = "outcome_16"
"""Used as an item code for the share of cases with an outcome that ended with outcome 16."""
LEAST_SHOWN = LEAST_IN_AREA
"""The fewest people a year for which a level is reported, as for a local area."""
STEP = 10
"""Numbers of people are published in tens."""
LEAST_AT_A_LEVEL = LEAST_IN_AREA
"""Levels with fewer people or cases are merged in the model."""
HELD = ("survey_stage", "crime_kind", "risk_level", "sex", "age_band")
HELD_OF_CASES = HELD[1:]
OTHERS = "others"
CONFIDENCE = 0.95

Meanings = Mapping[str, Mapping[str, Meaning]]


@dataclass(frozen=True, kw_only=True)
class SupportShare:
    """The share positive, or with outcome 16, at one level of support; `people` is in tens."""

    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class SupportGap:
    raw: float
    held: ModelContrast


@dataclass(frozen=True, kw_only=True)
class SupportFigures:
    shares: Mapping[str, Mapping[str, SupportShare]]
    gaps: Mapping[str, SupportGap]


def figures(
    rows: Iterable[AnswerRow],
    cases: Mapping[SupportedCase, int],
    meanings: Meanings,
    *,
    left: int = 0,
) -> SupportFigures:
    """`rows` is read once."""
    answers = answers_of(rows, meanings)
    said = {item: found for item in item_codes() if (found := answers.answers_to(item))}
    ended = _sum_cases(cases)
    gaps_found = {item: gap_of_answers(each) for item, each in said.items()}
    gaps_found[WITHDRAWN] = _gap_of_cases(ended)
    shares_found = {item: _shares(each, left=left) for item, each in said.items()}
    shares_found[WITHDRAWN] = _shares(ended)
    return SupportFigures(
        shares={code: found for code, found in shares_found.items() if found},
        gaps={
            code: found
            for code, found in gaps_found.items()
            if found is not None and {SUPPORTED, NOT_OFFERED} <= shares_found[code].keys()
        },
    )


def answers_of(rows: Iterable[AnswerRow], meanings: Meanings) -> YearAnswers:
    items = item_codes()
    found = YearAnswers(items)
    for row in rows:
        if row.is_in_frame and row.mode in WEB_MODES:
            found.add(
                person=row.person,
                place=(row.support, *(getattr(row, name) for name in HELD)),
                weight=row.design_weight,
                is_by_code=row.route == BY_ADVISER,
                said=[_is_positive(row, item, meanings) for item in items],
            )
    return found


def _is_positive(row: AnswerRow, item: str, meanings: Meanings) -> bool | None:
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means in {None, Meaning.OUT_OF_BASE} else means is Meaning.POSITIVE


def _sum_cases(cases: Mapping[SupportedCase, int]) -> SupportSums:
    found = SupportSums()
    for case, number in cases.items():
        place = (case.support, *(getattr(case, name) for name in HELD_OF_CASES))
        found.add(place, is_true=case.is_withdrawn, number=number)
    return found


def _shares(of: SupportSums | ItemAnswers, *, left: int = 0) -> dict[str, SupportShare]:
    people = {level: of.people_at(level) for level in SUPPORT_LEVELS}
    shown = [level for level in SUPPORT_LEVELS if of.without_code_at(level) >= LEAST_SHOWN]
    while shown and not _is_enough_over(of, shown, left=left):
        shown.remove(min(shown, key=lambda level: people[level]))
    return {level: _share(people[level], of.share(level)) for level in shown}


def _is_enough_over(of: SupportSums | ItemAnswers, shown: Sequence[str], *, left: int) -> bool:
    is_nobody = of.people_but_at(shown) + left == 0
    return is_nobody or of.without_code_but_at(shown) + left >= LEAST_SHOWN


def _share(people: int, found: Proportion) -> SupportShare:
    return SupportShare(
        people=people // STEP * STEP,
        share=found.share,
        interval=wilson_interval(
            successes=found.successes, trials=found.trials, confidence=CONFIDENCE
        ),
    )


def gap_of_answers(of: ItemAnswers) -> SupportGap | None:
    """Return those supported less those not offered support, by analytics.stats.gaps: one model
    with all levels of support and the levels held constant. The person is the cluster, so that
    people asked both with and without support reduce the error of the difference.
    """
    if not _is_enough(of):
        return None
    of = of.but(_small_levels(of))
    cells, kept = _cells(of, of.sums, HELD)
    model, gap = _gap(list(cells.values()), HELD)
    order = {place: at for at, place in enumerate(cells)}
    places = np.array([order.get(kept.get(each, ()), 0) for each in of.places], dtype=np.int64)
    by_answer = gaps.influences(
        model, SUPPORTED, cells=places[of.place], weights=of.weight, are_positive=of.is_good
    )
    error = PersonScores.of(of.person, by_answer).error
    return SupportGap(raw=gap.raw, held=ModelContrast(value=gap.held.value, error=error))


def _gap_of_cases(of: SupportSums) -> SupportGap | None:
    if not _is_enough(of):
        return None
    of = of.but(_small_levels(of))
    cells, _ = _cells(of, of, HELD_OF_CASES)
    return _gap(list(cells.values()), HELD_OF_CASES)[1]


def _small_levels(of: SupportSums | ItemAnswers) -> list[str]:
    people = of.levels_of(0)
    return [level for level, number in people.items() if number < LEAST_AT_A_LEVEL]


def _is_enough(of: SupportSums | ItemAnswers) -> bool:
    for level in (SUPPORTED, NOT_OFFERED):
        if of.people_at(level) < COMPARISON_FLOOR:
            return False
        found = of.share(level)
        if found.trials < COMPARISON_FLOOR or not 0 < found.share < 1:
            return False
    return True


def _gap(cells: Sequence[MixCell], held: Sequence[str]) -> tuple[gaps.GapModel, SupportGap]:
    model = gaps.gap_model(cells=cells, characteristic="support", reference=NOT_OFFERED, given=held)
    [found] = gaps.gaps_between(model, (SUPPORTED,))
    return model, SupportGap(raw=found.raw.value, held=found.standardised)


def _cells(
    of: SupportSums | ItemAnswers, sums: SupportSums, held: Sequence[str]
) -> tuple[dict[Place, MixCell], dict[Place, Place]]:
    apart = [
        separable_levels(of.levels_of(at), least=LEAST_AT_A_LEVEL) for at in range(1, len(held) + 1)
    ]
    merged, kept = SupportSums(), {}
    for place, both in sums.of.items():
        kept[place] = (place[0], *(
            level if level in known else OTHERS
            for known, level in zip(apart, place[1:], strict=True)
        ))  # fmt: skip
        merged.join(kept[place], both)
    cells = {
        place: MixCell(
            force="all",
            levels=dict(zip(("support", *held), place, strict=True)),
            positive=(true[0], true[1], true[2]),
            other=(other[0], other[1], other[2]),
        )
        for place, (true, other) in merged.of.items()
    }
    return cells, kept


def packed(found: SupportFigures) -> dict[str, Any]:
    return {
        "shares": {
            item: {
                level: [one.people, one.share, one.interval.lower, one.interval.upper]
                for level, one in by_level.items()
            }
            for item, by_level in found.shares.items()
        },
        "gaps": {
            item: [one.raw, one.held.value, one.held.error] for item, one in found.gaps.items()
        },
    }


def unpacked(stored: dict[str, Any]) -> SupportFigures:
    return SupportFigures(
        shares={
            item: {level: _unpack_share(*each) for level, each in by_level.items()}
            for item, by_level in stored["shares"].items()
        },
        gaps={item: _unpack_gap(*each) for item, each in stored["gaps"].items()},
    )


def _unpack_share(people: int, share: float, lower: float, upper: float) -> SupportShare:
    return SupportShare(people=people, share=share, interval=Interval(lower=lower, upper=upper))


def _unpack_gap(raw: float, value: float, error: float) -> SupportGap:
    return SupportGap(raw=raw, held=ModelContrast(value=value, error=error))

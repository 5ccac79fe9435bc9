"""What goes with having had support: what victims say of the police, and whether their case ends
because they do not support action (outcome 16). Pure.

An association. Support is offered, sought and given for reasons that no file has: nothing here
says what an adviser causes."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.stats import gaps
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import MixCell
from analytics.stats.proportions import (
    Interval,
    effective_base,
    weighted_proportion,
    wilson_interval,
)
from analytics.stats.suppression import COMPARISON_FLOOR, LEAST_IN_AREA
from responses.extract_rows import SUPPORT_LEVELS, AnswerRow, SupportedCase
from survey.definition.types import Meaning

SUPPORTED, DECLINED, NOT_OFFERED = SUPPORT_LEVELS
WITHDRAWN = "outcome_16"
"""Stands where a question does: the share of cases with an outcome that have this one."""
LEAST_SHOWN = LEAST_IN_AREA
"""Of fewer people a year nothing is said at a level, as of a local area."""
STEP = 10
"""Numbers of people are told in tens."""
LEAST_AT_A_LEVEL = 20
"""Levels of fewer people are one in the model."""
HELD = ("survey_stage", "crime_kind", "risk_level", "sex", "age_band")
HELD_OF_CASES = HELD[1:]
OTHERS = "others"
CONFIDENCE = 0.95

Meanings = Mapping[str, Mapping[str, Meaning]]
Place = tuple[str, ...]
"""Level of support, and the levels that are held."""


@dataclass(frozen=True, kw_only=True)
class SupportShare:
    """Share positive, or of outcome 16, at one level of support, of `people` in tens."""

    people: int
    share: float
    interval: Interval


@dataclass(frozen=True, kw_only=True)
class SupportGap:
    """Those with support less those to whom none was offered, as shares: as observed, and with what
    is known of the cases held."""

    raw: float
    held: ModelContrast


@dataclass(frozen=True, kw_only=True)
class SupportFigures:
    """By item, or WITHDRAWN: shares by level of support, and gaps where they may be told."""

    shares: Mapping[str, Mapping[str, SupportShare]]
    gaps: Mapping[str, SupportGap]


class SupportSums:
    """People, Σw and Σw² of those of whom something is true and of those of whom it is not, by
    place."""

    def __init__(self) -> None:
        self.of: dict[Place, tuple[list[float], list[float]]] = {}

    def add(self, place: Place, *, is_true: bool, people: float = 1, weight: float = 1) -> None:
        sums = self.of.setdefault(place, ([0.0] * 3, [0.0] * 3))[0 if is_true else 1]
        for at, part in enumerate((people, people * weight, people * weight**2)):
            sums[at] += part

    def join(self, place: Place, both: tuple[Sequence[float], Sequence[float]]) -> None:
        for sums, more in zip(self.of.setdefault(place, ([0.0] * 3, [0.0] * 3)), both, strict=True):
            sums[:] = [one + part for one, part in zip(sums, more, strict=True)]

    def at_level(self, level: str) -> tuple[list[float], list[float]]:
        found = SupportSums()
        for (support, *_rest), both in self.of.items():
            if support == level:
                found.join((level,), both)
        return found.of.get((level,), ([0.0] * 3, [0.0] * 3))


def figures(
    rows: Iterable[AnswerRow], cases: Mapping[SupportedCase, int], meanings: Meanings
) -> SupportFigures:
    """`rows` are read once. Answers of victims themselves on the web, each with its design weight;
    cases without one."""
    sums = _of_answers(rows, meanings)
    sums[WITHDRAWN] = _of_cases(cases)
    gaps_found = {
        code: gap(of, HELD_OF_CASES if code == WITHDRAWN else HELD) for code, of in sums.items()
    }
    return SupportFigures(
        shares={code: found for code, of in sums.items() if (found := _shares(of))},
        gaps={code: found for code, found in gaps_found.items() if found is not None},
    )


def _of_answers(rows: Iterable[AnswerRow], meanings: Meanings) -> dict[str, SupportSums]:
    found: dict[str, SupportSums] = defaultdict(SupportSums)
    for row in rows:
        if row.is_in_frame and row.mode in WEB_MODES:
            place = (row.support, *(getattr(row, name) for name in HELD))
            for item in item_codes():
                means = _meaning(row, item, meanings)
                if means is not None:
                    found[item].add(
                        place, is_true=means is Meaning.POSITIVE, weight=row.design_weight
                    )
    return found


def _meaning(row: AnswerRow, item: str, meanings: Meanings) -> Meaning | None:
    """None where the answer is outside the base."""
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means is Meaning.OUT_OF_BASE else means


def _of_cases(cases: Mapping[SupportedCase, int]) -> SupportSums:
    found = SupportSums()
    for case, number in cases.items():
        place = (case.support, *(getattr(case, name) for name in HELD_OF_CASES))
        found.add(place, is_true=case.is_withdrawn, people=number)
    return found


def _shares(of: SupportSums) -> dict[str, SupportShare]:
    """Of what is left over, because few are there or nothing is known, at least as many must be:
    else the smallest that is shown would be told by everybody's share less the others."""
    people = Counter[str]()
    for (support, *_rest), (true, other) in of.of.items():
        people[support] += int(true[0] + other[0])
    shown = [level for level in SUPPORT_LEVELS if people[level] >= LEAST_SHOWN]
    while shown and 0 < people.total() - sum(people[level] for level in shown) < LEAST_SHOWN:
        shown.remove(min(shown, key=lambda level: people[level]))
    return {level: _share(*of.at_level(level)) for level in shown}


def _share(true: Sequence[float], other: Sequence[float]) -> SupportShare:
    found = weighted_proportion(
        positive_w=true[1], sum_w=true[1] + other[1], sum_w2=true[2] + other[2]
    )
    return SupportShare(
        people=int(true[0] + other[0]) // STEP * STEP,
        share=found.share,
        interval=wilson_interval(
            successes=found.successes, trials=found.trials, confidence=CONFIDENCE
        ),
    )


def gap(of: SupportSums, held: Sequence[str]) -> SupportGap | None:
    """Those with support less those to whom none was offered, by analytics.stats.gaps: one model
    with all levels of support and what is held. None under an effective base of fifty at either, or
    where all of one are alike."""
    for level in (SUPPORTED, NOT_OFFERED):
        true, other = of.at_level(level)
        base = effective_base(sum_w=true[1] + other[1], sum_w2=true[2] + other[2])
        if base < COMPARISON_FLOOR or not (true[0] and other[0]):
            return None
    model = gaps.gap_model(
        cells=list(_cells(of, held)), characteristic="support", reference=NOT_OFFERED, given=held
    )
    [found] = gaps.gaps_between(model, (SUPPORTED,))
    return SupportGap(raw=found.raw.value, held=found.standardised)


def _cells(of: SupportSums, held: Sequence[str]) -> Iterator[MixCell]:
    """With levels of few people as one."""
    people: list[Counter[str]] = [Counter() for _ in held]
    for (_support, *levels), (true, other) in of.of.items():
        for counts, level in zip(people, levels, strict=True):
            counts[level] += int(true[0] + other[0])
    merged = SupportSums()
    for (support, *levels), both in of.of.items():
        kept = (
            level if counts[level] >= LEAST_AT_A_LEVEL else OTHERS
            for counts, level in zip(people, levels, strict=True)
        )
        merged.join((support, *kept), both)
    for place, (true, other) in merged.of.items():
        yield MixCell(
            force="all",
            levels=dict(zip(("support", *held), place, strict=True)),
            positive=(true[0], true[1], true[2]),
            other=(other[0], other[1], other[2]),
        )

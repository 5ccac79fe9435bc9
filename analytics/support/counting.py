"""What goes with having had support: what victims say of the police, and whether their case ends
because they do not support action (outcome 16). Pure.

An association. Support is offered, sought and given for reasons that no file has: nothing here
says what an adviser causes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analytics.items import item_codes
from analytics.modes import WEB_MODES
from analytics.stats import gaps
from analytics.stats.judgement import ModelContrast
from analytics.stats.mix_cells import MixCell, levels_apart
from analytics.stats.proportions import Interval, Proportion, wilson_interval
from analytics.stats.suppression import COMPARISON_FLOOR, LEAST_IN_AREA
from analytics.stats.weights.clusters import PersonScores
from analytics.support.said import ItemAnswers, Place, SupportSums, YearAnswers
from responses.extract_rows import ROUTES, SUPPORT_LEVELS, AnswerRow, SupportedCase
from survey.definition.types import Meaning

SUPPORTED, DECLINED, NOT_OFFERED = SUPPORT_LEVELS
BY_ADVISER = ROUTES[2]
WITHDRAWN = "outcome_16"
"""Stands where a question does: the share of cases with an outcome that have this one."""
LEAST_SHOWN = LEAST_IN_AREA
"""Of fewer people a year nothing is said at a level, as of a local area."""
STEP = 10
"""Numbers of people are told in tens."""
LEAST_AT_A_LEVEL = LEAST_IN_AREA
"""Levels of fewer people or cases are one in the model, of as many."""
HELD = ("survey_stage", "crime_kind", "risk_level", "sex", "age_band")
HELD_OF_CASES = HELD[1:]
OTHERS = "others"
CONFIDENCE = 0.95

Meanings = Mapping[str, Mapping[str, Meaning]]


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


def figures(
    rows: Iterable[AnswerRow],
    cases: Mapping[SupportedCase, int],
    meanings: Meanings,
    *,
    left: int = 0,
) -> SupportFigures:
    """`rows` are read once. Answers of victims themselves on the web, each with its design weight,
    and whoever answered more than once as one person; cases without one, each by itself. `left` are
    answers that the figures of the year count and that stand no more. A gap is told where both its
    shares are: with one of them it would tell the other."""
    answers = answers_of(rows, meanings)
    said = {item: found for item in item_codes() if (found := answers.of(item))}
    ended = _of_cases(cases)
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
                said=[_said(row, item, meanings) for item in items],
            )
    return found


def _said(row: AnswerRow, item: str, meanings: Meanings) -> bool | None:
    """Whether the answer is positive; None where it is outside the base."""
    picked = row.answers.get(item) or ()
    means = meanings.get(item, {}).get(picked[0]) if len(picked) == 1 else None
    return None if means in {None, Meaning.OUT_OF_BASE} else means is Meaning.POSITIVE


def _of_cases(cases: Mapping[SupportedCase, int]) -> SupportSums:
    found = SupportSums()
    for case, number in cases.items():
        place = (case.support, *(getattr(case, name) for name in HELD_OF_CASES))
        found.add(place, is_true=case.is_withdrawn, number=number)
    return found


def _shares(of: SupportSums | ItemAnswers, *, left: int = 0) -> dict[str, SupportShare]:
    """Of what is left over, because few are there, nothing is known or they have left, at least as
    many must be: else the smallest that is shown would be told by everybody's share less the
    others. Whom an adviser handed a code over stands in tables by kind of crime, of which any part
    may be known, so that as many others must be at what is shown and left over."""
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
    """Those with support less those to whom none was offered, by analytics.stats.gaps: one model
    with all levels of support and what is held, and the person as the cluster: whoever was asked
    both with support and without is in both, and takes their likeness out of the difference. None
    where too few are there to compare."""
    if not _is_enough(of):
        return None
    of = of.but(_of_few(of))
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
    """The same of cases, with its error as if each were somebody else's."""
    if not _is_enough(of):
        return None
    of = of.but(_of_few(of))
    cells, _ = _cells(of, of, HELD_OF_CASES)
    return _gap(list(cells.values()), HELD_OF_CASES)[1]


def _of_few(of: SupportSums | ItemAnswers) -> list[str]:
    """Levels of support of too few to be known apart, who are no part of a model of others."""
    people = of.levels_of(0)
    return [level for level, number in people.items() if number < LEAST_AT_A_LEVEL]


def _is_enough(of: SupportSums | ItemAnswers) -> bool:
    """Fifty people and an effective base of fifty at either, in which not all are alike."""
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
    """By place with levels of few as one; and to which of these each place belongs."""
    apart = [
        levels_apart(of.levels_of(at), least=LEAST_AT_A_LEVEL) for at in range(1, len(held) + 1)
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

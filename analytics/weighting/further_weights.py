"""A rotating question goes to a random subsample of all respondents. Other further questions go to
a second phase: respondents who chose to say more, raked to all. Formulas:
analytics/stats/weights/two_phase.py."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from analytics.items import bank_facts, headline
from analytics.stats.proportions import effective_base
from analytics.stats.shares import IN_BASE, Bins, add_bins
from analytics.stats.weights import two_phase
from analytics.stats.weights.two_phase import Array, Draw, FirstPhase, Places, SecondPhase, Stratum
from analytics.stats.weights.weighting import Margin
from analytics.tables import EVERYBODY, Dimension
from analytics.weighting.diagnostics import Meanings
from analytics.weighting.force_weights import MARGINS, ForceWeights
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

LEAST_SAID_MORE = 20
"""The minimum second phase for raking."""
CASE_MARGINS = (*MARGINS, "force")
NO_ANSWER = "none"


@dataclass(frozen=True, kw_only=True)
class ItemEstimate:
    bins: Bins
    effective_base: float


@dataclass(frozen=True, kw_only=True)
class ItemCounts:
    """`effective` are national effective bases. `others` is the estimate from second-phase
    respondents outside the sample of a rotating item."""

    bins: Mapping[tuple[str, str], Bins]
    effective: Mapping[str, float]
    others: ItemEstimate | None = None

    @property
    def total(self) -> ItemEstimate:
        return ItemEstimate(
            bins=add_bins(self.bins.values()), effective_base=self.effective[EVERYBODY]
        )


@dataclass(frozen=True, kw_only=True)
class _ItemAnswers:
    places: list[int] = field(default_factory=list)
    picked: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class _Quarter:
    rows: Sequence[AnswerRow]
    weights: Array
    first: FirstPhase
    second: SecondPhase | None
    rotating: Collection[str]
    is_content: Sequence[bool]


@dataclass(frozen=True, kw_only=True)
class _Asked:
    """`draw` is None for conditional questions, whose respondents represent only themselves."""

    places: Places
    picked: Sequence[str]
    weights: Array
    before: Array
    draw: Draw | None
    is_second: bool


def count_items(
    rows: Sequence[AnswerRow],
    *,
    weights: Sequence[float],
    runs: Sequence[ForceWeights],
    meanings: Meanings,
    further: Meanings,
    rotating: Collection[str],
) -> dict[str, ItemCounts]:
    told = _item_answers(rows, further)
    if not told:
        return {}
    quarter = _quarter(rows, np.asarray(weights, dtype=float), runs, meanings, rotating)
    found = ((item, _item_counts(item, quarter, told[item], further[item])) for item in told)
    return {item: counts for item, counts in found if counts is not None}


def _quarter(
    rows: Sequence[AnswerRow],
    weights: Array,
    runs: Sequence[ForceWeights],
    meanings: Meanings,
    rotating: Collection[str],
) -> _Quarter:
    chosen = np.flatnonzero([row.has_said_more for row in rows])
    second = None
    if len(chosen) >= LEAST_SAID_MORE:
        margins = list(_second_margins(rows, meanings))
        second = two_phase.second_phase(weights=weights, chosen=chosen, margins=margins)
    first = two_phase.first_phase(weights=weights, strata=list(_strata(rows, runs)))
    content = _meaning_levels(rows, headline().code, meanings[headline().code])
    return _Quarter(
        rows=rows,
        weights=weights,
        first=first,
        second=second,
        rotating=rotating,
        is_content=[level == Meaning.POSITIVE for level in content],
    )


def _second_margins(rows: Sequence[AnswerRow], meanings: Meanings) -> Iterator[Margin]:
    for item, of_item in meanings.items():
        yield Margin(name=item, levels=_meaning_levels(rows, item, of_item), totals={})
    for name in CASE_MARGINS:
        levels = [getattr(row, name) for row in rows]
        yield Margin(name=name, levels=levels, totals={}, is_ordered=name == Dimension.AGE_BAND)


def _meaning_levels(
    rows: Sequence[AnswerRow], item: str, meanings: Mapping[str, Meaning]
) -> list[str]:
    picked = (row.answers.get(item) for row in rows)
    found = (meanings[one[0]] if one else Meaning.OUT_OF_BASE for one in picked)
    return [one.value if one in IN_BASE else NO_ANSWER for one in found]


def _strata(rows: Sequence[AnswerRow], runs: Sequence[ForceWeights]) -> Iterator[Stratum]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(rows):
        places[row.force].append(place)
    raked_to = {run.force: run.margins for run in runs}
    for force, own in places.items():
        columns = [
            [getattr(rows[place], name) in level.split(" + ") for place in own]
            for name, levels in raked_to.get(force, {}).items()
            for level in levels
        ] or [[True] * len(own)]
        yield Stratum(np.array(own), np.array(columns, dtype=float).T)


def _item_answers(rows: Sequence[AnswerRow], items: Collection[str]) -> dict[str, _ItemAnswers]:
    found: dict[str, _ItemAnswers] = {}
    for place, row in enumerate(rows):
        for code in row.answers:
            if code in items:
                picked, told = row.answers[code], found.setdefault(code, _ItemAnswers())
                told.places.append(place)
                told.picked.append(picked[0] if picked else "")
    return found


def _item_counts(
    item: str, quarter: _Quarter, told: _ItemAnswers, meanings: Mapping[str, Meaning]
) -> ItemCounts | None:
    is_drawn = [item in quarter.rotating and item in quarter.rows[at].chances for at in told.places]
    drawn, others = _split(told, is_drawn)
    by_choice = _asked_of_chosen(item, quarter, others)
    if drawn.places:
        by_draw = _asked_by_draw(item, quarter, drawn)
        counts = _counts(quarter, by_draw, meanings)
        return ItemCounts(
            bins=counts.bins,
            effective=counts.effective,
            others=_counts(quarter, by_choice, meanings).total if by_choice else None,
        )
    return _counts(quarter, by_choice, meanings) if by_choice else None


def _split(told: _ItemAnswers, is_first: Sequence[bool]) -> tuple[_ItemAnswers, _ItemAnswers]:
    first, second = _ItemAnswers(), _ItemAnswers()
    for place, picked, goes in zip(told.places, told.picked, is_first, strict=True):
        into = first if goes else second
        into.places.append(place)
        into.picked.append(picked)
    return first, second


def _asked_by_draw(item: str, quarter: _Quarter, drawn: _ItemAnswers) -> _Asked:
    rows, places = quarter.rows, np.array(drawn.places)
    chances = np.array([rows[place].chances[item] for place in drawn.places])
    if bank_facts()[item].is_conditional:
        return _asked_alone(places, drawn.picked, quarter.weights[places], chances, is_second=False)
    stages = {rows[place].survey_stage for place in drawn.places}
    among = np.array([at for at, row in enumerate(rows) if row.survey_stage in stages])
    draw = two_phase.draw(
        among=among,
        asked=np.searchsorted(among, places),
        before=quarter.weights[among],
        chances=chances,
        classes=[rows[at].survey_stage for at in among],
    )
    return _asked_from_draw(draw, drawn.picked, is_second=False)


def _asked_of_chosen(item: str, quarter: _Quarter, told: _ItemAnswers) -> _Asked | None:
    second, rows = quarter.second, quarter.rows
    if second is None:
        return None
    told, _ = _split(told, [rows[place].has_said_more for place in told.places])
    if not told.places:
        return None
    own, facts = np.searchsorted(second.chosen, told.places), bank_facts()[item]
    chances = np.array([rows[place].chances.get(item, 1.0) for place in told.places])
    if facts.is_conditional:
        return _asked_alone(own, told.picked, second.weights[own], chances, is_second=True)
    among = np.union1d(own, list(_eligible_places(item, facts.module, quarter, second))).astype(
        np.intp
    )
    draw = two_phase.draw(
        among=among,
        asked=np.searchsorted(among, own),
        before=second.weights[among],
        chances=chances,
        classes=[_class_of(quarter, second.chosen[at]) for at in among],
    )
    return _asked_from_draw(draw, told.picked, is_second=True)


def _eligible_places(
    item: str, module: str, quarter: _Quarter, second: SecondPhase
) -> Iterator[int]:
    for at, place in enumerate(second.chosen):
        row = quarter.rows[place]
        is_drawn = item in quarter.rotating and item in row.chances
        if (not module or module in row.more_modules) and not is_drawn:
            yield at


def _class_of(quarter: _Quarter, place: int) -> str:
    return f"{quarter.rows[place].survey_stage} {quarter.is_content[place]}"


def _asked_from_draw(draw: Draw, picked: Sequence[str], *, is_second: bool) -> _Asked:
    return _Asked(
        places=draw.places,
        picked=picked,
        weights=draw.weights,
        before=draw.before[draw.asked],
        draw=draw,
        is_second=is_second,
    )


def _asked_alone(
    places: Places, picked: Sequence[str], before: Array, chances: Array, *, is_second: bool
) -> _Asked:
    return _Asked(
        places=places,
        picked=picked,
        weights=before / chances,
        before=before,
        draw=None,
        is_second=is_second,
    )


def _counts(quarter: _Quarter, asked: _Asked, meanings: Mapping[str, Meaning]) -> ItemCounts:
    second = quarter.second
    known = second.chosen[asked.places] if asked.is_second and second else asked.places
    own = [quarter.rows[at] for at in known]
    bins: dict[tuple[str, str], dict[str, list[float]]] = defaultdict(dict)
    for row, choice, weight in zip(own, asked.picked, asked.weights.tolist(), strict=True):
        if choice:
            sums = bins[row.force, row.survey_stage].setdefault(choice, [0, 0.0, 0.0])
            sums[:] = [sums[0] + 1, sums[1] + weight, sums[2] + weight * weight]
    stages = [row.survey_stage for row in own]
    return ItemCounts(bins=dict(bins), effective=_effective(quarter, asked, stages, meanings))


def _effective(
    quarter: _Quarter, asked: _Asked, stages: Sequence[str], meanings: Mapping[str, Meaning]
) -> dict[str, float]:
    said = [meanings[choice] if choice else Meaning.OUT_OF_BASE for choice in asked.picked]
    is_in_base = np.array([one in IN_BASE for one in said])
    values = np.array([one is Meaning.POSITIVE for one in said], dtype=float)
    levels = [EVERYBODY, *sorted(set(stages))]
    at = np.array([[level in (EVERYBODY, stage) for level in levels] for stage in stages])
    inside, weights = at & is_in_base[:, None], asked.weights
    scores = two_phase.scores_of(values=values, is_inside=inside, weights=weights)
    second = quarter.second if asked.is_second else None
    everybody = np.zeros((len(second.chosen if second else quarter.rows), scores.shape[1]))
    if asked.draw is None:
        everybody[asked.places] = scores * (asked.weights / asked.before)[:, None]
    else:
        everybody[asked.draw.among] = two_phase.scores_of_draw(scores, asked.draw)
    errors = quarter.first.errors(second.scores(everybody) if second else everybody)
    totals, squares = weights @ inside, np.square(weights) @ inside
    shares = np.divide(
        (weights * values) @ inside, totals, out=np.zeros_like(totals), where=totals > 0
    )
    return {
        level: two_phase.effective_base(
            share=float(shares[column]),
            error=float(errors[column]),
            kish=effective_base(sum_w=float(totals[column]), sum_w2=float(squares[column])),
        )
        for column, level in enumerate(levels)
    }

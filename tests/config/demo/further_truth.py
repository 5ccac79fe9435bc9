"""What is true of the questions beyond the ten."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from config.demo.answers import further_items
from config.demo.answers.further_items import FurtherItem
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, SKIPPED, SimulatedItem, expit
from config.demo.nation import ForceHistory
from config.demo.victims.people import Floats, Ints
from responses.cases.stages import period_of
from survey.bank import rotation
from survey.bank.pathways import NATIONAL, SHORT_CORE, Pathway


class Place(NamedTuple):
    period: str
    stage: str
    item: str
    is_assisted: bool


@dataclass(frozen=True, kw_only=True)
class FurtherExpected:
    shown: float
    positive: float

    def plus(self, other: "FurtherExpected") -> "FurtherExpected":
        return FurtherExpected(
            shown=self.shown + other.shown, positive=self.positive + other.positive
        )


def chance_picked(item: SimulatedItem, choices: frozenset[str], logits: Floats) -> Floats:
    """Return the chance that a respondent who sees the question picks one of the choices."""
    reached = expit(logits[:, None] + item.thresholds[None, :])
    ends = np.zeros((len(logits), 1)), np.ones((len(logits), 1))
    each = np.diff(np.hstack([ends[0], reached, ends[1]]), axis=1)
    inside = [place for place, code in enumerate(item.choices) if code in choices]
    outside = sum(chance for code, chance in item.apart.items() if code in choices)
    in_scale = 1 - sum(item.apart.values()) - SKIPPED
    chance: Floats = each[:, inside].sum(axis=1) * in_scale + outside
    return chance


def expected(history: ForceHistory) -> dict[Place, FurtherExpected]:
    framed = [one for one in history.asked if one.is_in_frame]
    concerned: dict[str, list[int]] = defaultdict(list)
    for at, event in enumerate(framed):
        for code in _concerning(history, event):
            concerned[code].append(at)
    found: dict[Place, FurtherExpected] = {}
    for code, chosen in concerned.items():
        found |= _of_item(history, code, [framed[at] for at in chosen])
    return found


def summed(
    truths: Iterable[Mapping[Place, FurtherExpected]],
    *,
    item: str,
    period: str | None = None,
    stage: str | None = None,
    is_assisted: bool | None = None,
) -> FurtherExpected:
    found = FurtherExpected(shown=0.0, positive=0.0)
    wanted = (period, stage, item, is_assisted)
    for truth in truths:
        for place, one in truth.items():
            if all(want in {None, held} for want, held in zip(wanted, place, strict=True)):
                found = found.plus(one)
    return found


def _concerning(history: ForceHistory, event: DecidedEvent) -> frozenset[str]:
    row = history.rows[event.at]
    if not further_items.is_asked_more(row):
        return frozenset()
    pathway = further_items.pathway_of(row, event, is_wales=history.hidden.is_wales, turn=0)
    return _codes(replace(pathway, left_out=frozenset()))


@lru_cache(maxsize=2_048)
def _codes(pathway: Pathway) -> frozenset[str]:
    instruments = further_items.instruments()
    national = {
        question.code
        for question in instruments[NATIONAL].questions
        if question.module in pathway.modules
    }
    rotating = instruments[SHORT_CORE].rotating
    drawn_from = rotation.of_modules(instruments[SHORT_CORE], pathway.stage, pathway.outcome)
    counted = {code for code, item in further_items.items().items() if item.counts}
    return frozenset((national - {*rotating} | {*drawn_from}) & counted)


def _of_item(
    history: ForceHistory, code: str, events: Sequence[DecidedEvent]
) -> dict[Place, FurtherExpected]:
    item = further_items.items()[code]
    at = np.array([event.at for event in events], dtype=np.int64)
    stages = [event.survey_stage.value for event in events]
    logits = item.logits(history.hidden.held, at, stages, history.hidden.kinds)
    shown = _chance_shown(item, history, at, stages)
    positive = shown * item.positive(logits)
    found: dict[Place, list[int]] = defaultdict(list)
    for n, event in enumerate(events):
        found[Place(period_of(event.on), stages[n], code, bool(event.assisted_by))].append(n)
    return {
        place: FurtherExpected(
            shown=float(shown[chosen].sum()), positive=float(positive[chosen].sum())
        )
        for place, chosen in found.items()
    }


def _chance_shown(
    item: FurtherItem, history: ForceHistory, at: Ints, stages: Sequence[str]
) -> Floats:
    condition = item.shown_if
    if condition is None:
        return np.ones(len(at))
    parent = further_items.items().get(condition.question)
    if parent is None:
        return _chance_of_the_ten(condition.question, condition.choices, history, at)
    logits = parent.logits(history.hidden.held, at, stages, history.hidden.kinds)
    return _chance_shown(parent, history, at, stages) * chance_picked(
        parent.item, condition.choices, logits
    )


def _chance_of_the_ten(
    code: str, choices: frozenset[str], history: ForceHistory, at: Ints
) -> Floats:
    place = [one.code for one in ITEMS].index(code)
    item, held = ITEMS[place], history.hidden.held
    logits = (
        held.level[at]
        + item.of_informed * held.informed[at]
        + history.hidden.character.items[place]
    )
    return chance_picked(item, choices, logits)

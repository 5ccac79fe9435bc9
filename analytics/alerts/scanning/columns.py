"""Three national years take forty bytes a response. Pure."""

from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from analytics.alerts.weekly_series import Meanings, week_number
from analytics.tables import LEVELS, SELF_REPORTED, TABLES, Dimension, self_reported_level
from responses.extract_rows import WeekAnswer
from survey.definition.types import Meaning

SLICED = (Dimension.STAGE, Dimension.CRIME_GROUP, *SELF_REPORTED)
NOWHERE = -1
"""As a level: unknown. As an answer: outside the base."""

Small = NDArray[np.int8]
PLACES = {of: {level: at for at, level in enumerate(LEVELS[of])} for of in SLICED}


@dataclass(frozen=True, kw_only=True)
class AnswerColumns:
    """`levels` index LEVELS, `force` indexes `forces`; `answers` are 1 positive, 0 not, -1 outside
    the base."""

    items: tuple[str, ...]
    forces: tuple[str, ...]
    week: NDArray[np.int32]
    weight: NDArray[np.float64]
    is_late: Small
    force: Small
    levels: Mapping[Dimension, Small]
    answers: Small


def columns_of(rows: Iterable[WeekAnswer], meanings: Meanings) -> AnswerColumns:
    """In one pass. Design weights only: a week has too few answers to rake, and its own past has
    similar non-response."""
    picked = {item: _values(known) for item, known in meanings.items()}
    forces: dict[str, int] = {}
    week, weight, late, force = array("i"), array("d"), array("b"), array("b")
    levels = {of: array("b") for of in SLICED}
    answers = array("b")
    for row in rows:
        week.append(week_number(row.completed_on))
        weight.append(row.design_weight)
        late.append(row.is_late)
        force.append(forces.setdefault(row.force, len(forces)))
        for of, column in levels.items():
            column.append(_place(row, of))
        answers.extend(_answer(row, item, values) for item, values in picked.items())
    return AnswerColumns(
        items=tuple(picked), forces=tuple(forces),
        week=numbers(week, np.int32), weight=numbers(weight, np.float64),
        is_late=numbers(late, np.int8), force=numbers(force, np.int8),
        levels={of: numbers(column, np.int8) for of, column in levels.items()},
        answers=numbers(answers, np.int8).reshape(-1, max(len(picked), 1)),
    )  # fmt: skip


def _values(known: Mapping[str, Meaning]) -> dict[str, int]:
    return {
        code: NOWHERE if meaning is Meaning.OUT_OF_BASE else int(meaning is Meaning.POSITIVE)
        for code, meaning in known.items()
    }


def _answer(row: WeekAnswer, item: str, values: Mapping[str, int]) -> int:
    picked = row.answers.get(item)
    return values[picked[0]] if picked else NOWHERE


def _place(row: WeekAnswer, of: Dimension) -> int:
    if of in SELF_REPORTED:
        level = self_reported_level(row.answers, of)
    else:
        level = getattr(row, str(TABLES[of].column))
    return PLACES[of].get(level, NOWHERE) if level is not None else NOWHERE


def numbers(column: "array[Any]", kind: type) -> NDArray[Any]:
    return np.frombuffer(column, dtype=kind) if column else np.zeros(0, dtype=kind)

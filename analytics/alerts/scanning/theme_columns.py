"""Each theme is an item, positive for a text that mentions it. Pure."""

from array import array
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Protocol

import numpy as np

from analytics.alerts.scanning.columns import NOWHERE, PLACES, AnswerColumns, numbers
from analytics.alerts.weekly_series import week_number
from analytics.tables import Dimension

DECIDED_WITHIN = timedelta(weeks=8)
"""Text coded later than this after it was sent is left out: its week would represent another
season.
"""


class Decided(Protocol):
    @property
    def force(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def crime_group(self) -> str: ...
    @property
    def themes(self) -> frozenset[str]: ...
    @property
    def decided_on(self) -> date: ...


def theme_columns(texts: Iterable[Decided], *, themes: Sequence[str]) -> AnswerColumns:
    """In the week it was decided, so that coding older texts changes no week. Unweighted."""
    forces: dict[str, int] = {}
    week, force, stage, crime = array("i"), array("b"), array("b"), array("b")
    said = array("b")
    for text in texts:
        week.append(week_number(text.decided_on))
        force.append(forces.setdefault(text.force, len(forces)))
        stage.append(PLACES[Dimension.STAGE].get(text.stage, NOWHERE))
        crime.append(PLACES[Dimension.CRIME_GROUP].get(text.crime_group, NOWHERE))
        said.extend(theme in text.themes for theme in themes)
    return AnswerColumns(
        items=tuple(themes), forces=tuple(forces),
        week=numbers(week, np.int32), weight=np.ones(len(week)),
        is_late=np.zeros(len(week), dtype=np.int8), force=numbers(force, np.int8),
        levels={
            Dimension.STAGE: numbers(stage, np.int8),
            Dimension.CRIME_GROUP: numbers(crime, np.int8),
        },
        answers=numbers(said, np.int8).reshape(-1, max(len(themes), 1)),
    )  # fmt: skip

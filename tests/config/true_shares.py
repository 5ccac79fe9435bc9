"""What a perfect survey of the simulated nation would find, so that estimates can be held
against it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from config.demo.answers.opinions import ITEMS, Expected
from config.demo.nation import ForceHistory


@dataclass(frozen=True)
class Truth:
    expected: Mapping[tuple[str, str], Expected]

    def share(self, item: str, *, period: str, force: str | None = None) -> float:
        found = Expected(events=0, positive=np.zeros(len(ITEMS)))
        for (code, quarter), one in self.expected.items():
            if quarter == period and force in {None, code}:
                found = found.plus(one)
        return float(found.positive[[one.code for one in ITEMS].index(item)] / found.events)


def truth_of(histories: Iterable[ForceHistory]) -> Truth:
    return Truth(
        {
            (history.force, period): one
            for history in histories
            for period, one in history.expected.items()
        }
    )

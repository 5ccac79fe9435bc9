"""What is true of the simulated nation, so that estimates can be held against it. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np

from config.demo.opinions import ITEMS, PlantedIssue
from config.demo.people import Floats


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Over the events of a force's quarter that carry no exclusion code: how many there are,
    and for each item how many would answer positively were everyone asked and in the base."""

    events: int
    positive: Floats

    def plus(self, other: "Expected") -> "Expected":
        return Expected(events=self.events + other.events, positive=self.positive + other.positive)


NOTHING = Expected(events=0, positive=np.zeros(len(ITEMS)))


@dataclass(frozen=True, kw_only=True)
class Truth:
    """`expected` by force and quarter."""

    expected: Mapping[tuple[str, str], Expected]
    planted: tuple[PlantedIssue, ...] = field(default=())

    def share(self, item: str, *, period: str, force: str | None = None) -> float:
        """The share positive that a perfect survey would find, in a force or the nation."""
        found = _sum(
            one
            for (code, quarter), one in self.expected.items()
            if quarter == period and force in {None, code}
        )
        return float(found.positive[[one.code for one in ITEMS].index(item)] / found.events)


def _sum(parts: Iterable[Expected]) -> Expected:
    total = NOTHING
    for part in parts:
        total = total.plus(part)
    return total


def expected_by_period(periods: Iterable[str], shares: Floats) -> dict[str, Expected]:
    """From the quarter and the chances (event × item) of each event of the frame."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, period in enumerate(periods):
        rows[period].append(row)
    return {
        period: Expected(events=len(chosen), positive=shares[chosen].sum(axis=0))
        for period, chosen in rows.items()
    }

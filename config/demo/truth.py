"""What is true of the simulated nation, so that estimates can be held against it. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from config.demo.victims.people import Floats


@dataclass(frozen=True, kw_only=True)
class Expected:
    """Over the events of a force's quarter that carry no exclusion code: how many there are,
    and for each item how many would answer positively were everyone asked and in the base."""

    events: int
    positive: Floats

    def plus(self, other: "Expected") -> "Expected":
        return Expected(events=self.events + other.events, positive=self.positive + other.positive)


def expected_by_period(periods: Iterable[str], shares: Floats) -> dict[str, Expected]:
    """From the quarter and the chances (event × item) of each event of the frame."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, period in enumerate(periods):
        rows[period].append(row)
    return {
        period: Expected(events=len(chosen), positive=shares[chosen].sum(axis=0))
        for period, chosen in rows.items()
    }

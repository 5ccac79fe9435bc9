"""What may be said of an area over four quarters, from what each of them shows. Pure.

Nothing else goes in: of a group that one of the quarters hides, in any part of the area's line,
nothing is said, and so a reader who has every page of every quarter learns nothing here."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from analytics.disclosure import timing
from analytics.stats.groups.pooled_gaps import PooledGap, QuarterPair, Side, pooled
from analytics.stats.suppression import (
    NO_ANSWERS,
    Published,
    Share,
    SuppressionReason,
    may_compare,
)
from analytics.tables import Dimension, reference_of

QUARTERS = 4
Key = tuple[Dimension, str, str]
"""Characteristic, level and question."""
QuarterShares = dict[Key, Share]
"""What may be shown of an area in a quarter; what is not in it nobody answered."""


class QuartersInOrder(Protocol):
    """What is known of the quarters of an area."""

    @property
    def period(self) -> str | None: ...
    @property
    def periods(self) -> tuple[str, ...]: ...
    def is_provisional(self, period: str) -> bool: ...


def until(shown: QuartersInOrder) -> tuple[str, ...]:
    """Up to four quarters in a row that end with the page's, oldest first: fewer where there are no
    more, or one before is provisional. None where the page's is."""
    found: list[str] = []
    period = shown.period
    while (
        period in shown.periods
        and period is not None
        and len(found) < QUARTERS
        and not shown.is_provisional(period)
    ):
        found.insert(0, period)
        period = timing.quarter_before(period)
    return tuple(found)


def pooled_gaps(
    shares: Mapping[tuple[str, str], QuarterShares],
    expected: Mapping[tuple[str, str], Mapping[Key, float]],
) -> dict[Key, PooledGap]:
    """Each group less its reference, where both are large enough to be compared. `shares` and
    `expected` are by quarter and area, of which several stand where forces were merged."""
    found = {}
    for key in _groups(shares):
        strata = _strata(key, shares, expected)
        if strata:
            one = pooled(strata)
            if may_compare(effective_base=min(one.own.trials, one.other.trials)):
                found[key] = one
    return found


def _groups(shares: Mapping[tuple[str, str], QuarterShares]) -> Iterator[Key]:
    """All that any quarter knows, without the references, in the order they are known."""
    for key in dict.fromkeys(key for quarter in shares.values() for key in quarter):
        if key[1] != reference_of(key[0]):
            yield key


def _strata(
    key: Key,
    shares: Mapping[tuple[str, str], QuarterShares],
    expected: Mapping[tuple[str, str], Mapping[Key, float]],
) -> list[QuarterPair]:
    """None where a quarter hides either figure, or what is expected of it is not known. A quarter
    in which nobody of either answered adds nothing."""
    dimension, _level, item = key
    beside = (dimension, reference_of(dimension), item)
    found = []
    for place, quarter in shares.items():
        own, other = (quarter.get(each, NO_ANSWERS) for each in (key, beside))
        if _is_hidden(own) or _is_hidden(other):
            return []
        if isinstance(own, Published) and isinstance(other, Published):
            known = expected.get(place, {})
            if key not in known or beside not in known:
                return []
            found.append(QuarterPair(own=_side(own, known[key]), other=_side(other, known[beside])))
    return found


def _is_hidden(share: Share) -> bool:
    return not isinstance(share, Published) and share.reason is not SuppressionReason.NO_ANSWERS


def _side(share: Published, expected: float) -> Side:
    return Side(proportion=share.proportion, people=share.base, expected=expected)

"""From the published figures of each quarter."""

from collections.abc import Iterator, Mapping
from typing import Protocol

from analytics.disclosure import timing
from analytics.stats.groups.pooled_gaps import PooledGap, QuarterPair, Side, pool_gaps
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
"""Published figures of an area in a quarter; a missing key has no answers."""


class QuartersInOrder(Protocol):
    @property
    def period(self) -> str | None: ...
    @property
    def periods(self) -> tuple[str, ...]: ...
    def is_provisional(self, period: str) -> bool: ...


def until(shown: QuartersInOrder) -> tuple[str, ...]:
    """Up to four in a row, oldest first, stopping at a gap or a provisional one."""
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
    found = {}
    for key in _groups(shares):
        strata = _strata(key, shares, expected)
        if strata:
            one = pool_gaps(strata)
            if may_compare(effective_base=min(one.own.trials, one.other.trials)):
                found[key] = one
    return found


def _groups(shares: Mapping[tuple[str, str], QuarterShares]) -> Iterator[Key]:
    for key in dict.fromkeys(key for quarter in shares.values() for key in quarter):
        if key[1] != reference_of(key[0]):
            yield key


def _strata(
    key: Key,
    shares: Mapping[tuple[str, str], QuarterShares],
    expected: Mapping[tuple[str, str], Mapping[Key, float]],
) -> list[QuarterPair]:
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

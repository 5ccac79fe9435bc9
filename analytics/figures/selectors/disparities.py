"""Gaps between groups of victims in the nation, raw and with the mix of cases held. A gap is
shown only where both groups' own figures are."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.disclosure.list_suppression import NATION
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import CharacteristicGap
from analytics.stats import multiplicity
from analytics.stats.proportions import Interval, ShareDifference
from analytics.stats.suppression import NO_ANSWERS, Share

FALSE_SHARE = 0.05
"""Of the gaps of a quarter that are called clear, so many are chance on average at the most."""


@dataclass(frozen=True, kw_only=True)
class RawAndStandardisedGap:
    """A group's share less the reference's. `detectable` is the smallest raw gap that so many
    answers would find four times in five."""

    raw: ShareDifference
    standardised: ShareDifference
    detectable: float
    is_clear: bool


@dataclass(frozen=True, kw_only=True)
class GroupGap:
    level: str
    reference: str
    share: Share
    reference_share: Share
    gap: RawAndStandardisedGap | None
    """None where there is too little on either side, or a figure is hidden."""


@dataclass(frozen=True, kw_only=True)
class Count:
    """Of how many groups that can be compared how many differ clearly."""

    compared: int
    clear: int


def rows_of(period: str) -> list[CharacteristicGap]:
    """Of every item and characteristic: how many gaps are clear by chance is of all of them."""
    return list(CharacteristicGap.objects.filter(period=period).order_by("pk"))


def gaps_of(shown: Shown, rows: Sequence[CharacteristicGap], *, item: str) -> tuple[GroupGap, ...]:
    """The nation's groups in the order of their table. Any analyst may see them."""
    clear = _clear(rows)
    return tuple(
        GroupGap(
            level=row.level,
            reference=row.reference,
            share=(shares := shown.of_item(row.period, item)).get((NATION, row.level), NO_ANSWERS),
            reference_share=shares.get((NATION, row.reference), NO_ANSWERS),
            gap=_gap(row, shares, is_clear=row.pk in clear),
        )
        for row in rows
        if (row.dimension, row.item) == (shown.dimension, item)
    )


def counts_of(shown: Shown, rows: Sequence[CharacteristicGap]) -> Mapping[str, Count]:
    """By item, in the order the items are asked."""
    clear = _clear(rows)
    compared = [
        row
        for row in rows
        if row.dimension == shown.dimension
        and _gap(row, shown.of_item(row.period, row.item), is_clear=row.pk in clear) is not None
    ]
    return {
        item: Count(
            compared=sum(row.item == item for row in compared),
            clear=sum(row.item == item and row.pk in clear for row in compared),
        )
        for item in item_codes()
    }


def _clear(rows: Sequence[CharacteristicGap]) -> frozenset[int]:
    adjusted = multiplicity.benjamini_hochberg([row.p_value for row in rows])
    return frozenset(
        row.pk for row, value in zip(rows, adjusted, strict=True) if value <= FALSE_SHARE
    )


def _gap(
    row: CharacteristicGap, shares: Mapping[tuple[str, str], Share], *, is_clear: bool
) -> RawAndStandardisedGap | None:
    both = [shares.get((NATION, level)) for level in (row.level, row.reference)]
    if not all(share is not None and share.is_comparable for share in both):
        return None
    return RawAndStandardisedGap(
        raw=_difference(row.raw, row.raw_lower, row.raw_upper),
        standardised=_difference(row.standardised, row.standardised_lower, row.standardised_upper),
        detectable=row.detectable,
        is_clear=is_clear,
    )


def _difference(value: float, lower: float, upper: float) -> ShareDifference:
    return ShareDifference(value=value, interval=Interval(lower=lower, upper=upper))

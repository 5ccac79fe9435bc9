from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analytics.disclosure.places import NATION
from analytics.figures.selectors.shown import Shown
from analytics.items import item_codes
from analytics.models import CharacteristicGap
from analytics.stats import judgement
from analytics.stats.judgement import Judged, ModelContrast
from analytics.stats.proportions import Interval, ShareDifference
from analytics.stats.suppression import NO_ANSWERS, Share


@dataclass(frozen=True, kw_only=True)
class RawAndStandardisedGap:
    """Raw with 95% interval, and with the same case mix."""

    raw: ShareDifference
    standardised: Judged


@dataclass(frozen=True, kw_only=True)
class GroupGap:
    level: str
    reference: str
    share: Share
    reference_share: Share
    gap: RawAndStandardisedGap | None
    """None if either side is too small or hidden."""


@dataclass(frozen=True, kw_only=True)
class Count:
    compared: int
    clear: int


def rows_of(*periods: str) -> list[CharacteristicGap]:
    return list(CharacteristicGap.objects.filter(period__in=periods).order_by("pk"))


def gaps_of(shown: Shown, rows: Sequence[CharacteristicGap], *, item: str) -> tuple[GroupGap, ...]:
    judged = judged_gaps(rows)
    return tuple(
        GroupGap(
            level=row.level,
            reference=row.reference,
            share=(shares := shown.item_shares(row.period, item)).get(
                (NATION, row.level), NO_ANSWERS
            ),
            reference_share=shares.get((NATION, row.reference), NO_ANSWERS),
            gap=judged[row.pk] if _is_published(shown, row) else None,
        )
        for row in rows
        if (row.dimension, row.item) == (shown.dimension, item)
    )


def counts_of(shown: Shown, rows: Sequence[CharacteristicGap]) -> Mapping[str, Count]:
    judged = judged_gaps(rows)
    compared = [
        row for row in rows if row.dimension == shown.dimension and _is_published(shown, row)
    ]
    return {
        item: Count(
            compared=sum(row.item == item for row in compared),
            clear=sum(
                row.item == item and judged[row.pk].standardised.is_clear for row in compared
            ),
        )
        for item in item_codes()
    }


def judged_gaps(rows: Sequence[CharacteristicGap]) -> Mapping[int, RawAndStandardisedGap]:
    contrasts = {
        row.pk: ModelContrast(value=row.standardised, error=row.standardised_error) for row in rows
    }
    confidence = judgement.confidence_of(contrasts.values())
    return {
        row.pk: RawAndStandardisedGap(
            raw=ShareDifference(
                value=row.raw, interval=Interval(lower=row.raw_lower, upper=row.raw_upper)
            ),
            standardised=judgement.judged(contrasts[row.pk], confidence=confidence),
        )
        for row in rows
    }


def _is_published(shown: Shown, row: CharacteristicGap) -> bool:
    shares = shown.item_shares(row.period, row.item)
    both = [shares.get((NATION, level)) for level in (row.level, row.reference)]
    is_settled = not shown.is_provisional(row.period)
    return is_settled and all(share is not None and share.is_comparable for share in both)

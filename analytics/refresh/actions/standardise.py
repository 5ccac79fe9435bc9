"""What the mix of cases explains: standardised shares of forces, and gaps between groups of
victims."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from analytics.cube import meanings as cube_meanings
from analytics.cube import selectors as cube_selectors
from analytics.models import CharacteristicGap, StandardisedShare
from analytics.refresh.selectors import movements
from analytics.stats.proportions import effective_base
from analytics.stats.suppression import may_compare
from analytics.tables import LEVELS, SELF_REPORTED, Dimension
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.refresh.case_mix_cells import WeightedResponse
    from analytics.stats.case_mix import MixCell
    from analytics.stats.gaps import StandardisedGap


@transaction.atomic
def compare_mixes(*, period: str, by: Actor, at: datetime) -> int:
    """Replace the standardised shares and gaps of a quarter by those of its live cube, for the
    responses that are shown. Returns how many there are."""
    from analytics.refresh import case_mix_cells

    version = cube_selectors.live_version(period)
    if version is None:
        return 0
    counted = movements.counted_in(period)
    shown = [
        entry for number, entry in cube_selectors.entries(version).items() if number in counted
    ]
    rows = case_mix_cells.weighted_responses(shown, codebook=cube_selectors.codebook_of(version))
    meanings = cube_meanings.meanings()
    shares = [share for item in meanings for share in _standardised(period, item, rows, meanings)]
    gaps = [gap for item in meanings for gap in _gaps(period, item, rows, meanings)]
    for model in (StandardisedShare, CharacteristicGap):
        model.objects.filter(period=period).delete()
    StandardisedShare.objects.bulk_create(shares)
    CharacteristicGap.objects.bulk_create(gaps)
    audit.record(
        AuditKind.MIXES_COMPARED, target=period, by=by, at=at, shares=len(shares), gaps=len(gaps)
    )
    return len(shares) + len(gaps)


def _standardised(
    period: str,
    item: str,
    rows: "Sequence[WeightedResponse]",
    meanings: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[StandardisedShare]:
    from analytics.refresh import case_mix_cells
    from analytics.stats import standardisation

    cells = case_mix_cells.mix_cells(
        rows, item=item, meanings=meanings[item], by=case_mix_cells.CASE_MIX
    )
    if not _is_mixed(cells):
        return
    found = standardisation.standardise(
        cells=cells, characteristics=[each.value for each in case_mix_cells.CASE_MIX]
    )
    for force, one in found.items():
        yield StandardisedShare(
            period=period,
            force_id=force,
            item=item,
            share=one.share,
            lower=one.interval.lower,
            upper=one.interval.upper,
            expected=one.expected,
        )


def _gaps(
    period: str,
    item: str,
    rows: "Sequence[WeightedResponse]",
    meanings: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[CharacteristicGap]:
    from analytics.refresh import case_mix_cells
    from analytics.stats import gaps

    for dimension in SELF_REPORTED:
        cells = case_mix_cells.mix_cells(
            rows,
            item=item,
            meanings=meanings[item],
            by=(dimension, *case_mix_cells.GIVEN),
            needs=dimension,
        )
        reference = case_mix_cells.reference_of(dimension)
        groups = [
            level
            for level in LEVELS[dimension]
            if level != reference and _may_compare(cells, dimension, (level, reference))
        ]
        found = gaps.gaps_between(
            cells=cells,
            characteristic=dimension.value,
            groups=groups,
            reference=reference,
            given=[each.value for each in case_mix_cells.GIVEN],
        )
        yield from (_gap_row(period, item, dimension, gap) for gap in found)


def _gap_row(
    period: str, item: str, dimension: Dimension, found: "StandardisedGap"
) -> CharacteristicGap:
    return CharacteristicGap(
        period=period,
        item=item,
        dimension=dimension,
        level=found.group,
        reference=found.reference,
        raw=found.raw.value,
        raw_lower=found.raw.interval.lower,
        raw_upper=found.raw.interval.upper,
        standardised=found.standardised.value,
        standardised_lower=found.standardised.interval.lower,
        standardised_upper=found.standardised.interval.upper,
        p_value=found.p_value,
        detectable=found.detectable,
    )


def _may_compare(cells: "Sequence[MixCell]", dimension: Dimension, levels: tuple[str, str]) -> bool:
    for level in levels:
        own = [cell for cell in cells if cell.levels[dimension.value] == level]
        base = effective_base(
            sum_w=sum(cell.sum_w for cell in own), sum_w2=sum(cell.sum_w2 for cell in own)
        )
        if not may_compare(effective_base=base):
            return False
    return _is_mixed(cells)


def _is_mixed(cells: "Sequence[MixCell]") -> bool:
    """Whether there are both positive and other answers; otherwise there is nothing to model."""
    return any(cell.positive[0] for cell in cells) and any(cell.other[0] for cell in cells)

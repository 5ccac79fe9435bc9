"""What the mix of cases explains: standardised shares of forces, and gaps between groups of
victims."""

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from analytics.cube import meanings as cube_meanings
from analytics.cube import selectors as cube_selectors
from analytics.models import CharacteristicGap, StandardisedShare
from analytics.stats.proportions import effective_base
from analytics.stats.suppression import may_compare
from analytics.tables import LEVELS, SELF_REPORTED, Dimension
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.refresh.case_mix_cells import WeightedResponses
    from analytics.stats.gaps import StandardisedGap
    from analytics.stats.mix_cells import MixTable


@dataclass(frozen=True, kw_only=True)
class Mixes:
    """What the mix of cases explains of a quarter, to be kept."""

    shares: Sequence[StandardisedShare]
    gaps: Sequence[CharacteristicGap]


def compare_mixes(*, period: str, counted: Set[int]) -> Mixes | None:
    """The standardised shares and gaps of a quarter by its live cube, for the responses that its
    figures are made of; None where there is no cube. Writes nothing: it takes seconds, and SQLite
    has one writer, so nobody could answer meanwhile."""
    from analytics.refresh import case_mix_cells

    version = cube_selectors.live_version(period)
    if version is None:
        return None
    shown = [
        entry for number, entry in cube_selectors.entries(version).items() if number in counted
    ]
    rows = case_mix_cells.weighted_responses(shown, codebook=cube_selectors.codebook_of(version))
    meanings = cube_meanings.meanings()
    return Mixes(
        shares=[
            share for item in meanings for share in _standardised(period, item, rows, meanings)
        ],
        gaps=[gap for item in meanings for gap in _gaps(period, item, rows, meanings)],
    )


def _standardised(
    period: str,
    item: str,
    rows: "WeightedResponses",
    meanings: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[StandardisedShare]:
    from analytics.refresh import case_mix_cells
    from analytics.stats import standardisation

    cells = case_mix_cells.mix_cells(
        rows, item=item, meanings=meanings[item], by=case_mix_cells.CASE_MIX
    )
    if not cells.is_mixed:
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
    rows: "WeightedResponses",
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
        others = [level for level in LEVELS[dimension] if level != reference]
        found = gaps.gaps_between(
            cells=cells,
            characteristic=dimension.value,
            groups=[one for one in others if _may_compare(cells, dimension, (one, reference))],
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
        standardised_error=found.standardised.error,
    )


def _may_compare(cells: "MixTable", dimension: Dimension, levels: tuple[str, str]) -> bool:
    by_level = cells.by_level(dimension.value)
    for level in levels:
        found = by_level.get(level)
        base = effective_base(sum_w=found.sum_w, sum_w2=found.sum_w2) if found else 0.0
        if not may_compare(effective_base=base):
            return False
    return cells.is_mixed

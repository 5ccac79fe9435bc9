"""Case-mix results: standardised shares of forces, national gaps between groups, expected shares
of groups by force and region, and a model of intersecting groups.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from access import selectors as access_selectors
from analytics.cube import meanings as cube_meanings
from analytics.disclosure.places import NATION
from analytics.models import CharacteristicGap, ExpectedShares, Intersection, StandardisedShare
from analytics.refresh.selectors.counted import CountedRows
from analytics.stats.proportions import effective_base
from analytics.stats.suppression import LEAST_IN_AREA, may_compare
from analytics.tables import (
    CASE_DIMENSIONS,
    EVERYBODY,
    LEVELS,
    SELF_REPORTED,
    TABLES,
    Dimension,
    reference_of,
)
from survey.definition.types import Meaning

if TYPE_CHECKING:
    from analytics.disclosure.quarter_protection import ProtectedQuarter
    from analytics.refresh.case_mix_cells import WeightedResponses
    from analytics.stats.gaps import StandardisedGap
    from analytics.stats.groups.intersections import Combination
    from analytics.stats.mix_cells import MixTable

DECIMALS = 6
MOST_MOVED = 0.02
"""A modelled figure is shown only if removing any nine answers moves it by less."""
ExpectedSums = Mapping[tuple[str, str], tuple[float, float]]
"""By area and level (Σw, Σw of the expected probability)."""


@dataclass(frozen=True, kw_only=True)
class Mixes:
    shares: Sequence[StandardisedShare]
    gaps: Sequence[CharacteristicGap]
    expected: Sequence[ExpectedShares]
    intersections: Sequence[Intersection]


NO_MIXES = Mixes(shares=(), gaps=(), expected=(), intersections=())


def compare_mixes(*, period: str, counted: CountedRows, protected: "ProtectedQuarter") -> Mixes:
    """Return a quarter's standardised shares, gaps and expected shares, from the responses behind
    its figures. Write nothing: it takes seconds, and with SQLite's one writer would block
    respondents.
    """
    from analytics.refresh import case_mix_cells

    rows = case_mix_cells.weighted_responses(counted.entries, codebook=counted.codebook)
    meanings = cube_meanings.meanings()
    shown = {item: of for item in meanings if (of := _shown_levels(item, protected))}
    gaps: list[CharacteristicGap] = []
    sums: dict[tuple[Dimension, str], ExpectedSums] = {}
    for item in shown:
        for dimension, found, expected in _compare_groups(
            period, item, rows, meanings, shown[item]
        ):
            gaps += found
            sums[dimension, item] = expected
    return Mixes(
        shares=[
            share
            for item in shown
            for share in _standardised(period, item, rows, meanings, shown[item])
        ],
        gaps=gaps,
        expected=list(_expected(period, sums)),
        intersections=[
            one for item in meanings for one in _intersection(period, item, rows, meanings)
        ],
    )


def _shown_levels(item: str, protected: "ProtectedQuarter") -> Set[tuple[Dimension, str]]:
    if protected.reason(item, Dimension.ALL, NATION, EVERYBODY) is not None:
        return frozenset()
    return {
        (of, level)
        for of in (Dimension.ALL, *CASE_DIMENSIONS, *SELF_REPORTED)
        if not TABLES[of].is_national
        for level in LEVELS[of]
        if protected.reason(item, of, NATION, level) is None
    }


def _standardised(
    period: str,
    item: str,
    rows: "WeightedResponses",
    meanings: Mapping[str, Mapping[str, Meaning]],
    shown: Set[tuple[Dimension, str]],
) -> Iterator[StandardisedShare]:
    from analytics.refresh import case_mix_cells
    from analytics.stats import standardisation

    cells = case_mix_cells.mix_cells(
        rows, item=item, meanings=meanings[item], by=case_mix_cells.CASE_MIX, shown=shown
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


def _compare_groups(
    period: str,
    item: str,
    rows: "WeightedResponses",
    meanings: Mapping[str, Mapping[str, Meaning]],
    shown: Set[tuple[Dimension, str]],
) -> Iterator[tuple[Dimension, Sequence[CharacteristicGap], ExpectedSums]]:
    from analytics.refresh import case_mix_cells
    from analytics.stats import gaps

    for dimension in SELF_REPORTED:
        cells = case_mix_cells.mix_cells(
            rows,
            item=item,
            meanings=meanings[item],
            by=(dimension, *case_mix_cells.GIVEN),
            shown=shown,
        )
        reference = reference_of(dimension)
        others = [level for level in LEVELS[dimension] if level != reference]
        groups = [one for one in others if _may_compare(cells, dimension, (one, reference))]
        if not groups:
            continue
        model = gaps.gap_model(
            cells=cells,
            characteristic=dimension.value,
            reference=reference_of(dimension),
            given=[each.value for each in case_mix_cells.GIVEN],
            are_errors_modelled=True,
        )
        found = [_gap_row(period, item, dimension, gap) for gap in gaps.gaps_between(model, groups)]
        yield dimension, found, gaps.expected_sums(model)


def _expected(
    period: str, sums: Mapping[tuple[Dimension, str], ExpectedSums]
) -> Iterator[ExpectedShares]:
    found: dict[tuple[Dimension, str], dict[str, dict[str, float]]] = defaultdict(
        lambda: defaultdict(dict)
    )
    for (dimension, item), by_place in sums.items():
        for (area, level), (sum_w, expected) in _with_regions(by_place).items():
            found[dimension, area][item][level] = round(expected / sum_w, DECIMALS)
    for (dimension, area), shares in found.items():
        yield ExpectedShares(period=period, dimension=dimension, area=area, shares=shares)


def _with_regions(sums: ExpectedSums) -> ExpectedSums:
    regions = access_selectors.regions()
    found = dict(sums)
    for (force, level), (sum_w, expected) in sums.items():
        if region := regions.get(force, ""):
            before = found.get((region, level), (0.0, 0.0))
            found[region, level] = (before[0] + sum_w, before[1] + expected)
    return found


def _intersection(
    period: str,
    item: str,
    rows: "WeightedResponses",
    meanings: Mapping[str, Mapping[str, Meaning]],
) -> Iterator[Intersection]:
    from analytics.refresh import case_mix_cells
    from analytics.stats.groups import intersections

    strata = case_mix_cells.combined_strata(rows, item=item, meanings=meanings[item])
    if not strata.is_mixed or not may_compare(effective_base=float(strata.trials.sum())):
        return
    combinations = intersections.model_combinations(strata)
    shown = [
        intersections.round_combination(one)
        for one in combinations
        if one.people >= LEAST_IN_AREA and one.moved < MOST_MOVED
    ]
    yield Intersection(
        period=period,
        item=item,
        unstable=len(combinations) - len(shown),
        shares={".".join(one.levels): _packed(one) for one in shown},
    )


def _packed(one: "Combination") -> list[float]:
    parts = (one.share, one.interval.lower, one.interval.upper, one.of_parts, one.error)
    return [one.people, *(round(part, DECIMALS) for part in parts)]


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

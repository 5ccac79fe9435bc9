from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.case_mix import fit_case_mix
from analytics.stats.mix_cells import LevelSums, MixCell, MixTable, as_table
from analytics.stats.proportions import Interval, effective_base, wilson_interval


@dataclass(frozen=True, kw_only=True)
class Standardised:
    """`expected` is the share the nation's model gives to the same cases, `ratio` raw /
    expected."""

    raw: float
    expected: float
    ratio: float
    share: float
    interval: Interval
    effective_base: float


def standardise(
    *, cells: MixTable | Sequence[MixCell], characteristics: Sequence[str]
) -> dict[str, Standardised]:
    """E_f = Σw p̂ over the force's cells, p̂ from one model of all forces
        SR_f = Σw positive / E_f; standardised share = SR_f × the nation's share, 0 to 1

    E is treated as known. Compare forces with the nation, not with each other. Adjusting can hide
    unequal treatment: show the raw share and the gap too.
    """
    table = as_table(cells)
    model = fit_case_mix(cells=table, characteristics=characteristics)
    nation = sum(table.positive[:, 1].tolist()) / sum(table.sum_w.tolist())
    expected = np.bincount(table.force.codes, weights=table.sum_w * model.chances)
    by_name = dict(zip(table.force.names, expected.tolist(), strict=False))
    return {
        force: _indirect(found, expected=by_name[force], nation=nation)
        for force, found in table.by_force().items()
    }


def _indirect(found: LevelSums, *, expected: float, nation: float) -> Standardised:
    sum_w = found.sum_w
    raw = found.positive / sum_w
    base = effective_base(sum_w=sum_w, sum_w2=found.sum_w2)
    own = wilson_interval(successes=raw * base, trials=base)
    stretch = nation / (expected / sum_w)
    return Standardised(
        raw=raw,
        expected=expected / sum_w,
        ratio=raw * sum_w / expected,
        share=min(1.0, raw * stretch),
        interval=Interval(lower=min(1.0, own.lower * stretch), upper=min(1.0, own.upper * stretch)),
        effective_base=base,
    )

"""What a force's share would be if it had the nation's mix of cases. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analytics.stats.case_mix import fit_case_mix
from analytics.stats.mix_cells import LevelSums, MixCell, MixTable, as_table
from analytics.stats.proportions import Interval, effective_base, wilson_interval


@dataclass(frozen=True, kw_only=True)
class Standardised:
    """Shares are 0 to 1. `raw` is the force's own, `expected` what the nation would give to the
    same cases, `ratio` raw / expected, `share` the standardised one with its 95 % interval;
    `effective_base` is in people, so that the share can be put into a funnel or shrunk."""

    raw: float
    expected: float
    ratio: float
    share: float
    interval: Interval
    effective_base: float


def standardise(
    *, cells: MixTable | Sequence[MixCell], characteristics: Sequence[str]
) -> dict[str, Standardised]:
    """Indirect standardisation of every force (statistics by logistic case mix).

        E_f = Σw p̂ over the force's cells, p̂ from one model of all forces
        SR_f = Σw positive / E_f;  standardised share = SR_f × the nation's share, 0 to 1

    The interval is Wilson's for the raw share on its effective base, times the nation's share over
    the expected one: E is taken as known, since all forces contribute to it. Show it beside the raw
    share, never instead of it, and name the characteristics. It misleads where forces differ in
    something the model lacks. The ratio of each force refers to its own mix, so compare it with the
    nation and not with another force. A characteristic by which victims are treated differently
    must not be standardised away without notice: show the gap as well."""
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

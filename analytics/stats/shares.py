"""A bin is (people, Σw, Σw²) of one choice; roll-ups add bins choice by choice."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from analytics.stats.proportions import effective_base, wilson_interval
from analytics.stats.suppression import (
    Audience,
    Published,
    Share,
    Suppressed,
    Topic,
    mark_for,
    reason_to_hide,
)
from survey.definition.types import Meaning

Bin = Sequence[float]
Bins = Mapping[str, Bin]
LEAST_LEFT = 0.05
"""The minimum proportion of variance left by the finite population correction."""
IN_BASE = (Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """Sums before disclosure control; `share_of` makes a figure that may be shown."""

    base: int
    sum_w: float
    sum_w2: float
    weight_by_meaning: Mapping[Meaning, float]

    @property
    def effective_base(self) -> float:
        return effective_base(sum_w=self.sum_w, sum_w2=self.sum_w2)

    @property
    def described_base(self) -> float:
        """(Σw)² / (Σw² - Σw)

        An answer of weight w was selected with probability 1/w and adds w²(1 - 1/w) to the variance
        (Poisson sampling; Särndal, Swensson & Wretman 1992, 3.5). Not for comparisons, which
        concern the service.
        """
        left = max(self.sum_w2 - self.sum_w, LEAST_LEFT * self.sum_w2)
        return effective_base(sum_w=self.sum_w, sum_w2=left)

    def share(self, meaning: Meaning) -> float:
        return self.weight_by_meaning[meaning] / self.sum_w if self.base else 0.0


def add_bins(cells: Iterable[Bins]) -> dict[str, tuple[int, float, float]]:
    total: dict[str, tuple[int, float, float]] = {}
    for cell in cells:
        for choice, (people, sum_w, sum_w2) in cell.items():
            before = total.get(choice, (0, 0.0, 0.0))
            total[choice] = (int(before[0] + people), before[1] + sum_w, before[2] + sum_w2)
    return total


def tally_of(*, bins: Bins, meanings: Mapping[str, Meaning]) -> Tally:
    """Out-of-base choices count nowhere. Raises KeyError for a choice without a meaning."""
    people, sum_w, sum_w2 = 0, 0.0, 0.0
    by_meaning = dict.fromkeys(IN_BASE, 0.0)
    for choice, (count, weight, weight2) in bins.items():
        meaning = meanings[choice]
        if meaning is Meaning.OUT_OF_BASE:
            continue
        people += int(count)
        sum_w += weight
        sum_w2 += weight2
        by_meaning[meaning] += weight
    return Tally(base=people, sum_w=sum_w, sum_w2=sum_w2, weight_by_meaning=by_meaning)


def share_of(
    *,
    tally: Tally,
    audience: Audience,
    topic: Topic = Topic.ORDINARY,
    is_by_force: bool = True,
) -> Share:
    """share = Σw of the meaning / Σw of the base; interval by Wilson on (Σw)²/(Σw² - Σw)

    The interval has a finite population correction; comparisons use the effective base, which has
    none.
    """
    positive, neutral, negative = (_tidy(tally.share(meaning)) for meaning in IN_BASE)
    reason = reason_to_hide(
        base=tally.base,
        shares=(positive, negative),
        audience=audience,
        topic=topic,
        is_by_force=is_by_force,
    )
    if reason is not None:
        return Suppressed(reason=reason)
    effective, described = tally.effective_base, tally.described_base
    return Published(
        positive=positive,
        neutral=neutral,
        negative=negative,
        interval=wilson_interval(successes=positive * described, trials=described),
        base=tally.base,
        effective_base=effective,
        mark=mark_for(base=tally.base, audience=audience, topic=topic),
    )


def _tidy(share: float) -> float:
    nearest = round(share)
    return float(nearest) if abs(share - nearest) < 1e-12 else share

"""From the additive bins of a cell to the share that may be shown. Pure.

A bin is (people, Σw, Σw²) of one choice code. The bins of a force, a nation or a year are the sums,
choice by choice, of those of its cells."""

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
"""However many of the victims answered, so much of the variance is left: what they say has an error
of its own."""
IN_BASE = (Meaning.POSITIVE, Meaning.NEUTRAL, Meaning.NEGATIVE)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """The sums of one item before disclosure control. Never shown: `share_of` turns it into a
    figure that may be shown, or into a suppressed one."""

    base: int
    sum_w: float
    sum_w2: float
    weight_by_meaning: Mapping[Meaning, float]

    @property
    def effective_base(self) -> float:
        return effective_base(sum_w=self.sum_w, sum_w2=self.sum_w2)

    @property
    def described_base(self) -> float:
        """The effective base of a statement about exactly the victims that the answers stand for:

            (Σw)² / (Σw² - Σw)

        An answer of weight w came with a chance of 1/w, so its part of the variance is w²(1 - 1/w)
        (Poisson sampling; Särndal, Swensson & Wretman 1992, 3.5): one that stands for itself alone
        adds none. Its sums are those of the bins, so it holds in every cell and every roll-up. It
        takes who answers for chance, which it is not (analytics.weighting.nonresponse_range), and
        is for no comparison: that reads a figure as the performance of a service."""
        left = max(self.sum_w2 - self.sum_w, LEAST_LEFT * self.sum_w2)
        return effective_base(sum_w=self.sum_w, sum_w2=left)

    def share(self, meaning: Meaning) -> float:
        return self.weight_by_meaning[meaning] / self.sum_w if self.base else 0.0


def add_bins(cells: Iterable[Bins]) -> dict[str, tuple[int, float, float]]:
    """The bins of a roll-up: the sums, choice by choice."""
    total: dict[str, tuple[int, float, float]] = {}
    for cell in cells:
        for choice, (people, sum_w, sum_w2) in cell.items():
            before = total.get(choice, (0, 0.0, 0.0))
            total[choice] = (int(before[0] + people), before[1] + sum_w, before[2] + sum_w2)
    return total


def tally_of(*, bins: Bins, meanings: Mapping[str, Meaning]) -> Tally:
    """Count the answers in the base. Choices out of the base (does not apply, prefer not to
    say) leave both the share and the effective base; a choice without a meaning is an error."""
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
    """The weighted shares positive, neutral and negative of a tally, or Suppressed.

        share = Σw of the meaning / Σw of the base;  interval by Wilson on (Σw)²/(Σw² - Σw)

    The interval is of what the victims of the quarter say, with finite population correction;
    comparisons take the effective base, without one. Standard errors here take the weights as
    given; those after raking are a little smaller."""
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
    """Sums of decimals may give 0.9999… where everybody agrees; the rule about uniform answers
    needs exactly 1."""
    nearest = round(share)
    return float(nearest) if abs(share - nearest) < 1e-12 else share

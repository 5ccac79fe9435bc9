"""Non-response weights, and how representative those who answered are of those who were asked.
Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from analytics.stats.case_mix import fit_case_mix
from analytics.stats.mix_cells import MixCell

LEAST_IN_CLASS = 30
CLASSES = 10


def response_chances(*, cells: Sequence[MixCell], characteristics: Sequence[str]) -> list[float]:
    """The probability of an answer in each cell, by a logistic model of what the case file knows.
    In a cell `positive` are those who answered and `other` those asked who did not."""
    fitted = fit_case_mix(cells=cells, characteristics=characteristics).chances
    return [float(chance) for chance in fitted]


def propensity_factors(
    *,
    cells: Sequence[MixCell],
    characteristics: Sequence[str],
    classes: int = CLASSES,
    at_least: int = LEAST_IN_CLASS,
) -> list[float]:
    """A non-response weight for each cell: the cells in order of their modelled probability are cut
    into `classes` of about equal numbers asked, each with `at_least` respondents or more, and each
    class gets asked / answered (Little 1986).

    Classes avoid the extreme weights that 1/probability would give. Done before raking, this
    corrects what raking cannot in a small force, whose merged levels hide that young people answer
    less. With a hundred answers there are three classes, and about a quarter of the bias remains.
    """
    chances = response_chances(cells=cells, characteristics=characteristics)
    order = sorted(range(len(cells)), key=lambda at: chances[at])
    share = sum(cell.sum_w for cell in cells) / classes
    groups: list[list[int]] = [[]]
    for at in order:
        found = [cells[one] for one in groups[-1]]
        is_full = sum(one.sum_w for one in found) >= share
        if is_full and sum(one.positive[0] for one in found) >= at_least:
            groups.append([])
        groups[-1].append(at)
    if len(groups) > 1 and sum(cells[at].positive[0] for at in groups[-1]) < at_least:
        last = groups.pop()
        groups[-1] += last
    factors: dict[int, float] = {}
    for group in groups:
        answered = sum(cells[at].positive[1] for at in group)
        asked = sum(cells[at].sum_w for at in group)
        factors |= dict.fromkeys(group, asked / answered if answered else 0.0)
    return [factors[at] for at in range(len(cells))]


@dataclass(frozen=True, kw_only=True)
class Representativity:
    """How the modelled probability of an answer varies among those asked: how many were asked, its
    mean and variance (S²), and `by_chance`, the variance that the noise of the model alone would
    give."""

    asked: float
    mean: float
    variance: float
    by_chance: float = 0.0

    @property
    def r_indicator(self) -> float:
        return 1 - 2 * sqrt(max(self.variance - self.by_chance, 0.0))


def representativity(
    *, cells: Sequence[MixCell], characteristics: Sequence[str]
) -> Representativity:
    """How alike those who answered are to those who were asked (Schouten, Cobben & Bethlehem 2009,
    Survey Meth 35:101): R = 1 - 2 S(ρ̂), 1 where every cell answers at the same rate.

        S² = Σd(ρ̂ - mean)² / (Σd - 1),  ρ̂ as in `response_chances`; less what chance gives,
        mean of (ρ̂(1-ρ̂))² x'I⁻¹x, without the part that all share  (Shlomo, Skinner &
        Schouten 2012, J Stat Plan Inf 142:201)

    A response rate says how many answered, R how evenly: an even 20 % is better than 40 % of the
    satisfied. It knows only the characteristics given. Cells count people: in a cell `positive` are
    those who answered, `other` those asked who did not."""
    model = fit_case_mix(cells=cells, characteristics=characteristics)
    weight = np.array([cell.sum_w for cell in cells])
    share, chances, x = weight / weight.sum(), model.chances, model.design
    mean = float(share @ chances)
    spread = chances * (1 - chances)
    unsure = np.linalg.pinv(x.T @ (x * (weight * spread)[:, None]))
    each = np.square(spread) * np.einsum("ij,jk,ik->i", x, unsure, x)
    common = x.T @ (share * spread)
    return Representativity(
        asked=float(weight.sum()),
        mean=mean,
        variance=float(weight @ np.square(chances - mean)) / (weight.sum() - 1),
        by_chance=float(share @ each - common @ unsure @ common),
    )


def pooled_representativity(parts: Iterable[Representativity]) -> Representativity:
    """Of several groups together, each with its own model: the mean of their variances and the
    variance between their means, less what chance gives to either."""
    known = list(parts)
    asked = sum(part.asked for part in known)
    mean = sum(part.asked * part.mean for part in known) / asked
    within = sum((part.asked - 1) * part.variance for part in known)
    between = sum(part.asked * (part.mean - mean) ** 2 for part in known)
    noise = sum(part.asked * part.by_chance for part in known) + sum(
        (1 - part.asked / asked) * part.mean * (1 - part.mean) for part in known
    )
    return Representativity(
        asked=asked, mean=mean, variance=(within + between) / (asked - 1), by_chance=noise / asked
    )

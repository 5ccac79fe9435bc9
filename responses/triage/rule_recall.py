"""Estimated from texts read by two people."""

from dataclasses import dataclass
from math import sqrt

READ_TWICE_OF = 100
"""One in this many texts closed without danger is drawn for a second reader."""
ENOUGH_TWICE = 100
"""With fewer texts read twice, no estimate is given."""
ENOUGH_OF_DANGER = 30
"""With fewer texts of danger, no estimate is given."""
Z = 1.959964


@dataclass(frozen=True, kw_only=True)
class TextsJudged:
    """`found` of those `of_danger` were found by the rules; of the `others`, closed without danger,
    `twice` were read again and danger seen in `missed`."""

    of_danger: int
    found: int
    others: int
    twice: int
    missed: int

    @property
    def is_known(self) -> bool:
        return self.twice >= ENOUGH_TWICE and self.of_danger >= ENOUGH_OF_DANGER


@dataclass(frozen=True, kw_only=True)
class RulesRecall:
    share: float
    low: float
    high: float


def recall_of(judged: TextsJudged) -> RulesRecall | None:
    """Horvitz and Thompson: each text read twice represents `others / twice`."""
    if not judged.is_known:
        return None
    low, high = wilson(judged.missed, judged.twice)

    def share(missed: float) -> float:
        return judged.found / (judged.of_danger + judged.others * missed)

    return RulesRecall(share=share(judged.missed / judged.twice), low=share(high), high=share(low))


def wilson(count: int, of: int) -> tuple[float, float]:
    share, spread = count / of, Z * Z / of
    middle = share + spread / 2
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))

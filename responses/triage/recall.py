"""How many texts of danger are found, reckoned from those that two people read. Pure."""

from dataclasses import dataclass
from math import sqrt

READ_TWICE_OF = 100
"""Of so many texts that are closed without danger one is drawn to be read by a second person."""
ENOUGH_TWICE = 100
"""Of fewer texts read twice, nothing is said."""
ENOUGH_OF_DANGER = 30
"""Of fewer texts that tell of danger, nothing is said."""
Z = 1.959964


@dataclass(frozen=True, kw_only=True)
class TextsJudged:
    """Texts of one language that people have closed. `found` of those `of_danger` were found by the
    rules; of the `others`, closed without danger at first, `twice` were drawn and read by a second
    person, who saw danger in `missed`."""

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
    """Of all texts that tell of danger, the share that the rules find, with an interval of 95 %."""

    share: float
    low: float
    high: float


def recall_of(judged: TextsJudged) -> RulesRecall | None:
    """Horvitz and Thompson's estimate: each text read twice stands for `others / twice`, so what
    was missed among them is missed that many times over. The interval is Wilson's of the share
    missed, and takes what was found for granted: with few texts of danger it is too narrow. It
    knows nothing of what both people missed. None where too few were read to say."""
    if not judged.is_known:
        return None
    low, high = wilson(judged.missed, judged.twice)

    def share(missed: float) -> float:
        return judged.found / (judged.of_danger + judged.others * missed)

    return RulesRecall(share=share(judged.missed / judged.twice), low=share(high), high=share(low))


def wilson(count: int, of: int) -> tuple[float, float]:
    """Wilson's interval of 95 % of a share (1927)."""
    share, spread = count / of, Z * Z / of
    middle = share + spread / 2
    half = Z * sqrt(share * (1 - share) / of + spread / (4 * of))
    return max(0.0, (middle - half) / (1 + spread)), min(1.0, (middle + half) / (1 + spread))

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Proportion

CONFIDENCE = 0.95
FLOOR = 10


@dataclass(frozen=True)
class ArmResult:
    share: Proportion
    judged: Judged | None


def may_be_shown(arms: Mapping[str, tuple[int, int]]) -> bool:
    """Return whether in each arm at least ten people did, and ten did not."""
    return all(min(count, base - count) >= FLOOR for count, base in arms.values())


def compare(arms: Mapping[str, tuple[int, int]]) -> Mapping[str, ArmResult]:
    """Newcombe's interval (Stat Med 1998, method 10) at 95% over all comparisons (Bonferroni). Arms
    are `(count, base)` of everyone allocated (intention to treat)."""
    shares = {arm: Proportion(successes=k, trials=n) for arm, (k, n) in arms.items()}
    usual, *others = shares
    confidence = 1 - (1 - CONFIDENCE) / max(len(others), 1)
    return {
        arm: ArmResult(
            share=share,
            judged=None
            if arm == usual
            else judgement.judged(
                ShareContrast(first=share, second=shares[usual]), confidence=confidence
            ),
        )
        for arm, share in shares.items()
    }

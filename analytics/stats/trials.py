"""The result of a trial: how much each arm differs from the usual way. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass

from analytics.stats import judgement
from analytics.stats.judgement import Judged, ShareContrast
from analytics.stats.proportions import Proportion

CONFIDENCE = 0.95
FLOOR = 10


@dataclass(frozen=True)
class ArmResult:
    """The share of an arm, and how far it is from that of the usual way; None for the usual way
    itself."""

    share: Proportion
    judged: Judged | None


def may_be_shown(arms: Mapping[str, tuple[int, int]]) -> bool:
    """Whether in each arm at least ten people did, and ten did not."""
    return all(min(count, base - count) >= FLOOR for count, base in arms.values())


def compare(arms: Mapping[str, tuple[int, int]]) -> Mapping[str, ArmResult]:
    """Each arm against the first, the usual way: Newcombe's interval for the difference of two
    shares (Stat Med 1998, method 10), at 95 per cent over all comparisons together (Bonferroni).
    Everybody placed counts, whether or not they were reached, so that what differs is only the
    draw. It misleads where the trial was looked at, and stopped for what was seen, before its
    end."""
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

"""Which words more people use lately than before, in one language. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from math import erfc, sqrt

from analytics.stats.emerging.log_odds import weighted_log_odds
from analytics.stats.multiplicity import benjamini_hochberg

LEAST_PEOPLE = 10
FALSE_SHARE = 0.1
"""At most so large a share of the words that are named may be chance."""
MOST_TERMS = 20


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    term: str
    score: float


def emerging(
    counts: Mapping[str, tuple[int, int]], *, totals: tuple[int, int]
) -> tuple[NewTerm, ...]:
    """The words that stand out by how many people used them lately and before, the clearest first.
    What fewer than ten people used lately is not looked at; the level is Benjamini and Hochberg's
    over all that are."""
    found = {
        term: odds
        for term, (recent, before) in counts.items()
        if recent >= LEAST_PEOPLE
        and (
            odds := weighted_log_odds(
                first=recent, first_total=totals[0], second=before, second_total=totals[1]
            )
        )
    }
    adjusted = benjamini_hochberg([erfc(odds.z / sqrt(2)) / 2 for odds in found.values()])
    named = [
        NewTerm(term=term, score=odds.z)
        for (term, odds), level in zip(found.items(), adjusted, strict=True)
        if level <= FALSE_SHARE and odds.delta > 0
    ]
    return tuple(sorted(named, key=lambda each: (-each.score, each.term))[:MOST_TERMS])

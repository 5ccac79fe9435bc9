from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt
from typing import Protocol

from analytics.disclosure.places import NATION
from analytics.records import protection
from analytics.records.agreement import Kappa, cohens_kappa
from analytics.records.places import Counts, RatePlace
from analytics.stats.emerging.log_odds import weighted_log_odds
from analytics.stats.judgement import benjamini_hochberg
from analytics.stats.suppression import COMPARISON_FLOOR
from analytics.tables import EVERYBODY, Dimension

LEAST_PEOPLE = 10
FALSE_SHARE = 0.1
"""The false discovery rate of the reported words."""
MOST_TERMS = 20


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    term: str
    score: float


def emerging(
    counts: Mapping[str, tuple[int, int]], *, totals: tuple[int, int]
) -> tuple[NewTerm, ...]:
    """The clearest first."""
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


WHOLE = RatePlace(area=NATION, dimension=Dimension.ALL.value, level=EVERYBODY)
Pairs = Mapping[tuple[str, str], int]


class Coded(Protocol):
    @property
    def force(self) -> str: ...
    @property
    def stage(self) -> str: ...
    @property
    def crime_group(self) -> str: ...
    @property
    def themes(self) -> frozenset[str]: ...


@dataclass(frozen=True, kw_only=True)
class ThemeShare:
    """`kappa` is for the whole nation alone, and None if too few texts were coded twice."""

    theme: str
    place: RatePlace
    counts: Counts
    kappa: Kappa | None = None


def shown_shares(
    rows: Iterable[Coded], *, themes: Sequence[str], pairs: Mapping[str, Pairs]
) -> Iterator[ThemeShare]:
    counted = list(rows)
    for theme in themes:
        counts = _counts(counted, theme)
        for place in protection.shown_places(counts):
            kappa = _kappa(pairs.get(theme, {})) if place == WHOLE else None
            yield ThemeShare(theme=theme, place=place, counts=counts[place], kappa=kappa)


def _counts(rows: Collection[Coded], theme: str) -> Mapping[RatePlace, Counts]:
    people, found = Counter[RatePlace](), Counter[RatePlace]()
    for row in rows:
        for place in _places(row):
            people[place] += 1
            found[place] += theme in row.themes
    return {place: Counts(count, found[place]) for place, count in people.items()}


def _places(row: Coded) -> Iterator[RatePlace]:
    levels = (
        (Dimension.ALL, EVERYBODY),
        (Dimension.STAGE, row.stage),
        (Dimension.CRIME_GROUP, row.crime_group),
    )
    for dimension, level in levels:
        for area in (row.force, NATION):
            yield RatePlace(area=area, dimension=dimension.value, level=level)


def _kappa(pairs: Pairs) -> Kappa | None:
    return cohens_kappa(pairs) if sum(pairs.values()) >= COMPARISON_FLOOR else None

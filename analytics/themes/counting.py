"""From what people's words speak of to the shares that may be shown. A theme of a person is an
answer of theirs, and is judged as one (analytics/records/protection.py). Pure."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from analytics.disclosure.places import NATION
from analytics.records import protection
from analytics.records.agreement import Kappa, cohens_kappa
from analytics.records.places import Counts, RatePlace
from analytics.stats.suppression import COMPARISON_FLOOR
from analytics.tables import EVERYBODY, Dimension

WHOLE = RatePlace(area=NATION, dimension=Dimension.ALL.value, level=EVERYBODY)
Pairs = Mapping[tuple[str, str], int]


class Coded(Protocol):
    """What one person's words speak of."""

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
    """`kappa` is None but of the whole nation, and where too few texts were coded twice."""

    theme: str
    place: RatePlace
    counts: Counts
    kappa: Kappa | None = None


def shown_shares(
    rows: Iterable[Coded], *, themes: Sequence[str], pairs: Mapping[str, Pairs]
) -> Iterator[ThemeShare]:
    """The places at which each theme may be shown, by its own counts and by what is hidden beside
    them."""
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
    """Of fewer than fifty texts it says next to nothing."""
    return cohens_kappa(pairs) if sum(pairs.values()) >= COMPARISON_FLOOR else None

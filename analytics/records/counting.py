from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from analytics.cube.ledger_entries import countable
from analytics.disclosure.places import NATION
from analytics.records import protection, rates
from analytics.records.agreement import Kappa, cohens_kappa, one_against_others
from analytics.records.places import FLOOR, Counts, RatePlace
from analytics.records.rates import RECORDED_AS
from analytics.stats.suppression import COMPARISON_FLOOR
from analytics.tables import ALSO_RECORDED, EVERYBODY, Dimension
from responses.extract_rows import AnswerRow

Pairs = Counter[tuple[str, str]]
"""People by what the victim says and what the record says."""


@dataclass(frozen=True, kw_only=True)
class ShownRate:
    """`kappa` is given only for agreement."""

    rate: str
    place: RatePlace
    counts: Counts
    kappa: Kappa | None = None


@dataclass
class RecordCounts:
    of_rate: dict[str, dict[RatePlace, Counts]] = field(default_factory=lambda: defaultdict(dict))
    pairs: dict[tuple[str, str], Pairs] = field(default_factory=lambda: defaultdict(Counter))
    of_figure: dict[str, dict[RatePlace, Counts]] = field(default_factory=lambda: defaultdict(dict))
    """Everyone who answered the question, by rate."""


def count_rows(rows: Iterable[AnswerRow]) -> RecordCounts:
    found = RecordCounts()
    for row in countable(rows):
        _add(found, row)
    return found


def _add(found: RecordCounts, row: AnswerRow) -> None:
    for code, rate in rates.RATES.items():
        if (is_true := rate.is_true(row)) is not None:
            _count(found.of_rate[code], row.force, rate.levels(row), is_true=is_true)
    for code in rates.WITH_FIGURES:
        if (is_true := rates.is_true_in_figure(code, row)) is not None:
            _count(found.of_figure[code], row.force, [rates.ALL], is_true=is_true)
    for characteristic in ALSO_RECORDED:
        if pair := rates.said_and_recorded(row, characteristic):
            for area in (row.force, NATION):
                found.pairs[characteristic.value, area][pair] += 1


def _count(
    counts: dict[RatePlace, Counts], force: str, levels: Iterable[rates.Level], *, is_true: bool
) -> None:
    one = Counts(1, int(is_true))
    for dimension, level in levels:
        for area in (force, NATION):
            place = RatePlace(area=area, dimension=dimension, level=level)
            counts[place] = counts.get(place, Counts()) + one


def shown_rates(found: RecordCounts) -> Iterator[ShownRate]:
    shown: dict[str, set[RatePlace]] = {}
    for code in rates.RATES:
        counts = found.of_rate[code]
        shown[code] = _shown_places(code, found, shown)
        for place in shown[code]:
            kappa = _kappa(code, place, found, shown[code])
            yield ShownRate(rate=code, place=place, counts=counts[place], kappa=kappa)


def _shown_places(
    code: str, found: RecordCounts, shown: Mapping[str, set[RatePlace]]
) -> set[RatePlace]:
    counts, parent = found.of_rate[code], found.of_rate.get(rates.RATES[code].parent)
    hidden: set[RatePlace] = set()
    if parent is not None:
        hidden = protection.hidden_beside_parent(counts, parent, shown[rates.RATES[code].parent])
    if code in rates.WITH_FIGURES:
        hidden |= protection.hidden_beside_whole(found.of_figure[code], counts)
    few = _levels_of_few_unrecorded(code, found)
    if code.startswith(rates.NOT_RECORDED):
        hidden |= few
    return (
        protection.shown_places(
            counts,
            parent=parent,
            twins={
                one.value: RECORDED_AS + one.value
                for one in ALSO_RECORDED
                if code == rates.as_said(one)
            },
            hidden=hidden,
        )
        - few
    )


def _levels_of_few_unrecorded(code: str, found: RecordCounts) -> set[RatePlace]:
    for one in ALSO_RECORDED:
        if code in {rates.as_said(one), rates.not_recorded(one)}:
            missing = found.of_rate[rates.not_recorded(one)]
            return protection.levels_of_few_found(missing, dimension=one.value)
    return set()


def _kappa(code: str, place: RatePlace, found: RecordCounts, shown: set[RatePlace]) -> Kappa | None:
    for one in ALSO_RECORDED:
        pairs = found.pairs[one.value, place.area]
        whole = RatePlace(area=place.area, dimension=Dimension.ALL.value, level=EVERYBODY)
        if code != rates.as_said(one) or not _has_kappa(found.of_rate[code], whole, shown):
            continue
        missing = found.of_rate[rates.not_recorded(one)].get(whole, Counts()).found
        if place == whole:
            is_open = not _levels(found.of_rate[code], whole) <= shown
            return None if 0 < missing < FLOOR else cohens_kappa(pairs, is_of_margins=is_open)
        if place.dimension == one:
            return cohens_kappa(one_against_others(pairs, place.level))
    return None


def _has_kappa(counts: Mapping[RatePlace, Counts], whole: RatePlace, shown: set[RatePlace]) -> bool:
    levels = _levels(counts, whole)
    said = {place for place in levels if not place.dimension.startswith(RECORDED_AS)}
    is_open = len(said) > 2 or levels <= shown
    return counts[whole].people >= COMPARISON_FLOOR and is_open


def _levels(counts: Mapping[RatePlace, Counts], whole: RatePlace) -> set[RatePlace]:
    return {
        place
        for place in counts
        if place.area == whole.area and not place.is_whole and counts[place].people
    }

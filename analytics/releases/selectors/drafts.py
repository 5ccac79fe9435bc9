from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from itertools import combinations
from statistics import median

from access import selectors as access_selectors
from analytics import items
from analytics.cube import meanings as cube_meanings
from analytics.disclosure import (
    corrections,
    quarter_protection,
    timing,
    years,
)
from analytics.disclosure.counts import Cells, Meanings, QuarterCounts
from analytics.disclosure.cross_release import overlap, public_years
from analytics.disclosure.places import NATION
from analytics.disclosure.quarter_protection import HiddenPlaces, Place, union_of
from analytics.disclosure.suppression.areas import Areas, areas_of
from analytics.figures.selectors import representativeness
from analytics.figures.selectors.coverage import scope_of
from analytics.models import Release, WeightRun
from analytics.refresh.selectors import quarter_states
from analytics.refresh.selectors import stored_quarter as stored
from analytics.releases import gaming_checks, tables
from analytics.releases.draft import (
    Draft,
    MakingStep,
    QualityFacts,
    ReleaseRefusal,
    UnableToReleaseError,
)
from analytics.releases.record import selectors as record
from analytics.releases.selectors import releases
from analytics.releases.tables import FigureLine, ReleasePeriod, ResponseLine
from analytics.stats.suppression import Audience, SuppressionReason
from analytics.tables import EVERYBODY, SHOWN, Dimension, shown_levels

TOTAL = (Dimension.ALL.value, EVERYBODY)
LAST_QUARTER = 1
"""Years run from April to March."""


def prepare_draft(
    *,
    period: str,
    revision_note: str,
    on: date,
    told: Callable[[MakingStep], None] = lambda _step: None,
) -> Draft:
    """Raises UnableToReleaseError if the quarter is not closed, if a revision has no reason or
    changes too few people's answers, or if a small group could be narrowed down."""
    told(MakingStep.READING)
    earlier, filled_at = releases.versions(period), releases.latest_filling(period)
    if not timing.is_over(period, on=on):
        message = f"{period} is not over."
        raise UnableToReleaseError(message, ReleaseRefusal.NOT_OVER)
    if quarter_states.is_provisional(quarter_states.read_states(), period):
        message = f"{period} is not closed: answers may still come, and its figures leave some out."
        raise UnableToReleaseError(message, ReleaseRefusal.NOT_CLOSED)
    _refuse_versions_without_reason(period, earlier, revision_note)
    counts, meanings = stored.counts_of(period), cube_meanings.meanings()
    told(MakingStep.QUARTER)
    quarter, before = _quarter(period, counts, meanings), [*_quarters_before(period, meanings)]
    told(MakingStep.YEAR)
    year = _year(period, [*before, quarter], meanings) if before else None
    periods = [quarter, year] if year else [quarter]
    told(MakingStep.JUDGING)
    _refuse_narrowed(periods)
    known = _check_revealed([*before, *periods])
    figures, responses = _figure_lines(periods, meanings), _responses(quarter, counts)
    return Draft(
        period=period, version=len(earlier) + 1, revision_note=revision_note, figures=figures,
        responses=responses, quality=_facts(quarter, counts, figures, responses), known=known,
        record=record.record_of(period, counts.coverage),
        filled_at=filled_at, given_up=sum(each.protected.given_up for each in periods),
    )  # fmt: skip


def protect_for_public(period: str) -> Iterator[ReleasePeriod]:
    meanings, before = cube_meanings.meanings(), list[ReleasePeriod]()
    for each in _quarters_before(period, meanings):
        before.append(each)
        yield each
    quarter = _quarter(period, stored.counts_of(period), meanings)
    yield quarter
    if before:
        yield _year(period, [*before, quarter], meanings)


def _responses(quarter: ReleasePeriod, counts: QuarterCounts) -> list[ResponseLine]:
    regions = quarter.protected.areas.regions
    return list(
        tables.response_lines(
            quarter.name, counts=counts.coverage, scope_of=scope_of, regions=regions
        )
    )


def _facts(
    quarter: ReleasePeriod,
    counts: QuarterCounts,
    figures: Sequence[FigureLine],
    responses: Sequence[ResponseLine],
) -> QualityFacts:
    return {
        **_quality(quarter.name, quarter, responses),
        **_tables(quarter),
        **_unreliable(quarter.name, quarter.protected.areas.regions),
        **_other_sources(counts, figures),
    }


def _quarter(period: str, counts: QuarterCounts, meanings: Meanings) -> ReleasePeriod:
    protected = quarter_protection.protect_quarter(
        counts.cells,
        meanings,
        _areas(counts.cells),
        audience=Audience.PUBLIC,
        hidden=union_of(stored.hidden_places(period), _hidden_before(period, meanings, [NATION])),
        only={NATION},
    )
    regions = protected.areas.regions
    return ReleasePeriod(
        name=period,
        cells=counts.cells,
        protected=protected,
        areas=(NATION,),
        dimensions=years.available_tables([counts.cells]),
        withheld=tables.unreliable_areas([representativeness.weighed(period)], regions),
        with_events=frozenset(force for force, *_ in counts.coverage),
    )


def _quarters_before(period: str, meanings: Meanings) -> Iterator[ReleasePeriod]:
    if not period.endswith(f"-Q{LAST_QUARTER}"):
        return
    names = years.quarters_of(years.year_of(period))[:-1]
    each = {name: stored.counts_of(name) for name in names}
    if all(counts.cells for counts in each.values()):
        for name, counts in each.items():
            yield _quarter(name, counts, meanings)


def _year(period: str, quarters: Sequence[ReleasePeriod], meanings: Meanings) -> ReleasePeriod:
    name, each = f"year to {period}", [quarter.cells for quarter in quarters]
    cells = years.sum_of_quarters(each)
    areas = _areas(cells)
    protected = public_years.protect_public_year(
        [(of.cells, corrections.shown_places(of.protected)) for of in quarters],
        meanings,
        areas,
        hidden=union_of(
            *(stored.hidden_places(quarter.name) for quarter in quarters),
            _hidden_before(name, meanings, areas.codes),
        ),
    )
    regions = protected.areas.regions
    weighed = [representativeness.weighed(quarter.name) for quarter in reversed(quarters)]
    return ReleasePeriod(
        name=name,
        cells=cells,
        protected=protected,
        areas=protected.areas.codes,
        dimensions=years.available_tables(each),
        withheld=tables.unreliable_areas(weighed, regions),
        with_events=frozenset[str]().union(*(quarter.with_events for quarter in quarters)),
    )


def _hidden_before(period: str, meanings: Meanings, areas: Sequence[str]) -> HiddenPlaces:
    every = {
        (area, dimension.value, level)
        for area in areas
        for dimension in SHOWN
        for level in shown_levels(dimension)
    }
    hidden = {item: set[Place]() for item in meanings}
    for release in releases.releases_with_counts([period]):
        shown = corrections.places_in(release.known[period])
        for item in meanings:
            hidden[item] |= every - shown.get(item, frozenset())
    return hidden


def _areas(cells: Cells) -> Areas:
    return areas_of({force for force, *_ in cells}, access_selectors.regions())


def _figure_lines(periods: Sequence[ReleasePeriod], meanings: Meanings) -> list[FigureLine]:
    """Raises UnableToReleaseError if one shows what staff may not see."""
    found = []
    for period in periods:
        lines = list(tables.figure_lines(period, meanings))
        if wrong := tables.lines_hidden_from_staff(lines, period.protected.kept_hidden):
            message = f"Shown though hidden from staff: {wrong[:3]}"
            raise UnableToReleaseError(message, ReleaseRefusal.HIDDEN_FROM_STAFF)
        found += lines
    return found


def _refuse_narrowed(periods: Sequence[ReleasePeriod]) -> None:
    if narrowed := sum(period.protected.narrowed for period in periods):
        message = f"How {narrowed} small groups answered would be known."
        raise UnableToReleaseError(message, ReleaseRefusal.NARROWED)


def _check_revealed(periods: Sequence[ReleasePeriod]) -> QualityFacts:
    """Raises UnableToReleaseError if comparing versions, or a year with its quarters, would reveal
    a few people."""
    known = {each.name: corrections.with_unseen(each.protected) for each in periods}
    for release in releases.releases_with_counts(known):
        few = corrections.find_disclosive(release.known, known)
        for each in periods if not few else ():
            then, now = release.known.get(each.name, {}), known[each.name]
            few += overlap.find_disclosive(then, now, each.protected)
        if few:
            message = f"A few people's answers would be known from what changed: {few[:3]}"
            raise UnableToReleaseError(message, ReleaseRefusal.TELLS_OF_FEW)
    _refuse_three_versions(periods, known)
    return known


def _refuse_three_versions(periods: Sequence[ReleasePeriod], known: QualityFacts) -> None:
    for each in periods:
        earlier = [
            release.known[each.name] for release in releases.releases_with_counts([each.name])
        ]
        for first, second in combinations(earlier, 2):
            now = known[each.name]
            if few := overlap.find_disclosive_in_three(first, second, now, each.protected):
                message = f"A few people's answers would be known from three: {few[:3]}"
                raise UnableToReleaseError(message, ReleaseRefusal.TELLS_OF_FEW)


def _refuse_versions_without_reason(
    period: str, earlier: Sequence[Release], revision_note: str
) -> None:
    if earlier and not revision_note:
        message = f"{period} is published. To replace it say why: --revise 'what was wrong'"
        raise UnableToReleaseError(message, ReleaseRefusal.SAYS_NO_REASON)
    if revision_note and not earlier:
        message = f"{period} has no version yet that could be revised."
        raise UnableToReleaseError(message, ReleaseRefusal.NOTHING_TO_REVISE)


def _quality(
    period: str, quarter: ReleasePeriod, responses: Sequence[ResponseLine]
) -> QualityFacts:
    runs = list(WeightRun.objects.filter(period=period).order_by("force_id"))
    totals = {row.area: row for row in responses if row.dimension == Dimension.ALL}
    protected = quarter.protected
    nation = [
        protected.reason(item, dimension, NATION, level)
        for item in protected.items
        for dimension in quarter.dimensions
        for level in shown_levels(dimension)
    ]
    return {
        "respondents": tables.to_five(sum(run.respondents for run in runs)),
        "forces": len(protected.areas.forces),
        "nation": totals[NATION]._asdict() if NATION in totals else {},
        "by_force": [totals[force]._asdict() for force in sorted(quarter.with_events)],
        "design_effect": round(median(run.design_effect for run in runs), 2),
        "error_ratio": _middle_ratio(runs),
        "merged": sum(bool(run.note) for run in runs),
        "places": len(nation),
        "hidden": sum(reason is not None for reason in nation),
        "further": sum(reason is SuppressionReason.PROTECTS_ANOTHER for reason in nation),
        "small": protected.groups,
    }


def _tables(quarter: ReleasePeriod) -> QualityFacts:
    told = quarter.dimensions
    return {"tables": len(told), "untold": [each.value for each in SHOWN if each not in told]}


def _unreliable(period: str, regions: tables.Areas) -> QualityFacts:
    weighed = representativeness.weighed(period)
    areas = tables.unreliable_areas([weighed], regions)
    return {
        "withheld": sorted(areas),
        "uneven": {
            force: round(run.design_effect, 2)
            for force, run in sorted(weighed.items())
            if run.is_uneven and force not in areas
        },
    }


def _other_sources(now: QuarterCounts, figures: Sequence[FigureLine]) -> QualityFacts:
    counts = {force: found for (force, of, _), found in now.coverage.items() if of == Dimension.ALL}
    code = items.headline().code
    headline = next(row for row in figures if (row.area, *row[2:5]) == (NATION, *TOTAL, code))
    return {
        "apart": {
            what.value: asdict(each)
            for what, each in gaming_checks.outlying_forces(counts, scope_of).items()
        },
        "headline": headline._asdict(),
    }


def _middle_ratio(runs: Sequence[WeightRun]) -> float | None:
    code = items.headline().code
    return tables.middle_ratio([run.error_ratios[code] for run in runs if code in run.error_ratios])

"""Prepares the release of a quarter: suppressed, audited, and rounded as printed. Only for the
command: it loads the linear programmes and takes minutes."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date
from statistics import median
from typing import Any

from access.models import Force
from analytics import items
from analytics.cube import meanings as cube_meanings
from analytics.disclosure import choice as disclosure_choice
from analytics.disclosure import counts as disclosure_counts
from analytics.disclosure import timing
from analytics.disclosure.choice import ReleasedVersion, SuppressionChoice
from analytics.disclosure.complementary_suppression import AuditedSuppression
from analytics.disclosure.counts import QuarterCounts
from analytics.disclosure.list_suppression import NATION
from analytics.disclosure.methods.goals import Exposure
from analytics.disclosure.quarter import ANSWERED, TOTAL, QuarterTables, small_group_limit
from analytics.figures.selectors import representativeness
from analytics.figures.selectors.coverage import scope_of
from analytics.models import Release, WeightRun
from analytics.refresh.selectors import quarter_states
from analytics.refresh.selectors import stored_quarter as stored
from analytics.releases import gaming_checks, tables
from analytics.releases.draft import Draft, QualityFacts, UnableToReleaseError
from analytics.releases.selectors import releases
from analytics.releases.tables import FigureLine, ReleaseQuarter, ResponseLine
from analytics.tables import TABLES, Dimension
from analytics.weighting.reliability import WeightingSummary

QUARTERS_A_YEAR = 4


def prepare_draft(*, period: str, revision_note: str, on: date) -> Draft:
    """The next version of a quarter's release. Raises UnableToReleaseError where the quarter is not
    over, or provisional, a revision has no reason, or the audit finds small groups that cannot be
    protected."""
    earlier = releases.versions(period)
    filled_at = releases.latest_filling(period)
    _refuse_unfinished_quarter(period, on)
    _refuse_versions_without_reason(period, earlier, revision_note)
    counts, meanings = stored.counts_of(period), cube_meanings.meanings()
    version, audited = _suppressed(period, counts, meanings, earlier=earlier)
    regions = regions_of(version.quarter.forces)
    quarter = _quarter(counts, version, representativeness.weighed(period))
    figures, responses = _lines(period, counts, version, quarter, regions, meanings)
    secondary = disclosure_choice.secondary_places(version, counts, meanings)
    choice = SuppressionChoice(secondary=secondary)
    return Draft(
        period=period,
        version=len(earlier) + 1,
        revision_note=revision_note,
        figures=figures,
        responses=responses,
        quality={
            **_quality(period, version, audited.rounds, choice.count, responses),
            **_tables(quarter),
            **_unreliable(quarter, regions),
            **_beside(counts, figures),
        },
        known=_as_known(version),
        kept=choice.as_stored(),
        filled_at=filled_at,
    )


def _lines(
    period: str,
    counts: QuarterCounts,
    version: ReleasedVersion,
    quarter: ReleaseQuarter,
    regions: tables.Areas,
    meanings: tables.Meanings,
) -> tuple[list[FigureLine], list[ResponseLine]]:
    """The lines of both files. Raises UnableToReleaseError if one shows what staff may not see."""
    figures = [
        *tables.figure_lines(period, [quarter], regions=regions, meanings=meanings),
        *_year(period, quarter, regions, meanings),
    ]
    responses = list(
        tables.response_lines(
            period,
            counts=counts.coverage,
            scope_of=scope_of,
            hidden=version.hidden,
            regions=regions,
        )
    )
    wrong = tables.lines_hidden_from_staff([*figures, *responses], version.hidden, regions)
    if wrong:
        message = f"Shown though hidden from staff: {wrong[:3]}"
        raise UnableToReleaseError(message)
    return figures, responses


def _refuse_exposed(remaining: Sequence[Exposure]) -> None:
    if remaining:
        exposed = ", ".join(" ".join(each.cell) for each in remaining[:3])
        message = f"{len(remaining)} small groups would be known, such as {exposed}."
        raise UnableToReleaseError(message)


def _suppressed(
    period: str, counts: QuarterCounts, meanings: tables.Meanings, *, earlier: Sequence[Release]
) -> tuple[ReleasedVersion, AuditedSuppression]:
    """What may be printed. Raises UnableToReleaseError where a small group stays exposed."""
    version, audited = disclosure_choice.suppress_for_release(
        counts,
        stored.suppression_of(period),
        meanings,
        [_parse_version(release.known) for release in earlier],
    )
    _refuse_exposed(audited.remaining)
    return version, audited


def _refuse_unfinished_quarter(period: str, on: date) -> None:
    if not timing.is_over(period, on=on):
        message = f"{period} is not over."
        raise UnableToReleaseError(message)
    if quarter_states.is_provisional(quarter_states.read_states(), period):
        message = f"{period} is provisional: too many of its events wait to be asked about."
        raise UnableToReleaseError(message)


def _refuse_versions_without_reason(
    period: str, earlier: Sequence[Release], revision_note: str
) -> None:
    if earlier and not revision_note:
        message = f"{period} is published. To replace it say why: --revise 'what was wrong'"
        raise UnableToReleaseError(message)
    if revision_note and not earlier:
        message = f"{period} has no version yet that could be revised."
        raise UnableToReleaseError(message)


def regions_of(forces: Sequence[str]) -> dict[str, list[str]]:
    """The forces of each region that has more than one: a region of one force would show that
    force."""
    regions: dict[str, list[str]] = defaultdict(list)
    rows = Force.objects.filter(code__in=forces).exclude(region_code="").order_by("code")
    for code, region in rows.values_list("code", "region_code"):
        regions[region].append(code)
    return {region: members for region, members in regions.items() if len(members) > 1}


def _quarter(
    now: QuarterCounts, version: ReleasedVersion, weighed: Mapping[str, WeightingSummary]
) -> ReleaseQuarter:
    bins: dict[Dimension, dict[str, dict[tuple[str, str], Any]]] = {
        dimension: defaultdict(dict) for dimension in Dimension
    }
    for (force, of, level), by_item in now.cells.items():
        for dimension in Dimension if of == Dimension.ALL else (Dimension(of),):
            for item, found in by_item.items():
                bins[dimension][item][force, level] = found
    return ReleaseQuarter(bins=bins, hidden=version.hidden, weighed=weighed)


def _year(
    period: str,
    quarter: ReleaseQuarter,
    regions: tables.Areas,
    meanings: tables.Meanings,
) -> list[FigureLine]:
    """The lines of the four quarters that end with this one, added up; none where a quarter has no
    figures."""
    quarters = [quarter]
    for before in _quarters_before(period):
        now = stored.counts_of(before)
        if not now.cells:
            return []
        counted = disclosure_counts.quarter_of(now.cells, now.coverage, meanings)
        hidden = disclosure_choice.union_of(
            disclosure_counts.hidden_by_rules(now.cells, now.coverage, meanings),
            disclosure_choice.places_from_stored(stored.suppression_of(before)),
        )
        quarters.append(
            _quarter(
                now,
                ReleasedVersion(quarter=counted, hidden=hidden),
                representativeness.weighed(before),
            )
        )
    return list(
        tables.figure_lines(f"year to {period}", quarters, regions=regions, meanings=meanings)
    )


def _quarters_before(period: str) -> list[str]:
    year, quarter = (int(part) for part in period.split("-Q"))
    numbers = [year * QUARTERS_A_YEAR + quarter - 1 - back for back in range(1, QUARTERS_A_YEAR)]
    return [f"{each // QUARTERS_A_YEAR}-Q{each % QUARTERS_A_YEAR + 1}" for each in numbers]


def _quality(
    period: str,
    version: ReleasedVersion,
    rounds: int,
    further: int,
    responses: Sequence[ResponseLine],
) -> QualityFacts:
    """The numbers of the quality report, none of them smaller than may be shown."""
    runs = list(WeightRun.objects.filter(period=period).order_by("force_id"))
    quarter, hidden = version.quarter, version.hidden
    totals = {row.area: row for row in responses if row.dimension == Dimension.ALL}
    places = {measure: set(quarter.places(measure)) for measure in quarter.measures}
    small = [
        cell for cell, people in quarter.people.items() if 0 < people < small_group_limit(cell[2])
    ]
    respondents = sum(run.respondents for run in runs)
    may_tell = (NATION, *TOTAL) not in hidden.get(ANSWERED, set())
    return {
        "respondents": tables.to_five(respondents) if may_tell else "[c]",
        "forces": len(quarter.forces),
        "nation": totals[NATION]._asdict() if NATION in totals else {},
        "by_force": [totals[force]._asdict() for force in quarter.forces if force in totals],
        "design_effect": round(median(run.design_effect for run in runs), 2),
        "error_ratio": _median_ratio(runs),
        "merged": sum(bool(run.note) for run in runs),
        "places": sum(map(len, places.values())),
        "hidden": sum(len(places[m] & set(hidden.get(m, ()))) for m in places),
        "further": further,
        "small": len(small),
        "rounds": rounds,
    }


def _tables(quarter: ReleaseQuarter) -> QualityFacts:
    """How many tables of the closed list there are, and which have no answers."""
    told = tables.available_tables([quarter])
    return {"tables": len(told), "untold": [each.value for each in TABLES if each not in told]}


def _unreliable(quarter: ReleaseQuarter, regions: tables.Areas) -> QualityFacts:
    """The areas of which nothing is published, and the forces with a warning. Forces with few
    respondents are not listed with a number."""
    areas = tables.unreliable_areas([quarter], regions)
    return {
        "withheld": sorted(areas),
        "uneven": {
            force: round(run.design_effect, 2)
            for force, run in sorted(quarter.weighed.items())
            if run.is_uneven and force not in areas
        },
    }


def _beside(now: QuarterCounts, figures: Sequence[FigureLine]) -> QualityFacts:
    """What the report compares the figures with: which forces exclude, cannot contact or cannot
    deliver to unusually many, and the nation's headline as printed."""
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


def _median_ratio(runs: Sequence[WeightRun]) -> float | None:
    """Of the headline's standard error, over forces; None where no force has enough answers."""
    code = items.headline().code
    ratios = [run.error_ratios[code] for run in runs if code in run.error_ratios]
    return round(median(ratios), 2) if ratios else None


def _as_known(version: ReleasedVersion) -> QualityFacts:
    quarter = version.quarter
    return {
        "forces": quarter.forces,
        "items": quarter.items,
        "people": [[*cell, people] for cell, people in quarter.people.items() if people],
        "asked": [[*place, people] for place, people in quarter.asked.items() if people],
        "hidden": [[m, *place] for m, places in version.hidden.items() for place in sorted(places)],
    }


def _parse_version(known: QualityFacts) -> ReleasedVersion:
    hidden: dict[str, set[tuple[str, str, str]]] = {m: set() for m in (ANSWERED, *known["items"])}
    for measure, area, dimension, level in known["hidden"]:
        hidden[measure].add((area, dimension, level))
    return ReleasedVersion(
        quarter=QuarterTables(
            forces=tuple(known["forces"]),
            items=tuple(known["items"]),
            people={tuple(cell): people for *cell, people in known["people"]},
            asked={(a, d, level): people for a, d, level, people in known["asked"]},
        ),
        hidden=hidden,
    )

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.db.models import Q

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure import years
from analytics.disclosure.places import NATION
from analytics.figures.selectors import coverage, questions
from analytics.figures.selectors.frame import CountedPlace, counted_places
from analytics.figures.selectors.questions import QuestionFigure
from analytics.figures.selectors.shown import Area, PageQuery, Shown, area_for, shown_for
from analytics.items import headline, item_codes
from analytics.journey import stages
from analytics.journey.stages import IN_COURT, JourneyStage, JourneyStep, StageShare
from analytics.refresh.selectors import progress, shown_years
from analytics.stats.suppression import NO_ANSWERS, Share
from analytics.tables import LEVELS, Dimension

NATIONWIDE = Area(force=None)
CourtEvents = Mapping[str, Counter[str]]
"""By force and court stage, how many events could be asked about."""


@dataclass(frozen=True, kw_only=True)
class JourneyQuery:
    period: str = ""
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class StageFigure:
    stage: JourneyStage
    own: StageShare
    nation: Share | None
    step: JourneyStep | None


@dataclass(frozen=True, kw_only=True)
class StageJourney:
    row: tuple[JourneyStage, ...]
    figures: Mapping[str, tuple[StageFigure, ...]]
    steps: tuple[JourneyStep, ...]
    largest: JourneyStep | None
    questions: Mapping[str, Sequence[QuestionFigure]]


@dataclass(frozen=True, kw_only=True)
class JourneyPage:
    """None without figures; years before quarters, latest first."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    item: str
    is_simulated: bool
    awaited_year: str | None
    found: StageJourney | None


def journey_page_for(
    viewer: Viewer, *, force_code: str | None, query: JourneyQuery, on: date
) -> JourneyPage:
    area = area_for(viewer, force_code)
    closed = closed_years(area)
    shown = shown_of(area, closed, query, on=on)
    page = page_of(shown, closed, query)
    questions_of = questions.stage_questions(area, page.period) if page.period else {}
    return replace(
        page,
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        found=replace(page.found, questions=questions_of) if page.found else None,
    )


def shown_of(
    area: Area,
    closed: Sequence[str],
    query: JourneyQuery,
    *,
    on: date,
    beside_forces: bool = False,
    forces_in: str = "",
    also: Sequence[str] = (),
) -> Shown:
    wanted = PageQuery(period=query.period or next(iter(closed), ""), dimension=Dimension.STAGE)
    return shown_for(
        area, wanted, on=on, is_comparing=True,
        beside_forces=beside_forces, forces_in=forces_in, also=also,
    )  # fmt: skip


def page_of(
    shown: Shown,
    closed: Sequence[str],
    query: JourneyQuery,
    *,
    events: CourtEvents | None = None,
) -> JourneyPage:
    area, period = shown.area, _period_of(shown, closed, query)
    quarters = [each for each in shown.periods if not years.is_year(each)]
    told = _events(shown, closed, query) if events is None else events
    found = _journey(shown, told, period=period) if period else None
    largest = found.largest if found else None
    return JourneyPage(
        force=area.force,
        forces=(),
        period=period,
        periods=[*closed, *quarters[::-1]],
        provisional={period for period in quarters if shown.is_provisional(period)},
        item=query.item or (largest.item if largest else headline().code),
        is_simulated=access_selectors.is_simulated(),
        awaited_year=None if closed or area.is_merged else _awaited_year(shown),
        found=found,
    )


def _period_of(shown: Shown, closed: Sequence[str], query: JourneyQuery) -> str | None:
    wanted = query.period or next(iter(closed), "")
    quarters = [each for each in shown.periods if not years.is_year(each)]
    return wanted if wanted in {*closed, *quarters} else shown.period


def court_rows(shown: Shown, closed: Sequence[str], query: JourneyQuery) -> Q:
    """Court stages of every force in the page's period, or a year's quarters."""
    period = _period_of(shown, closed, query)
    quarters = years.quarters_of(period) if period else ()
    return Q(period__in=quarters, dimension=Dimension.STAGE, level__in=IN_COURT)


def events_in(
    rows: Sequence[CountedPlace], shown: Shown, closed: Sequence[str], query: JourneyQuery
) -> CourtEvents:
    period = _period_of(shown, closed, query)
    quarters = years.quarters_of(period) if period else ()
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in rows:
        is_in_court = row.dimension == Dimension.STAGE and row.level in IN_COURT
        if is_in_court and row.period in quarters:
            found[row.force][row.level] += coverage.scope_of(row.counts).contactable
    return found


def _events(shown: Shown, closed: Sequence[str], query: JourneyQuery) -> CourtEvents:
    rows = counted_places(court_rows(shown, closed, query))
    return events_in(rows, shown, closed, query)


def closed_years(area: Area) -> list[str]:
    if area.is_merged:
        return []
    return list(shown_years.years_by_stage())


def _awaited_year(shown: Shown) -> str:
    frozen = {period for period, state in shown.states.items() if state.is_frozen}
    coming = frozen | (progress.queued_lately() - shown.states.keys())
    found = {years.year_of(period) for period in coming}
    return max((year for year in found if coming.issuperset(years.quarters_of(year))), default="")


def _journey(shown: Shown, events: CourtEvents, *, period: str) -> StageJourney:
    own = {item: _shares(shown, period, item, shown.area) for item in item_codes()}
    row = stages.row(
        is_court_apart=all(
            shares[level].is_comparable for shares in own.values() for level in IN_COURT
        )
    )
    placed = _placed(own, row, _total(events, shown.area))
    beside = (
        _national_shares(shown, row, _total(events, NATIONWIDE), period) if shown.area.force else {}
    )
    steps = (
        ()
        if shown.is_provisional(period)
        else stages.steps_of(
            {item: {code: one.share for code, one in of.items()} for item, of in placed.items()},
            row,
        )
    )
    step_at = {(step.item, step.stage): step for step in steps}
    return StageJourney(
        row=row,
        figures={
            item: tuple(
                StageFigure(
                    stage=stage,
                    own=of[stage.code],
                    nation=_nation(of[stage.code], beside.get(item, {}).get(stage.code)),
                    step=step_at.get((item, stage.code)),
                )
                for stage in row
            )
            for item, of in placed.items()
        },
        steps=steps,
        largest=stages.largest_fall(steps),
        questions={},
    )


Placed = Mapping[str, Mapping[str, StageShare]]
"""By item and place of the row."""


def _shares(shown: Shown, period: str, item: str, area: Area) -> dict[str, Share]:
    every = shown.item_shares(period, item)
    return {
        level: every.get((NATION, level), NO_ANSWERS)
        if area.force is None
        else shown.own(period, item, level) or NO_ANSWERS
        for level in LEVELS[Dimension.STAGE]
    }


def _placed(
    shares: Mapping[str, Mapping[str, Share]],
    row: Sequence[JourneyStage],
    events: Mapping[str, int],
) -> Placed:
    return {
        item: {stage.code: stages.stage_share(every, events, levels=stage.levels) for stage in row}
        for item, every in shares.items()
    }


def _national_shares(
    shown: Shown, row: Sequence[JourneyStage], events: Mapping[str, int], period: str
) -> Placed:
    shares = {item: _shares(shown, period, item, NATIONWIDE) for item in item_codes()}
    return _placed(shares, row, events)


def _nation(own: StageShare, nation: StageShare | None) -> Share | None:
    if nation is None or (own.levels and own.levels != nation.levels):
        return None
    return nation.share


def _total(events: Mapping[str, Counter[str]], area: Area) -> Counter[str]:
    own = events.values() if area.force is None else [events.get(code) for code in area.line]
    return sum((each for each in own if each), Counter[str]())

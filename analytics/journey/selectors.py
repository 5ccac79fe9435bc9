"""The journey of a force or of the nation: what victims say at each stage of a case."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics.disclosure.places import NATION
from analytics.figures.selectors import coverage, questions
from analytics.figures.selectors.frame import Frame, frame_for
from analytics.figures.selectors.questions import QuestionFigure
from analytics.figures.selectors.shown import Area, PageQuery, Shown, area_for, shown_for
from analytics.items import headline, item_codes
from analytics.journey import stages
from analytics.journey.stages import IN_COURT, JourneyStage, StageShare, Step
from analytics.stats.suppression import NO_ANSWERS, Share
from analytics.tables import LEVELS, Dimension


@dataclass(frozen=True, kw_only=True)
class JourneyQuery:
    """What an address asks for. A quarter without figures stands for the latest that may be
    compared; "" of the items for the one that falls most, or the main one."""

    period: str = ""
    item: str = ""


@dataclass(frozen=True, kw_only=True)
class StageFigure:
    """One item at one place of the row, as the area says it. `nation` stands beside a force where
    it is made of the same stages; None on the nation's own page. `step` is what it is less the
    stage before, None where too few answered at either."""

    stage: JourneyStage
    own: StageShare
    nation: Share | None
    step: Step | None


@dataclass(frozen=True, kw_only=True)
class Journey:
    """`figures` are by item and in the order of the row; `questions` are those that one stage
    alone is asked, by that stage."""

    row: tuple[JourneyStage, ...]
    figures: Mapping[str, tuple[StageFigure, ...]]
    steps: tuple[Step, ...]
    largest: Step | None
    questions: Mapping[str, Sequence[QuestionFigure]]


@dataclass(frozen=True, kw_only=True)
class JourneyPage:
    """`found` is None while there are no figures at all; `item` is the question of the main
    picture; `periods` are those to choose from, the latest first."""

    force: Force | None
    forces: Sequence[Force]
    period: str | None
    periods: Sequence[str]
    provisional: Collection[str]
    item: str
    is_simulated: bool
    found: Journey | None


def journey_page_for(
    viewer: Viewer, *, force_code: str | None, query: JourneyQuery, on: date
) -> JourneyPage:
    """A force's beside the nation's, or the nation's alone. Force.DoesNotExist where the force is
    out of the viewer's reach."""
    shown = shown_for(
        area_for(viewer, force_code),
        PageQuery(period=query.period, dimension=Dimension.STAGE),
        on=on,
        is_comparing=True,
    )
    found = _journey(shown, period=shown.period) if shown.period else None
    largest = found.largest if found else None
    return JourneyPage(
        force=shown.area.force,
        forces=access_selectors.forces_for(viewer) if viewer.is_national else (),
        period=shown.period,
        periods=shown.periods[::-1],
        provisional={period for period in shown.periods if shown.is_provisional(period)},
        item=query.item or (largest.item if largest else headline().code),
        is_simulated=access_selectors.is_simulated(),
        found=found,
    )


def _journey(shown: Shown, *, period: str) -> Journey:
    own = {item: _shares(shown, period, item, shown.area) for item in item_codes()}
    row = stages.row(is_court_apart=_is_court_comparable(own))
    frame = frame_for(Area(force=None), period=period, dimensions=(Dimension.STAGE,))
    placed = _placed(own, row, _events(frame, shown.area))
    beside = _beside(shown, row, frame, period) if shown.area.force else {}
    steps = () if shown.is_provisional(period) else stages.steps_of(_told(placed), row)
    step_at = {(step.item, step.stage): step for step in steps}
    return Journey(
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
        questions=questions.stage_questions(shown.area, period),
    )


Placed = Mapping[str, Mapping[str, StageShare]]
"""By item and place of the row."""


def _shares(shown: Shown, period: str, item: str, area: Area) -> dict[str, Share]:
    """By stage of the survey."""
    every = shown.of_item(period, item)
    return {
        level: every.get((NATION, level), NO_ANSWERS)
        if area.force is None
        else shown.own(period, item, level) or NO_ANSWERS
        for level in LEVELS[Dimension.STAGE]
    }


def _is_court_comparable(own: Mapping[str, Mapping[str, Share]]) -> bool:
    """Whether enough answered each question at each of the three stages to compare them."""
    return all(shares[level].is_comparable for shares in own.values() for level in IN_COURT)


def _placed(
    shares: Mapping[str, Mapping[str, Share]],
    row: Sequence[JourneyStage],
    events: Mapping[str, int],
) -> Placed:
    return {
        item: {stage.code: stages.stage_share(every, events, levels=stage.levels) for stage in row}
        for item, every in shares.items()
    }


def _beside(shown: Shown, row: Sequence[JourneyStage], frame: Frame, period: str) -> Placed:
    nation = Area(force=None)
    shares = {item: _shares(shown, period, item, nation) for item in item_codes()}
    return _placed(shares, row, _events(frame, nation))


def _nation(own: StageShare, nation: StageShare | None) -> Share | None:
    """The nation's where it is made of the same stages, or the force has none to hold it beside."""
    if nation is None or (own.levels and own.levels != nation.levels):
        return None
    return nation.share


def _told(placed: Placed) -> stages.Shares:
    return {item: {code: one.share for code, one in of.items()} for item, of in placed.items()}


def _events(frame: Frame, area: Area) -> dict[str, int]:
    """How many events of each stage could be asked about, as the page of coverage counts them."""
    of_area = (
        frame
        if area.force is None
        else replace(
            frame, counts={code: frame.counts[code] for code in area.line if code in frame.counts}
        )
    )
    return {
        level: coverage.scope_of(counts).contactable
        for (dimension, level), counts in of_area.total().items()
        if dimension == Dimension.STAGE
    }

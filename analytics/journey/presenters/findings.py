from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.figures.presenters import gaps, quarter_words
from analytics.figures.presenters import questions as question_words
from analytics.figures.presenters.gaps import GapWords
from analytics.figures.presenters.questions import QuestionFigureRow
from analytics.journey.selectors import JourneyPage, StageFigure, StageJourney
from analytics.journey.stages import COURT, JourneyStage, JourneyStep
from analytics.stats.suppression import Published
from analytics.tables import Dimension
from analytics.words import FigureWords


@dataclass(frozen=True, kw_only=True)
class StageRow:
    label: str
    note: str
    figure: FigureWords
    nation: FigureWords | None
    before: str
    gap: GapWords | None


@dataclass(frozen=True, kw_only=True)
class QuestionByStageRow:
    label: str
    figures: Sequence[FigureWords]


@dataclass(frozen=True, kw_only=True)
class StageQuestions:
    name: str
    summary: str
    caption: str
    rows: Sequence[QuestionFigureRow]


def stage_name(code: str) -> str:
    return _("Court and after") if code == COURT else words.level_name(Dimension.STAGE, code)


def numbered(found: StageJourney) -> list[str]:
    return [f"{at} {stage_name(stage.code)}" for at, stage in enumerate(found.row, start=1)]


def lead(page: JourneyPage, found: StageJourney) -> str:
    if not_compared := quarter_words.not_compared(page):
        return not_compared
    parts = {
        "place": words.place_name(page.force),
        "period": words.period_name(page.period or ""),
    }
    if not found.steps:
        return (
            _(
                "In %(period)s too few victims of %(place)s answered at two stages to tell at "
                "which step they are lost."
            )
            % parts
        )
    seen = gaps.seen_sentence([step.judged for step in found.steps])
    if found.largest is None:
        none = _("In %(period)s, %(place)s falls clearly at none of the %(steps)s steps compared.")
        return f"{none % {**parts, 'steps': words.number(len(found.steps))}} {seen}"
    largest = _(
        "In %(period)s, %(place)s loses most between “%(before)s” and “%(stage)s”: “%(item)s” "
        "falls from %(from)s to %(to)s (%(points)s points; %(interval)s)."
    ) % {**parts, **step_parts(found.largest)}
    clear = [step for step in found.steps if step.judged.is_clear]
    falls = sum(step.is_fall for step in clear)
    counted = how_many(compared=len(found.steps), falls=falls, rises=len(clear) - falls)
    return f"{largest} {counted} {seen}".strip()


def no_year(page: JourneyPage) -> str:
    if page.awaited_year is None:
        return ""
    if not page.awaited_year:
        return _(
            "In a year most stages of a force have a figure, in a quarter few. The first year, "
            "April to March, stands here once its four quarters have closed."
        )
    return _(
        "In a year most stages of a force have a figure, in a quarter few. Figures of %(year)s are "
        "being added up: after a first start they stand here in about a quarter of an hour."
    ) % {"year": words.period_name(page.awaited_year)}


def step_parts(step: JourneyStep) -> dict[str, str]:
    return {
        "before": stage_name(step.before),
        "stage": stage_name(step.stage),
        "item": words.label(step.item),
        "from": words.percent(step.from_share),
        "to": words.percent(step.to_share),
        "points": gaps.points(step.judged.difference.value),
        "interval": gaps.interval_words(step.judged.difference),
    }


def how_many(*, compared: int, falls: int, rises: int) -> str:
    if compared == 1:
        return _("It is the only step that can be compared.")
    told = _falls_alone(falls) if not rises else _falls_and_rises(falls, rises)
    return told % {
        "compared": words.number(compared),
        "falls": words.number(falls),
        "rises": words.number(rises),
    }


def _falls_alone(falls: int) -> str:
    return ngettext(
        "Of %(compared)s steps that can be compared, %(falls)s falls clearly and none rises "
        "clearly.",
        "Of %(compared)s steps that can be compared, %(falls)s fall clearly and none rises "
        "clearly.",
        falls,
    )


def _falls_and_rises(falls: int, rises: int) -> str:
    if falls == 1:
        return ngettext(
            "Of %(compared)s steps that can be compared, %(falls)s falls clearly and %(rises)s "
            "rises clearly.",
            "Of %(compared)s steps that can be compared, %(falls)s falls clearly and %(rises)s "
            "rise clearly.",
            rises,
        )
    return ngettext(
        "Of %(compared)s steps that can be compared, %(falls)s fall clearly and %(rises)s rises "
        "clearly.",
        "Of %(compared)s steps that can be compared, %(falls)s fall clearly and %(rises)s rise "
        "clearly.",
        rises,
    )


def rows(page: JourneyPage, found: StageJourney) -> list[StageRow]:
    return [
        StageRow(
            label=label,
            note=made_of(figure),
            figure=words.figure_words(figure.own.share),
            nation=words.figure_words(figure.nation) if figure.nation is not None else None,
            before=stage_name(figure.step.before) if figure.step else "",
            gap=_gap(figure),
        )
        for label, figure in zip(numbered(found), found.figures[page.item], strict=True)
    ]


def _gap(figure: StageFigure) -> GapWords | None:
    if not figure.stage.before:
        return None
    if figure.step is None:
        return gaps.NOT_COMPARED
    return gaps.judged_words(figure.step.judged, item=figure.step.item)


def made_of(figure: StageFigure) -> str:
    if not figure.own.levels or figure.own.levels == figure.stage.levels:
        return ""
    names = [words.level_name(Dimension.STAGE, level) for level in figure.own.levels]
    return _("only of: %(stages)s") % {"stages": ", ".join(names)}


def hidden(page: JourneyPage, found: StageJourney) -> str:
    told = [
        _("%(stage)s (%(reason)s)")
        % {
            "stage": words.level_name(Dimension.STAGE, level),
            "reason": words.HIDDEN[one.reason],
        }
        for figure in found.figures[page.item]
        for level, one in figure.own.hidden.items()
    ]
    return _("Without a figure here: %(stages)s.") % {"stages": "; ".join(told)} if told else ""


def question_rows(found: StageJourney) -> list[QuestionByStageRow]:
    return [
        QuestionByStageRow(
            label=words.label(item),
            figures=[words.figure_words(figure.own.share) for figure in figures],
        )
        for item, figures in found.figures.items()
    ]


def fall_words(found: StageJourney, item: str) -> str:
    steps = [step for step in found.steps if step.item == item]
    falls = [step for step in steps if step.is_fall]
    if falls:
        largest = min(falls, key=lambda step: step.judged.difference.value)
        return _("%(points)s points from %(before)s to %(stage)s") % step_parts(largest)
    if not steps:
        return _("too few answers to compare")
    least = gaps.size(min(step.judged.detectable for step in steps))
    return _("no clear fall; a fall of %(points)s points would have been seen") % {"points": least}


def stage_questions(page: JourneyPage, found: StageJourney) -> list[StageQuestions]:
    return [
        _questions(page, found, stage, level)
        for stage in found.row
        for level in stage.levels
        if found.questions.get(level)
    ]


def _questions(
    page: JourneyPage, found: StageJourney, stage: JourneyStage, level: str
) -> StageQuestions:
    figures = found.questions[level]
    shown = sum(
        isinstance(figure.force if page.force else figure.nation, Published) for figure in figures
    )
    number = next(at for at, one in enumerate(found.row, start=1) if one == stage)
    name = f"{number} {words.level_name(Dimension.STAGE, level)}"
    parts = {"shown": words.number(shown), "of": words.number(len(figures))}
    return StageQuestions(
        name=name,
        summary=ngettext(
            "%(shown)s of %(of)s question has a figure that may be shown",
            "%(shown)s of %(of)s questions have a figure that may be shown",
            len(figures),
        )
        % parts,
        caption=question_words.part_caption(
            page.force, period=page.period or "", part=words.level_name(Dimension.STAGE, level)
        ),
        rows=[question_words.row(figure, has_force=page.force is not None) for figure in figures],
    )

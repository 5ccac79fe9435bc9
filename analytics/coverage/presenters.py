from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from analytics import words
from analytics.charts import small_lines
from analytics.charts.small_lines import SmallLine, SmallPoint, SmallRow
from analytics.coverage.selectors import ForceReach, ReachPage, ReachPoint, ReachStep
from analytics.figures.presenters import charts, quarter_words
from ui import formatting

STEPS: Mapping[ReachStep, Promise] = {
    ReachStep.COULD_BE_ASKED: gettext_lazy("Could be asked"),
    ReachStep.ASKED: gettext_lazy("Asked"),
    ReachStep.ANSWERED: gettext_lazy("Answered"),
}
OF: Mapping[ReachStep, Promise] = {
    ReachStep.COULD_BE_ASKED: gettext_lazy("of the stages in scope"),
    ReachStep.ASKED: gettext_lazy("of those that could be asked about"),
    ReachStep.ANSWERED: gettext_lazy("of the invitations that arrived"),
}


@dataclass(frozen=True, kw_only=True)
class ReachCell:
    value: str
    signal: str


@dataclass(frozen=True, kw_only=True)
class ReachSeriesRow:
    code: str
    name: str
    cells: Sequence[ReachCell]


@dataclass(frozen=True, kw_only=True)
class ReachTable:
    identity: str
    name: str
    caption: str
    heads: Sequence[str]
    rows: Sequence[ReachSeriesRow]


def lead(page: ReachPage) -> str:
    quarter = _latest_settled(page)
    if quarter is None:
        return _(
            "No quarter has settled yet: what stands here may still change, and no force is held "
            "against its own habit."
        )
    parts = {"period": words.period_name(quarter)}
    named = list(_unusual(page, quarter))
    if not any(_habits(page, quarter)):
        return (
            _(
                "In %(period)s nothing can be said of any force’s own habit: that takes seven "
                "quarters that have settled."
            )
            % parts
        )
    if not named:
        return (
            _(
                "In %(period)s no force stands outside its own habit in whom it could ask, whom it "
                "asked, or who answered."
            )
            % parts
        )
    return _("In %(period)s these stand outside their own habit: %(named)s.") % {
        **parts,
        "named": formatting.format_words(named, language=words.language()),
    }


def ranges(page: ReachPage) -> str:
    if (quarter := _latest_settled(page)) is None:
        return ""
    told = []
    for step in ReachStep:
        shares = [
            point.of.share
            for force in page.forces
            if (point := _at(force, step, quarter)) and point.of
        ]
        if shares:
            told.append(
                _("%(step)s %(interval)s %(of)s")
                % {
                    "step": STEPS[step],
                    "interval": formatting.format_interval(
                        min(shares), max(shares), language=words.language()
                    ),
                    "of": OF[step],
                }
            )
    return _("In %(period)s, from the lowest force to the highest: %(told)s.") % {
        "period": words.period_name(quarter),
        "told": "; ".join(told),
    }


def picture(page: ReachPage) -> SafeString:
    rows = [
        SmallRow(
            label=words.place_name(force.force),
            lines=tuple(_small_line(force.points[step]) for step in ReachStep),
        )
        for force in page.forces
    ]
    title = caption(page)
    drawings = [
        small_lines.draw(
            small_lines.place(
                rows, panels=[str(STEPS[step]) for step in ReachStep], is_wide=is_wide
            ),
            identity=f"reach-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(
                f"{row.label}: {', '.join(line.value for line in row.lines)}" for row in rows
            ),
            stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))


def caption(page: ReachPage) -> str:
    return _("Each force, %(quarters)s: could be asked, asked, answered") % {
        "quarters": quarter_words.span(page.quarters[0], page.quarters[-1])
    }


def key(page: ReachPage) -> str:
    return _(
        "A diamond marks a quarter outside the force’s own habit. The number is of %(quarter)s. "
        "All lines of a column have one scale."
    ) % {"quarter": _head(page.quarters[-1], page)}


def tables(page: ReachPage) -> Iterator[ReachTable]:
    for step in ReachStep:
        yield ReachTable(
            identity=step.value,
            name=str(STEPS[step]),
            caption=f"{STEPS[step]}, {OF[step]}",
            heads=[_head(quarter, page) for quarter in page.quarters],
            rows=[
                ReachSeriesRow(
                    code=force.force.code,
                    name=words.place_name(force.force),
                    cells=[_cell(point) for point in force.points[step]],
                )
                for force in page.forces
            ],
        )


def _latest_settled(page: ReachPage) -> str | None:
    return max((each for each in page.quarters if each not in page.provisional), default=None)


def _unusual(page: ReachPage, quarter: str) -> Iterator[str]:
    for force in page.forces:
        for step in ReachStep:
            point = _at(force, step, quarter)
            if point and point.habit and point.habit.signal:
                yield _("%(place)s (%(step)s)") % {
                    "place": words.place_name(force.force),
                    "step": str(STEPS[step]).lower(),
                }


def _habits(page: ReachPage, quarter: str) -> Iterator[bool]:
    for force in page.forces:
        for step in ReachStep:
            point = _at(force, step, quarter)
            yield point is not None and point.habit is not None


def _at(force: ForceReach, step: ReachStep, quarter: str) -> ReachPoint | None:
    return next((point for point in force.points[step] if point.period == quarter), None)


def _small_line(points: Sequence[ReachPoint]) -> SmallLine:
    return SmallLine(
        points=tuple(
            SmallPoint(
                share=point.of.share if point.of else None,
                is_unusual=bool(point.habit and point.habit.signal),
            )
            for point in points
        ),
        value=_cell(points[-1]).value,
    )


def _head(quarter: str, page: ReachPage) -> str:
    mark = " [p]" if quarter in page.provisional else ""
    return f"{words.period_name(quarter)}{mark}"


def _cell(point: ReachPoint) -> ReachCell:
    if point.of is None:
        return ReachCell(value="[c]" if point.is_hidden else "[x]", signal="")
    signal = words.signal_words(point.habit) if point.habit else ""
    return ReachCell(value=words.percent(point.of.share), signal=signal)

from dataclasses import replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import override

from access.models import Force
from analytics import items, words
from analytics.charts import intervals, trend_layout, trends
from analytics.disclosure import timing
from analytics.figures.presenters import charts, coverage, gaps, quarter_words
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import ForceFunnel, ItemFigure, TrendPoint
from analytics.items import Item
from analytics.reports import findings, wording
from analytics.reports.parts import (
    BesideOthers,
    ChangedSection,
    ComparisonSection,
    Cover,
    CoverageRow,
    CoverageSection,
    FunnelSection,
    HeadlineSection,
    QuarterlyReport,
    QuestionRow,
)
from analytics.reports.selectors import ReportFound
from analytics.stats import judgement
from analytics.stats.judgement import Clarity
from analytics.trends import presenters as trends_words
from ui.formatting import format_date, format_quarter

TREND_QUARTERS = 10


def quarterly_report(found: ReportFound, *, language: str, on: date) -> QuarterlyReport:
    with override(language):
        item = items.headline()
        own = next(figure for figure in found.figures.total if figure.item == item.code)
        gap = _main_gap(found, item.code) if found.force else None
        row = _tested_row(own, gap)
        nation = own.nation if found.force else None
        headline = HeadlineSection(
            label=row.label,
            figure=_value(words.figure_words(own.share)),
            sentence=words.finding(item, period=found.period, share=own.share, nation=nation),
            key=wording.tested_key(gap.judged) if gap and row.share is not None else "",
            placed=intervals.place([row], is_wide=True).rows[0],
            alternative=f"{row.label}: {row.value}; {row.detail}",
        )
        return QuarterlyReport(
            cover=_cover(found, on),
            headline=headline,
            changed=_changed(items.headline(), found),
            comparison=_comparison(found),
            journey=findings.journey(found.journey),
            let_down=findings.let_down(found.let_down),
            done=findings.actions_taken(found, on=on),
            funnel=_funnel(items.headline(), found.funnel, found.force),
            coverage=_coverage(found.coverage),
            method=wording.method(found.figures.total),
        )


def _cover(found: ReportFound, on: date) -> Cover:
    language = words.language()
    return Cover(
        language=language.split("-")[0],
        product=_("National Victim Survey"),
        kind=_("Quarterly report"),
        force=words.place_name(found.force),
        others=_("All other forces") if found.force else "",
        period=format_quarter(found.period, language=language)
        + (" [p]" if found.is_provisional else ""),
        issued=_("Issued %(day)s") % {"day": format_date(on, language=language)},
        simulated=_("SIMULATED") if found.is_simulated else "",
        simulated_note=_("Made-up data: no real person is in this report."),
    )


def _main_gap(found: ReportFound, item: str) -> Gap | None:
    if found.compared is None:
        return found.changes[item]
    return found.compared.gap(item, Beside.OTHERS)


def _tested_row(figure: ItemFigure, gap: Gap | None) -> intervals.IntervalRow:
    row = replace(charts.interval_row(words.label(figure.item), figure), nation=None)
    if gap is None or row.share is None:
        return row
    tested = gap.judged.difference.interval
    parts = {
        "share": words.percent(gap.other),
        "interval": gaps.interval_words(gap.judged.difference),
    }
    told = (
        _("all other forces %(share)s; difference %(interval)s points")
        if figure.force is not None
        else _("the quarter before %(share)s; difference %(interval)s points")
    )
    return replace(
        row,
        detail=told % parts,
        lower=max(0.0, gap.other + tested.lower),
        upper=min(1.0, gap.other + tested.upper),
        nation=gap.other,
    )


def _comparison(found: ReportFound) -> ComparisonSection:
    compared = [(figure, _main_gap(found, figure.item)) for figure in found.figures.total]
    placed = intervals.place([_tested_row(*each) for each in compared], is_wide=True).rows
    measures = tuple(
        _measure(figure, gap, row, none=_none_words(found))
        for (figure, gap), row in zip(compared, placed, strict=True)
    )
    is_force = found.force is not None
    judged = [gap.judged for _figure, gap in compared if gap]
    results = [measure.beside_others for measure in measures]
    return ComparisonSection(
        heading=_("Each question, beside all other forces")
        if is_force
        else _("Each question, beside the quarter before"),
        lead=quarter_words.not_compared(found.let_down)
        or wording.comparison_lead(results, judged, is_force=is_force),
        key=wording.comparison_key(is_force=is_force),
        columns=(
            _("Question"),
            _("Share"),
            _("Interval"),
            _("Base"),
            _("Others") if is_force else _("Before"),
            _("Beside the others") if is_force else _("Since the quarter before"),
        ),
        measures=measures,
    )


def _none_words(found: ReportFound) -> str:
    if found.is_provisional or found.force is None:
        return _("Not compared")
    return _("Too few to compare")


def _measure(
    figure: ItemFigure, gap: Gap | None, placed: intervals.PlacedInterval, *, none: str
) -> QuestionRow:
    own = words.figure_words(figure.share)
    return QuestionRow(
        label=placed.row.label,
        cells=(
            placed.row.label,
            _value(own),
            own.interval or _value(own),
            own.base or _value(own),
            words.percent(gap.other) if gap else "–",
            _gap_words(gap) if gap else none,
        ),
        beside_others=_gap_section(gap),
        placed=placed,
    )


def _value(in_words: words.FigureWords) -> str:
    mark = f"[{in_words.mark}]" if in_words.mark else ""
    return f"{in_words.value} {mark}".strip()


def _gap_section(gap: Gap | None) -> BesideOthers:
    found = judgement.clarity(gap.judged if gap else None)
    if gap is None or found is Clarity.TOO_FEW:
        return BesideOthers.NOT_COMPARED
    if found is Clarity.UNCLEAR:
        return BesideOthers.NOT_CLEAR
    return BesideOthers.HIGHER if gap.judged.difference.value > 0 else BesideOthers.LOWER


def _gap_words(gap: Gap) -> str:
    return {
        BesideOthers.HIGHER: _("Higher"),
        BesideOthers.LOWER: _("Lower"),
        BesideOthers.NOT_CLEAR: capfirst(gaps.short_verdict(gap.judged)),
    }[_gap_section(gap)]


def _changed(item: Item, found: ReportFound) -> ChangedSection:
    points, before = found.trend[-TREND_QUARTERS:], timing.quarter_before(found.period)
    lead, since = _("This is the first quarter with figures."), ""
    if len(found.trend) > 1:
        lead = quarter_words.not_compared(found.let_down) or trends_words.changed(
            found.force,
            period=found.period,
            before=before,
            changes=found.changes,
            begun=found.begun,
        )
        since = wording.change_since(found.changes[item.code], before_period=before)
    return ChangedSection(
        heading=_("What changed"),
        lead=lead,
        caption=_("%(measure)s, quarter by quarter") % {"measure": words.label(item.code)},
        since=since,
        placed=trend_layout.place(
            [
                replace(charts.quarter(point, found.marked.get(point.period)), limits=None)
                for point in points
            ]
        ),
        words=trends.TrendWords(
            vertical=_("Per cent"),
            subject=words.place_name(found.force),
            nation=_("The nation") if found.force else "",
            hidden="[c]",
        ),
        alternative="; ".join(
            _point_words(point, has_nation=found.force is not None) for point in points
        ),
    )


def _point_words(point: TrendPoint, *, has_nation: bool) -> str:
    parts = {
        "period": words.period_name(point.period) + (" [p]" if point.is_provisional else ""),
        "share": words.figure_words(point.share).line,
        "nation": words.figure_words(point.nation).line,
    }
    if not has_nation:
        return _("%(period)s: %(share)s") % parts
    return _("%(period)s: %(share)s, nation %(nation)s") % parts


def _funnel(item: Item, found: ForceFunnel, force: Force | None) -> FunnelSection:
    if force is None:
        lead, placed = wording.forces_outside(found), charts.placed_funnel(found)
        alternative = _("All forces by effective number of answers and share. %(lead)s")
    else:
        position = found.funnel.positions.get(force.code) if found.funnel else None
        lead = wording.funnel_place(position, force=words.place_name(force))
        placed = charts.placed_alone(found)
        alternative = _("This force by effective number of answers and share. %(lead)s")
    return FunnelSection(
        heading=_("%(measure)s, among all forces") % {"measure": words.label(item.code)},
        lead=lead,
        notes=wording.funnel_notes(is_force=force is not None),
        placed=placed,
        words=charts.funnel_words(found.funnel.target if found.funnel else 0.0),
        alternative=alternative % {"lead": lead},
    )


def _coverage(reached: ForceCoverage) -> CoverageSection:
    recorded = reached.total.recorded if reached.total else 0
    in_words = coverage.step_words(reached)
    lead, answered = coverage.lead(reached), wording.answered(reached)
    return CoverageSection(
        heading=_("Who was asked, and who answered"),
        lead=f"{lead} {answered}".strip(),
        columns=(_("Step"), _("Count"), _("Of recorded")),
        steps=tuple(
            CoverageRow(
                cells=(
                    row.name,
                    "[c]" if step.count is None else row.count,
                    row.share or "[c]",
                ),
                share=None if step.count is None or not recorded else step.count / recorded,
            )
            for row, step in zip(in_words, reached.steps, strict=True)
        ),
    )

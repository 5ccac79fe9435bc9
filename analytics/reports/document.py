"""The content of a force's quarterly report. It reads through selectors only, so small bases are
already suppressed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from access.models import Force
from analytics import items, words
from analytics.alerts import presenters as alerts_presenters
from analytics.charts import intervals, trend_layout, trends
from analytics.disclosure import timing
from analytics.figures.presenters import charts, coverage, gaps
from analytics.figures.selectors.comparisons import Beside, Gap
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import ForceFunnel, ItemFigure, TrendPoint
from analytics.items import Item
from analytics.models import Alert
from analytics.reports import wording
from analytics.reports.parts import (
    AlertNote,
    AlertsSection,
    BesideOthers,
    ComparisonSection,
    Cover,
    CoverageRow,
    CoverageSection,
    FirstPage,
    FunnelSection,
    HeadlineSection,
    QuarterlyReport,
    QuestionRow,
    SecondPage,
    TrendSection,
)
from analytics.reports.selectors import ReportFound
from analytics.stats import judgement
from analytics.stats.judgement import Clarity
from ui.formatting import format_date, format_quarter

ALERTS_SHOWN = 3
TREND_QUARTERS = 10


def quarterly_report(found: ReportFound, *, language: str, on: date) -> QuarterlyReport:
    with override(language):
        return QuarterlyReport(
            cover=_cover(found, on),
            first_page=_first_page(found),
            second_page=_second_page(found),
        )


def _cover(found: ReportFound, on: date) -> Cover:
    language = words.language()
    return Cover(
        language=language.split("-")[0],
        product=_("National Victim Survey"),
        kind=_("Quarterly report"),
        force=words.place_name(found.force),
        others=_("All other forces"),
        period=format_quarter(found.period, language=language)
        + (" [p]" if found.is_provisional else ""),
        issued=_("Issued %(day)s") % {"day": format_date(on, language=language)},
        simulated=_("SIMULATED") if found.is_simulated else "",
        simulated_note=_("Made-up data: no real person is in this report."),
    )


def _first_page(found: ReportFound) -> FirstPage:
    item, points = items.headline(), found.trend[-TREND_QUARTERS:]
    return FirstPage(
        headline=_headline(item, found),
        comparison=_comparison(found),
        trend=_trend(item, points, found),
    )


def _second_page(found: ReportFound) -> SecondPage:
    return SecondPage(
        title=_("Is it unusual, and whom does it speak for?"),
        funnel=_funnel(items.headline(), found.funnel, found.force),
        alerts=_alerts(found.raised),
        coverage=_coverage(found.coverage),
        method=wording.method(),
    )


def _headline(item: Item, found: ReportFound) -> HeadlineSection:
    own = next(figure for figure in found.figures.total if figure.item == item.code)
    row = _tested_row(own, found.compared.gap(item.code, Beside.OTHERS))
    return HeadlineSection(
        label=row.label,
        figure=_value(words.figure_words(own.share)),
        sentence=words.finding(item, period=found.period, share=own.share, nation=own.nation),
        placed=intervals.place([row], is_wide=True).rows[0],
        alternative=f"{row.label}: {row.value}; {row.detail}",
    )


def _tested_row(figure: ItemFigure, gap: Gap | None) -> intervals.IntervalRow:
    """The force's share, all others as the line, and the interval that was tested laid about it:
    it leaves the line out where the difference is clear and nowhere else. Where nothing is compared
    there is no line, and the interval is the share's own."""
    row = replace(charts.interval_row(words.label(figure.item), figure), nation=None)
    if gap is None or row.share is None:
        return row
    tested = gap.judged.difference.interval
    return replace(
        row,
        detail=_("all other forces %(share)s; difference %(interval)s points")
        % {
            "share": words.percent(gap.other),
            "interval": gaps.interval_words(gap.judged.difference),
        },
        lower=max(0.0, gap.other + tested.lower),
        upper=min(1.0, gap.other + tested.upper),
        nation=gap.other,
    )


def _comparison(found: ReportFound) -> ComparisonSection:
    compared = [
        (figure, found.compared.gap(figure.item, Beside.OTHERS)) for figure in found.figures.total
    ]
    placed = intervals.place([_tested_row(*each) for each in compared], is_wide=True).rows
    measures = tuple(
        _measure(figure, gap, row) for (figure, gap), row in zip(compared, placed, strict=True)
    )
    return ComparisonSection(
        heading=_("Each question, beside all other forces"),
        lead=wording.comparison_lead(
            [measure.beside_others for measure in measures],
            [gap.judged for _figure, gap in compared if gap],
        ),
        key=_(
            "Dot: this force, with the interval that was tested; where it crosses the upright "
            "line, all other forces together, there is no clear difference. In brackets: the "
            "smallest difference, in points, that would have been seen. Hatched: hidden."
        ),
        columns=(
            _("Question"),
            _("Share"),
            _("Interval"),
            _("Base"),
            _("Others"),
            _("Beside the others"),
        ),
        measures=measures,
        modelled=wording.modelled(found.figures.total),
    )


def _measure(figure: ItemFigure, gap: Gap | None, placed: intervals.PlacedInterval) -> QuestionRow:
    own = words.figure_words(figure.share)
    return QuestionRow(
        label=placed.row.label,
        cells=(
            placed.row.label,
            _value(own),
            own.interval or _value(own),
            own.base or _value(own),
            words.percent(gap.other) if gap else "–",
            _beside_others_words(gap),
        ),
        beside_others=_beside_others(gap),
        placed=placed,
    )


def _value(in_words: words.FigureWords) -> str:
    """The share with its mark, or the mark of a suppressed figure."""
    mark = f"[{in_words.mark}]" if in_words.mark else ""
    return f"{in_words.value} {mark}".strip()


def _beside_others(gap: Gap | None) -> BesideOthers:
    found = judgement.clarity(gap.judged if gap else None)
    if gap is None or found is Clarity.TOO_FEW:
        return BesideOthers.NOT_COMPARED
    if found is Clarity.UNCLEAR:
        return BesideOthers.NOT_CLEAR
    return BesideOthers.HIGHER if gap.judged.difference.value > 0 else BesideOthers.LOWER


def _beside_others_words(gap: Gap | None) -> str:
    if gap is None:
        return _("Too few to compare")
    return {
        BesideOthers.HIGHER: _("Higher"),
        BesideOthers.LOWER: _("Lower"),
        BesideOthers.NOT_CLEAR: capfirst(gaps.short_verdict(gap.judged)),
    }[_beside_others(gap)]


def _trend(item: Item, points: Sequence[TrendPoint], found: ReportFound) -> TrendSection:
    lead = _("This is the first quarter with figures.")
    if len(points) > 1:
        lead = wording.change_since(
            found.compared.gap(item.code, Beside.QUARTER_BEFORE),
            before_period=timing.quarter_before(found.period),
        )
    return TrendSection(
        heading=_("%(measure)s, quarter by quarter") % {"measure": words.label(item.code)},
        lead=lead,
        placed=trend_layout.place(_quarters(points, found)),
        words=trends.TrendWords(
            vertical=_("Per cent"),
            subject=words.place_name(found.force),
            nation=_("The nation"),
            hidden="[c]",
        ),
        alternative="; ".join(
            _("%(period)s: %(share)s, nation %(nation)s")
            % {
                "period": words.period_name(point.period)
                + (" [p]" if point.is_provisional else ""),
                "share": words.figure_words(point.share).line,
                "nation": words.figure_words(point.nation).line,
            }
            for point in points
        ),
    )


def _quarters(
    points: Sequence[TrendPoint], found: ReportFound
) -> Sequence[trend_layout.TrendQuarter]:
    """Without the limits of their habit, which are drawn on the page alone."""
    return [
        replace(charts.quarter(point, found.marked.get(point.period)), limits=None)
        for point in points
    ]


def _funnel(item: Item, found: ForceFunnel, force: Force) -> FunnelSection:
    position = found.funnel.positions.get(force.code) if found.funnel else None
    lead = wording.funnel_place(position, force=words.place_name(force))
    return FunnelSection(
        heading=_("%(measure)s, among all forces") % {"measure": words.label(item.code)},
        lead=lead,
        notes=(
            _(
                "The dot is this force; no other force is drawn. Forces with few answers stand to "
                "the left and swing more by chance alone. Between the lines stand 95 and 99.8 per "
                "cent of forces that differ only by chance and as forces usually do."
            ),
            _(
                "Forces are not ranked: most of the order of a list would be chance. Were every "
                "force poor, this picture would not show it."
            ),
        ),
        placed=charts.placed_alone(found),
        words=charts.funnel_words(found.funnel.target if found.funnel else 0.0),
        alternative=_("This force by effective number of answers and share. %(lead)s")
        % {"lead": lead},
    )


def _alerts(raised: Sequence[Alert]) -> AlertsSection:
    shown = raised[:ALERTS_SHOWN]
    rest = len(raised) - len(shown)
    more = ngettext(
        "%(count)s more alert stands on the page of alerts.",
        "%(count)s more alerts stand on the page of alerts.",
        rest,
    ) % {"count": words.number(rest)}
    return AlertsSection(
        heading=_("Alerts"),
        lead=""
        if raised
        else _("No alert of this force or of the nation stood in the quarter or is open."),
        notes=tuple(_alert_note(alerts_presenters.alert_words(alert)) for alert in shown),
        more=more if rest else "",
    )


def _alert_note(in_words: alerts_presenters.AlertWords) -> AlertNote:
    return AlertNote(
        title=f"{in_words.item} · {in_words.place} · {in_words.judgement}",
        statement=in_words.statement,
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

"""The content of a force's quarterly report. It reads through selectors only, so small bases are
already suppressed."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from access.models import Force
from analytics import items, words
from analytics.alerts import presenters as alerts_presenters
from analytics.charts import intervals, trend_layout, trends
from analytics.figures.presenters import charts, coverage
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import Figures, ForceFunnel, ItemFigure, TrendPoint
from analytics.items import Item
from analytics.models import Alert
from analytics.reports import wording
from analytics.reports.parts import (
    AlertNote,
    AlertsSection,
    BesideNation,
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
from analytics.stats.suppression import Published, Share
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
        nation=words.place_name(None),
        period=format_quarter(found.period, language=language),
        issued=_("Issued %(day)s") % {"day": format_date(on, language=language)},
        simulated=_("SIMULATED") if found.is_simulated else "",
        simulated_note=_("Made-up data: no real person is in this report."),
    )


def _first_page(found: ReportFound) -> FirstPage:
    item, points = items.headline(), found.trend[-TREND_QUARTERS:]
    return FirstPage(
        headline=_headline(item, found.figures),
        comparison=_comparison(found.figures),
        trend=_trend(item, points, found.marked, force=words.place_name(found.force)),
    )


def _second_page(found: ReportFound) -> SecondPage:
    return SecondPage(
        title=_("Is it unusual, and whom does it speak for?"),
        funnel=_funnel(items.headline(), found.funnel, found.force),
        alerts=_alerts(found.raised),
        coverage=_coverage(found.coverage),
        method=wording.method(),
    )


def _headline(item: Item, figures: Figures) -> HeadlineSection:
    own = next(figure for figure in figures.total if figure.item == item.code)
    row = charts.interval_row(words.label(item.code), own)
    in_words = words.figure_words(own.share)
    return HeadlineSection(
        label=row.label,
        figure=_value(in_words),
        sentence=words.finding(item, period=figures.period, share=own.share, nation=own.nation),
        placed=intervals.place([row], is_wide=True).rows[0],
        alternative=f"{row.label}: {row.value}; {row.detail}",
    )


def _comparison(figures: Figures) -> ComparisonSection:
    rows = [charts.interval_row(words.label(one.item), one) for one in figures.total]
    placed = intervals.place(rows, is_wide=True).rows
    measures = tuple(
        _measure(figure, row) for figure, row in zip(figures.total, placed, strict=True)
    )
    return ComparisonSection(
        heading=_("Each question, beside the nation"),
        lead=wording.comparison_lead([measure.beside_nation for measure in measures]),
        key=_(
            "Dot: this force, with its 95 per cent interval. Upright line: the nation. "
            "Hatched: hidden."
        ),
        columns=(
            _("Question"),
            _("Share"),
            _("Interval"),
            _("Base"),
            _("Nation"),
            _("Beside the nation"),
        ),
        measures=measures,
    )


def _measure(figure: ItemFigure, placed: intervals.PlacedInterval) -> QuestionRow:
    own, nation = (
        words.figure_words(figure.share),
        words.figure_words(figure.nation),
    )
    beside_nation = _beside_nation(figure.share, figure.nation)
    return QuestionRow(
        label=placed.row.label,
        cells=(
            placed.row.label,
            _value(own),
            own.interval or _value(own),
            own.base or _value(own),
            _value(nation),
            _beside_nation_words(beside_nation),
        ),
        beside_nation=beside_nation,
        placed=placed,
    )


def _value(in_words: words.FigureWords) -> str:
    """The share with its mark, or the mark of a suppressed figure."""
    mark = f"[{in_words.mark}]" if in_words.mark else ""
    return f"{in_words.value} {mark}".strip()


def _beside_nation(force: Share, nation: Share) -> BesideNation:
    """Whether the nation lies outside the force's interval. The nation contains the force, so the
    difference of the largest forces is a little understated."""
    if not (isinstance(force, Published) and isinstance(nation, Published)):
        return BesideNation.NOT_COMPARED
    if force.base == nation.base:
        return BesideNation.ALONE
    if not force.is_comparable:
        return BesideNation.NOT_COMPARED
    if force.interval.contains(nation.positive):
        return BesideNation.NOT_CLEAR
    return BesideNation.HIGHER if force.positive > nation.positive else BesideNation.LOWER


def _beside_nation_words(beside_nation: BesideNation) -> str:
    return {
        BesideNation.HIGHER: _("Higher"),
        BesideNation.LOWER: _("Lower"),
        BesideNation.NOT_CLEAR: _("No clear difference"),
        BesideNation.NOT_COMPARED: _("Too few to compare"),
        BesideNation.ALONE: _("Nobody to compare with"),
    }[beside_nation]


def _trend(
    item: Item, points: Sequence[TrendPoint], alerts: Mapping[str, Alert], *, force: str
) -> TrendSection:
    lead = _("This is the first quarter with figures.")
    if len(points) > 1:
        before, now = points[-2:]
        lead = wording.change_since(now.share, before.share, before_period=before.period)
    return TrendSection(
        heading=_("%(measure)s, quarter by quarter") % {"measure": words.label(item.code)},
        lead=lead,
        placed=trend_layout.place(
            [charts.quarter(point, alerts.get(point.period)) for point in points]
        ),
        words=trends.TrendWords(
            vertical=_("Per cent"), subject=force, nation=_("The nation"), hidden="[c]"
        ),
        alternative="; ".join(
            _("%(period)s: %(share)s, nation %(nation)s")
            % {
                "period": words.period_name(point.period),
                "share": words.figure_words(point.share).line,
                "nation": words.figure_words(point.nation).line,
            }
            for point in points
        ),
    )


def _funnel(item: Item, found: ForceFunnel, force: Force) -> FunnelSection:
    position = found.funnel.positions.get(force.code) if found.funnel else None
    lead = wording.funnel_place(position, force=words.place_name(force))
    return FunnelSection(
        heading=_("%(measure)s, among all forces") % {"measure": words.label(item.code)},
        lead=lead,
        notes=(
            _(
                "Each dot is a force. Small forces stand to the left and swing more by chance "
                "alone. Between the lines stand 95 and 99.8 per cent of forces that differ only "
                "by chance and as forces usually do."
            ),
            _(
                "Forces are not ranked: most of the order of a list would be chance. Were every "
                "force poor, this picture would not show it."
            ),
        ),
        placed=charts.placed_funnel(found, names_all=False),
        words=charts.funnel_words(found.funnel.target if found.funnel else 0.0),
        alternative=_("Forces by effective number of answers and share. %(lead)s") % {"lead": lead},
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
        heading=_("Changes that chance alone would seldom make"),
        lead="" if raised else _("No alert of this force or of the nation stood in the quarter."),
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
                cells=(row.name, row.count, row.share or "[c]"),
                share=None if step.count is None or not recorded else step.count / recorded,
            )
            for row, step in zip(in_words, reached.steps, strict=True)
        ),
    )

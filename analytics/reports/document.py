"""The content of a force's quarterly report. It reads through selectors only, so small bases are
already suppressed."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, override

from access import selectors as access_selectors
from access.models import Force
from access.viewer import Viewer
from analytics import items, words
from analytics.alerts import presenters as alerts_presenters
from analytics.alerts import selectors as alerts_selectors
from analytics.charts import intervals, trend_layout, trends
from analytics.disclosure import timing
from analytics.figures.presenters import charts, coverage
from analytics.figures.selectors import coverage as coverage_selectors
from analytics.figures.selectors import figures as figures_selectors
from analytics.figures.selectors.coverage import ForceCoverage
from analytics.figures.selectors.figures import Figures, ForceFunnel, ItemFigure, TrendPoint
from analytics.items import Item
from analytics.models import Alert
from analytics.reports import selectors, wording
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
from analytics.stats.suppression import Published, Share
from ui.formatting import format_date, format_quarter

ALERTS_SHOWN = 3
TREND_QUARTERS = 10


class NothingToReportError(Exception):
    """The quarter has no figures to show: it is not over, nobody answered, or they have not been
    filled yet."""


def quarterly_report(
    viewer: Viewer, *, force_code: str, period: str, language: str, on: date
) -> QuarterlyReport:
    """A force's own report; other forces are not named in it, whoever asks. Raises
    Force.DoesNotExist where the force is out of the viewer's reach, and NothingToReportError."""
    force = figures_selectors.force_for(viewer, force_code)
    reader = replace(viewer, is_national=False, force_codes=frozenset({force.code}))
    figures = figures_selectors.figures_for(reader, force_code=force.code, period=period)
    if figures.is_empty or not timing.is_over(period, on=on):
        raise NothingToReportError
    with override(language):
        return QuarterlyReport(
            cover=_cover(force, period, on),
            first_page=_first_page(reader, force, figures),
            second_page=_second_page(reader, force, period, on),
        )


def _cover(force: Force, period: str, on: date) -> Cover:
    language = words.language()
    return Cover(
        language=language.split("-")[0],
        product=_("National Victim Survey"),
        kind=_("Quarterly report"),
        force=words.place_name(force),
        nation=words.place_name(None),
        period=format_quarter(period, language=language),
        issued=_("Issued %(day)s") % {"day": format_date(on, language=language)},
        simulated=_("SIMULATED") if access_selectors.is_simulated() else "",
        simulated_note=_("Made-up data: no real person is in this report."),
    )


def _first_page(reader: Viewer, force: Force, figures: Figures) -> FirstPage:
    item = items.headline()
    points = figures_selectors.trend_for(
        reader, force_code=force.code, item=item.code, until=figures.period
    )
    alerts = alerts_selectors.alerts_by_quarter(reader, force_code=force.code, item=item.code)
    return FirstPage(
        headline=_headline(item, figures),
        comparison=_comparison(figures),
        trend=_trend(item, points[-TREND_QUARTERS:], alerts, force=words.place_name(force)),
    )


def _second_page(reader: Viewer, force: Force, period: str, on: date) -> SecondPage:
    item = items.headline()
    funnel = figures_selectors.funnel_for(reader, item=item.code, period=period)
    raised = selectors.alerts_of_quarter(reader, force_code=force.code, period=period)
    reached = coverage_selectors.coverage_for(reader, force_code=force.code, period=period, on=on)
    return SecondPage(
        title=_("Is it unusual, and whom does it speak for?"),
        funnel=_funnel(item, funnel, force),
        alerts=_alerts(raised),
        coverage=_coverage(reached),
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

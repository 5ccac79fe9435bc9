"""What a force's quarterly report says. All of it comes through the selectors, with small bases
already hidden."""

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
from analytics.charts import intervals, trends
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
    Alerts,
    Comparison,
    Cover,
    Coverage,
    Funnel,
    Headline,
    Measure,
    Method,
    Read,
    Report,
    Said,
    Standing,
    Step,
    Trend,
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
) -> Report:
    """A force's own report, whoever asks for it: other forces have no names in it.
    Force.DoesNotExist where the force is out of the viewer's reach."""
    force = figures_selectors.force_for(viewer, force_code)
    reader = replace(viewer, is_national=False, force_codes=frozenset({force.code}))
    figures = figures_selectors.figures_for(reader, force_code=force.code, period=period)
    if figures.is_empty or not timing.is_over(period, on=on):
        raise NothingToReportError
    with override(language):
        return Report(
            cover=_cover(force, period, on),
            said=_said(reader, force, figures),
            read=_read(reader, force, period, on),
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


def _said(reader: Viewer, force: Force, figures: Figures) -> Said:
    item = items.headline()
    points = figures_selectors.trend_for(
        reader, force_code=force.code, item=item.code, until=figures.period
    )
    marked = alerts_selectors.alerts_by_quarter(reader, force_code=force.code, item=item.code)
    return Said(
        headline=_headline(item, figures),
        comparison=_comparison(figures),
        trend=_trend(item, points[-TREND_QUARTERS:], marked, force=words.place_name(force)),
    )


def _read(reader: Viewer, force: Force, period: str, on: date) -> Read:
    item = items.headline()
    funnel = figures_selectors.funnel_for(reader, item=item.code, period=period)
    raised = selectors.alerts_of_quarter(reader, force_code=force.code, period=period)
    reached = coverage_selectors.coverage_for(reader, force_code=force.code, period=period, on=on)
    return Read(
        title=_("Is it unusual, and whom does it speak for?"),
        funnel=_funnel(item, funnel, force),
        alerts=_alerts(raised),
        coverage=_coverage(reached),
        method=_method(),
    )


def _headline(item: Item, figures: Figures) -> Headline:
    own = next(figure for figure in figures.total if figure.item == item.code)
    row = charts.interval_row(words.label(item.code), own)
    told = words.figure_words(own.share)
    return Headline(
        label=row.label,
        figure=_value(told),
        sentence=words.finding(item, period=figures.period, share=own.share, nation=own.nation),
        placed=intervals.place([row], is_wide=True).rows[0],
        alternative=f"{row.label}: {row.value}; {row.detail}",
    )


def _comparison(figures: Figures) -> Comparison:
    rows = [charts.interval_row(words.label(one.item), one) for one in figures.total]
    placed = intervals.place(rows, is_wide=True).rows
    measures = tuple(
        _measure(figure, row) for figure, row in zip(figures.total, placed, strict=True)
    )
    return Comparison(
        heading=_("Each question, beside the nation"),
        lead=_comparison_lead([measure.standing for measure in measures]),
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


def _measure(figure: ItemFigure, placed: intervals.PlacedInterval) -> Measure:
    own, nation = (
        words.figure_words(figure.share),
        words.figure_words(figure.nation),
    )
    standing = _standing(figure.share, figure.nation)
    return Measure(
        label=placed.row.label,
        cells=(
            placed.row.label,
            _value(own),
            own.interval or _value(own),
            own.base or _value(own),
            _value(nation),
            _standing_words(standing),
        ),
        standing=standing,
        placed=placed,
    )


def _value(told: words.FigureWords) -> str:
    """The share with its mark, or the mark of what is hidden."""
    mark = f"[{told.mark}]" if told.mark else ""
    return f"{told.value} {mark}".strip()


def _standing(force: Share, nation: Share) -> Standing:
    """Where the nation lies to the force's own interval. The nation holds the force, so a
    difference is a little understated for the largest."""
    if not (isinstance(force, Published) and isinstance(nation, Published)):
        return Standing.NOT_COMPARED
    if not force.is_comparable:
        return Standing.NOT_COMPARED
    if force.interval.contains(nation.positive):
        return Standing.NOT_CLEAR
    return Standing.HIGHER if force.positive > nation.positive else Standing.LOWER


def _standing_words(standing: Standing) -> str:
    return {
        Standing.HIGHER: _("Higher"),
        Standing.LOWER: _("Lower"),
        Standing.NOT_CLEAR: _("No clear difference"),
        Standing.NOT_COMPARED: _("Too few to compare"),
    }[standing]


def _comparison_lead(standings: Sequence[Standing]) -> str:
    compared = len(standings) - standings.count(Standing.NOT_COMPARED)
    if not compared:
        return _("Too few victims answered any question to compare it with the nation.")
    return ngettext(
        "Of %(compared)s question compared: clearly higher %(higher)s, clearly lower %(lower)s, "
        "no clear difference %(not_clear)s.",
        "Of %(compared)s questions compared: clearly higher %(higher)s, clearly lower "
        "%(lower)s, no clear difference %(not_clear)s.",
        compared,
    ) % {
        "compared": words.number(compared),
        "higher": words.number(standings.count(Standing.HIGHER)),
        "lower": words.number(standings.count(Standing.LOWER)),
        "not_clear": words.number(standings.count(Standing.NOT_CLEAR)),
    }


def _trend(
    item: Item, points: Sequence[TrendPoint], marked: Mapping[str, Alert], *, force: str
) -> Trend:
    lead = _("This is the first quarter with figures.")
    if len(points) > 1:
        before, now = points[-2:]
        lead = wording.change_since(now.share, before.share, before_period=before.period)
    return Trend(
        heading=_("%(measure)s, quarter by quarter") % {"measure": words.label(item.code)},
        lead=lead,
        placed=trends.place([charts.quarter(point, marked.get(point.period)) for point in points]),
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


def _funnel(item: Item, found: ForceFunnel, force: Force) -> Funnel:
    position = found.funnel.positions.get(force.code) if found.funnel else None
    lead = wording.funnel_place(position, force=words.place_name(force))
    return Funnel(
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


def _alerts(raised: Sequence[Alert]) -> Alerts:
    shown = raised[:ALERTS_SHOWN]
    rest = len(raised) - len(shown)
    more = ngettext(
        "%(count)s more alert stands on the page of alerts.",
        "%(count)s more alerts stand on the page of alerts.",
        rest,
    ) % {"count": words.number(rest)}
    return Alerts(
        heading=_("Changes that chance alone would seldom make"),
        lead="" if raised else _("No alert of this force or of the nation stood in the quarter."),
        notes=tuple(_alert_note(alerts_presenters.alert_words(alert)) for alert in shown),
        more=more if rest else "",
    )


def _alert_note(told: alerts_presenters.AlertWords) -> AlertNote:
    return AlertNote(
        title=f"{told.item} · {told.place} · {told.judgement}", statement=told.statement
    )


def _coverage(reached: ForceCoverage) -> Coverage:
    recorded = reached.total.recorded if reached.total else 0
    told = coverage.step_words(reached)
    lead, answered = coverage.lead(reached), wording.answered(reached)
    return Coverage(
        heading=_("Who was asked, and who answered"),
        lead=f"{lead} {answered}".strip(),
        columns=(_("Step"), _("Count"), _("Of recorded")),
        steps=tuple(
            Step(
                cells=(row.name, row.count, row.share or "[c]"),
                share=None if step.count is None or not recorded else step.count / recorded,
            )
            for row, step in zip(told, reached.steps, strict=True)
        ),
    )


def _method() -> Method:
    return Method(
        heading=_("How these figures are made"),
        paragraphs=(
            _(
                "A share is of the victims who answered that question. Answers are weighted so "
                "that those who answered resemble all who could be asked, by crime group, sex "
                "and age; weights over five times the usual one are cut."
            ),
            _(
                "The interval is a 95 per cent Wilson interval on the effective number of "
                "answers. The base is people who answered. The nation is all forces together, "
                "this one included. Of ten questions, one may stand out by chance alone."
            ),
            _(
                "[c] hidden: fewer than 10 answers, or a figure that would give another away. "
                "[u] uncertain: 10 to 29 answers. [x] nobody answered. Nothing is compared "
                "under an effective base of 50."
            ),
            _(
                "An alert holds the latest 1, 2, 4 and 8 weeks against the year that ended 13 "
                "weeks before. It is set so that about one alert in ten would "
                "be chance if nothing else moved; seasons and slow drifts are not allowed for yet."
            ),
            _(
                "What this cannot tell you: how those who did not answer feel, or why a figure "
                "is what it is. Many victims at greatest risk are not asked by text, for their "
                "safety."
            ),
        ),
    )

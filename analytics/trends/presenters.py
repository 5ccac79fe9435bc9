from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Force
from analytics import words
from analytics.charts import small_lines
from analytics.charts.small_lines import SmallLine, SmallPoint, SmallRow
from analytics.figures.presenters import charts, comparisons, gaps, quarter_words
from analytics.figures.selectors.comparisons import Gap
from analytics.figures.selectors.figures import TrendPoint
from analytics.figures.versions import VersionBegun
from analytics.items import every_item
from analytics.stats.suppression import Published
from analytics.trends.selectors import TrendsFound, TrendsPage


@dataclass(frozen=True, kw_only=True)
class QuestionChangeRow:
    label: str
    url: str
    is_current: bool
    before: str
    now: str
    change: str
    """"" if nothing is compared; `mark` says which answers were too few."""
    mark: str
    interval: str
    verdict: str
    habit: str


def lead(page: TrendsPage, found: TrendsFound) -> str:
    return quarter_words.not_compared(page) or changed(
        page.force,
        period=page.period or "",
        before=found.before,
        changes=found.changes,
        begun=found.begun,
    )


def changed(
    force: Force | None,
    *,
    period: str,
    before: str,
    changes: Mapping[str, Gap | None],
    begun: Sequence[VersionBegun],
) -> str:
    parts = {
        "period": words.period_name(period),
        "before": words.period_name(before),
        "place": words.place_name(force),
    }
    compared = {item: gap for item, gap in changes.items() if gap is not None}
    if not compared:
        return (
            _(
                "What changed in %(place)s from %(before)s to %(period)s cannot be told: too few "
                "victims answered, or there are no figures of %(before)s."
            )
            % parts
        )
    seen = gaps.seen_sentence([gap.judged for gap in compared.values()])
    clear = sorted(
        (item for item, gap in compared.items() if gap.judged.is_clear),
        key=lambda item: -abs(compared[item].judged.difference.value),
    )
    if not clear:
        none = _("No change in %(place)s from %(before)s to %(period)s is clear.") % parts
        return f"{none} {seen}"
    parts["changes"] = "; ".join(_change(item, compared[item]) for item in clear)
    return " ".join(
        filter(None, [_change_template(begun) % parts, comparisons.begun_sentences(begun), seen])
    )


def _change_template(begun: Sequence[VersionBegun]) -> str:
    if begun:
        return _("From %(before)s to %(period)s this changed clearly in %(place)s: %(changes)s.")
    return _("From %(before)s to %(period)s this truly changed in %(place)s: %(changes)s.")


def _change(item: str, gap: Gap) -> str:
    difference = gap.judged.difference
    is_fall = difference.value < 0
    sentence = (
        _("“%(item)s” fell from %(before)s to %(now)s (%(points)s points; %(interval)s)")
        if is_fall
        else _("“%(item)s” rose from %(before)s to %(now)s (%(points)s points; %(interval)s)")
    )
    return sentence % {
        "item": words.text_of(every_item()[item].label),
        "before": words.percent(gap.other),
        "now": words.percent(gap.other + difference.value),
        "points": gaps.points(difference.value),
        "interval": gaps.interval_words(difference),
    }


def habit(page: TrendsPage, found: TrendsFound) -> str:
    lasts = {item: series[-1] for item, series in found.series.items() if series}
    charted = {item: point for item, point in lasts.items() if point.habit is not None}
    if not charted:
        return _(
            "It takes seven quarters with enough answers to tell an unusual quarter from the "
            "usual ups and downs."
        )
    told = [
        _("“%(item)s” (%(signal)s)")
        % {"item": words.label(item), "signal": words.signal_words(point.habit)}
        for item, point in charted.items()
        if point.habit is not None and point.habit.signal
    ]
    parts = {"period": words.period_name(page.period or ""), "items": "; ".join(told)}
    if not told:
        return _("In %(period)s no question stands out from its own earlier quarters.") % parts
    return (
        ngettext(
            "In %(period)s this question stands out from its own earlier quarters: %(items)s.",
            "In %(period)s these questions stand out from their own earlier quarters: %(items)s.",
            len(told),
        )
        % parts
    )


def rows(page: TrendsPage, found: TrendsFound) -> list[QuestionChangeRow]:
    return [_row(page, item, found) for item in found.series]


def _row(page: TrendsPage, item: str, found: TrendsFound) -> QuestionChangeRow:
    series, gap = found.series[item], found.changes[item]
    awaited = "" if gap else _not_there(page, found, series)
    told = gaps.judged_words(gap.judged, item=item, other=gap.other) if gap else gaps.NOT_COMPARED
    return QuestionChangeRow(
        label=words.label(item),
        url=f"{address(page)}?period={page.period}&item={item}",
        is_current=item == page.item,
        before=told.other or "–",
        now=words.figure_words(series[-1].share).line,
        change=told.value,
        mark="" if awaited else told.mark,
        interval=told.interval,
        verdict=told.verdict or awaited or _("too few answers to compare"),
        habit=_habit(series[-1]),
    )


def _not_there(page: TrendsPage, found: TrendsFound, series: Sequence[TrendPoint]) -> str:
    if page.period in page.provisional:
        return _("not compared yet")
    if all(point.period != found.before for point in series):
        return _("no figures of %(before)s") % {"before": words.period_name(found.before)}
    return ""


def _habit(point: TrendPoint) -> str:
    if point.habit is None:
        return "–"
    return words.signal_words(point.habit) or _("as usual")


def address(page: TrendsPage) -> str:
    return reverse("analytics:trends", args=[page.force.code] if page.force else [])


def questions_caption(page: TrendsPage, found: TrendsFound) -> str:
    return _("%(place)s, %(quarters)s: each question, quarter by quarter") % {
        "quarters": _quarters(found),
        "place": words.place_name(page.force),
    }


def forces_caption(page: TrendsPage, found: TrendsFound) -> str:
    return _("Each force, %(quarters)s: %(item)s") % {
        "quarters": _quarters(found),
        "item": words.label(page.item),
    }


def _quarters(found: TrendsFound) -> str:
    points = next(iter(found.series.values()))
    return quarter_words.span(points[0].period, points[-1].period)


def questions_picture(page: TrendsPage, found: TrendsFound) -> SafeString:
    return _small(
        [(words.label(item), series) for item, series in found.series.items()],
        title=questions_caption(page, found),
        identity="questions",
        is_simulated=page.is_simulated,
    )


def forces_picture(page: TrendsPage, found: TrendsFound) -> SafeString:
    if not found.by_force:
        return SafeString()
    return _small(
        [(words.place_name(force), series) for force, series in found.by_force],
        title=forces_caption(page, found),
        identity="forces",
        is_simulated=page.is_simulated,
    )


def _small(
    labelled: Sequence[tuple[str, Sequence[TrendPoint]]],
    *,
    title: str,
    identity: str,
    is_simulated: bool,
) -> SafeString:
    drawn = [SmallRow(label=label, lines=(_line(series),)) for label, series in labelled]
    drawings = [
        small_lines.draw(
            small_lines.place(drawn, panels=[_("Per cent")], is_wide=is_wide),
            identity=f"{identity}-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(f"{row.label}: {row.lines[0].value}" for row in drawn),
            stamp=charts.simulation_stamp(is_simulated=is_simulated),
        )
        for is_wide in (True, False)
    ]
    return charts.safe("".join(drawings))


def _line(series: Sequence[TrendPoint]) -> SmallLine:
    return SmallLine(
        points=tuple(
            SmallPoint(
                share=point.share.positive if isinstance(point.share, Published) else None,
                is_unusual=point.habit is not None and point.habit.signal is not None,
            )
            for point in series
        ),
        value=words.figure_words(series[-1].share).line,
    )


@dataclass(frozen=True, kw_only=True)
class ForceTrendRow:
    name: str
    url: str
    now: str
    habit: str


def force_rows(page: TrendsPage, found: TrendsFound) -> list[ForceTrendRow]:
    return [
        ForceTrendRow(
            name=words.place_name(force),
            url=reverse("analytics:trends", args=[force.code])
            + f"?period={page.period}&item={page.item}",
            now=words.figure_words(series[-1].share).line,
            habit=_habit(series[-1]),
        )
        for force, series in found.by_force
    ]

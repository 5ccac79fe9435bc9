from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from analytics import words
from analytics.charts import funnels, intervals, svg, trend_layout, trends
from analytics.figures.selectors.figures import ForceFunnel, FunnelPoint, ItemFigure, TrendPoint
from analytics.models import Alert
from analytics.stats.comparison import Position
from analytics.stats.suppression import Published, Share

OUTSIDE = frozenset({Position.LOW, Position.HIGH})


def simulation_stamp(*, is_simulated: bool) -> str:
    return _("SIMULATED") if is_simulated else ""


def safe(drawing: str) -> SafeString:
    return mark_safe(drawing)  # noqa: S308  charts/svg.py escapes every text and attribute


def interval_chart(
    labelled: Sequence[tuple[str, ItemFigure]],
    *,
    subject: str,
    title: str,
    identity: str,
    is_simulated: bool,
) -> SafeString:
    rows = [interval_row(label, figure) for label, figure in labelled]
    is_force = any(figure.force is not None for _label, figure in labelled)
    key = intervals.Key(subject=subject, nation=_("The nation") if is_force else "")
    drawings = [
        intervals.draw(
            intervals.place(rows, is_wide=is_wide),
            key=key,
            identity=f"{identity}-{'wide' if is_wide else 'narrow'}",
            title=title,
            description="; ".join(f"{row.label}: {row.value}" for row in rows),
            stamp=simulation_stamp(is_simulated=is_simulated),
            colour=svg.FORCE,
        )
        for is_wide in (True, False)
    ]
    return safe("".join(drawings))


def interval_row(label: str, figure: ItemFigure) -> intervals.IntervalRow:
    nation = figure.nation if figure.force is not None else None
    row = share_row(label, figure.share, nation=nation)
    if figure.modelled is None or isinstance(figure.share, Published):
        return row
    modelled = _("modelled %(share)s [m]") % {"share": words.percent(figure.modelled.share)}
    return replace(row, detail="; ".join(filter(None, [row.detail, modelled])))


def share_row(label: str, share: Share, *, nation: Share | None) -> intervals.IntervalRow:
    shown = share if isinstance(share, Published) else None
    nation_share = nation.positive if isinstance(nation, Published) else None
    told = words.figure_words(share)
    return intervals.IntervalRow(
        label=label,
        value=told.line,
        detail=_detail(base=told.base, nation=nation_share),
        share=shown.positive if shown else None,
        lower=shown.interval.lower if shown else None,
        upper=shown.interval.upper if shown else None,
        nation=nation_share,
    )


def _detail(*, base: str, nation: float | None) -> str:
    if nation is None:
        return _("base %(base)s") % {"base": base} if base else ""
    named = {"base": base, "share": words.percent(nation)}
    return (_("base %(base)s; nation %(share)s") if base else _("nation %(share)s")) % named


def placed_funnel(found: ForceFunnel) -> funnels.FunnelLayout | None:
    return _placed(found, [point for point in found.points if _is_compared(found, point)])


def placed_alone(found: ForceFunnel) -> funnels.FunnelLayout | None:
    own = [point for point in found.points if point.is_own and _is_compared(found, point)]
    return _placed(found, own, is_middle=True)


def _is_compared(found: ForceFunnel, point: FunnelPoint) -> bool:
    return (
        found.funnel is not None
        and isinstance(point.share, Published)
        and point.force.code in found.funnel.positions
    )


def _placed(
    found: ForceFunnel, shown: Sequence[FunnelPoint], *, is_middle: bool = False
) -> funnels.FunnelLayout | None:
    if found.funnel is None or not shown:
        return None
    funnel = found.funnel.as_told()

    def limits_at(base: float) -> tuple[float, float, float, float]:
        limits = funnel.limits(effective_base=base)
        return (
            limits.lower_alarm,
            limits.lower_warning,
            limits.upper_warning,
            limits.upper_alarm,
        )

    points = [
        funnels.ForceDot(
            name=words.place_name(point.force),
            base=point.share.effective_base,
            share=point.share.positive,
            words=words.figure_words(point.share).line,
            is_own=point.is_own,
            is_unusual=funnel.positions[point.force.code] in OUTSIDE,
        )
        for point in shown
        if isinstance(point.share, Published)
    ]
    widest = 2 * max(point.base for point in points) if is_middle else None
    return funnels.place(points, target=funnel.target, limits_at=limits_at, widest=widest)


def funnel_words(target: float) -> funnels.FunnelWords:
    return funnels.FunnelWords(
        horizontal=_("Effective number of answers"),
        vertical=_("Per cent"),
        target=_("all forces %(share)s") % {"share": words.percent(target)},
        warning=_("95 per cent limit"),
        alarm=_("99.8 per cent limit"),
    )


def funnel_chart(
    found: ForceFunnel, *, title: str, identity: str, is_simulated: bool
) -> SafeString | None:
    placed = placed_funnel(found)
    if found.funnel is None or placed is None:
        return None
    drawing = funnels.draw(
        placed,
        words=funnel_words(found.funnel.target),
        identity=identity,
        title=title,
        description=_(
            "Each force by its effective number of answers and its share, between limits that "
            "hold 95 and 99.8 per cent of forces that differ only as forces usually do."
        ),
        stamp=simulation_stamp(is_simulated=is_simulated),
    )
    return safe(drawing)


def trend_chart(
    points: Sequence[TrendPoint],
    *,
    subject: str,
    title: str,
    identity: str,
    alerts: Mapping[str, Alert],
    is_simulated: bool,
) -> SafeString:
    is_force = any(point.force is not None for point in points)
    numbers = note_numbers(points)
    quarters = [
        quarter(point, alerts.get(point.period), notes=numbers.get(point.period, ()))
        for point in points
    ]
    drawing = trends.draw(
        trend_layout.place(quarters),
        words=trends.TrendWords(
            vertical=_("Per cent"),
            subject=subject,
            nation=_("The nation") if is_force else "",
            hidden="[c]",
            limits=_("limits of its own habit"),
        ),
        identity=identity,
        title=title,
        description="; ".join(
            f"{words.period_name(point.period)}: {words.figure_words(point.share).line}"
            for point in points
        ),
        stamp=simulation_stamp(is_simulated=is_simulated),
    )
    return safe(drawing)


def note_numbers(points: Sequence[TrendPoint]) -> dict[str, range]:
    found: dict[str, range] = {}
    first = 1
    for point in points:
        if point.notes:
            found[point.period] = range(first, first + len(point.notes))
            first += len(point.notes)
    return found


def quarter(
    point: TrendPoint, alert: Alert | None, *, notes: Sequence[int] = ()
) -> trend_layout.TrendQuarter:
    share: Share = point.share
    shown = share if isinstance(share, Published) else None
    nation = point.nation if point.force is not None else None
    year, number = point.period.split("-Q")
    habit = point.habit
    return trend_layout.TrendQuarter(
        label=_("Q%(quarter)s") % {"quarter": number},
        year=year,
        share=shown.positive if shown else None,
        lower=shown.interval.lower if shown else None,
        upper=shown.interval.upper if shown else None,
        nation=nation.positive if isinstance(nation, Published) else None,
        words=words.figure_words(share).line,
        alert=_("An alert was raised") if alert else "",
        is_rise=alert.is_rise if alert else False,
        limits=(max(0.0, habit.lower), min(1.0, habit.upper)) if habit else None,
        signal=words.signal_words(habit) if habit and habit.signal else "",
        notes=", ".join(words.number(number) for number in notes),
        note="; ".join(note.reason for note in point.notes),
        is_rebased=point.is_rebased,
    )

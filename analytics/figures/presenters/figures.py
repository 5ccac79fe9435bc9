from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from access.models import Force
from analytics import words
from analytics.figures.presenters import charts
from analytics.figures.selectors.coverage import Reach
from analytics.figures.selectors.figures import Figures, ForceFunnel, ItemFigure, TrendPoint
from analytics.items import item_codes, items
from analytics.models import Alert
from analytics.stats.comparison import Position
from analytics.tables import EVERYBODY, YEARLY, Dimension
from analytics.words import EstimateWords, FigureWords
from ui import formatting


@dataclass(frozen=True, kw_only=True)
class SelectOption:
    code: str
    label: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    label: str
    figure: FigureWords
    nation: FigureWords | None
    modelled: EstimateWords
    coverage: str = ""
    response: str = ""


@dataclass(frozen=True, kw_only=True)
class FunnelRow:
    name: str
    url: str
    figure: FigureWords
    position: str
    coverage: str
    response: str


@dataclass(frozen=True, kw_only=True)
class TrendRow:
    period: str
    figure: FigureWords
    nation: FigureWords | None
    habit: str
    notes: str


@dataclass(frozen=True, kw_only=True)
class NoteWords:
    pk: int
    number: str
    period: str
    reason: str
    effect: str
    signed: str


@dataclass(frozen=True, kw_only=True)
class Picture:
    caption: str
    drawing: SafeString | None


@dataclass(frozen=True, kw_only=True)
class OptionGroup:
    options: Sequence[SelectOption]
    heading: str = ""


def dimension_options(current: Dimension, *, of: Collection[Dimension]) -> list[OptionGroup]:
    def options(group: Sequence[Dimension]) -> list[SelectOption]:
        return [
            SelectOption(
                code=each.value, label=words.dimension_name(each), is_current=each is current
            )
            for each in group
            if each in of
        ]

    return [
        OptionGroup(options=options([Dimension.ALL])),
        *(
            OptionGroup(heading=str(heading), options=options(group))
            for heading, group in words.DIMENSION_GROUPS.items()
        ),
    ]


def item_options(current: str) -> list[SelectOption]:
    return [
        SelectOption(code=code, label=words.label(code), is_current=code == current)
        for code in item_codes()
    ]


def lead(figures: Figures, item: str) -> str:
    figure = figures.all_victims(item)
    return words.finding(
        items()[item],
        period=figures.period,
        share=figure.share,
        nation=figure.nation if figure.force is not None else None,
    )


def reach_sentence(reach: Reach | None) -> str:
    if reach is None or reach.coverage is None:
        return _("No cases of this quarter have been loaded.")
    parts = {
        "coverage": words.percent(reach.coverage),
        "in_scope": words.number(reach.in_scope),
    }
    if reach.response is None:
        return _("%(coverage)s of the %(in_scope)s stages in scope could be asked about.") % parts
    return _(
        "%(coverage)s of the %(in_scope)s stages in scope could be asked about; "
        "%(response)s of those who were asked answered."
    ) % {**parts, "response": words.percent(reach.response)}


def empty_message(figures: Figures) -> str:
    if figures.has_content:
        return ""
    if figures.dimension in YEARLY:
        return _(
            "Figures by local area are of a year from April to March, once its four quarters have "
            "closed, of forces whose case files name their areas. A quarter that was corrected "
            "leaves its year without them."
        )
    return _(
        "There is nothing to show by this in %(period)s: nobody who answered was asked about it, "
        "or nobody said."
    ) % {"period": words.period_name(figures.period)}


def labelled(figures: Figures, item: str) -> list[tuple[str, ItemFigure]]:
    if figures.dimension is Dimension.ALL:
        return [(words.label(figure.item), figure) for figure in figures.total]
    everybody = next(figure for figure in figures.total if figure.item == item)
    rows = [(words.level_name(Dimension.ALL, EVERYBODY), everybody)]
    for level, found in figures.levels.items():
        figure = next(one for one in found if one.item == item)
        rows.append((words.level_name(figures.dimension, level), figure))
    return rows


def figure_rows(
    rows: Sequence[tuple[str, ItemFigure]], reaches: Mapping[str, Reach]
) -> list[FigureRow]:
    return [
        FigureRow(
            label=label,
            figure=words.figure_words(figure.share),
            nation=words.figure_words(figure.nation) if figure.force is not None else None,
            modelled=words.modelled_words(figure.modelled),
            coverage=coverage_words(reaches.get(figure.level)),
            response=response_words(reaches.get(figure.level)),
        )
        for label, figure in rows
    ]


def coverage_words(reach: Reach | None) -> str:
    return _share_or_mark(reach.coverage if reach else None)


def _share_or_mark(share: float | None) -> str:
    return words.percent(share) if share is not None else "[x]"


def response_words(reach: Reach | None) -> str:
    """Only by case-file characteristics (decision 17)."""
    if reach is not None and reach.is_response_hidden:
        return "[c]"
    return _share_or_mark(reach.response if reach else None)


def figures_picture(figures: Figures, item: str, *, is_simulated: bool) -> Picture:
    subject = words.place_name(figures.force)
    if figures.dimension is Dimension.ALL:
        caption = _(
            "%(place)s, %(period)s: share who answered favourably, with 95 %% intervals"
        ) % {
            "place": subject,
            "period": words.period_name(figures.period),
        }
    else:
        caption = _("%(place)s, %(period)s. %(dimension)s: %(item)s, with 95 %% intervals") % {
            "place": subject,
            "period": words.period_name(figures.period),
            "item": words.label(item),
            "dimension": words.dimension_name(figures.dimension),
        }
    drawing = charts.interval_chart(
        labelled(figures, item),
        subject=subject,
        title=caption,
        identity="figures",
        is_simulated=is_simulated,
    )
    return Picture(caption=caption, drawing=drawing)


def trend_picture(
    points: Sequence[TrendPoint],
    *,
    force: Force | None,
    item: str,
    alerts: Mapping[str, Alert],
    is_simulated: bool,
) -> Picture:
    caption = _("%(place)s by quarter: %(item)s, with its 95 %% interval") % {
        "place": words.place_name(force),
        "item": words.label(item),
    }
    drawing = charts.trend_chart(
        points,
        subject=words.place_name(force),
        title=caption,
        identity="trend",
        alerts=alerts,
        is_simulated=is_simulated,
    )
    return Picture(caption=caption, drawing=drawing)


def trend_rows(points: Sequence[TrendPoint]) -> list[TrendRow]:
    numbers = charts.note_numbers(points)
    return [
        TrendRow(
            period=words.period_name(point.period) + (" [p]" if point.is_provisional else ""),
            figure=words.figure_words(point.share),
            nation=words.figure_words(point.nation) if point.force is not None else None,
            habit=_habit_words(point),
            notes=", ".join(words.number(one) for one in numbers.get(point.period, ())),
        )
        for point in points
    ]


def note_words(points: Sequence[TrendPoint]) -> list[NoteWords]:
    numbers = charts.note_numbers(points)
    return [
        NoteWords(
            pk=note.pk,
            number=words.number(number),
            period=words.period_name(point.period),
            reason=note.reason,
            effect=_(
                "The limits begin anew with this quarter, and the quarters before count in them "
                "until there are seven."
            )
            if note.is_rebase
            else "",
            signed=_("%(name)s, %(day)s")
            % {
                "name": note.noted_by,
                "day": formatting.format_date(localdate(note.noted_at), language=words.language()),
            },
        )
        for point in points
        for number, note in zip(numbers.get(point.period, ()), point.notes, strict=True)
    ]


def _habit_words(point: TrendPoint) -> str:
    if point.habit is None:
        return "–"
    return words.signal_words(point.habit) or _("as usual")


def habit_sentence(points: Sequence[TrendPoint]) -> str:
    charted = [point for point in points if point.habit is not None]
    if not charted:
        return _(
            "It takes seven quarters with enough answers to tell an unusual quarter from the "
            "usual ups and downs."
        )
    unusual = [point for point in charted if point.habit and point.habit.signal]
    parts = {
        "quarters": words.number(len(charted)),
        "unusual": words.number(len(unusual)),
    }
    if not unusual:
        return (
            _("In these %(quarters)s quarters it has moved as it always does: nothing stands out.")
            % parts
        )
    return (
        ngettext(
            "%(unusual)s of these %(quarters)s quarters stands out from the habit of the series, "
            "marked by a diamond; the table says why.",
            "%(unusual)s of these %(quarters)s quarters stand out from the habit of the series, "
            "marked by a diamond; the table says why.",
            len(unusual),
        )
        % parts
    )


def funnel_picture(found: ForceFunnel, *, is_simulated: bool) -> Picture:
    caption = _("All forces, %(period)s: %(item)s") % {
        "period": words.period_name(found.period),
        "item": words.label(found.item),
    }
    drawing = charts.funnel_chart(
        found, title=caption, identity="funnel", is_simulated=is_simulated
    )
    return Picture(caption=caption, drawing=drawing)


def funnel_rows(found: ForceFunnel, reaches: Mapping[str, Reach]) -> list[FunnelRow]:
    return [
        FunnelRow(
            name=words.place_name(point.force),
            url=reverse("analytics:figures", args=[point.force.code]) + f"?period={found.period}",
            figure=words.figure_words(point.share),
            position=position_words(found, point.force.code),
            coverage=coverage_words(reaches.get(point.force.code)),
            response=response_words(reaches.get(point.force.code)),
        )
        for point in found.points
    ]


def position_words(found: ForceFunnel, force_code: str) -> str:
    if found.is_provisional:
        return _("not compared while the quarter is open")
    position = found.funnel.positions.get(force_code) if found.funnel else None
    names = {
        None: _("too few answers to compare"),
        Position.LOW: _("below the 99.8 per cent limit"),
        Position.SOMEWHAT_LOW: _("below the 95 per cent limit"),
        Position.WITHIN: _("within the limits"),
        Position.SOMEWHAT_HIGH: _("above the 95 per cent limit"),
        Position.HIGH: _("above the 99.8 per cent limit"),
    }
    return names[position]


def funnel_sentence(found: ForceFunnel) -> str:
    if found.is_provisional:
        return _("While the quarter is open, its forces are not compared.")
    if found.funnel is None:
        return _("Too few victims answered to compare forces in this quarter.")
    positions = list(found.funnel.positions.values())
    outside = sum(position in charts.OUTSIDE for position in positions)
    if not outside:
        return _(
            "All %(forces)s forces with enough answers are inside the limits that hold "
            "99.8 per cent of forces."
        ) % {"forces": words.number(len(positions))}
    return ngettext(
        "Of %(forces)s forces with enough answers, %(outside)s is outside the limits that hold "
        "99.8 per cent of forces.",
        "Of %(forces)s forces with enough answers, %(outside)s are outside the limits that hold "
        "99.8 per cent of forces.",
        outside,
    ) % {
        "forces": words.number(len(positions)),
        "outside": words.number(outside),
    }

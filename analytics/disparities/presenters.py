from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from django.utils.safestring import SafeString
from django.utils.translation import ngettext

from analytics import words
from analytics.charts import gap_grid
from analytics.charts.gap_grid import GridBand, GridMark, GridRow, MarkKind
from analytics.disparities import gap_tables
from analytics.disparities.gap_tables import EveryRow, period_words, place_name
from analytics.disparities.selectors import GapsPage, GridGap, GroupGaps
from analytics.figures.presenters import charts, gaps
from analytics.items import Judgement, item_codes, items
from analytics.records.presenters import rate_tables
from analytics.stats.judgement import Judged
from analytics.tables import ALSO_RECORDED, Dimension
from ui import formatting
from ui.languages import gettext as _

MOST_NAMED, MOST_DESCRIBED, MOST_CONFIRMED = 4, 6, 12
Found = Sequence[tuple[str, GridGap]]


@dataclass(frozen=True, kw_only=True)
class GridPicture:
    caption: str
    drawing: SafeString


def lead(page: GapsPage) -> str:
    when, period = gap_tables.when(page), period_words(page)
    parts = {"when": when, "period": period, "place": place_name(page)}
    worse = [(row, found) for row in page.rows if (found := _worse(row))]
    if not any(gap for row in page.rows for gap in row.gaps.values()):
        return _("Too few victims answered in %(period)s to compare groups here.") % parts
    if not worse:
        said = (
            _(
                "%(when)s no group of victims in %(place)s is clearly worse off than its "
                "reference on any of the ten questions, with the same mix of cases."
            )
            % parts
        )
        return f"{said} {gaps.seen_sentence(_judged(page))}".strip()
    worse.sort(key=lambda each: -_size(each[1][0][1]))
    named = [_named(row, found) for row, found in worse[:MOST_NAMED]]
    if more := len(worse) - len(named):
        named.append(
            ngettext("%(count)s more group", "%(count)s more groups", more)
            % {"count": words.number(more)}
        )
    told = _(
        "%(when)s these victims in %(place)s are clearly worse off than others, with the same "
        "mix of cases: %(groups)s."
    ) % {**parts, "groups": "; ".join(named)}
    return f"{told} {_confirmed(page, worse)}".strip()


def _confirmed(page: GapsPage, worse: Sequence[tuple[GroupGaps, Found]]) -> str:
    if not page.before:
        return ""
    parts = {"before": words.period_name(page.before)}
    named = [
        _("%(characteristic)s, “%(group)s”, on “%(item)s”") % _names(row, item)
        for row, item, _gap in _in_both(page, worse)
    ]
    if not named:
        return _("None of these gaps was clear in %(before)s.") % parts
    told = named[:MOST_CONFIRMED]
    if more := len(named) - len(told):
        told.append(
            ngettext("%(count)s more", "%(count)s more", more) % {"count": words.number(more)}
        )
    return _("Clear in %(before)s too: %(groups)s.") % {
        **parts,
        "groups": "; ".join(told),
    }


def confirmed(page: GapsPage) -> list[str]:
    """Clearly worse off in this quarter and the one before, with the interval tested."""
    worse = [(row, found) for row in page.rows if (found := _worse(row))]
    return [
        _("%(characteristic)s, “%(group)s”, on “%(item)s” (%(gap)s points, %(interval)s)")
        % {
            **_names(row, item),
            "gap": gaps.points(gap.gap.standardised.difference.value),
            "interval": gaps.interval_words(gap.gap.standardised.difference),
        }
        for row, item, gap in _in_both(page, worse)
    ]


def _in_both(
    page: GapsPage, worse: Sequence[tuple[GroupGaps, Found]]
) -> list[tuple[GroupGaps, str, GridGap]]:
    return [
        (row, item, gap)
        for row, found in worse
        for item, gap in found
        if (row.dimension, row.level, item) in page.confirmed
    ]


def _names(row: GroupGaps, item: str) -> dict[str, str]:
    return {
        "characteristic": words.dimension_name(row.dimension),
        "group": words.level_name(row.dimension, row.level),
        "item": words.label(item),
    }


def _judged(page: GapsPage) -> list[Judged]:
    found = (gap for row in page.rows for gap in row.gaps.values())
    return [each.gap.standardised for each in found if each]


def comparisons_made(page: GapsPage) -> str:
    marks = [gap_tables.mark_kind(gap) for row in page.rows for gap in row.gaps.values()]
    judged = _judged(page)
    return _(
        "Of %(all)s comparisons, %(compared)s could be made; clear differences among them: "
        "%(clear)s. In %(unseen)s of all, a gap of 10 points could not have been seen."
    ) % {
        "all": words.number(len(marks)),
        "compared": words.number(len(judged)),
        "clear": words.number(sum(one.is_clear for one in judged)),
        "unseen": words.number(marks.count(MarkKind.UNSEEN)),
    }


def picture(page: GapsPage, told: EveryRow) -> GridPicture:
    caption = _("%(place)s, %(period)s: each group beside its reference on ten questions") % {
        "place": place_name(page),
        "period": period_words(page),
    }
    bands = [
        GridBand(
            name=words.dimension_name(dimension),
            beside=_reference_words(dimension, page.rows),
            rows=tuple(_grid_row(row) for row in page.rows if row.dimension is dimension),
        )
        for dimension in gap_tables.dimensions_of(page)
    ]
    description = _described(page, told)
    drawings = [
        gap_grid.draw(
            gap_grid.place(bands, columns=len(item_codes()), is_wide=is_wide),
            identity="gw" if is_wide else "gn",
            title=caption,
            description=description,
            stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
        )
        for is_wide in (True, False)
    ]
    return GridPicture(caption=caption, drawing=charts.safe("".join(drawings)))


def questions() -> list[tuple[str, str]]:
    return [(item, words.label(item)) for item in item_codes()]


def records(page: GapsPage) -> str:
    told = [
        _("%(characteristic)s %(share)s (%(interval)s)")
        % {
            "characteristic": words.dimension_name(one),
            "share": (figure := rate_tables.figure(page.records[one])).value,
            "interval": figure.interval,
        }
        for one in ALSO_RECORDED
        if one in page.records
    ]
    if not told:
        return ""
    period = next(iter(page.records.values())).period
    return _("In %(period)s the record agrees with what victims say: %(told)s.") % {
        "period": words.period_name(period),
        "told": formatting.format_words(told, language=words.language()),
    }


def _reference_words(dimension: Dimension, rows: Sequence[GroupGaps]) -> str:
    reference = next(row.reference for row in rows if row.dimension is dimension)
    return _("beside: %(reference)s") % {"reference": words.level_name(dimension, reference)}


def _worse(row: GroupGaps) -> Found:
    found = [
        (item, gap)
        for item, gap in row.gaps.items()
        if gap and _judgement(item, gap) is Judgement.WORSE
    ]
    return sorted(found, key=lambda each: -_size(each[1]))


def _size(gap: GridGap) -> float:
    return abs(gap.gap.standardised.difference.value)


def _judgement(item: str, gap: GridGap | None) -> Judgement | None:
    if gap is None or not gap.gap.standardised.is_clear:
        return None
    return items()[item].judgement(is_higher=gap.gap.standardised.difference.value > 0)


def _named(row: GroupGaps, found: Found) -> str:
    item, widest = found[0]
    difference = widest.gap.standardised.difference
    parts = {
        "group": words.level_name(row.dimension, row.level),
        "characteristic": words.dimension_name(row.dimension),
        "count": words.number(len(found)),
        "item": words.label(item),
        "gap": gaps.points(difference.value),
        "interval": gaps.interval_words(difference),
    }
    return (
        ngettext(
            "%(characteristic)s, “%(group)s”, on “%(item)s” (%(gap)s points, %(interval)s)",
            "%(characteristic)s, “%(group)s”, on %(count)s questions, most on “%(item)s” (%(gap)s "
            "points, %(interval)s)",
            len(found),
        )
        % parts
    )


def _grid_row(row: GroupGaps) -> GridRow:
    return GridRow(
        label=words.level_name(row.dimension, row.level),
        marks=tuple(
            GridMark(kind=gap_tables.mark_kind(gap), judgement=_judgement(item, gap))
            for item, gap in row.gaps.items()
        ),
    )


def _described(page: GapsPage, told: EveryRow) -> str:
    clear = (
        f"{one.group}, {gap_tables.in_a_line(one)}"
        for row in page.rows
        for gap, one in zip(row.gaps.values(), told[row.dimension, row.level], strict=True)
        if gap and gap.gap.standardised.is_clear
    )
    return "; ".join(islice(clear, MOST_DESCRIBED)) or _("No difference is clear.")

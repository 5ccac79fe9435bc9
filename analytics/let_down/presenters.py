"""The words of the page of who is let down, and its picture."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics import words
from analytics.charts import gap_grid
from analytics.charts.gap_grid import GridBand, GridMark, GridRow, MarkKind
from analytics.figures.presenters import charts, gaps
from analytics.figures.presenters.gaps import GapWords
from analytics.items import Judgement, item_codes, items
from analytics.let_down.region_names import region_name
from analytics.let_down.selectors import GridGap, GroupGaps, LetDownPage
from analytics.records.presenters import rate_tables
from analytics.stats.judgement import Judged
from analytics.tables import ALSO_RECORDED, Dimension
from ui import formatting

WORTH_KNOWING = 0.1
"""A gap of ten points: where one could not have been seen, the place is outlined."""
MOST_NAMED = 4


@dataclass(frozen=True, kw_only=True)
class GridGapRow:
    """One group and one question. `own` and `other` are shares with their bases; empty, as the gaps
    are hidden, where nothing is compared."""

    group: str
    item: str
    label: str
    own: str
    other: str
    raw: GapWords
    standardised: GapWords


@dataclass(frozen=True, kw_only=True)
class GapTable:
    """The groups of one characteristic on every question."""

    dimension: str
    name: str
    reference: str
    told: str
    caption: str
    rows: Sequence[GridGapRow]


@dataclass(frozen=True, kw_only=True)
class GridPicture:
    caption: str
    drawing: SafeString


def place_name(page: LetDownPage) -> str:
    return region_name(page.region) if page.region else words.place_name(page.force)


def period_words(page: LetDownPage) -> str:
    """The quarters that are put together."""
    quarters = page.quarters or ((page.period,) if page.period else ())
    if len(quarters) < 2:
        return "".join(words.period_name(one) for one in quarters)
    return _("%(first)s to %(last)s") % {
        "first": words.period_name(quarters[0]),
        "last": words.period_name(quarters[-1]),
    }


def lead(page: LetDownPage) -> str:
    """Who is let down, by name, or that nobody is seen to be."""
    parts = {"period": period_words(page), "place": place_name(page)}
    worse = [(row, found) for row in page.rows if (found := _worse(row))]
    if not any(gap for row in page.rows for gap in row.gaps.values()):
        return _("Too few victims answered in %(period)s to compare groups here.") % parts
    if not worse:
        return (
            _(
                "In %(period)s no group of victims in %(place)s is clearly worse off than its "
                "reference on any of the ten questions, with the same mix of cases."
            )
            % parts
        )
    worse.sort(key=lambda each: -_size(each[1][0][1]))
    named = [_named(row, found) for row, found in worse[:MOST_NAMED]]
    if more := len(worse) - len(named):
        named.append(
            ngettext("%(count)s more group", "%(count)s more groups", more)
            % {"count": words.number(more)}
        )
    return _(
        "In %(period)s these victims in %(place)s are clearly worse off than others, with the same "
        "mix of cases: %(groups)s."
    ) % {**parts, "groups": formatting.format_words(named, language=words.language())}


def seen(page: LetDownPage) -> str:
    """How much could be compared, and how much could not have been seen."""
    marks = [_kind(gap) for row in page.rows for gap in row.gaps.values()]
    compared = [gap for row in page.rows for gap in row.gaps.values() if gap]
    return _(
        "Of %(all)s comparisons %(compared)s could be made, and %(clear)s show a clear difference; "
        "in %(unseen)s a gap of 10 points could not have been seen."
    ) % {
        "all": words.number(len(marks)),
        "compared": words.number(len(compared)),
        "clear": words.number(sum(one.gap.standardised.is_clear for one in compared)),
        "unseen": words.number(marks.count(MarkKind.UNSEEN)),
    }


EveryRow = Mapping[tuple[Dimension, str], Sequence[GridGapRow]]
"""By characteristic and group, in the order of the questions."""


def gap_rows(page: LetDownPage) -> EveryRow:
    """Every gap in words, which picture and tables have in common."""
    return {
        (row.dimension, row.level): [_gap_row(row, item) for item in row.gaps] for row in page.rows
    }


def picture(page: LetDownPage, told: EveryRow) -> GridPicture:
    caption = _("%(place)s, %(period)s: each group beside its reference on ten questions") % {
        "place": place_name(page),
        "period": period_words(page),
    }
    bands = [
        GridBand(
            name=words.dimension_name(dimension),
            beside=_beside(dimension, page.rows),
            rows=tuple(_grid_row(row, told) for row in page.rows if row.dimension is dimension),
        )
        for dimension in _dimensions(page)
    ]
    drawings = [
        gap_grid.draw(
            gap_grid.place(bands, columns=len(item_codes()), is_wide=is_wide),
            identity=f"let-down-{'wide' if is_wide else 'narrow'}",
            title=caption,
            description=_described(page, told),
            stamp=charts.simulation_stamp(is_simulated=page.is_simulated),
        )
        for is_wide in (True, False)
    ]
    return GridPicture(caption=caption, drawing=charts.safe("".join(drawings)))


def questions() -> list[tuple[str, str]]:
    """Code and label, in the order of the columns."""
    return [(item, words.label(item)) for item in item_codes()]


def tables(page: LetDownPage, told: EveryRow) -> Iterator[GapTable]:
    for dimension in _dimensions(page):
        own = [row for row in page.rows if row.dimension is dimension]
        name = words.dimension_name(dimension)
        yield GapTable(
            dimension=dimension.value,
            name=name,
            reference=words.level_name(dimension, own[0].reference),
            told=_told(own),
            caption=_("%(name)s, %(place)s, %(period)s: each group less “%(reference)s”")
            % {
                "name": name,
                "place": place_name(page),
                "period": period_words(page),
                "reference": words.level_name(dimension, own[0].reference),
            },
            rows=[one for row in own for one in told[row.dimension, row.level]],
        )


def records(page: LetDownPage) -> str:
    """How far the record is as victims say; empty where that may not be shown or was not
    counted."""
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
    return _("In %(period)s the record is as victims say of themselves for: %(told)s.") % {
        "period": words.period_name(period),
        "told": formatting.format_words(told, language=words.language()),
    }


def _dimensions(page: LetDownPage) -> list[Dimension]:
    return [dimension for dimension, _rows in groupby(page.rows, key=lambda row: row.dimension)]


def _beside(dimension: Dimension, rows: Sequence[GroupGaps]) -> str:
    reference = next(row.reference for row in rows if row.dimension is dimension)
    return _("beside: %(reference)s") % {"reference": words.level_name(dimension, reference)}


def _worse(row: GroupGaps) -> list[tuple[str, GridGap]]:
    """The questions on which a group is clearly worse off, the widest gap first."""
    found = [
        (item, gap)
        for item, gap in row.gaps.items()
        if gap and _judgement(item, gap) is Judgement.WORSE
    ]
    return sorted(found, key=lambda each: -_size(each[1]))


def _size(gap: GridGap) -> float:
    return abs(gap.gap.standardised.difference.value)


def _judgement(item: str, gap: GridGap | None) -> Judgement | None:
    """What a clear gap is; None where none is clear."""
    if gap is None or not gap.gap.standardised.is_clear:
        return None
    return items()[item].judgement(is_higher=gap.gap.standardised.difference.value > 0)


def _named(row: GroupGaps, found: Sequence[tuple[str, GridGap]]) -> str:
    """ "Disabled, on 3 questions, most on “Felt believed” (−14, −22 to −6 points)"."""
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


def _kind(gap: GridGap | None) -> MarkKind:
    if gap is None:
        return MarkKind.UNSEEN
    judged = gap.gap.standardised
    if judged.is_clear:
        return MarkKind.HIGHER if judged.difference.value > 0 else MarkKind.LOWER
    return MarkKind.UNSEEN if judged.detectable > WORTH_KNOWING else MarkKind.NONE


def _grid_row(row: GroupGaps, told: EveryRow) -> GridRow:
    pairs = zip(row.gaps.items(), told[row.dimension, row.level], strict=True)
    return GridRow(
        label=words.level_name(row.dimension, row.level),
        marks=tuple(
            GridMark(kind=_kind(gap), name=_mark_name(one), judgement=_judgement(item, gap))
            for (item, gap), one in pairs
        ),
    )


def _mark_name(one: GridGapRow) -> str:
    """What stands behind a mark, in a line."""
    if one.raw.is_hidden:
        told = _("too few answers to compare, or hidden")
    else:
        told = _("as it is %(raw)s; with the same mix %(same)s: %(verdict)s") % {
            "raw": one.raw.line,
            "same": one.standardised.line,
            "verdict": one.standardised.verdict,
        }
    return f"{one.group}, {one.label}: {told}"


def _described(page: LetDownPage, told: EveryRow) -> str:
    """The clear gaps in words, for who hears the picture."""
    clear = [
        _mark_name(one)
        for row in page.rows
        for gap, one in zip(row.gaps.values(), told[row.dimension, row.level], strict=True)
        if gap and gap.gap.standardised.is_clear
    ]
    return "; ".join(clear) or _("No difference is clear.")


def _told(rows: Sequence[GroupGaps]) -> str:
    """What is in a table, before it is opened."""
    every = [gap for row in rows for gap in row.gaps.values()]
    compared: list[Judged] = [gap.gap.standardised for gap in every if gap]
    return _("%(compared)s of %(all)s compared, %(clear)s clear") % {
        "compared": words.number(len(compared)),
        "all": words.number(len(every)),
        "clear": words.number(sum(judged.is_clear for judged in compared)),
    }


def _gap_row(row: GroupGaps, item: str) -> GridGapRow:
    gap = row.gaps[item]
    shared = {
        "group": words.level_name(row.dimension, row.level),
        "item": item,
        "label": words.label(item),
    }
    if gap is None:
        return GridGapRow(
            **shared, own="", other="", raw=gaps.NOT_COMPARED, standardised=gaps.NOT_COMPARED
        )
    return GridGapRow(
        **shared,
        own=_share(gap.own, gap.people),
        other=_share(gap.other, gap.other_people),
        raw=gaps.difference_words(gap.gap.raw),
        standardised=gaps.judged_words(gap.gap.standardised, item=item),
    )


def _share(share: float, people: int) -> str:
    return _("%(share)s of %(people)s") % {
        "share": words.percent(share),
        "people": words.number(people),
    }

"""The tables of the page of who is let down: the clear gaps, every gap in one grid, and with its
shares and people the groups of one characteristic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics import words
from analytics.charts.gap_grid import MarkKind
from analytics.figures.presenters import gaps
from analytics.figures.presenters.figures import SelectOption
from analytics.figures.presenters.gaps import GapWords
from analytics.let_down.region_names import region_name
from analytics.let_down.selectors import GridGap, GroupGaps, LetDownPage
from analytics.tables import Dimension
from ui.languages import gettext as _

WORTH_KNOWING = 0.1
"""A gap of ten points: where one could not have been seen, the place is outlined."""
SHAPES = {MarkKind.HIGHER: "▲", MarkKind.LOWER: "▼", MarkKind.UNSEEN: "□", MarkKind.NONE: ""}


@dataclass(frozen=True, kw_only=True)
class GridGapRow:
    """One group and one question. `own` and `other` are shares with their bases; empty, as the gaps
    are hidden, where nothing is compared."""

    dimension: str
    group: str
    reference: str
    item: str
    label: str
    own: str
    other: str
    raw: GapWords
    standardised: GapWords


@dataclass(frozen=True, kw_only=True)
class GapTable:
    """`name` is the characteristic of its groups, or what is in it."""

    name: str
    caption: str
    rows: Sequence[GridGapRow]


@dataclass(frozen=True, kw_only=True)
class Characteristic:
    """One to open the table of; `told` is what is in it."""

    code: str
    name: str
    told: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class GridCell:
    """A group on one question: the mark that the picture has there, whether a clear gap is better
    or worse, the gap with the same mix, and all that is to be told of it."""

    shape: str
    kind: str
    value: str
    told: str
    line: str
    """The gap with the same mix and its interval."""


@dataclass(frozen=True, kw_only=True)
class GridGroup:
    """A group on every question."""

    name: str
    cells: Sequence[GridCell]


@dataclass(frozen=True, kw_only=True)
class GridBody:
    """The groups of one characteristic, under its name and the group they are held against."""

    name: str
    groups: Sequence[GridGroup]


EveryRow = Mapping[tuple[Dimension, str], Sequence[GridGapRow]]
"""By characteristic and group, in the order of the questions."""


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


def when(page: LetDownPage) -> str:
    """The quarters as a sentence begins with them: one, or several that are put together."""
    if len(page.quarters) < 2:
        return _("In %(period)s") % {"period": period_words(page)}
    return _("In %(first)s to %(last)s together,") % {
        "first": words.period_name(page.quarters[0]),
        "last": words.period_name(page.quarters[-1]),
    }


def gap_rows(page: LetDownPage) -> EveryRow:
    """Every gap in words, which picture and tables have in common."""
    return {
        (row.dimension, row.level): [_gap_row(row, item) for item in row.gaps] for row in page.rows
    }


def dimensions_of(page: LetDownPage) -> list[Dimension]:
    return [dimension for dimension, _rows in groupby(page.rows, key=lambda row: row.dimension)]


def clear(page: LetDownPage, told: EveryRow) -> GapTable | None:
    """The gaps that are clear; None where none is."""
    rows = [
        one
        for row in page.rows
        for gap, one in zip(row.gaps.values(), told[row.dimension, row.level], strict=True)
        if gap and gap.gap.standardised.is_clear
    ]
    if not rows:
        return None
    return GapTable(name="", caption=_caption(page, _("The gaps that are clear")), rows=rows)


def grid(page: LetDownPage, told: EveryRow) -> list[GridBody]:
    return [
        GridBody(
            name=_("%(name)s (beside: %(reference)s)")
            % {"name": words.dimension_name(dimension), "reference": _reference(own)},
            groups=[
                GridGroup(
                    name=words.level_name(dimension, row.level),
                    cells=[
                        _cell(found, one)
                        for found, one in zip(
                            row.gaps.values(), told[dimension, row.level], strict=True
                        )
                    ],
                )
                for row in own
            ],
        )
        for dimension, own in _by_dimension(page)
    ]


def _cell(found: GridGap | None, one: GridGapRow) -> GridCell:
    return GridCell(
        shape=SHAPES[mark_kind(found)],
        kind=one.standardised.kind,
        value=one.standardised.value,
        told=in_a_line(one),
        line=one.standardised.line,
    )


def mark_kind(gap: GridGap | None) -> MarkKind:
    if gap is None:
        return MarkKind.UNSEEN
    judged = gap.gap.standardised
    if judged.is_clear:
        return MarkKind.HIGHER if judged.difference.value > 0 else MarkKind.LOWER
    return MarkKind.UNSEEN if judged.detectable > WORTH_KNOWING else MarkKind.NONE


def in_a_line(one: GridGapRow) -> str:
    """The question, the gap as it is and with the same mix."""
    if one.raw.is_hidden:
        told = _("too few answers to compare, or hidden")
    else:
        told = _("as it is %(raw)s; with the same mix %(same)s: %(verdict)s") % {
            "raw": one.raw.line,
            "same": one.standardised.line,
            "verdict": one.standardised.verdict,
        }
    return f"{one.label}: {told}"


def grid_caption(page: LetDownPage) -> str:
    return _caption(page, _("Gaps with the same mix of cases, in points"))


def characteristics(page: LetDownPage, *, current: str) -> list[Characteristic]:
    return [
        Characteristic(
            code=dimension.value,
            name=words.dimension_name(dimension),
            told=_told(own),
            is_current=dimension == current,
        )
        for dimension, own in _by_dimension(page)
    ]


def characteristic_options(page: LetDownPage, current: str) -> list[SelectOption]:
    """What the address may name."""
    return [
        SelectOption(
            code=dimension.value,
            label=words.dimension_name(dimension),
            is_current=dimension == current,
        )
        for dimension in dimensions_of(page)
    ]


def of_characteristic(page: LetDownPage, told: EveryRow, *, current: str) -> GapTable | None:
    """None where the address names no characteristic."""
    for dimension, own in _by_dimension(page):
        if dimension == current:
            name = words.dimension_name(dimension)
            return GapTable(
                name=name,
                caption=_("%(name)s, %(place)s, %(period)s: each group less “%(reference)s”")
                % {
                    "name": name,
                    "place": place_name(page),
                    "period": period_words(page),
                    "reference": _reference(own),
                },
                rows=[one for row in own for one in told[row.dimension, row.level]],
            )
    return None


def _caption(page: LetDownPage, name: str) -> str:
    return _("%(name)s, %(place)s, %(period)s") % {
        "name": name,
        "place": place_name(page),
        "period": period_words(page),
    }


def _by_dimension(page: LetDownPage) -> list[tuple[Dimension, list[GroupGaps]]]:
    groups = groupby(page.rows, key=lambda row: row.dimension)
    return [(dimension, list(rows)) for dimension, rows in groups]


def _reference(rows: Sequence[GroupGaps]) -> str:
    return words.level_name(rows[0].dimension, rows[0].reference)


def _told(rows: Iterable[GroupGaps]) -> str:
    """What is in a table, before it is opened."""
    every = [gap for row in rows for gap in row.gaps.values()]
    return _("%(compared)s of %(all)s compared, %(clear)s clear") % {
        "compared": words.number(sum(gap is not None for gap in every)),
        "all": words.number(len(every)),
        "clear": words.number(sum(map(_is_clear, every))),
    }


def _is_clear(gap: GridGap | None) -> bool:
    return gap is not None and gap.gap.standardised.is_clear


def _gap_row(row: GroupGaps, item: str) -> GridGapRow:
    gap = row.gaps[item]
    shared = {
        "dimension": row.dimension.value,
        "group": words.level_name(row.dimension, row.level),
        "reference": words.level_name(row.dimension, row.reference),
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

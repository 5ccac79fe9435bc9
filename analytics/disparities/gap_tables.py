from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from access.presenters import REGIONS
from analytics import words
from analytics.charts.gap_grid import MarkKind
from analytics.disparities.selectors import GapsPage, GridGap, GroupGaps, Region
from analytics.figures.presenters import gaps
from analytics.figures.presenters.figures import SelectOption
from analytics.figures.presenters.gaps import GapWords
from analytics.tables import Dimension
from ui.languages import gettext as _

WORTH_KNOWING = 0.1
"""A gap of ten points; a cell where it could not be detected is outlined."""
SHAPES = {MarkKind.HIGHER: "▲", MarkKind.LOWER: "▼", MarkKind.UNSEEN: "□", MarkKind.NONE: ""}


@dataclass(frozen=True, kw_only=True)
class GridGapRow:
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
    name: str
    caption: str
    rows: Sequence[GridGapRow]


@dataclass(frozen=True, kw_only=True)
class Characteristic:
    code: str
    name: str
    told: str
    is_current: bool


@dataclass(frozen=True, kw_only=True)
class GridCell:
    shape: str
    kind: str
    value: str
    told: str
    line: str
    """The gap with the same case mix and its interval."""


@dataclass(frozen=True, kw_only=True)
class GridGroup:
    name: str
    cells: Sequence[GridCell]


@dataclass(frozen=True, kw_only=True)
class GridBody:
    name: str
    groups: Sequence[GridGroup]


EveryRow = Mapping[tuple[Dimension, str], Sequence[GridGapRow]]
"""By characteristic and group, in question order."""


def place_name(page: GapsPage) -> str:
    return region_name(page.region) if page.region else words.place_name(page.force)


def period_words(page: GapsPage) -> str:
    quarters = page.quarters or ((page.period,) if page.period else ())
    if len(quarters) < 2:
        return "".join(words.period_name(one) for one in quarters)
    return _("%(first)s to %(last)s") % {
        "first": words.period_name(quarters[0]),
        "last": words.period_name(quarters[-1]),
    }


def when(page: GapsPage) -> str:
    if len(page.quarters) < 2:
        return _("In %(period)s") % {"period": period_words(page)}
    return _("In %(first)s to %(last)s together,") % {
        "first": words.period_name(page.quarters[0]),
        "last": words.period_name(page.quarters[-1]),
    }


def gap_rows(page: GapsPage) -> EveryRow:
    return {
        (row.dimension, row.level): [_gap_row(row, item) for item in row.gaps] for row in page.rows
    }


def dimensions_of(page: GapsPage) -> list[Dimension]:
    return [dimension for dimension, _rows in groupby(page.rows, key=lambda row: row.dimension)]


def clear(page: GapsPage, told: EveryRow) -> GapTable | None:
    rows = [
        one
        for row in page.rows
        for gap, one in zip(row.gaps.values(), told[row.dimension, row.level], strict=True)
        if gap and gap.gap.standardised.is_clear
    ]
    if not rows:
        return None
    return GapTable(name="", caption=_caption(page, _("The gaps that are clear")), rows=rows)


def grid(page: GapsPage, told: EveryRow) -> list[GridBody]:
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
    if one.raw.is_hidden:
        told = _("too few answers to compare, or hidden")
    else:
        told = _("as it is %(raw)s; with the same mix %(same)s: %(verdict)s") % {
            "raw": one.raw.line,
            "same": one.standardised.line,
            "verdict": one.standardised.verdict,
        }
    return f"{one.label}: {told}"


def grid_caption(page: GapsPage) -> str:
    return _caption(page, _("Gaps with the same mix of cases, in points"))


def characteristics(page: GapsPage, *, current: str) -> list[Characteristic]:
    return [
        Characteristic(
            code=dimension.value,
            name=words.dimension_name(dimension),
            told=_summarise_gaps(own),
            is_current=dimension == current,
        )
        for dimension, own in _by_dimension(page)
    ]


def characteristic_options(page: GapsPage, current: str) -> list[SelectOption]:
    return [
        SelectOption(
            code=dimension.value,
            label=words.dimension_name(dimension),
            is_current=dimension == current,
        )
        for dimension in dimensions_of(page)
    ]


def characteristic_table(page: GapsPage, told: EveryRow, *, current: str) -> GapTable | None:
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


def _caption(page: GapsPage, name: str) -> str:
    return _("%(name)s, %(place)s, %(period)s") % {
        "name": name,
        "place": place_name(page),
        "period": period_words(page),
    }


def _by_dimension(page: GapsPage) -> list[tuple[Dimension, list[GroupGaps]]]:
    groups = groupby(page.rows, key=lambda row: row.dimension)
    return [(dimension, list(rows)) for dimension, rows in groups]


def _reference(rows: Sequence[GroupGaps]) -> str:
    return words.level_name(rows[0].dimension, rows[0].reference)


def _summarise_gaps(rows: Iterable[GroupGaps]) -> str:
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


# The reference file has English names only.
def region_name(region: Region) -> str:
    return str(REGIONS.get(region.code, region.name))

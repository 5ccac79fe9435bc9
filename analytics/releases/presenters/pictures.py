from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from analytics.charts import intervals, svg
from analytics.disclosure.places import NATION
from analytics.items import headline
from analytics.releases.content import FrozenRelease, FrozenRow, FrozenTable
from analytics.tables import Dimension

WIDTH = 900
MARGIN = 16
FOOT = 28
TYPEFACE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"


@dataclass(frozen=True, kw_only=True)
class ReleasePicture:
    number: int
    title: str
    description: str
    table: FrozenTable
    rows: tuple[intervals.IntervalRow, ...]


def release_pictures(release: FrozenRelease) -> list[ReleasePicture]:
    return [
        ReleasePicture(
            number=number,
            title=table.title,
            description="; ".join(
                f"{row.label}: {_value(row)} {row.why}".strip() for row in table.rows
            ),
            table=table,
            rows=tuple(_row(row) for row in table.rows),
        )
        for number, table in enumerate(_tables_to_draw(release), start=1)
    ]


def _tables_to_draw(release: FrozenRelease) -> Iterator[FrozenTable]:
    quarter = release.periods[0]
    if table := release.ten_questions(period=quarter):
        yield table
    for table in release.tables_of(headline().code, NATION, quarter):
        if table.dimension == Dimension.STAGE.value:
            yield table


def _row(row: FrozenRow) -> intervals.IntervalRow:
    figure = row.figure
    return intervals.IntervalRow(
        label=row.label,
        value=_value(row),
        detail="",
        share=figure.positive / 100 if figure else None,
        lower=figure.lower / 100 if figure else None,
        upper=figure.upper / 100 if figure else None,
        nation=None,
    )


def _value(row: FrozenRow) -> str:
    if row.figure is None:
        return row.mark
    return f"{row.figure.positive_words} ({row.figure.interval_words}) {row.mark}".rstrip()


def on_page(picture: ReleasePicture, release: FrozenRelease) -> SafeString:
    drawings = [_draw(picture, release, is_wide=is_wide) for is_wide in (True, False)]
    return mark_safe("".join(drawings))  # noqa: S308  charts/svg.py escapes every text and attribute


def _draw(picture: ReleasePicture, release: FrozenRelease, *, is_wide: bool) -> str:
    return intervals.draw(
        intervals.place(picture.rows, is_wide=is_wide),
        key=intervals.Key(subject=picture.table.area_name),
        identity=f"release-{picture.number}-{'wide' if is_wide else 'narrow'}",
        title=picture.title,
        description=picture.description,
        stamp=release.stamp,
        colour=svg.FORCE,
    )


def write_svg(picture: ReleasePicture, release: FrozenRelease) -> str:
    placed = intervals.place(picture.rows, is_wide=True)
    height = placed.height + 40 + FOOT
    said = " · ".join(filter(None, (release.title, release.label, release.stamp)))
    inside = _draw(picture, release, is_wide=True).replace(
        'width="100%"', f'width="{WIDTH - 2 * MARGIN}" x="{MARGIN}" y="40"', 1
    )
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            svg.element(
                "svg",
                svg.element("rect", width=WIDTH, height=height, fill=svg.PAPER),
                svg.text(picture.title, x=MARGIN, y=26, weight="700"),
                inside,
                svg.text(said, x=MARGIN, y=height - 10, size=svg.AXIS_SIZE, fill=svg.QUIET),
                xmlns="http://www.w3.org/2000/svg",
                width=WIDTH,
                height=height,
                viewBox=f"0 0 {WIDTH} {height}",
                font_family=TYPEFACE,
                color=svg.INK,
            ),
            "",
        ]
    )

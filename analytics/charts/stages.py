from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from analytics.charts import svg
from analytics.charts.scale import Plot, Scale, share_lines
from analytics.items import Judgement

HEIGHT = 410.0
PLOT = Plot(height=HEIGHT, top=40.0, bottom=142.0)
SMALL_HEIGHT = 172.0
SMALL_PLOT = Plot(height=SMALL_HEIGHT, top=24.0, bottom=26.0)
SCALE = Scale(low=0.0, high=1.0, step=0.25)
SMALL_SCALE = Scale(low=0.0, high=1.0, step=0.5)
EDGE = 0.05
"""Room at the left, as a proportion of the width."""
MOST_LETTERS = 13
LINE = 17.0
COLOURS = {"better": svg.BETTER, "worse": svg.WORSE, "unusual": svg.UNUSUAL, "": svg.FORCE}


@dataclass(frozen=True, kw_only=True)
class StageColumn:
    """Shares are 0 to 1."""

    name: str
    value: str
    detail: tuple[str, ...]
    share: float | None
    lower: float | None
    upper: float | None
    nation: float | None
    before: int | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True)
class PlacedStage:
    column: StageColumn
    across: float


@dataclass(frozen=True, kw_only=True)
class StageLayout:
    stages: tuple[PlacedStage, ...]
    room: float

    def joined(self) -> Iterator[tuple[PlacedStage, PlacedStage]]:
        for stage in self.stages:
            if stage.column.before is not None:
                yield self.stages[stage.column.before], stage


def place(columns: Sequence[StageColumn]) -> StageLayout:
    room = (1 - EDGE) / max(1, len(columns))
    return StageLayout(
        stages=tuple(
            PlacedStage(column=column, across=EDGE + (number + 0.5) * room)
            for number, column in enumerate(columns)
        ),
        room=room,
    )


@dataclass(frozen=True, kw_only=True)
class StageWords:
    vertical: str
    subject: str
    nation: str = ""


def draw(
    placed: StageLayout,
    *,
    words: StageWords,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
) -> str:
    pattern = f"{identity}-hatch"
    return svg.picture(
        svg.element("defs", svg.hatching(pattern)),
        *share_lines(plot=PLOT, scale=SCALE, title=words.vertical),
        _key(words),
        *_marks(placed, PLOT, pattern, size=6),
        *(_told(stage) for stage in placed.stages),
        identity=identity,
        title=title,
        description=description,
        height=HEIGHT,
        stamp=stamp,
        width_class="is-wide",
    )


def draw_small(
    placed: StageLayout, *, identity: str, title: str, description: str, stamp: str = ""
) -> str:
    pattern = f"{identity}-hatch"
    return svg.picture(
        svg.element("defs", svg.hatching(pattern)),
        *share_lines(plot=SMALL_PLOT, scale=SMALL_SCALE, title=""),
        *_marks(placed, SMALL_PLOT, pattern, size=4),
        *(
            _below(str(number), stage, SMALL_HEIGHT - 8)
            for number, stage in enumerate(placed.stages, start=1)
        ),
        identity=identity,
        title=title,
        description=description,
        height=SMALL_HEIGHT,
        stamp=stamp,
    )


def _key(words: StageWords) -> str:
    own = svg.element("circle", cx="30%", cy=8, r=6, fill=svg.FORCE)
    own += svg.text(words.subject, x="30%", dx=14, y=svg.AXIS_SIZE, size=svg.AXIS_SIZE)
    if not words.nation:
        return own
    nation = svg.element(
        "svg",
        svg.element("line", x1="0", x2=14, y1=8, y2=8, stroke=svg.NATION, stroke_width=2),
        x="60%",
        y=0,
        width=24,
        height=16,
        overflow="visible",
    )
    return (
        own + nation + svg.text(words.nation, x="60%", dx=20, y=svg.AXIS_SIZE, size=svg.AXIS_SIZE)
    )


def _marks(placed: StageLayout, plot: Plot, pattern: str, *, size: float) -> Iterator[str]:
    for before, stage in placed.joined():
        yield _join(before, stage, plot)
    for stage in placed.stages:
        yield _stage(stage, placed.room, plot, pattern, size)


def _join(before: PlacedStage, stage: PlacedStage, plot: Plot) -> str:
    kind = stage.column.kind
    return svg.element(
        "line",
        x1=svg.across(before.across),
        x2=svg.across(stage.across),
        y1=_y(plot, before.column.share or 0.0),
        y2=_y(plot, stage.column.share or 0.0),
        stroke=COLOURS[kind] if kind else svg.LINE,
        stroke_width=2.5 if kind else 1.5,
        stroke_dasharray=None if kind else "2 4",
    )


def _stage(stage: PlacedStage, room: float, plot: Plot, pattern: str, size: float) -> str:
    column, x = stage.column, svg.across(stage.across)
    nation = ""
    if column.nation is not None:
        nation = _nation(stage.across, room, _y(plot, column.nation))
    if column.share is None or column.lower is None or column.upper is None:
        return _hidden(stage, room, plot, pattern) + nation
    y, colour = _y(plot, column.share), COLOURS[column.kind]
    interval = svg.element(
        "line",
        x1=x,
        x2=x,
        y1=_y(plot, column.lower),
        y2=_y(plot, column.upper),
        stroke=colour,
        stroke_width=size - 1,
        stroke_opacity=0.45,
        stroke_linecap="round",
    )
    if column.kind in {Judgement.BETTER, Judgement.WORSE}:
        is_up = column.kind == Judgement.BETTER
        return nation + interval + svg.triangle(x=x, y=y, size=size + 2, fill=colour, is_up=is_up)
    dot = svg.element("circle", cx=x, cy=y, r=size, fill=colour, stroke=svg.PAPER, stroke_width=1.5)
    return nation + interval + dot


def _hidden(stage: PlacedStage, room: float, plot: Plot, pattern: str) -> str:
    width = room / 3
    return svg.element(
        "rect",
        x=svg.across(stage.across - width / 2),
        y=plot.y(0),
        width=svg.across(width),
        height=plot.inner_height,
        fill=f"url(#{pattern})",
    )


def _nation(across: float, room: float, y: float) -> str:
    ends = [svg.across(across + side * room / 3) for side in (-1, 1)]
    return svg.element(
        "line", x1=ends[0], x2=ends[1], y1=y, y2=y, stroke=svg.NATION, stroke_width=2
    )


def _y(plot: Plot, share: float) -> float:
    return plot.y(SCALE.down(share))


def _told(stage: PlacedStage) -> str:
    column, y = stage.column, HEIGHT - PLOT.bottom + 20
    name = [_below(line, stage, y + LINE * at) for at, line in enumerate(lines(column.name))]
    y += LINE * 3 + 4
    value = _below(column.value, stage, y, weight="600")
    details = (
        _below(line, stage, y + LINE * at, fill=svg.QUIET)
        for at, line in enumerate(column.detail, start=1)
    )
    return "".join([*name, value, *details])


def _below(
    text: str, stage: PlacedStage, y: float, *, weight: str | None = None, fill: str = svg.INK
) -> str:
    return svg.text(
        text,
        x=svg.across(stage.across),
        y=y,
        size=svg.AXIS_SIZE,
        anchor="middle",
        weight=weight,
        fill=fill,
    )


def lines(name: str) -> list[str]:
    found: list[str] = []
    for word in name.split():
        if found and len(f"{found[-1]} {word}") <= MOST_LETTERS:
            found[-1] = f"{found[-1]} {word}"
        else:
            found.append(word)
    return found

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from analytics.charts import svg
from analytics.charts.scale import Plot, Scale, curve_path, scale_of, share_lines

HEIGHT, TOP, BOTTOM = 300.0, 40.0, 36.0
PLOT = Plot(height=HEIGHT, top=TOP, bottom=BOTTOM)
EDGE = 0.05


@dataclass(frozen=True, kw_only=True)
class WeekPoint:
    share: float | None
    lower: float | None
    upper: float | None
    is_marked: bool
    label: str
    words: str


@dataclass(frozen=True, kw_only=True)
class PlacedWeek:
    """Fractions: across from the left, down from the top."""

    point: WeekPoint
    across: float
    down: float | None
    band: tuple[float, float] | None


@dataclass(frozen=True, kw_only=True)
class WeeksLayout:
    weeks: tuple[PlacedWeek, ...]
    scale: Scale
    step: float

    def runs(self) -> Iterator[list[PlacedWeek]]:
        for is_known, run in groupby(self.weeks, key=lambda one: one.down is not None):
            if is_known:
                yield list(run)

    @property
    def window(self) -> tuple[float, float] | None:
        marked = [one.across for one in self.weeks if one.point.is_marked]
        if not marked:
            return None
        return min(marked) - self.step / 2, max(marked) + self.step / 2


def place(points: Sequence[WeekPoint]) -> WeeksLayout:
    known = [each for one in points for each in (one.share, one.lower, one.upper)]
    scale = scale_of(each for each in known if each is not None)
    step = (1 - 2 * EDGE) / max(1, len(points) - 1)
    return WeeksLayout(
        weeks=tuple(
            PlacedWeek(
                point=one,
                across=EDGE + number * step,
                down=None if one.share is None else scale.down(one.share),
                band=None
                if one.lower is None or one.upper is None
                else (scale.down(one.upper), scale.down(one.lower)),
            )
            for number, one in enumerate(points)
        ),
        scale=scale,
        step=step,
    )


def draw(
    placed: WeeksLayout,
    *,
    vertical: str,
    identity: str,
    title: str,
    description: str,
    stamp: str = "",
) -> str:
    return svg.picture(
        _window(placed),
        *share_lines(plot=PLOT, scale=placed.scale, title=vertical),
        *(_label(one) for one in placed.weeks if one.point.label),
        PLOT.curves(*_bands(placed), *_lines(placed)),
        *(_mark(one) for one in placed.weeks if one.down is not None),
        identity=identity,
        title=title,
        description=description,
        height=HEIGHT,
        stamp=stamp,
    )


def _window(placed: WeeksLayout) -> str:
    if placed.window is None:
        return ""
    first, last = placed.window
    return svg.element(
        "rect",
        x=svg.across(first),
        y=TOP,
        width=svg.across(last - first),
        height=PLOT.inner_height,
        fill=svg.UNUSUAL,
        fill_opacity=0.12,
    )


def _label(one: PlacedWeek) -> str:
    return svg.text(
        one.point.label,
        x=svg.across(one.across),
        y=HEIGHT - BOTTOM + 22,
        size=svg.AXIS_SIZE,
        fill=svg.QUIET,
        anchor="middle" if one.across > EDGE else None,
    )


def _bands(placed: WeeksLayout) -> Iterator[str]:
    half = placed.step / 2
    for run in placed.runs():
        bands = [(one.across, one.band) for one in run if one.band]
        if len(bands) == 1:
            across, band = bands[0]
            bands = [(across - half, band), (across + half, band)]
        upper = [(across, band[0]) for across, band in bands]
        lower = [(across, band[1]) for across, band in reversed(bands)]
        d = curve_path([*upper, *lower]) + " Z"
        yield svg.element("path", d=d, fill=svg.NATION, fill_opacity=0.2)


def _lines(placed: WeeksLayout) -> Iterator[str]:
    for run in placed.runs():
        yield svg.element(
            "path",
            d=curve_path((one.across, one.down or 0.0) for one in run),
            fill="none",
            stroke=svg.FORCE,
            stroke_width=1.5,
            vector_effect="non-scaling-stroke",
        )


def _mark(one: PlacedWeek) -> str:
    x, y = svg.across(one.across), PLOT.y(one.down or 0.0)
    if one.point.is_marked:
        return svg.diamond(x=x, y=y, size=6, fill=svg.UNUSUAL, name=one.point.words)
    title = svg.element("title", svg.words(one.point.words))
    return svg.element("circle", title, cx=x, cy=y, r=3.5, fill=svg.FORCE)

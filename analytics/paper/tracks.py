from analytics.charts import intervals, svg
from analytics.paper import marks
from analytics.stats.rounding.whole_points import told
from ui.paper.tagging import TaggedCanvas

NAME_GAP = 8.0


def draw_interval(
    canvas: TaggedCanvas,
    placed: intervals.PlacedInterval,
    *,
    left: float,
    width: float,
    y: float,
    half: float,
) -> None:
    def x(share: float) -> float:
        return left + told(share) * width

    marks.grid_line(canvas, x(0), x(1), y)
    row = placed.row
    if row.nation is not None:
        marks.line(canvas, [(x(row.nation), y - half), (x(row.nation), y + half)], svg.NATION, 1.2)
    if row.share is None or row.lower is None or row.upper is None:
        marks.hatch(canvas, left=x(0), width=width, y=y - 3, height=6)
        return
    canvas.saveState()
    canvas.setLineCap(1)
    canvas.setStrokeColor(marks.faint(svg.FORCE, 0.45))
    canvas.setLineWidth(3.5)
    canvas.line(x(row.lower), y, x(row.upper), y)
    canvas.restoreState()
    marks.dot(canvas, x(row.share), y, radius=3.4)


def draw_names(
    canvas: TaggedCanvas,
    placed: intervals.PlacedInterval,
    *,
    left: float,
    width: float,
    y: float,
    force: str,
    nation: str,
) -> None:
    """Each on the side away from the other."""
    row = placed.row
    if row.share is None or row.nation is None:
        return
    is_lower = row.share < row.nation
    force_anchor, nation_anchor = ("end", "start") if is_lower else ("start", "end")
    apart = NAME_GAP / 2 * (-1 if is_lower else 1)
    marks.words(
        canvas,
        force,
        left + told(row.share) * width + apart,
        y,
        colour=svg.FORCE,
        is_bold=True,
        anchor=force_anchor,
    )
    marks.words(canvas, nation, left + told(row.nation) * width - apart, y, anchor=nation_anchor)


def draw_shares_axis(canvas: TaggedCanvas, *, left: float, width: float, y: float) -> None:
    for tick in intervals.TICKS:
        place, words = left + tick * width, f"{tick * 100:.0f}"
        marks.words(canvas, words, place, y, anchor="middle", size=7)

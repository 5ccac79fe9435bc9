from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_LEFT, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle

from analytics.charts import svg
from ui.typefaces import BOLD, REGULAR

INK = HexColor(svg.INK)
QUIET = HexColor(svg.QUIET)
LINE = HexColor(svg.GRID)
ATTENTION = HexColor("#6b4100")
ATTENTION_GROUND = HexColor("#fff3d6")
WATERMARK = HexColor("#eef1f4")


def style(
    size: float, *, leading: float | None = None, is_bold: bool = False, colour: HexColor = INK
) -> ParagraphStyle:
    """From scratch: reportlab's styles name Helvetica, which would not be embedded."""
    font = BOLD if is_bold else REGULAR
    return ParagraphStyle(
        f"{font} {size}",
        fontName=font,
        bulletFontName=font,
        fontSize=size,
        leading=leading or size * 1.35,
        textColor=colour,
    )


KICKER = style(9, colour=QUIET)
TITLE = style(22, leading=26, is_bold=True)
PERIOD = style(11, colour=QUIET)
FIGURE = style(34, leading=40, is_bold=True, colour=HexColor(svg.FORCE))
HEADLINE = style(12.5, leading=18)
PAGE_TITLE = style(16, leading=20, is_bold=True)
HEADING = style(12.5, leading=16, is_bold=True)
BODY = style(9.5, leading=13.5)
STRONG = style(9, leading=13, is_bold=True)
SMALL = style(8.5, leading=11.5)
QUIET_SMALL = style(8.5, leading=11.5, colour=QUIET)
FINE = style(8, leading=10.5)
SIMULATED = style(10, leading=14, is_bold=True, colour=ATTENTION)
ON_ATTENTION = style(8, leading=10.5, colour=ATTENTION)
CELL = style(8.5, leading=10)
COLUMN = style(8, leading=10, is_bold=True, colour=QUIET)


def cell(*, is_head: bool, is_number: bool) -> ParagraphStyle:
    base = COLUMN if is_head else CELL
    alignment = TA_RIGHT if is_number else TA_LEFT
    return ParagraphStyle(f"{base.name} {alignment}", parent=base, alignment=alignment)

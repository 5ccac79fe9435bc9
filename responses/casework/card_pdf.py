from io import BytesIO

from reportlab.lib.pagesizes import A6, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from responses.casework.presenters.card import Card
from ui import typefaces

SIZE = landscape(A6)
MARGIN = 10 * mm
GAP = 2.2 * mm


def draw(card: Card) -> bytes:
    typefaces.register()
    target = BytesIO()
    canvas = Canvas(target, pagesize=SIZE, lang=card.language, initialFontName=typefaces.REGULAR)
    canvas.setTitle(card.title)
    canvas.setAuthor("")
    canvas.setCreator("")
    y = _write(canvas, card.title, _style(15, is_bold=True), SIZE[1] - MARGIN)
    for line in card.lines:
        y = _write(canvas, line, _style(10.5), y)
    if card.address:
        y = _write(canvas, card.address, _style(12, is_bold=True), y)
        y = _write(canvas, card.code, _style(20, is_bold=True), y - 1 * mm)
    for line in (*card.below, card.stamp):
        y = _write(canvas, line, _style(9), y)
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _write(canvas: Canvas, text: str, style: ParagraphStyle, y: float) -> float:
    paragraph = Paragraph(text, style)
    width = SIZE[0] - 2 * MARGIN
    height = float(paragraph.wrap(width, SIZE[1])[1])
    paragraph.drawOn(canvas, MARGIN, y - height)
    return float(y - height - GAP)


def _style(size: float, *, is_bold: bool = False) -> ParagraphStyle:
    font = typefaces.BOLD if is_bold else typefaces.REGULAR
    return ParagraphStyle(
        f"card {size}",
        fontName=font,
        bulletFontName=font,
        fontSize=size,
        leading=size * 1.3,
    )

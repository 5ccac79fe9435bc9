from html import unescape
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm as _mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from responses.interviewing.presenters.show_cards import PrintedCards
from ui import typefaces

mm = float(_mm)
MARGIN, FOOT = 20 * mm, 22 * mm
WIDTH = A4[0] - 2 * MARGIN
TITLE, NUMBER, ANSWER, STAMP = 20.0, 34.0, 22.0, 14.0
GAP = 5 * mm


def draw(printed: PrintedCards) -> bytes:
    typefaces.register()
    target = BytesIO()
    canvas = Canvas(
        target, pagesize=A4, lang=printed.language, initialFontName=typefaces.REGULAR, invariant=1
    )
    canvas.setTitle(printed.title)
    canvas.setAuthor("")
    canvas.setCreator("")
    y = _begin(canvas, printed)
    for card in printed.cards:
        number = _laid(str(card.number), NUMBER, is_bold=True)
        laid = [number, *(_laid(answer, ANSWER, is_bold=False) for answer in card.answers)]
        tall = sum(each.height + GAP for each in laid)
        if y - tall < FOOT:
            canvas.showPage()
            y = _begin(canvas, printed)
        for each in laid:
            each.drawOn(canvas, MARGIN, y - each.height)
            y -= each.height + GAP
        y -= 2 * GAP
    canvas.showPage()
    canvas.save()
    return target.getvalue()


def _begin(canvas: Canvas, printed: PrintedCards) -> float:
    title = _laid(printed.title, TITLE, is_bold=False)
    top = A4[1] - MARGIN
    title.drawOn(canvas, MARGIN, top - title.height)
    canvas.setFont(typefaces.BOLD, STAMP)
    canvas.drawCentredString(A4[0] / 2, 12 * mm, printed.stamp)
    canvas.drawRightString(A4[0] - MARGIN, 12 * mm, printed.edition)
    return float(top - title.height - 2 * GAP)


def _laid(text: str, size: float, *, is_bold: bool) -> Paragraph:
    font = typefaces.BOLD if is_bold else typefaces.REGULAR
    style = ParagraphStyle(
        f"card {font} {size}", fontName=font, bulletFontName=font, fontSize=size,
        leading=size * 1.35,
    )  # fmt: skip
    plain = unescape(text).replace("<strong>", "").replace("</strong>", "").replace("<br>", "\n")
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    laid = Paragraph(escaped.replace("\n", "<br/>"), style)
    laid.wrap(WIDTH, A4[1])
    return laid

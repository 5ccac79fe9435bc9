"""On A4 in letters of 18 points: an outside page, the questions, a page to keep."""

from collections.abc import Iterable
from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm as _mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph

from responses.paper.pictures import strokes
from responses.paper.presenters import paper_form as paper_presenters
from responses.paper.presenters.paper_form import PaperWords, PrintedChoice, PrintedQuestion
from ui import typefaces
from ui.drawings import DRAWINGS

mm = float(_mm)
MARGIN, FOOT = 20 * mm, 26 * mm
WIDTH, HEIGHT = A4[0] - 2 * MARGIN, A4[1] - MARGIN - FOOT
BODY, SMALL, HEADING, TITLE = 18.0, 14.0, 20.0, 30.0
BOX, GAP, INDENT = 7 * mm, 3 * mm, 20 * mm
PICTURE, GRID = 12 * mm, 24.0
"""A drawing's side on paper, and on the grid that it was drawn on."""


def draw(words: PaperWords) -> bytes:
    """Twice, since each page's foot shows the page total."""
    return _Drawing(words, pages=_Drawing(words, pages=0).drawn()[1]).drawn()[0]


class _Drawing:
    def __init__(self, words: PaperWords, *, pages: int) -> None:
        typefaces.register()
        self.words, self.pages, self.page = words, pages, 1
        self.target = BytesIO()
        self.canvas = Canvas(
            self.target, pagesize=A4, lang=words.language, initialFontName=typefaces.REGULAR,
            invariant=1,
        )  # fmt: skip
        self.canvas.setTitle(words.title)
        self.canvas.setAuthor("")
        self.canvas.setCreator("")
        self.y = A4[1] - MARGIN

    def drawn(self) -> tuple[bytes, int]:
        self._write(self.words.title, TITLE, is_bold=True)
        self.y -= 4 * GAP
        self._lines(self.words.outside)
        self._turn()
        self._lines(self.words.inside)
        for question in self.words.questions:
            self._question(question)
        self._turn()
        pages = self.page - 1
        if pages % 2:
            # What is kept must not stand on the back of what is sent.
            self.canvas.showPage()
        # It says nothing of the pages that are sent back.
        self._write(self.words.title, HEADING, is_bold=True)
        self._lines(self.words.keep)
        for place, word in enumerate(self.words.words, start=1):
            self._write(f"{place}. {word}", BODY, is_bold=True)
        self._stamp()
        self.canvas.showPage()
        canvas = self.canvas
        canvas.save()
        return self.target.getvalue(), pages

    def _question(self, question: PrintedQuestion) -> None:
        """Kept together on a page."""
        before = [self._laid(line, BODY if place else HEADING, is_bold=not place)
                  for place, line in enumerate(question.before)]  # fmt: skip
        text = self._laid(f"{question.number}. {question.text}", HEADING, is_bold=True)
        hint = [self._laid(question.hint, BODY)] if question.hint else []
        heads = [*before, text, *hint]
        rows = [(choice, self._laid(choice.text, BODY, indent=self._indent(choice)))
                for choice in question.choices]  # fmt: skip
        tall = sum(each.height + GAP for each in heads)
        tall += sum(self._tall(*row) + GAP for row in rows) + 2 * GAP
        if self.y - tall < FOOT:
            self._turn()
        self.y -= 2 * GAP
        for each in heads:
            self._put(each)
        for choice, laid in rows:
            self._choice(choice, laid)

    def _choice(self, choice: PrintedChoice, laid: Paragraph) -> None:
        tall = self._tall(choice, laid)
        middle = self.y - tall / 2
        self.canvas.rect(MARGIN, middle - BOX / 2, BOX, BOX)
        self.canvas.setFont(typefaces.REGULAR, SMALL)
        self.canvas.drawString(MARGIN + BOX + 1.5 * mm, middle - SMALL / 3, str(choice.number))
        if choice.symbol:
            self._picture(choice.symbol, MARGIN + INDENT, middle + PICTURE / 2)
        laid.drawOn(self.canvas, MARGIN + self._indent(choice), middle - laid.height / 2)
        self.y -= tall + GAP

    def _picture(self, name: str, left: float, top: float) -> None:
        for path, is_solid in zip(DRAWINGS[name], (False, True), strict=True):
            if not path:
                continue
            self.canvas.saveState()
            self.canvas.translate(left, top)
            self.canvas.scale(PICTURE / GRID, -PICTURE / GRID)
            self.canvas.setLineWidth(1.6)
            self.canvas.setLineCap(1)
            outline = self.canvas.beginPath()
            for stroke in strokes(path):
                flat = [value for point in stroke.points for value in point]
                draws = {"move": outline.moveTo, "line": outline.lineTo,
                         "curve": outline.curveTo, "close": outline.close}  # fmt: skip
                draws[stroke.kind](*flat)
            self.canvas.drawPath(outline, stroke=int(not is_solid), fill=int(is_solid))
            self.canvas.restoreState()

    def _turn(self) -> None:
        self.canvas.setFont(typefaces.REGULAR, SMALL)
        self.canvas.drawString(MARGIN, 14 * mm, self.words.code)
        said = paper_presenters.page_of(self.page, self.pages, language=self.words.language)
        self.canvas.drawRightString(A4[0] - MARGIN, 14 * mm, said)
        self._stamp()
        self.canvas.showPage()
        self.page += 1
        self.y = A4[1] - MARGIN

    def _stamp(self) -> None:
        self.canvas.setFont(typefaces.BOLD, SMALL)
        self.canvas.drawCentredString(A4[0] / 2, 14 * mm, self.words.stamp)

    def _lines(self, lines: Iterable[str]) -> None:
        for line in lines:
            self._write(line, BODY)

    def _write(self, text: str, size: float, *, is_bold: bool = False) -> None:
        laid = self._laid(text, size, is_bold=is_bold)
        if self.y - laid.height < FOOT:
            self._turn()
        self._put(laid)

    def _put(self, laid: Paragraph) -> None:
        laid.drawOn(self.canvas, MARGIN, self.y - laid.height)
        self.y -= laid.height + GAP

    def _tall(self, choice: PrintedChoice, laid: Paragraph) -> float:
        return max(BOX, float(laid.height), PICTURE if choice.symbol else 0.0)

    def _indent(self, choice: PrintedChoice) -> float:
        return INDENT + (PICTURE + 2 * GAP if choice.symbol else 0)

    def _laid(
        self, text: str, size: float, *, is_bold: bool = False, indent: float = 0
    ) -> Paragraph:
        font = typefaces.BOLD if is_bold else typefaces.REGULAR
        style = ParagraphStyle(
            f"{font} {size}", fontName=font, bulletFontName=font, fontSize=size, leading=size * 1.35
        )
        plain = text.replace("<strong>", "").replace("</strong>", "")
        laid = Paragraph(
            plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;"), style
        )
        laid.wrap(WIDTH - indent, HEIGHT)
        return laid

from collections.abc import Callable, Sequence
from io import BytesIO
from typing import BinaryIO

from django.utils.translation import gettext as _
from reportlab.lib.styles import ParagraphStyle

from analytics.paper import layout, marks
from analytics.paper.layout import (
    FLOOR,
    LEFT,
    MARGIN,
    PAGE_HEIGHT,
    PAGE_WIDTH,
    WIDTH,
    DoesNotFitError,
    PageSheet,
    TableColumn,
    height_of,
    row_height,
)
from ui.paper.tagging import TaggedCanvas

HEADING_GAP = 10.0
WATERMARK_TURN = 52
Across = Sequence[TableColumn]


class PaperSheets:
    def __init__(
        self, canvas: TaggedCanvas, *, footer: str, simulated: str, pages: int | None
    ) -> None:
        self.canvas, self.footer, self.simulated, self.pages = canvas, footer, simulated, pages
        self.number = 1
        self.page = self._new()

    def write(
        self, words: str, style: ParagraphStyle, *, role: str = "P",
        before: float = 0, after: float = 0,
    ) -> None:  # fmt: skip
        """On the next page if needed. Raises DoesNotFitError."""
        self.page.y -= before
        try:
            self.page.write(words, style, role=role, after=after)
        except DoesNotFitError:
            self.turn()
            self.page.write(words, style, role=role, after=after)

    def heading(
        self, words: str, *, needs: float, style: ParagraphStyle = layout.HEADING,
        role: str = "H2",
    ) -> None:  # fmt: skip
        gap = 0 if self.is_at_top else HEADING_GAP
        self.make_room(height_of(words, style, width=WIDTH) + needs + gap)
        self.write(words, style, role=role, before=0 if self.is_at_top else gap, after=2)

    @property
    def is_at_top(self) -> bool:
        return bool(self.page.y == PAGE_HEIGHT - MARGIN)

    def make_room(self, height: float) -> None:
        if self.page.y - height < FLOOR:
            self.turn()

    def table_row(
        self, cells: Sequence[str], across: Across, *, height: float, head: Callable[[], None]
    ) -> float:
        """Returns the middle."""
        if self.page.y - row_height(cells, across, least=height) - 1 < FLOOR:
            self.turn()
            head()
        return self.page.row(cells, across, height=height)

    def turn(self) -> None:
        self._foot()
        self.canvas.showPage()
        self.number += 1
        self.page = self._new()

    def finish(self) -> None:
        self._foot()
        self.canvas.showPage()

    def _new(self) -> PageSheet:
        marks.watermark(
            self.canvas, self.simulated, width=PAGE_WIDTH, height=PAGE_HEIGHT, turn=WATERMARK_TURN
        )
        return PageSheet(canvas=self.canvas)

    def _foot(self) -> None:
        page = _("Page %(number)s of %(pages)s") % {"number": self.number, "pages": self.pages}
        with self.canvas.artifact():
            self.canvas.saveState()
            self.canvas.setStrokeColor(layout.LINE)
            self.canvas.setLineWidth(0.6)
            self.canvas.line(LEFT, FLOOR - 2, LEFT + WIDTH, FLOOR - 2)
            marks.words(self.canvas, self.footer, LEFT, MARGIN, size=8)
            marks.words(self.canvas, page, LEFT + WIDTH, MARGIN, size=8, anchor="end")
            self.canvas.restoreState()


def print_pages(
    canvas_on: Callable[[BinaryIO], TaggedCanvas],
    fill: Callable[[PaperSheets], None],
    *,
    footer: str,
    simulated: str,
) -> bytes:
    """Twice: the first run counts the pages."""
    pages: int | None = None
    for _pass in range(2):
        target = BytesIO()
        canvas = canvas_on(target)
        sheets = PaperSheets(canvas, footer=footer, simulated=simulated, pages=pages)
        fill(sheets)
        sheets.finish()
        canvas.save()
        pages = sheets.number
    return target.getvalue()

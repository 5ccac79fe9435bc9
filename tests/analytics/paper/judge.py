"""What a PDF must have so that a screen reader can read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from itertools import combinations, pairwise
from unittest import mock

from pypdf import PdfReader
from pypdf.generic import ContentStream, DictionaryObject
from reportlab.lib.enums import TA_RIGHT
from reportlab.pdfbase.pdfmetrics import stringWidth

from analytics.paper import layout, marks
from ui.typefaces import BOLD, REGULAR

PAINTS = {b"Tj", b"TJ", b"'", b'"', b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*", b"Do"}
STANDARD = {
    "/Document", "/Sect", "/P", "/H1", "/H2", "/H3", "/Table", "/TR", "/TH", "/TD", "/Figure",
    "/L", "/LI", "/Span",
}  # fmt: skip
TOUCH = 1.0
"""Points by which boxes of letters may meet: a box is higher than its letters."""


def faults(content: bytes) -> list[str]:
    reader = PdfReader(BytesIO(content))
    return [
        *_of_document(reader),
        *_of_headings(reader),
        *_of_elements(reader),
        *_of_fonts(reader),
        *(fault for page in reader.pages for fault in _of_content(page, reader)),
    ]


def _of_document(reader: PdfReader) -> Iterator[str]:
    catalogue = reader.trailer["/Root"]
    metadata = catalogue.get("/Metadata")
    if metadata is None or b"<dc:title>" not in metadata.get_object().get_data():
        yield "06-003 no title in the metadata"
    if not catalogue.get("/ViewerPreferences", {}).get("/DisplayDocTitle"):
        yield "07-001 the title is not shown"
    if catalogue.get("/Lang") not in ("en-GB", "cy-GB"):
        yield "11-006 no language"
    if not catalogue.get("/MarkInfo", {}).get("/Marked") or "/StructTreeRoot" not in catalogue:
        yield "01-005 not tagged"
    if any(page.get("/Tabs") != "/S" for page in reader.pages):
        yield "28-003 no order of tabs"


def elements(node: DictionaryObject) -> Iterator[DictionaryObject]:
    for child in _kids(node):
        if not isinstance(child, int):
            yield child.get_object()
            yield from elements(child.get_object())


def _kids(node: DictionaryObject) -> list:
    kids = node.get("/K", [])
    return list(kids) if isinstance(kids, list) else [kids]


def _every(reader: PdfReader) -> list[DictionaryObject]:
    root = reader.trailer["/Root"].get("/StructTreeRoot")
    return list(elements(root)) if root else []


def _of_headings(reader: PdfReader) -> Iterator[str]:
    levels = [int(one["/S"][2:]) for one in _every(reader) if one["/S"][:2] == "/H"]
    if levels.count(1) != 1 or levels[:1] != [1]:
        yield f"14-002 the first heading is not the title: {levels}"
    if any(after > before + 1 for before, after in pairwise(levels)):
        yield f"14-003 a level of headings is left out: {levels}"


def _of_elements(reader: PdfReader) -> Iterator[str]:
    for one in _every(reader):
        role = one["/S"]
        if role not in STANDARD:
            yield f"02-001 no standard type: {role}"
        if role == "/Figure" and not one.get("/Alt", "").strip():
            yield "13-004 a picture without words"
        if role == "/Figure" and len(one.get("/A", {}).get("/BBox", [])) != 4:
            yield "13-008 a picture without a place"
        if role == "/TH" and "/Scope" not in one.get("/A", {}):
            yield "15-003 a head without its scope"
        if role == "/TH" and not one.get("/ActualText", "").strip():
            yield "15-003 a head without words"
        if role == "/Table":
            yield from _of_table(one)


def _of_table(table: DictionaryObject) -> Iterator[str]:
    rows = [row.get_object() for row in _kids(table)]
    if any(row["/S"] != "/TR" for row in rows):
        yield "09-004 not a row in a table"
    if len({len(_kids(row)) for row in rows}) != 1:
        yield "09-004 rows of different lengths"


def _of_fonts(reader: PdfReader) -> Iterator[str]:
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            known = font.get_object()
            if "/FontFile2" not in known.get("/FontDescriptor", {}):
                yield f"31-009 a font that is not in the file: {known['/BaseFont']}"
            if "/ToUnicode" not in known:
                yield f"10-001 letters that cannot be read out: {known['/BaseFont']}"


def _of_content(page: DictionaryObject, reader: PdfReader) -> Iterator[str]:
    inside: list[str] = []
    marked: list[int] = []
    for operands, operator in ContentStream(page.get_contents(), reader).operations:
        if operator in (b"BDC", b"BMC"):
            kind = _kind(operands)
            if {"artifact", "tagged"} & {kind} and {"artifact", "tagged"} & set(inside):
                yield "01-003 decoration and text in each other"
            if kind == "tagged":
                marked.append(int(operands[1]["/MCID"]))
            inside.append(kind)
        elif operator == b"EMC":
            inside.pop()
        elif operator in PAINTS and not inside:
            yield f"01-005 drawn and neither tagged nor decoration: {operator!r} {operands}"
    if len(marked) != len(set(marked)) or set(marked) != _known(page, reader):
        yield "01-006 marks that the structure does not have"


def _kind(operands: list) -> str:
    if operands[0] == "/Artifact":
        return "artifact"
    return "tagged" if len(operands) > 1 and "/MCID" in operands[1] else "other"


def _known(page: DictionaryObject, reader: PdfReader) -> set[int]:
    return {
        kid
        for one in _every(reader)
        if one.get("/Pg") and one["/Pg"].get("/StructParents") == page.get("/StructParents")
        for kid in _kids(one)
        if isinstance(kid, int)
    }


@dataclass(frozen=True)
class Words:
    text: str
    canvas: int
    page: int
    left: float
    bottom: float
    right: float
    top: float

    def meets(self, other: "Words") -> bool:
        across = min(self.right, other.right) - max(self.left, other.left)
        up = min(self.top, other.top) - max(self.bottom, other.bottom)
        return self.page == other.page and across > TOUCH and up > TOUCH


@contextmanager
def watched() -> Iterator[list[Words]]:
    """Where each paragraph and each word of a picture is put while papers are drawn."""
    found: list[Words] = []
    canvases: list[object] = []
    put, words = layout.PageSheet.place, marks.words

    def watch_put(sheet, text, style, *, left, width, y, **facts):
        height = put(sheet, text, style, left=left, width=width, y=y, **facts)
        wide = min(width, stringWidth(text, style.fontName, style.fontSize))
        start = left + width - wide if style.alignment == TA_RIGHT else left
        # Letters stand in the middle of their lines.
        slack = (style.leading - style.fontSize) / 2
        note(sheet.canvas, text, start, y - height + slack, start + wide, y - slack)
        return height

    def watch_words(canvas, text, x, y, *, anchor="start", is_bold=False, size=8.0, **facts):
        words(canvas, text, x, y, anchor=anchor, is_bold=is_bold, size=size, **facts)
        wide = stringWidth(text, BOLD if is_bold else REGULAR, size)
        left = x - {"start": 0.0, "middle": wide / 2, "end": wide}[anchor]
        note(canvas, text, left, y, left + wide, y + 0.7 * size)

    def note(canvas, text, *box):
        found.append(Words(text, id(canvas), canvas.getPageNumber(), *box))
        canvases.append(canvas)

    with (
        mock.patch.object(layout.PageSheet, "place", watch_put),
        mock.patch.object(marks, "words", watch_words),
    ):
        yield found


def overprinted(found: list[Words]) -> list[tuple[str, str]]:
    last = [one for one in found if one.canvas == found[-1].canvas]
    return [(one.text, other.text) for one, other in combinations(last, 2) if one.meets(other)]

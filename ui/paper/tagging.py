"""A canvas that records what it draws (headings, paragraphs, tables and figures, in reading order),
so that a screen reader can read the report."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.sax.saxutils import escape

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfdoc import (
    PDFArray,
    PDFDictionary,
    PDFName,
    PDFObjectReference,
    PDFStream,
    PDFString,
)
from reportlab.pdfgen.canvas import Canvas

TAGS = {"en": "en-GB", "cy": "cy-GB"}
"""The languages of papers as a file names them."""

XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/">
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="r"?>"""

Box = tuple[float, float, float, float]
"""Left, bottom, right, top in points from the page's lower left corner."""


@dataclass
class Element:
    """A node of the structure tree."""

    role: str
    alternative: str = ""
    spoken: str = ""
    attributes: dict[str, object] = field(default_factory=dict)
    children: list["Element | tuple[int, int]"] = field(default_factory=list)


class TaggedCanvas(Canvas):  # type: ignore[misc]  # reportlab has no types
    def __init__(
        self,
        target: BinaryIO,
        *,
        title: str,
        language: str,
        font: str,
        size: tuple[float, float] = A4,
    ) -> None:
        super().__init__(
            target,
            pagesize=size,
            pageCompression=1,
            invariant=1,
            initialFontName=font,
            pdfVersion=(1, 7),
            lang=language,
        )
        self.setTitle(title)
        self._title, self._language = title, language
        self.setViewerPreference("DisplayDocTitle", "true")
        self._root = Element("Document")
        self._open = [self._root]
        self._marks: list[list[Element]] = [[]]

    @contextmanager
    def group(self, role: str, **attributes: object) -> Iterator[None]:
        """An element that contains others."""
        with self._element(Element(role, attributes=attributes)):
            yield

    @contextmanager
    def tag(self, role: str, *, spoken: str = "", **attributes: object) -> Iterator[None]:
        """An element that contains what is drawn inside."""
        element = Element(role, spoken=spoken, attributes=attributes)
        with self._element(element), self._marked(element):
            yield

    @contextmanager
    def figure(self, *, alternative: str, box: Box) -> Iterator[None]:
        """A figure, its alternative text, and its place on the page."""
        placement = {"O": PDFName("Layout"), "BBox": PDFArray(list(box))}
        element = Element("Figure", alternative=alternative, attributes=placement)
        with self._element(element), self._marked(element):
            yield

    @contextmanager
    def artifact(self) -> Iterator[None]:
        """Decoration, which is not read out."""
        self._code.append("/Artifact BMC")
        yield
        self._code.append("EMC")

    @contextmanager
    def unspoken(self) -> Iterator[None]:
        self._code.append("/Span <</ActualText ()>> BDC")
        yield
        self._code.append("EMC")

    def showPage(self) -> None:  # noqa: N802  # reportlab's name
        super().showPage()
        self._marks.append([])

    def save(self) -> None:
        if self._code:
            self.showPage()
        self._write_structure()
        packet = XMP.format(title=escape(self._title), language=self._language)
        stream = PDFStream(
            PDFDictionary({"Type": PDFName("Metadata"), "Subtype": PDFName("XML")}),
            packet.encode(),
        )
        stream.filters = []
        self._doc.Catalog.Metadata = self._doc.Reference(stream, "metadata")
        super().save()

    @contextmanager
    def _element(self, element: Element) -> Iterator[None]:
        self._open[-1].children.append(element)
        self._open.append(element)
        yield
        self._open.pop()

    @contextmanager
    def _marked(self, element: Element) -> Iterator[None]:
        marks = self._marks[-1]
        mark = len(marks)
        marks.append(element)
        element.children.append((len(self._marks) - 1, mark))
        self._code.append(f"/{element.role} <</MCID {mark}>> BDC")
        yield
        self._code.append("EMC")

    def _write_structure(self) -> None:
        document = self._doc
        root = PDFDictionary({"Type": PDFName("StructTreeRoot")})
        root_reference = document.Reference(root, "structure")
        references: dict[int, PDFObjectReference] = {}
        top = self._write_element(self._root, root_reference, references)
        numbers: list[object] = []
        for number, (page, marks) in enumerate(
            zip(document.Pages.pages, self._marks, strict=False)
        ):
            parents = PDFArray([references[id(element)] for element in marks])
            numbers += [number, document.Reference(parents, f"structure parents {number}")]
            # reportlab writes only the entries of a page that it knows about, so these are added to
            # its list.
            page.__NoDefault__ = (*page.__NoDefault__, "StructParents", "Tabs")
            page.StructParents = number
            page.Tabs = PDFName("S")
        root.dict["K"] = top
        root.dict["ParentTree"] = PDFDictionary({"Nums": PDFArray(numbers)})
        root.dict["ParentTreeNextKey"] = len(numbers) // 2
        document.Catalog.StructTreeRoot = root_reference
        document.Catalog.MarkInfo = PDFDictionary({"Marked": "true"})

    def _write_element(
        self,
        element: Element,
        parent: PDFObjectReference,
        references: dict[int, PDFObjectReference],
    ) -> PDFObjectReference:
        written = PDFDictionary(
            {"Type": PDFName("StructElem"), "S": PDFName(element.role), "P": parent}
        )
        reference = self._doc.Reference(written, f"structure element {len(references)}")
        references[id(element)] = reference
        kids = []
        for child in element.children:
            if isinstance(child, Element):
                kids.append(self._write_element(child, reference, references))
            else:
                page, mark = child
                written.dict["Pg"] = self._doc.Reference(self._doc.Pages.pages[page])
                kids.append(mark)
        written.dict["K"] = PDFArray(kids)
        if element.alternative:
            written.dict["Alt"] = PDFString(element.alternative)
        if element.spoken:
            written.dict["ActualText"] = PDFString(element.spoken)
        if element.attributes:
            written.dict["A"] = PDFDictionary(dict(element.attributes))
        return reference

import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from survey.interchange.faults import FormError, FormFault, Reason, file_error
from survey.interchange.workbooks.sheet_facts import WorksheetParser
from survey.interchange.workbooks.sheets import FORM, Bounds
from survey.interchange.workbooks.workbook_facts import WorkbookFacts

MOST_PARTS = 500
DEEPEST = 64
PIECE = 256 * 1024
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
WORKBOOK = "xl/workbook.xml"
READ_FIRST = frozenset({"xl/styles.xml", "xl/sharedstrings.xml"})
CONTENT = "content.xml"
ENCRYPTED = "encrypted-package"
LINKED = ("xl/connections.xml", "xl/querytables/")
COPIED = "xl/externallinks/"
"""Copies of parts of other workbooks."""
TEXT_TO_US = ("/hyperlink", "/externalLinkPath", "/xlExternalLinkPath/xlPathMissing")
"""Relations to other places that nothing here follows."""
CONTENTS = frozenset({"v", "f", "is", "t"})
"""The elements of a cell that has something in it."""
COMMENTS = frozenset({("comments", "comment"), ("ThreadedComments", "threadedComment")})
COMMENT_ROOTS = frozenset(root for root, _name in COMMENTS)
PAGE_TEXTS = frozenset(
    f"{page}{part}" for page in ("odd", "even", "first") for part in ("Header", "Footer")
)
ENDINGS = frozenset({"c", "v"})
"""The elements after which something is known."""
MACROS = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/ctrlprops/", "basic/", "scripts/")


def check_package(content: bytes, *, bounds: Bounds = FORM) -> WorkbookFacts:
    """Raises FormError for a hostile or damaged file, or one that is no workbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            checker = _Checker(bounds)
            checker.facts.is_open_document = _check_names(package.infolist(), bounds=bounds)
            # Styles and shared texts say which cells do not show what they hold.
            for info in sorted(package.infolist(), key=_is_read_later):
                checker.check(package, info)
            return checker.facts
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise file_error(Reason.DAMAGED) from error
    except ValueError as error:
        if isinstance(error, FormError):
            raise
        raise file_error(Reason.DAMAGED) from error


def _is_read_later(info: zipfile.ZipInfo) -> bool:
    return info.filename.lower() not in READ_FIRST


def _check_names(infos: list[zipfile.ZipInfo], *, bounds: Bounds) -> bool:
    if len(infos) > MOST_PARTS:
        raise file_error(Reason.TOO_MANY_PARTS, most=str(MOST_PARTS))
    names = [info.filename.lower() for info in infos]
    if any(info.flag_bits & 1 for info in infos) or ENCRYPTED in names:
        raise file_error(Reason.ENCRYPTED)
    is_open_document = CONTENT in names
    if is_open_document is (WORKBOOK in names) or (is_open_document and bounds.is_form):
        raise file_error(Reason.NOT_A_SPREADSHEET)
    if len(set(names)) < len(names) or any(info.compress_type not in PLAIN for info in infos):
        raise file_error(Reason.DAMAGED)
    # Two people read the words of a form; nobody reads a number in a list of cases.
    linked = LINKED if bounds.is_form else (*LINKED, COPIED)
    if any(name.startswith(linked) for name in names):
        raise file_error(Reason.EXTERNAL_LINK)
    if any(name.startswith(MACROS) for name in names):
        raise file_error(Reason.MACRO)
    return is_open_document


class _Checker:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.bytes_left = bounds.unpacked
        self.elements_left = bounds.elements
        self.facts = WorkbookFacts()

    def check(self, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        part: _XmlPart | None = None
        for place, piece in enumerate(self._pieces(package, info)):
            if place == 0 and piece.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<"):
                part = _XmlPart(info.filename, self)
            if part:
                part.feed(piece)
        if part:
            part.close()

    def _pieces(self, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        declared, info.file_size = info.file_size, self.bounds.unpacked + 1
        found = 0
        with package.open(info) as stream:
            while piece := stream.read(PIECE):
                found += len(piece)
                self.bytes_left -= len(piece)
                if self.bytes_left < 0:
                    most = f"{self.bounds.unpacked // 1024 // 1024}"
                    raise file_error(Reason.UNPACKS_TOO_LARGE, most=f"{most} MB")
                yield piece
        if found != declared:
            raise file_error(Reason.DAMAGED)


class _XmlPart:
    def __init__(self, name: str, whole: _Checker) -> None:
        self.name = name
        self.whole = whole
        self.path: list[str] = []
        self.worksheet: WorksheetParser | None = None
        self.captured: list[str] = []
        self.captured_from = 0
        """The depth of the element whose text is captured; 0 if none."""
        self.parser = expat.ParserCreate(namespace_separator="}")
        self.parser.buffer_text = True
        self.parser.StartElementHandler = self.start
        self.parser.EndElementHandler = self.end
        self.parser.StartDoctypeDeclHandler = self.refuse_document_type
        self.parser.EntityDeclHandler = self.refuse_document_type

    def feed(self, piece: bytes) -> None:
        try:
            self.parser.Parse(piece, False)  # noqa: FBT003  # expat takes no keyword
        except expat.ExpatError as error:
            raise file_error(Reason.DAMAGED) from error

    def close(self) -> None:
        try:
            self.parser.Parse(b"", True)  # noqa: FBT003
        except expat.ExpatError as error:
            raise file_error(Reason.DAMAGED) from error

    def refuse_document_type(self, *_: object) -> NoReturn:
        raise file_error(Reason.DOCUMENT_TYPE)

    def start(self, full_name: str, attributes: Mapping[str, str]) -> None:
        name = full_name.rpartition("}")[2]
        self.path.append(name)
        self.count(name)
        if self.worksheet:
            self.cell(self.worksheet, name, attributes)
        elif self.path[0] == "styleSheet":
            self.whole.facts.styles.start(self.path, attributes)
        elif self.path[0] == "sst":
            self.whole.facts.strings.start(self.path, attributes)
        elif self.name.lower() == WORKBOOK:
            self.whole.facts.start(name, attributes)
        elif name == "Relationship":
            # Hyperlinks, and the workbook a form was copied from, are text; any other external
            # target would be fetched.
            is_external = attributes.get("TargetMode", "").lower() == "external"
            text = TEXT_TO_US if self.whole.bounds.is_form else TEXT_TO_US[:1]
            if is_external and not attributes.get("Type", "").endswith(text):
                raise file_error(Reason.EXTERNAL_LINK)
            self.whole.facts.relate(self.name, attributes)
        elif (self.path[0], name) in COMMENTS:
            self.whole.facts.add_comment(self.name, attributes)
        if not self.captured_from and self.is_written_around(name):
            self.captured, self.captured_from = [], len(self.path)
            self.parser.CharacterDataHandler = self.captured.append

    def is_written_around(self, name: str) -> bool:
        """A comment, text box, header, footer or property of the workbook."""
        root = self.path[0]
        return (
            (root, name) in COMMENTS
            or (root == "wsDr" and name == "txBody")
            or (root == "worksheet" and name in PAGE_TEXTS)
            or (root == "coreProperties" and len(self.path) > 1)
        )

    def end_capture(self) -> None:
        text = " ".join(filter(None, map(str.strip, self.captured)))
        if self.path[0] in COMMENT_ROOTS:
            self.whole.facts.add_comment_text(self.name, text)
        elif self.worksheet:
            self.worksheet.facts.texts.append(text)
        elif text:
            self.whole.facts.texts.append(text)
        self.captured_from = 0
        self.parser.CharacterDataHandler = None

    def count(self, name: str) -> None:
        self.whole.elements_left -= 1
        if len(self.path) > DEEPEST:
            raise file_error(Reason.TOO_DEEP)
        if self.whole.elements_left < 0:
            raise file_error(Reason.TOO_COSTLY)
        if name == "encryption-data":
            raise file_error(Reason.ENCRYPTED)
        if name == "worksheet" and len(self.path) == 1:
            self.worksheet = self.whole.facts.begin_worksheet(self.name)

    def end(self, _: str) -> None:
        if self.captured_from == len(self.path):
            self.end_capture()
        name = self.path.pop()
        if self.worksheet and name in ENDINGS:
            self.parser.CharacterDataHandler = None
            self.worksheet.end(name)

    def cell(self, worksheet: WorksheetParser, name: str, attributes: Mapping[str, str]) -> None:
        """A parser allocates every cell up to the last one."""
        worksheet.start(name, attributes)
        if name in CONTENTS and "c" in self.path:
            if (
                worksheet.place.row > self.whole.bounds.rows
                or worksheet.place.column > self.whole.bounds.columns
            ):
                self.refuse_far(worksheet)
            if worksheet.wants_text(name):
                self.parser.CharacterDataHandler = worksheet.text

    def refuse_far(self, worksheet: WorksheetParser) -> NoReturn:
        place, bounds = worksheet.place, self.whole.bounds
        is_low = place.row > bounds.rows
        reason = Reason.TOO_MANY_ROWS if is_low else Reason.TOO_MANY_COLUMNS
        terms = {"most": f"{bounds.rows if is_low else bounds.columns:,}"}
        raise FormError([FormFault(reason, self.name.rpartition("/")[2], place.row, terms=terms)])

"""Checks that an .xlsx file is safe to parse. Everything in it is unpacked and read, in pieces and
within bounds; nothing that the file says about itself is trusted. Pure."""

import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from typing import NoReturn
from xml.parsers import expat

from survey.interchange.faults import FormError, FormFault, Reason, file_error
from survey.interchange.workbooks.sheets import FORM, MOST_COLUMNS, Bounds

MOST_PARTS = 500
DEEPEST = 64
PIECE = 256 * 1024
PLAIN = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
WORKBOOK = "xl/workbook.xml"
LINKED = ("xl/externallinks/", "xl/connections.xml", "xl/querytables/")
MACROS = ("xl/vbaproject", "xl/macrosheets/", "xl/activex/", "xl/ctrlprops/")
POSITION = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


def check_package(content: bytes, *, bounds: Bounds = FORM) -> None:
    """Raises FormError for a file that is hostile, damaged or not a workbook."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as package:
            _check_names(package.infolist())
            checker = _Checker(bounds)
            for info in package.infolist():
                checker.check(package, info)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, UnicodeError) as error:
        raise file_error(Reason.DAMAGED) from error
    except ValueError as error:
        if isinstance(error, FormError):
            raise
        raise file_error(Reason.DAMAGED) from error


def _check_names(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_PARTS:
        raise file_error(Reason.TOO_MANY_PARTS, most=str(MOST_PARTS))
    names = [info.filename.lower() for info in infos]
    if any(info.flag_bits & 1 for info in infos):
        raise file_error(Reason.ENCRYPTED)
    if WORKBOOK not in names or "content.xml" in names:
        raise file_error(Reason.NOT_A_SPREADSHEET)
    if len(set(names)) < len(names) or any(info.compress_type not in PLAIN for info in infos):
        raise file_error(Reason.DAMAGED)
    if any(name.startswith(LINKED) for name in names):
        raise file_error(Reason.EXTERNAL_LINK)
    if any(name.startswith(MACROS) for name in names):
        raise file_error(Reason.MACRO)


class _Checker:
    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.bytes_left = bounds.unpacked
        self.elements_left = bounds.elements

    def check(self, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        part: _XmlPart | None = None
        for place, piece in enumerate(self._pieces(package, info)):
            if place == 0 and _is_xml(piece):
                part = _XmlPart(info.filename, self)
            if part:
                part.feed(piece)
        if part:
            part.close()

    def _pieces(self, package: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
        """The unpacked content. The declared size is overwritten first: zipfile would stop reading
        there, and it may be false."""
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


def _is_xml(piece: bytes) -> bool:
    """Judged by the first character in any encoding, since the name of a part proves nothing."""
    return piece.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").startswith(b"<")


class _XmlPart:
    """One XML part of the package, read only to refuse what is dangerous."""

    def __init__(self, name: str, whole: _Checker) -> None:
        self.name = name
        self.whole = whole
        self.path: list[str] = []
        self.row = self.column = 0
        self.parser = expat.ParserCreate(namespace_separator="}")
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
        self.whole.elements_left -= 1
        if len(self.path) > DEEPEST:
            raise file_error(Reason.TOO_DEEP)
        if self.whole.elements_left < 0:
            raise file_error(Reason.TOO_COSTLY)
        if self.path[0] == "worksheet":
            self.cell(name, attributes)
        elif name == "Relationship":
            _refuse_linked(attributes)

    def end(self, _: str) -> None:
        self.path.pop()

    def cell(self, name: str, attributes: Mapping[str, str]) -> None:
        """Checks the position of each cell that has a value: a parser allocates every cell up to
        the last one."""
        if name == "row":
            self.row = _number(attributes.get("r", ""), self.row + 1)
            self.column = 0
        elif name == "c":
            self.row, self.column = _position(
                attributes.get("r", ""), (self.row or 1, self.column + 1)
            )
        elif name in {"v", "is", "t"} and "c" in self.path:
            self.refuse_far()

    def refuse_far(self) -> None:
        for reason, found, most in (
            (Reason.TOO_MANY_ROWS, self.row, self.whole.bounds.rows),
            (Reason.TOO_MANY_COLUMNS, self.column, MOST_COLUMNS),
        ):
            if found > most:
                sheet = self.name.rpartition("/")[2]
                raise FormError([FormFault(reason, sheet, self.row, terms={"most": f"{most:,}"})])


def _refuse_linked(attributes: Mapping[str, str]) -> None:
    """Hyperlinks are only text to us; any other external target asks the reader to fetch it."""
    is_external = attributes.get("TargetMode", "").lower() == "external"
    if is_external and not attributes.get("Type", "").endswith("/hyperlink"):
        raise file_error(Reason.EXTERNAL_LINK)


def _number(text: str, otherwise: int) -> int:
    return int(text) if re.fullmatch(r"[0-9]{1,9}", text) else otherwise


def _position(text: str, otherwise: tuple[int, int]) -> tuple[int, int]:
    match = POSITION.fullmatch(text.upper())
    if match is None:
        return otherwise
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]), column

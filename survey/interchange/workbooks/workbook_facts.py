import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from survey.interchange.workbooks.sheet_facts import (
    POSITION,
    TRUE,
    CellLook,
    SheetFacts,
    WorksheetParser,
)
from survey.interchange.workbooks.sheets import EPOCH
from survey.interchange.workbooks.shown import may_mark

EPOCH_1904 = date(1904, 1, 1)
BUILT_IN_FORMATS = dict.fromkeys(("41", "42", "43", "44"), '#,##0;-#,##0;"-";@')
"""The formats that no workbook writes out and that do not show what a cell holds: a dash for 0."""
COMMENTS = ("/comments", "/threadedComment")
SHEET_RELATIONS = re.compile(r"(xl/worksheets)/_rels/(.+)\.rels")


class StylesParser:
    def __init__(self) -> None:
        self.looks: dict[str, CellLook] = {}
        self._formats = dict(BUILT_IN_FORMATS)
        self._struck_fonts: set[str] = set()
        self._fonts = self._styles = 0

    def start(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if path[-1] == "numFmt":
            self._formats[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif path[-2:] == ["fonts", "font"]:
            self._fonts += 1
        elif path[-3:] == ["fonts", "font", "strike"] and attributes.get("val", "1") in TRUE:
            self._struck_fonts.add(str(self._fonts - 1))
        elif path[-2:] == ["cellXfs", "xf"]:
            code = self._formats.get(attributes.get("numFmtId", ""), "")
            is_struck_out = attributes.get("fontId", "") in self._struck_fonts
            if is_struck_out or may_mark(code):
                self.looks[str(self._styles)] = CellLook(code, is_struck_out=is_struck_out)
            self._styles += 1


class StringsParser:
    """Shared texts partly struck out, by place."""

    def __init__(self) -> None:
        self.struck_out: set[str] = set()
        self._count = 0

    def start(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if path[-1] == "si":
            self._count += 1
        elif path[-1] == "strike" and attributes.get("val", "1") in TRUE:
            self.struck_out.add(str(self._count - 1))


@dataclass
class WorkbookFacts:
    """Parts by names in small letters."""

    relations: list[str] = field(default_factory=list)
    """One entry a sheet, in the order of the workbook."""
    targets: dict[str, str] = field(default_factory=dict)
    """The part that each relation leads to."""
    epoch: date = EPOCH
    is_open_document: bool = False
    is_computed_on_opening: bool = False
    """The file leaves its formulas to be computed by the program that opens it."""
    worksheets: dict[str, WorksheetParser] = field(default_factory=dict)
    styles: StylesParser = field(default_factory=StylesParser)
    strings: StringsParser = field(default_factory=StringsParser)
    comments: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Part of comments to their cells."""
    comment_texts: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Part of comments to their texts, in the order of `comments`."""
    comments_of: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Worksheet to its parts of comments."""
    texts: list[str] = field(default_factory=list)
    """The texts of text boxes and properties, and the names of ranges."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith("}id")), "")
            self.relations.append(relation)
        elif name == "workbookPr" and attributes.get("date1904", "") in TRUE:
            self.epoch = EPOCH_1904
        elif name == "definedName":
            self.texts.append(attributes.get("name", ""))
        elif name == "calcPr" and attributes.get("fullCalcOnLoad", "") in TRUE:
            self.is_computed_on_opening = True

    def begin_worksheet(self, part: str) -> WorksheetParser:
        parser = self.worksheets[part.lower()] = WorksheetParser(
            self.styles.looks, struck_strings=self.strings.struck_out
        )
        return parser

    def add_comment(self, part: str, attributes: Mapping[str, str]) -> None:
        cell = attributes.get("ref", "")
        self.comments[part.lower()].append(cell if POSITION.fullmatch(cell) else "?")
        self.comment_texts[part.lower()].append("")

    def add_comment_text(self, part: str, text: str) -> None:
        self.comment_texts[part.lower()][-1] = text

    def relate(self, part: str, attributes: Mapping[str, str]) -> None:
        target = attributes.get("Target", "").lower()
        if part.lower() == "xl/_rels/workbook.xml.rels":
            self.targets[attributes.get("Id", "")] = _part("xl", target)
        elif attributes.get("Type", "").endswith(COMMENTS) and (
            found := SHEET_RELATIONS.fullmatch(part.lower())
        ):
            self.comments_of[f"{found[1]}/{found[2]}"].append(_part(found[1], target))

    def sheets(self, *, trusts_formulas: bool) -> Sequence[SheetFacts | None]:
        """None where a relation leads to no worksheet."""
        for part, parser in self.worksheets.items():
            for comments in self.comments_of.get(part, ()):
                parser.facts.comments += self.comments.get(comments, [])
                parser.facts.comment_texts += self.comment_texts.get(comments, [])
            if self.is_computed_on_opening and not trusts_formulas:
                parser.distrust_formulas()
        parsers = [
            self.worksheets.get(self.targets.get(relation, "")) for relation in self.relations
        ]
        found = [parser.facts if parser else None for parser in parsers]
        if first := next(filter(None, found), None):
            first.texts += self.texts
        return found


def _part(folder: str, target: str) -> str:
    whole = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(whole).removeprefix("/")

"""What the parts of an .xlsx package say of the workbook as a whole: its sheets and where they are,
its calendar, the styles of its cells, the comments beside them. Pure."""

import posixpath
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from survey.interchange.workbooks.sheet_facts import (
    POSITION,
    STRUCK_OUT,
    TRUE,
    UNSEEN,
    SheetFacts,
    WorksheetParser,
)
from survey.interchange.workbooks.sheets import EPOCH

EPOCH_1904 = date(1904, 1, 1)
SHEET_RELATIONS = re.compile(r"(xl/worksheets)/_rels/(.+)\.rels")


class StylesParser:
    """Finds the styles of cells whose format shows nothing, or whose writing is struck out."""

    def __init__(self) -> None:
        self.marked: dict[str, str] = {}
        self._formats: set[str] = set()
        self._struck_fonts: set[str] = set()
        self._fonts = self._styles = 0

    def start(self, path: Sequence[str], attributes: Mapping[str, str]) -> None:
        if path[-1] == "numFmt" and shows_nothing(attributes.get("formatCode", "")):
            self._formats.add(attributes.get("numFmtId", ""))
        elif path[-2:] == ["fonts", "font"]:
            self._fonts += 1
        elif path[-3:] == ["fonts", "font", "strike"] and attributes.get("val", "1") in TRUE:
            self._struck_fonts.add(str(self._fonts - 1))
        elif path[-2:] == ["cellXfs", "xf"]:
            self._add_style(attributes)

    def _add_style(self, attributes: Mapping[str, str]) -> None:
        if attributes.get("numFmtId", "") in self._formats:
            self.marked[str(self._styles)] = UNSEEN
        elif attributes.get("fontId", "") in self._struck_fonts:
            self.marked[str(self._styles)] = STRUCK_OUT
        self._styles += 1


def shows_nothing(format_code: str) -> bool:
    """Whether each part of a number format is empty, as in ;;; that hides what a cell holds."""
    parts = re.sub(r'""|\[[^\]]*\]|[_*].|\s', "", format_code).split(";")
    return len(parts) > 2 and not any(parts)


@dataclass
class WorkbookFacts:
    """Parts are known by their names in small letters."""

    relations: list[str] = field(default_factory=list)
    """Of each sheet, in the order of the workbook."""
    targets: dict[str, str] = field(default_factory=dict)
    """The part that each relation leads to."""
    epoch: date = EPOCH
    is_open_document: bool = False
    is_computed_on_opening: bool = False
    """Whoever wrote the file left its formulas to be computed by the program that opens it."""
    worksheets: dict[str, WorksheetParser] = field(default_factory=dict)
    styles: StylesParser = field(default_factory=StylesParser)
    comments: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    """Part of comments to the cells that they stand beside."""
    comments_of: dict[str, str] = field(default_factory=dict)
    """Worksheet to its part of comments."""

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        """Of an element of the workbook's own part."""
        if name == "sheet":
            relation = next((v for k, v in attributes.items() if k.endswith("}id")), "")
            self.relations.append(relation)
        elif name == "workbookPr" and attributes.get("date1904", "") in TRUE:
            self.epoch = EPOCH_1904
        elif name == "calcPr" and attributes.get("fullCalcOnLoad", "") in TRUE:
            self.is_computed_on_opening = True

    def begin_worksheet(self, part: str) -> WorksheetParser:
        parser = self.worksheets[part.lower()] = WorksheetParser(self.styles.marked)
        return parser

    def add_comment(self, part: str, attributes: Mapping[str, str]) -> None:
        cell = attributes.get("ref", "")
        self.comments[part.lower()].append(cell if POSITION.fullmatch(cell) else "?")

    def relate(self, part: str, attributes: Mapping[str, str]) -> None:
        """Of a relation: from the workbook to a sheet, or from a sheet to its comments."""
        target = attributes.get("Target", "").lower()
        if part.lower() == "xl/_rels/workbook.xml.rels":
            self.targets[attributes.get("Id", "")] = _part("xl", target)
        elif attributes.get("Type", "").endswith("/comments") and (
            found := SHEET_RELATIONS.fullmatch(part.lower())
        ):
            self.comments_of[f"{found[1]}/{found[2]}"] = _part(found[1], target)

    def sheets(self, *, trusts_formulas: bool) -> Sequence[SheetFacts | None]:
        """The facts of each sheet in the workbook's order; None where a relation leads to no
        worksheet. Without `trusts_formulas`, the stored results of a workbook that is computed on
        opening count for nothing."""
        for part, parser in self.worksheets.items():
            parser.facts.comments = self.comments.get(self.comments_of.get(part, ""), [])
            if self.is_computed_on_opening and not trusts_formulas:
                parser.distrust_formulas()
        parsers = [
            self.worksheets.get(self.targets.get(relation, "")) for relation in self.relations
        ]
        return [parser.facts if parser else None for parser in parsers]


def _part(folder: str, target: str) -> str:
    """The part that a target names, from the root or from the folder of who names it."""
    whole = target if target.startswith("/") else f"{folder}/{target}"
    return posixpath.normpath(whole).removeprefix("/")

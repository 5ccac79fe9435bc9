"""Hidden rows, columns and sheets, struck-out text, invisible cells and zeros."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from survey.interchange.workbooks.sheet_facts import LOWEST

NAMESPACE = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0}}"
STYLE, TABLE = NAMESPACE.format("style"), NAMESPACE.format("table")
PROTECTION = f"{STYLE}cell-protect"
LINES_THROUGH = tuple(f"{STYLE}text-line-through-{what}" for what in ("style", "type", "text"))
SETTING, ZEROS = f"{NAMESPACE.format('config')}name", "ShowZeroValues"
NO_LINE = frozenset({"none", ""})
UNSEEN_IF_PROTECTED = "hidden-and-protected"
"""LibreOffice's “Hide all”."""
LENGTH = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,9})?)(cm|mm|in|pt|pc|px)")
POINTS = {"cm": 72 / 2.54, "mm": 72 / 25.4, "in": 72.0, "pt": 1.0, "pc": 12.0, "px": 0.75}
MOST_PARENTS = 20
StyleKey = tuple[str, str]
"""The family and the name of a style; "" is the default of its family."""


class OpenSettings:
    def __init__(self) -> None:
        self.hides_zeros = False
        self._is_about_zeros = False

    def start(self, _name: str, said: Mapping[str, str]) -> None:
        self._is_about_zeros = said.get(SETTING) == ZEROS

    def text(self, text: str) -> None:
        self.hides_zeros |= self._is_about_zeros and text.strip() == "false"


@dataclass
class OpenStyles:
    hidden: set[str] = field(default_factory=set)
    """Names of the styles of rows, columns and sheets that are hidden."""
    has_lines_through: bool = False
    """Whether any style strikes its writing out."""
    _current: StyleKey = ("", "")
    _parents: dict[StyleKey, str] = field(default_factory=dict)
    _lines: dict[StyleKey, bool] = field(default_factory=dict)
    """Whether each style strikes out its text."""
    _unseen: dict[StyleKey, bool] = field(default_factory=dict)
    """Whether each style hides its cells on a protected sheet."""

    def read(self, name: str, said: Mapping[str, str]) -> None:
        if name in {f"{STYLE}style", f"{STYLE}default-style"}:
            self._current = (said.get(f"{STYLE}family", ""), said.get(f"{STYLE}name", ""))
            self._parents[self._current] = said.get(f"{STYLE}parent-style-name", "")
        low = _points(said.get(f"{STYLE}row-height")), _points(said.get(f"{STYLE}column-width"))
        if min(low) < LOWEST or said.get(f"{TABLE}display") == "false":
            self.hidden.add(self._current[1])
        if name == f"{STYLE}text-properties":
            lines = [said[line] for line in LINES_THROUGH if line in said]
            if lines:
                has_line = self._lines[self._current] = not NO_LINE.issuperset(lines)
                self.has_lines_through |= has_line
        elif PROTECTION in said:
            self._unseen[self._current] = said[PROTECTION] == UNSEEN_IF_PROTECTED

    @property
    def has_unseen(self) -> bool:
        """Once the sheet is protected."""
        return any(self._unseen.values())

    def is_struck_out(self, family: str, name: str) -> bool:
        return self._nearest(self._lines, family, name)

    def is_unseen(self, name: str) -> bool:
        return self._nearest(self._unseen, "table-cell", name)

    def _nearest(self, said: Mapping[StyleKey, bool], family: str, name: str) -> bool:
        for _step in range(MOST_PARENTS):
            key = (family, name)
            if key in said:
                return said[key]
            if not name:
                break
            name = self._parents.get(key, "")
        return False


def _points(length: str | None) -> float:
    found = LENGTH.fullmatch(length or "")
    return float(found[1]) * POINTS[found[2]] if found else LOWEST

"""What a page of the public site is: words, tables and pictures, and where they lead. Pure.

Paths are within one language and end with a slash; "" is the first page. Files are of no language
and stand beside both."""

from collections.abc import Sequence
from dataclasses import dataclass

FEWEST_PARTS = 6


@dataclass(frozen=True, kw_only=True)
class SiteLink:
    words: str
    path: str
    is_file: bool = False


@dataclass(frozen=True, kw_only=True)
class SiteCell:
    """One number as printed, or the mark in its place. `frozen` names the value in the files of the
    release: period, area, table, level, question, column. `parameter` is "Q-OVR-1/1"."""

    words: str
    frozen: str = ""
    parameter: str = ""


@dataclass(frozen=True, kw_only=True)
class SiteRow:
    head: SiteLink | str
    cells: Sequence[SiteCell]


@dataclass(frozen=True, kw_only=True)
class SiteTable:
    caption: str
    heads: Sequence[SiteLink | str]
    rows: Sequence[SiteRow]
    are_words: bool = False
    """Whether its cells are words and no numbers."""


@dataclass(frozen=True, kw_only=True)
class SiteSection:
    """`picture` is safe SVG."""

    heading: str = ""
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    picture: str = ""
    table: SiteTable | None = None
    links: Sequence[SiteLink] = ()
    is_lead: bool = False
    """Whether it stands out: what a page begins with."""


@dataclass(frozen=True, kw_only=True)
class SitePage:
    """`is_lasting`: its address stays for good."""

    path: str
    title: str
    sections: Sequence[SiteSection]
    lead: str = ""
    is_simulated: bool = False
    is_lasting: bool = False
    trail: Sequence[SiteLink] = ()

    @property
    def parts(self) -> Sequence[tuple[int, str]]:
        """The places of its headed sections, counted from 1, to go to from its top; none on a page
        that has few."""
        found = [(at, one.heading) for at, one in enumerate(self.sections, 1) if one.heading]
        return found if len(found) >= FEWEST_PARTS else ()


@dataclass(frozen=True, kw_only=True)
class SiteFile:
    """By its path in the site. `is_lasting`: neither its address nor a byte of it changes."""

    path: str
    content: bytes
    is_lasting: bool = False

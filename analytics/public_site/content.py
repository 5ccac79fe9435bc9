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
    """Whether its cells are text rather than numbers."""


@dataclass(frozen=True, kw_only=True)
class SiteSection:
    heading: str = ""
    paragraphs: Sequence[str] = ()
    points: Sequence[str] = ()
    picture: str = ""
    table: SiteTable | None = None
    links: Sequence[SiteLink] = ()
    is_lead: bool = False
    """Whether it is emphasised, as at the start of a page."""


@dataclass(frozen=True, kw_only=True)
class SitePage:
    path: str
    title: str
    sections: Sequence[SiteSection]
    lead: str = ""
    is_simulated: bool = False
    is_lasting: bool = False
    trail: Sequence[SiteLink] = ()

    @property
    def parts(self) -> Sequence[tuple[int, str]]:
        """From 1; none on a short page."""
        found = [(at, one.heading) for at, one in enumerate(self.sections, 1) if one.heading]
        return found if len(found) >= FEWEST_PARTS else ()


@dataclass(frozen=True, kw_only=True)
class SiteFile:
    path: str
    content: bytes
    is_lasting: bool = False

"""Reads pages of the site as a browser would: links, ids, and cells with the value they say."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from posixpath import normpath
from urllib.parse import urldefrag

from analytics.public_site.content import SiteFile


@dataclass
class ReadCell:
    frozen: str
    parameter: str
    text: str = ""


@dataclass
class ReadPage(HTMLParser):
    path: str
    links: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    tags: set[str] = field(default_factory=set)
    attributes: set[str] = field(default_factory=set)
    cells: list[ReadCell] = field(default_factory=list)
    headings: list[str] = field(default_factory=list)
    _within: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag, attributes) -> None:
        found = dict(attributes)
        self.tags.add(tag)
        self.attributes |= found.keys()
        self._within = "" if tag == "td" and "data-frozen" not in found else tag
        if "id" in found:
            self.ids.add(found["id"])
        if tag in {"a", "link"}:
            self.links.append(found["href"])
        if tag == "h2":
            self.headings.append("")
        if tag == "td" and "data-frozen" in found:
            self.cells.append(ReadCell(found["data-frozen"], found.get("data-parameter", "")))

    def handle_endtag(self, tag) -> None:
        self._within = ""

    def handle_data(self, data) -> None:
        if self._within == "td" and self.cells:
            self.cells[-1].text += data
        if self._within == "h2":
            self.headings[-1] += data

    def target(self, link: str) -> tuple[str, str]:
        address, place = urldefrag(link)
        if not address:
            return self.path, place
        folder = self.path.rpartition("/")[0]
        found = normpath(f"{folder}/{address}").lstrip("/")
        is_folder = address.endswith("/")
        return normpath(f"{found}/index.html").lstrip("/") if is_folder else found, place


def read(file: SiteFile) -> ReadPage:
    page = ReadPage(path=file.path)
    page.feed(file.content.decode())
    return page


def pages(files) -> dict[str, ReadPage]:
    return {file.path: read(file) for file in files if file.path.endswith(".html")}

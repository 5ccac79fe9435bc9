from collections.abc import Iterator
from dataclasses import dataclass, field
from html import escape
from html.parser import HTMLParser

NEVER_CLOSED = frozenset({"area", "br", "col", "hr", "img", "input", "link", "meta", "source"})
LIKE_A_SPACE = frozenset({"br", "p", "li", "div", "dd", "dt"})
SVG_NAMES = {
    "viewbox": "viewBox",
    "preserveaspectratio": "preserveAspectRatio",
    "clippath": "clipPath",
    "clippathunits": "clipPathUnits",
    "patternunits": "patternUnits",
    "patterncontentunits": "patternContentUnits",
    "patterntransform": "patternTransform",
    "lineargradient": "linearGradient",
    "gradientunits": "gradientUnits",
    "gradienttransform": "gradientTransform",
    "markerwidth": "markerWidth",
    "markerheight": "markerHeight",
    "refx": "refX",
    "refy": "refY",
    "textlength": "textLength",
    "lengthadjust": "lengthAdjust",
    "pathlength": "pathLength",
}
"""SVG names with capitals, which the HTML parser lower-cases."""


@dataclass
class PageElement:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: "list[PageElement | str]" = field(default_factory=list)

    def has_class(self, name: str) -> bool:
        return name in self.attributes.get("class", "").split()

    def every(self, tag: str) -> "Iterator[PageElement]":
        for child in self.children:
            if isinstance(child, PageElement):
                if child.tag == tag:
                    yield child
                else:
                    yield from child.every(tag)

    def with_class(self, name: str) -> "Iterator[PageElement]":
        for child in self.children:
            if isinstance(child, PageElement):
                if child.has_class(name):
                    yield child
                else:
                    yield from child.with_class(name)

    def text(self, *, without: frozenset[str] = frozenset()) -> str:
        return " ".join("".join(self._texts(without)).split(" ")).strip()

    def _texts(self, without: frozenset[str]) -> Iterator[str]:
        for child in self.children:
            if isinstance(child, str):
                yield " ".join(child.replace("\n", " ").split(" "))
            elif child.tag not in without and without.isdisjoint(
                child.attributes.get("class", "").split()
            ):
                between = " " if child.tag in LIKE_A_SPACE else ""
                yield between
                yield from child._texts(without)
                yield between

    def to_xml(self) -> str:
        attributes = "".join(
            f' {SVG_NAMES.get(name, name)}="{escape(value)}"'
            for name, value in self.attributes.items()
        )
        inside = "".join(
            escape(child) if isinstance(child, str) else child.to_xml() for child in self.children
        )
        tag = SVG_NAMES.get(self.tag, self.tag)
        return f"<{tag}{attributes}>{inside}</{tag}>"


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = PageElement("root")
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = self._add(tag, attrs)
        if tag not in NEVER_CLOSED:
            self._open.append(element)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._add(tag, attrs)

    def _add(self, tag: str, attrs: list[tuple[str, str | None]]) -> PageElement:
        element = PageElement(tag, {name: value or "" for name, value in attrs})
        self._open[-1].children.append(element)
        return element

    def handle_endtag(self, tag: str) -> None:
        tags = [element.tag for element in self._open]
        if tag in tags[1:]:
            del self._open[len(tags) - 1 - tags[::-1].index(tag) :]

    def handle_data(self, data: str) -> None:
        self._open[-1].children.append(data)


def read_page(html: str) -> PageElement:
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root

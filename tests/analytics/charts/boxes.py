"""What a reader sees of a picture."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations
from xml.etree.ElementTree import Element

SVG = "{http://www.w3.org/2000/svg}"
WIDTHS = {True: 720.0, False: 340.0}
"""A desk and a telephone, by whether the picture is wide."""
LETTER = 0.5
"""The width of a letter, as a part of its height."""


@dataclass(frozen=True)
class Box:
    name: str
    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def meets(self, other: "Box") -> bool:
        is_beside = self.right <= other.left or other.right <= self.left
        return not is_beside and self.top < other.bottom and other.top < self.bottom


def pixels(value: str | None, whole: float) -> float:
    if value is None:
        return 0.0
    return float(value[:-1]) / 100 * whole if value.endswith("%") else float(value)


def words_of(drawn: Element, *, width: float = WIDTHS[True]) -> list[Box]:
    return [_box_of_words(one, width, of_group) for one, of_group in _texts(drawn, {})]


def _texts(part: Element, of_group: dict[str, str]) -> Iterator[tuple[Element, dict[str, str]]]:
    for one in part:
        if one.tag == f"{SVG}text":
            yield one, of_group
        yield from _texts(one, of_group | one.attrib)


def _box_of_words(one: Element, width: float, of_group: dict[str, str]) -> Box:
    size, name = float(one.get("font-size", of_group.get("font-size", 0))), one.text or ""
    long = LETTER * size * len(name)
    x = pixels(one.get("x"), width) + pixels(one.get("dx"), width)
    anchor = one.get("text-anchor", of_group.get("text-anchor", "start"))
    left = x - {"end": long, "middle": long / 2}.get(anchor, 0.0)
    y = float(one.get("y", 0))
    return Box(name, left, y - 0.75 * size, left + long, y + 0.2 * size)


def lines_of(drawn: Element, *, width: float = WIDTHS[True], **wanted: object) -> list[Box]:
    return [
        Box(
            one.get("stroke", ""),
            *(pixels(one.get(x), width) if x[0] == "x" else float(one.get(x, 0))
              for x in ("x1", "y1", "x2", "y2")),
        )
        for one in found(drawn, "line", **wanted)
    ]  # fmt: skip


def found(drawn: Element, tag: str, **wanted: object) -> Iterator[Element]:
    for one in drawn.iter(f"{SVG}{tag}"):
        if all(one.get(name.replace("_", "-")) == str(value) for name, value in wanted.items()):
            yield one


def overlaps(boxes: list[Box]) -> list[tuple[str, str]]:
    return [(one.name, two.name) for one, two in combinations(boxes, 2) if one.meets(two)]


def outside(boxes: list[Box], drawn: Element, *, width: float = WIDTHS[True]) -> list[str]:
    height = float(drawn.get("height", 0))
    return [
        box.name
        for box in boxes
        if box.left < 0 or box.top < 0 or box.right > width or box.bottom > height
    ]

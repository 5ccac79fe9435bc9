"""Text and attributes are escaped here and nowhere else."""

from functools import lru_cache
from html import escape
from math import isfinite

INK = "#1b2430"
QUIET = "#47525f"
LINE = "#6b7785"
GRID = "#dfe4e9"
PAPER = "#ffffff"
FORCE = "#0b5a75"
NATION = "#6b7785"
BETTER = "#1f7a8c"
WORSE = "#b5471b"
UNUSUAL = "#6a4c93"

AXIS_SIZE = 13
TEXT_SIZE = 14
LABEL_SIZE = 15

Attribute = str | float


def element(tag: str, *children: str, **attributes: Attribute | None) -> str:
    """`children` come from `element` and `words`."""
    written = "".join(
        [
            f' {_name(name)}="{escape(value) if isinstance(value, str) else _written(value)}"'
            for name, value in attributes.items()
            if value is not None
        ]
    )
    return f"<{tag}{written}>{''.join(children)}</{tag}>" if children else f"<{tag}{written}/>"


def words(text: str) -> str:
    return escape(text)


def across(fraction: float) -> str:
    """0 left to 1 right."""
    return f"{100 * fraction:.2f}%"


def text(
    content: str,
    *,
    x: Attribute,
    y: float,
    size: int = TEXT_SIZE,
    fill: str = INK,
    anchor: str | None = None,
    weight: str | None = None,
    dx: float | None = None,
    halo: bool = False,
) -> str:
    return element(
        "text",
        words(content),
        x=x,
        y=y,
        dx=dx,
        font_size=size,
        fill=fill,
        text_anchor=anchor,
        font_weight=weight,
        stroke=PAPER if halo else None,
        stroke_width=4 if halo else None,
        paint_order="stroke" if halo else None,
        stroke_linejoin="round" if halo else None,
    )


def picture(
    *children: str,
    identity: str,
    title: str,
    description: str,
    height: float,
    stamp: str = "",
    width_class: str = "",
) -> str:
    stamped = (
        text(stamp, x="100%", y=AXIS_SIZE, size=AXIS_SIZE, fill=QUIET, anchor="end", weight="700")
        if stamp
        else ""
    )
    return element(
        "svg",
        element("title", words(title), id=f"{identity}-title"),
        element("desc", words(description), id=f"{identity}-desc"),
        element("rect", width="100%", height=height, fill=PAPER),
        *children,
        stamped,
        xmlns="http://www.w3.org/2000/svg",
        role="img",
        aria_labelledby=f"{identity}-title {identity}-desc",
        width="100%",
        height=height,
        class_=f"picture {width_class}".strip(),
    )


def use(identity: str, *, x: str, y: float, name: str = "") -> str:
    children = (element("title", words(name)),) if name else ()
    return element("use", *children, href=f"#{identity}", x=x, y=y)


def stretched(*children: str, x: str, y: float, width: str, height: float) -> str:
    """Drawn on a square of 1,000, with lines of constant thickness."""
    return element(
        "svg",
        *children,
        x=x,
        y=y,
        width=width,
        height=height,
        viewBox="0 0 1000 1000",
        preserveAspectRatio="none",
    )


def hatching(identity: str) -> str:
    return element(
        "pattern",
        element("path", d="M0 6 L6 0", stroke=LINE, stroke_width=1),
        id=identity,
        width=6,
        height=6,
        patternUnits="userSpaceOnUse",
    )


def triangle(*, x: str, y: float, size: float, fill: str, is_up: bool, name: str = "") -> str:
    tip, foot = (-size, size) if is_up else (size, -size)
    return _shape(f"M0 {tip} L{size} {foot} L{-size} {foot} Z", x=x, y=y, fill=fill, name=name)


def diamond(*, x: str, y: float, size: float, fill: str, name: str = "") -> str:
    d = f"M0 {-size} L{size} 0 L0 {size} L{-size} 0 Z"
    return _shape(d, x=x, y=y, fill=fill, name=name)


def _shape(d: str, *, x: str, y: float, fill: str, name: str) -> str:
    children = (element("title", words(name)),) if name else ()
    path = element("path", *children, d=d, fill=fill, stroke=PAPER, stroke_width=1)
    return element("svg", path, x=x, y=y, width=1, height=1, overflow="visible")


@lru_cache(maxsize=256)
def _name(argument: str) -> str:
    return argument.rstrip("_").replace("_", "-")


def _written(value: float) -> str:
    if not isfinite(value):
        message = f"{value} cannot be drawn"
        raise ValueError(message)
    return f"{value:.2f}".rstrip("0").rstrip(".") if value % 1 else f"{value:.0f}"

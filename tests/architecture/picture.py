"""Draws docs/architecture.svg from the contracts of pyproject.toml, so that it is never older than
they are."""

import re
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from itertools import accumulate

from tests.architecture.source import ROOT

PICTURE = ROOT / "docs" / "architecture.svg"
TITLES = {
    "analytics": "figures", "responses": "people", "survey": "questions", "access": "who",
}  # fmt: skip
NO_SUBJECTS = {
    "case_models", "data", "instruments", "management", "measures", "migrations", "models",
    "shapes", "templatetags", "urls", "work_models",
}  # fmt: skip
STEPS = {
    "imports": 1, "eligibility": 2, "invitations": 3, "answering": 4, "weighting": 6, "cube": 6,
    "refresh": 7, "disclosure": 7, "figures": 8,
}  # fmt: skip
"""Where a case comes by on its way; the fifth is the door between responses and analytics."""
WAY = (
    "The way of a case: 1 cases in · 2 who is asked · 3 contact · 4 the answer · 5 rows without "
    "names · 6 weights and cells · 7 what may be shown · 8 figures"
)
ARROWS = (
    "Arrows run down and to the right; each layer sees those below it, and nothing imports against "
    "them. Red: the only place of contact details."
)
INK, LINE, BLUE, RED = "#1b2430", "#6b7785", "#0b5a75", "#b3261e"
PAGE, EDGE, COLUMN, GUTTER = 1000, 20, 288, 48
LETTER, LINE_HEIGHT, PADDING, GAP = 6.7, 17, 9, 6
"""Pixels of a letter at this size, of a line, and around and between layers."""


SVG = (
    'xmlns="http://www.w3.org/2000/svg" font-family="system-ui, \'Noto Sans\', Arial, sans-serif" '
    'role="img" aria-labelledby="t d"'
)


@dataclass(frozen=True)
class Drawn:
    markup: str
    height: int


def layers_of(app: str) -> list[list[str]]:
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]
    [own] = [one for one in contracts["contracts"] if one.get("containers") == [app]]
    layers = (re.findall(r"\w+", layer) for layer in own["layers"])
    subjects = subjects_of(app)
    folders = ([name for name in layer if name in subjects] for layer in layers)
    return [layer for layer in folders if layer]


def subjects_of(app: str) -> set[str]:
    folders = {path.parent.name for path in (ROOT / app).glob("*/__init__.py")}
    return folders - NO_SUBJECTS


def unplaced(app: str) -> set[str]:
    return subjects_of(app) - {name for layer in layers_of(app) for name in layer}


def _lines(layer: Sequence[str], *, width: int) -> list[list[str]]:
    lines: list[list[str]] = [[]]
    for name in layer:
        used = sum(len(each) + 5 for each in (*lines[-1], name))
        if lines[-1] and used * LETTER > width - 2 * PADDING:
            lines.append([])
        lines[-1].append(name)
    return lines


def _text(x: float, y: float, inner: str, *, size: float = 13, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:g}" y="{y:g}" font-size="{size:g}" fill="{INK}"{weight}>{inner}</text>'


def _box(x: float, y: float, width: float, height: float, *, fill: str, edge: str) -> str:
    return (
        f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" rx="4" fill="{fill}" '
        f'stroke="{edge}"/>'
    )


def _number(step: int) -> str:
    return f'<tspan fill="{BLUE}" font-weight="700">{step} </tspan>'


def _subject(name: str) -> str:
    number = _number(STEPS[name]) if name in STEPS else ""
    colour = f' fill="{RED}" font-weight="700"' if name == "vault" else ""
    return f"{number}<tspan{colour}>{escape(name)}</tspan>"


def _layer(layer: Sequence[str], *, x: int, y: int, width: int) -> Drawn:
    lines = _lines(layer, width=width)
    height = LINE_HEIGHT * len(lines) + PADDING
    texts = (
        _text(x + PADDING, y + LINE_HEIGHT * (at + 1) + 1, " · ".join(map(_subject, line)))
        for at, line in enumerate(lines)
    )
    return Drawn(_box(x, y, width, height, fill="#fff", edge=BLUE) + "".join(texts), height)


def _app(app: str, *, x: int, y: int, width: int, layers: Sequence[Sequence[str]]) -> Drawn:
    title = _text(x + 14, y + 24, f"{app}: {TITLES[app]}", size=15, bold=True)
    inside = width - 28
    heights = [_layer(layer, x=0, y=0, width=inside).height + GAP for layer in layers]
    tops = accumulate(heights, initial=y + 36)
    drawn = "".join(
        _layer(layer, x=x + 14, y=top, width=inside).markup
        for layer, top in zip(layers, tops, strict=False)
    )
    height = 36 + sum(heights) + 8
    return Drawn(_box(x, y, width, height, fill="#f3f5f7", edge=LINE) + title + drawn, height)


def _access(y: int) -> Drawn:
    joined = [" · ".join(layer) for layer in layers_of("access")]
    lines = _lines(joined, width=PAGE - 2 * EDGE - 60)
    title = _text(EDGE + 14, y + 24, f"access: {TITLES['access']}", size=15, bold=True)
    texts = [
        _text(
            EDGE + 14,
            y + 30 + (LINE_HEIGHT + 2) * (at + 1),
            " → ".join(line) + " →" * (line != lines[-1]),
        )
        for at, line in enumerate(lines)
    ]
    height = 44 + (LINE_HEIGHT + 2) * len(lines)
    box = _box(EDGE, y, PAGE - 2 * EDGE, height, fill="#f3f5f7", edge=LINE)
    return Drawn(box + title + "".join(texts), height)


def _arrow(path: str) -> str:
    return f'<path d="{path}" stroke="{INK}" stroke-width="1.5" fill="none" marker-end="url(#a)"/>'


def _described() -> Iterator[str]:
    yield "Six apps. config stands on top and sees all. analytics sees responses through "
    yield "extract.py alone, and responses sees survey; all three stand on access, access on ui."
    for app in TITLES:
        layers = "; ".join(", ".join(layer) for layer in layers_of(app))
        yield f" Inside {app}, from top to bottom: {layers}."
    yield f" {WAY}."


def draw() -> str:
    """The whole picture."""
    columns = [EDGE + at * (COLUMN + GUTTER) for at in range(3)]
    top = 112
    apps = [
        _app(app, x=x, y=top, width=COLUMN, layers=layers_of(app))
        for app, x in zip(TITLES, columns, strict=False)
    ]
    foot = top + max(app.height for app in apps) + 28
    whole = PAGE - 2 * EDGE
    access = _access(foot)
    ui = foot + access.height + 24
    parts = [
        _text(EDGE, 32, "The rooms, and the way of a case through them", size=19, bold=True),
        _box(EDGE, 48, whole, 40, fill="#f3f5f7", edge=LINE),
        _text(EDGE + 14, 73, "config: the whole", size=15, bold=True),
        _text(EDGE + 170, 73, "settings · routes · schedule · worker · simulated nation (demo)"),
        *(app.markup for app in (*apps, access)),
        *(_arrow(f"M{x + COLUMN / 2:g} 88v22") for x in columns),
        *(
            _arrow(f"M{x + COLUMN / 2:g} {top + app.height}V{foot - 2}")
            for x, app in zip(columns, apps, strict=True)
        ),
        *(_arrow(f"M{x + COLUMN} {top + 60}h{GUTTER - 2}") for x in columns[:2]),
        _text(columns[0] + COLUMN + 5, top + 52, _number(5)),
        _text(columns[0] + COLUMN + 3, top + 78, "extract", size=11.5),
        _arrow(f"M{PAGE / 2:g} {foot + access.height}v22"),
        _box(EDGE, ui, whole, 40, fill="#f3f5f7", edge=LINE),
        _text(EDGE + 14, ui + 25, "ui: look", size=15, bold=True),
        _text(EDGE + 100, ui + 25, "components, fields, formatting, languages, error pages"),
        _text(EDGE, ui + 66, ARROWS),
        _text(EDGE, ui + 88, WAY, size=12.5),
    ]  # fmt: skip
    size = f'viewBox="0 0 {PAGE} {ui + 104}"'
    return "\n".join([f"<svg {size} {SVG}>", *_head(), *parts, "</svg>\n"])


def _head() -> Iterator[str]:
    yield '<title id="t">The rooms, and the way of a case through them</title>'
    yield f'<desc id="d">{escape("".join(_described()))}</desc>'
    yield '<defs><marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" '
    yield f'markerHeight="7" orient="auto"><path d="M0 0l8 4-8 4z" fill="{INK}"/></marker></defs>'
    yield '<rect width="100%" height="100%" fill="#ffffff"/>'

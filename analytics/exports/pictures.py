"""A picture of a page as a file of its own: with a width, a typeface, and its text. Pure."""

from html import escape

from analytics.exports.page_content import PagePicture

WIDTH = 900
"""Pixels. On a page a picture is as wide as its column."""
MARGIN = 12
LINE = 22
TYPEFACE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
INK, QUIET, PAPER = "#1b2430", "#47525f", "#ffffff"
LONGEST_LINE = 105
"""Letters of the caption that fit beside each other."""


def standalone(picture: PagePicture, *, source: str, stamp: str) -> str:
    """The drawing under its caption, with where it comes from beneath. `stamp` says SIMULATED where
    the data are."""
    lines = _lines(picture.caption)
    height = _height(picture)
    top = MARGIN + LINE * len(lines)
    whole = top + height + 2 * LINE
    drawing = picture.drawing
    drawing.attributes |= {
        "x": str(MARGIN),
        "y": str(top),
        "width": str(WIDTH - 2 * MARGIN),
        "height": str(height),
    }
    return "\n".join(
        [
            '<?xml version="1.0" encoding="UTF-8"?>',
            _head(whole),
            f'<rect width="{WIDTH}" height="{whole}" fill="{PAPER}"/>',
            *(
                _text(line, y=MARGIN + LINE * (number + 1) - 6, weight="600", fill=INK, size=16)
                for number, line in enumerate(lines)
            ),
            drawing.as_xml(),
            _text(" · ".join(filter(None, (stamp, source))), y=whole - MARGIN, fill=QUIET, size=13),
            "</svg>",
            "",
        ]
    )


def _head(whole: float) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{whole}" '
        f'viewBox="0 0 {WIDTH} {whole}" font-family="{TYPEFACE}" color="{INK}">'
    )


def _height(picture: PagePicture) -> float:
    """Of a drawing with a viewBox, as much as its width asks for; else what it says."""
    box = picture.drawing.attributes.get("viewbox", "").split()
    if len(box) == 4 and float(box[2]):
        return round((WIDTH - 2 * MARGIN) * float(box[3]) / float(box[2]), 1)
    return float(picture.drawing.attributes.get("height", "300") or 300)


def _text(words: str, *, y: float, fill: str, size: int, weight: str = "400") -> str:
    return (
        f'<text x="{MARGIN}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}">{escape(words)}</text>'
    )


def _lines(caption: str) -> list[str]:
    lines = [""]
    for word in caption.split():
        if len(lines[-1]) + len(word) >= LONGEST_LINE:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return lines

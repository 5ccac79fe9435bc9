import struct
import zlib
from html import escape
from pathlib import Path

from analytics.exports.page_content import PagePicture

FONTS = Path(__file__).parents[2] / "ui" / "fonts"
SHARPNESS = 2.0
"""File pixels per page pixel."""
HEAD_END = 33
"""End of a PNG's first chunk: eight bytes of signature, then IHDR."""


def png_of(svg: str, *, title: str, description: str) -> bytes:
    """Use our own fonts, so that the picture is the same on every machine."""
    # Slow to import, and needed only here.
    from resvg_py import svg_to_bytes

    drawn = svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=[str(FONTS / f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold")],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        zoom=SHARPNESS,
    )
    said = _text_chunk("Title", title) + _text_chunk("Description", description)
    return drawn[:HEAD_END] + said + drawn[HEAD_END:]


def _text_chunk(key: str, words: str) -> bytes:
    body = b"iTXt" + key.encode() + b"\0\0\0\0\0" + words.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))


WIDTH = 900
"""In pixels. On a page, a picture is as wide as its column."""
MARGIN = 12
LINE = 22
TYPEFACE = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', Arial, sans-serif"
INK, QUIET, PAPER = "#1b2430", "#47525f", "#ffffff"
LONGEST_LINE = 105
"""Letters of the caption that fit on a line."""


def standalone(picture: PagePicture, *, source: str, stamp: str) -> str:
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
            drawing.to_xml(),
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

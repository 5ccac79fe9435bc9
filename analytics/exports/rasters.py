"""A picture as a PNG, for programs that do not open SVG. Its words are in it twice: drawn, and as
text that a program can read. Pure."""

import struct
import zlib
from pathlib import Path

FONTS = Path(__file__).parents[2] / "ui" / "fonts"
SHARPNESS = 2.0
"""Pixels of the file for one of the page."""
HEAD_END = 33
"""Where the first chunk of a PNG ends: eight bytes of signature and IHDR."""


def png_of(svg: str, *, title: str, description: str) -> bytes:
    """Drawn with the letters of our papers, so that it is the same on every machine."""
    # Takes a moment to load, and only here is it needed.
    from resvg_py import svg_to_bytes

    drawn = svg_to_bytes(
        svg_string=svg,
        skip_system_fonts=True,
        font_files=[str(FONTS / f"NotoSans-{weight}.ttf") for weight in ("Regular", "Bold")],
        font_family="Noto Sans",
        sans_serif_family="Noto Sans",
        zoom=SHARPNESS,
    )
    said = _text("Title", title) + _text("Description", description)
    return drawn[:HEAD_END] + said + drawn[HEAD_END:]


def _text(key: str, words: str) -> bytes:
    """A chunk of international text, by the PNG specification 11.3.4.5: not compressed, of no
    named language."""
    body = b"iTXt" + key.encode() + b"\0\0\0\0\0" + words.encode()
    return struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))

"""The letters of every PDF."""

from functools import cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "NotoSans"
BOLD = "NotoSans-Bold"
IN_A_FILE = ("en", "cy", "en-x-easy", "pl")
"""The languages of which these have all letters; a browser prints the others."""
FOLDER = Path(__file__).parent / "fonts"


@cache
def register() -> None:
    pdfmetrics.registerFont(TTFont(REGULAR, str(FOLDER / "NotoSans-Regular.ttf")))
    pdfmetrics.registerFont(TTFont(BOLD, str(FOLDER / "NotoSans-Bold.ttf")))
    pdfmetrics.registerFontFamily(
        REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD
    )

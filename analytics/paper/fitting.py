from collections.abc import Callable

from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase.pdfmetrics import stringWidth

from analytics.paper.layout import height_of

MORE = "…"


def cut(text: str, style: ParagraphStyle, *, width: float, height: float) -> tuple[str, str]:
    most = _most(text, lambda part: height_of(part, style, width=width) <= height)
    if most == len(text):
        return text, ""
    between = text.rfind(" ", 0, most + 1)
    end = between if between > 0 else most
    return text[:end].rstrip(), text[end:].lstrip()


def shortened(text: str, style: ParagraphStyle, *, width: float, height: float) -> str:
    if height_of(text, style, width=width) <= height:
        return text
    return _beginning(text, lambda part: height_of(part, style, width=width) <= height)


def in_a_line(text: str, *, font: str, size: float, width: float) -> str:
    if stringWidth(text, font, size) <= width:
        return text
    return _beginning(text, lambda part: stringWidth(part, font, size) <= width)


def _beginning(text: str, fits: Callable[[str], bool]) -> str:
    most = _most(text, lambda part: fits(part + MORE))
    return text[:most].rstrip() + MORE


def _most(text: str, fits: Callable[[str], bool]) -> int:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if fits(text[:middle]):
            low = middle
        else:
            high = middle - 1
    return low

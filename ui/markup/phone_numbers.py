"""Phone numbers in sentences as links that a phone dials, left to right in any language."""

import re
from collections.abc import Iterator

from ui.markup.english_words import VOID

_TAG = re.compile(r"(<[^>]*>)")
_NAME_OF_TAG = re.compile(r"</?([a-z0-9]+)")
_NUMBER = re.compile(
    r"(?<![\w.,:/+#-])"
    r"(?:999|112|101|18000|18001 101|116 123|(?=(?:\d ?){10,11}(?!\d))0\d{1,4}(?: ?\d{2,6}){1,4})"
    r"(?![\w:/]|[.,-]\w| \d| BSL)"
)
NOT_LINKED = frozenset(
    {"a", "button", "label", "legend", "summary", "h1", "h2", "h3", "textarea", "option", "title"}
)
"""Elements that are pressed themselves, name something, or hold what a respondent typed."""


def link_numbers(html: str) -> str:
    """Return the HTML with a `tel:` link around each emergency or helpline number in its text."""
    return "".join(_linked(html)) if _NUMBER.search(html) else html


def _linked(html: str) -> Iterator[str]:
    is_left = [False]
    for part in _TAG.split(html):
        if part.startswith("<"):
            _follow(part, is_left)
            yield part
        else:
            yield part if is_left[-1] else _NUMBER.sub(_link, part)


def _link(found: re.Match[str]) -> str:
    dialled = found[0].replace(" ", "")
    return f'<a class="number" href="tel:{dialled}"><bdi dir="ltr">{found[0]}</bdi></a>'


def _follow(tag: str, is_left: list[bool]) -> None:
    found = _NAME_OF_TAG.match(tag)
    if not found or found[1] in VOID or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        is_left.append(is_left[-1] or found[1] in NOT_LINKED)
    elif len(is_left) > 1:
        is_left.pop()

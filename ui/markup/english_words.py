"""English words on a page in another language, marked as English, so that a screen reader says them
in an English voice (WCAG 3.1.2)."""

import re
from collections.abc import Iterator

OTHER_SCRIPTS = frozenset({"pa", "ur", "ar", "bn"})
NAMES = (
    "Equality Advisory and Support Service",
    "Information Commissioner’s Office",
    "Web Content Accessibility Guidelines",
)
_WORD = r"[A-Za-z]+(?:[’'-][A-Za-z]+)*"
_BEFORE, _AFTER = r"(?<![\w@./:&#-])(?=[A-Za-z]{2})", r"(?![A-Za-z0-9_@/:]|[.-][A-Za-z0-9])"
_WORDS = re.compile(rf"{_BEFORE}{_WORD}(?: {_WORD})*{_AFTER}")
_NAMES = re.compile("|".join(NAMES))
_TAG = re.compile(r"(<[^>]*>)")
_NAME_OF_TAG = re.compile(r"</?([a-z0-9]+)")
VOID = frozenset({"input", "br", "hr", "img", "meta", "link", "path", "rect"})
PLAIN = frozenset({"bdi", "textarea", "option"})
"""Elements whose words are an address, a number or typed by a respondent, or cannot be marked."""


def mark_english(html: str, *, language: str) -> str:
    """The HTML with `<span lang="en">` around English words."""
    pattern = _WORDS if language in OTHER_SCRIPTS else _NAMES
    if language.startswith("en") or not pattern.search(html):
        return html
    return "".join(_marked(html, pattern))


def _marked(html: str, pattern: re.Pattern[str]) -> Iterator[str]:
    is_left: list[bool] = [False]
    for part in _TAG.split(html):
        if part.startswith("<"):
            _follow(part, is_left)
            yield part
        else:
            yield part if is_left[-1] else pattern.sub(r'<span lang="en">\g<0></span>', part)


def _follow(tag: str, is_left: list[bool]) -> None:
    found = _NAME_OF_TAG.match(tag)
    if not found or found[1] in VOID or tag.endswith("/>"):
        return
    if not tag.startswith("</"):
        is_left.append(is_left[-1] or found[1] in PLAIN or " lang=" in tag)
    elif len(is_left) > 1:
        is_left.pop()

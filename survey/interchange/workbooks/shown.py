import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

UNSEEN = "#UNSEEN!"
"""Replaces the value of a cell whose number format hides it."""
SHOWN_OTHERWISE = "#SHOWN_OTHERWISE!"
"""Replaces the value of a cell that displays other words or digits than it holds."""
QUIET = frozenset(" \t\n\u00a0\u202f-/.,:;()+'’£$€%")
"""Signs that may accompany a value without changing it."""
UNSIGNED = dict.fromkeys(map(ord, QUIET), "")
JOINING = frozenset(
    {
        "of", "at", "the", "st", "nd", "rd", "th", "t", "z", "h", "hrs", "o", "am", "pm", "bst",
        "gmt", "utc",
    }
)  # fmt: skip
"""Words within a date or a time that say nothing of it, in English and Welsh."""
DATE_NAMES = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december", "monday", "tuesday", "wednesday", "thursday", "friday",
    "saturday", "sunday", "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin", "gorffennaf",
    "awst", "medi", "hydref", "tachwedd", "rhagfyr", "llun", "mercher", "iau", "gwener", "sadwrn",
    "sul",
)  # fmt: skip
SHORTEST_NAME = 3
TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|_.|\*(?P<repeated>.)|\[\$(?P<currency>[^\]-]*)[^\]]*\]'
    r"|\[(?P<bracket>[^\]]*)\]|(?P<end>;)|(?P<bare>.)",
    re.DOTALL,
)


@dataclass
class _Section:
    """A part of a number format."""

    codes: str = ""
    written: str = ""
    is_conditional: bool = False

    def shows(self, value: float | None) -> bool:
        """None is a text."""
        if value is None:
            return "@" in self.codes or "general" in self.codes.lower()
        if value == 0:
            return bool(re.search("[0@a-zA-Z]", self.codes))
        return bool(self.codes)

    def mark(self, value: float | None) -> str:
        if not self.shows(value):
            return SHOWN_OTHERWISE if self.written.strip() else UNSEEN
        is_date = re.search("[dmyhs]", self.codes.lower().replace("general", ""))
        words = self.written.lower()
        if is_date:
            words = re.sub(r"[^\W\d_]+", lambda found: _unless_joining(found[0]), words)
        return "" if QUIET.issuperset(words) else SHOWN_OTHERWISE


def mark_by_format(code: str, value: float | None) -> str:
    if not code.strip():
        return ""
    marks = (section.mark(value) for section in _sections_of(_parsed(code), value))
    return next(filter(None, marks), "")


def may_mark(code: str) -> bool:
    """A value that its number format does not show."""
    return any(mark_by_format(code, value) for value in (1.0, -1.0, 0.0, None))


def _parsed(code: str) -> list[_Section]:
    sections = [_Section()]
    for token in TOKEN.finditer(code):
        last, found = sections[-1], token.groupdict()
        if token["end"]:
            sections.append(_Section())
        elif (bare := token["bare"]) and (bare in "0#?@" or (bare.isascii() and bare.isalpha())):
            last.codes += bare
        elif bracket := token["bracket"]:
            last.is_conditional |= bracket[0] in "<>="
            last.codes += bracket if re.fullmatch("[hmsHMS]+", bracket) else ""
        else:
            last.written += "".join(filter(None, found.values()))
    return sections


def _sections_of(sections: Sequence[_Section], value: float | None) -> Iterator[_Section]:
    has_text = len(sections) > 3 or "@" in sections[-1].codes
    if value is None:
        is_empty = len(sections) > 2 and not any(one.codes or one.written for one in sections)
        if has_text or is_empty:
            yield sections[-1]
        return
    numeric = sections[: max(min(len(sections) - has_text, 3), 1)]
    if any(section.is_conditional for section in numeric):
        yield from numeric
        return
    place = 1 if value < 0 else 2 if value == 0 else 0
    yield numeric[place] if place < len(numeric) else numeric[0]


def mark_by_text(value: object, stored: str, shown: str) -> str:
    """Replaces a value that its display text does not show."""
    seen, kept = " ".join(shown.split()), " ".join(stored.split())
    if seen == kept:
        return ""
    if not seen:
        return UNSEEN
    if isinstance(value, bool | str):
        is_same = isinstance(value, bool) and seen.lower() == kept.lower()
    elif isinstance(value, float):
        is_same = _is_number(seen, value)
    else:
        is_same = _is_moment(seen)
    return "" if is_same else SHOWN_OTHERWISE


def _is_number(seen: str, value: float) -> bool:
    if value.is_integer() and seen.translate(UNSIGNED) == str(abs(int(value))):
        return True
    plain = re.sub(r"(?<=[0-9])[eE](?=[-+]?[0-9])", "", seen)
    if not QUIET.issuperset(re.sub("[0-9]", "", plain)):
        return False
    if plain != seen or "%" in seen or not value.is_integer():
        return True
    whole = str(abs(int(value)))
    return whole in {_digits(seen), _digits(re.sub(r"[.,]0+$", "", seen))}


def _digits(text: str) -> str:
    return re.sub("[^0-9]", "", text).lstrip("0") or "0"


def _is_moment(seen: str) -> bool:
    words = re.sub(r"[^\W\d_]+", lambda found: _unless_date(found[0].lower()), seen)
    return QUIET.issuperset(re.sub("[0-9]", "", words))


def _unless_date(word: str) -> str:
    is_name = len(word) >= SHORTEST_NAME and any(name.startswith(word) for name in DATE_NAMES)
    return "" if is_name else _unless_joining(word)


def _unless_joining(word: str) -> str:
    return "" if word in JOINING else word

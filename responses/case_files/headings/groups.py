"""Joined cells, or a row of groups above the names, such as “Suspect” over “Age”."""

import re
from collections.abc import Iterable, Sequence

from responses.case_files.headings.other_people import is_about_a_suspect
from survey.interchange.workbooks.sheet_facts import JOINED

NEUTRAL_WORDS = frozenset(
    {
        "crime", "crimes", "case", "offence", "incident", "occurrence", "investigation", "record",
        "details", "detail", "data", "information", "info", "progress", "status", "outcome",
        "contact", "victim", "victims", "vic", "ip", "aggrieved", "the", "and",
    }
)  # fmt: skip
"""Group words that say no more about whose columns they are than the whole file does."""


def own_text(cell: str) -> str:
    text = cell.strip()
    return "" if text == JOINED else text


def filled(cells: Iterable[str]) -> int:
    return sum(bool(own_text(cell)) for cell in cells)


def spread(cells: Sequence[str], width: int) -> list[str]:
    texts, above = [], ""
    for place in range(width):
        above = (own_text(cells[place]) if place < len(cells) else "") or above
        texts.append(above)
    return texts


def names_in(cells: Sequence[str]) -> list[str]:
    names: list[str] = []
    for cell in cells:
        is_joined = cell.strip() == JOINED
        names.append(names[-1] if is_joined and names else own_text(cell))
    return names


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    width = max(len(upper), len(lower))
    above, below = spread(upper, width), names_in(lower)
    below += [""] * (width - len(below))
    for place, cell in enumerate(lower):
        if cell.strip() == JOINED and place < len(upper) and own_text(upper[place]):
            below[place] = ""
    return [f"{one} {other}".strip() for one, other in zip(above, below, strict=True)]


FACT = re.compile(r"[0-9]{2}|[0-9] ?[A-Za-z]|:$")
"""Found in cells with an extract's date or recipient, as “1 May” and “Made by:”."""


def is_title(cells: Sequence[str]) -> bool:
    """One cell at the left, which does not name the suspect."""
    return filled(cells[1:]) == 0 and not any(_is_a_suspects(own_text(one)) for one in cells[:1])


def is_group_row(cells: Sequence[str]) -> bool:
    if is_title(cells):
        return False
    texts = [own_text(cell) for cell in cells]
    return any(map(is_about_a_suspect, texts)) or not any(map(FACT.search, texts))


def _is_a_suspects(text: str) -> bool:
    words = re.findall(r"[a-z]+", text.lower())
    says_no_more = all(word in NEUTRAL_WORDS or is_about_a_suspect(word) for word in words)
    return is_about_a_suspect(text) and says_no_more


def groups_over(rows: Iterable[Sequence[str]], width: int) -> list[str]:
    over = [spread(cells, width) for cells in rows if is_group_row(cells)]
    return [" ".join(filter(None, texts)) for texts in zip(*over, strict=True)] or [""] * width


def is_neutral(group: str) -> bool:
    return NEUTRAL_WORDS.issuperset(re.findall(r"[^\W_]+", group.lower()))

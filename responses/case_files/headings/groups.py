"""Headings that stand over several columns: cells that are joined, and a row of groups above the
names of the columns, such as “Suspect” over “Age” and “Mobile”. Pure."""

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
"""Words of groups that say of whom their columns are no more than the whole file does."""


def own_text(cell: str) -> str:
    """What stands in a cell of a heading itself, not in the one that it is joined to."""
    text = cell.strip()
    return "" if text == JOINED else text


def filled(cells: Iterable[str]) -> int:
    return sum(bool(own_text(cell)) for cell in cells)


def spread(cells: Sequence[str], width: int) -> list[str]:
    """The text over each column of a row of groups: each stands for all to its right until the
    next."""
    texts, above = [], ""
    for place in range(width):
        above = (own_text(cells[place]) if place < len(cells) else "") or above
        texts.append(above)
    return texts


def names_in(cells: Sequence[str]) -> list[str]:
    """The names in one row: one that is joined over several columns names each of them."""
    names: list[str] = []
    for cell in cells:
        is_joined = cell.strip() == JOINED
        names.append(names[-1] if is_joined and names else own_text(cell))
    return names


def joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The names over two rows: that of the group, and that below it. A cell joined downwards is
    the whole name."""
    width = max(len(upper), len(lower))
    above, below = spread(upper, width), names_in(lower)
    below += [""] * (width - len(below))
    for place, cell in enumerate(lower):
        if cell.strip() == JOINED and place < len(upper) and own_text(upper[place]):
            below[place] = ""
    return [f"{one} {other}".strip() for one, other in zip(above, below, strict=True)]


FACT = re.compile(r"[0-9]{2}|[0-9] ?[A-Za-z]|:$")
"""Stands in cells that say when or for whom an extract was made, as “1 May” and “Made by:”."""


def is_title(cells: Sequence[str]) -> bool:
    """Whether a row says something of the whole table: it has no cell but one at its left, which
    does not call the whole table the suspect's."""
    return filled(cells[1:]) == 0 and not any(_is_a_suspects(own_text(one)) for one in cells[:1])


def is_group_row(cells: Sequence[str]) -> bool:
    """Whether a row above the names of columns groups them: it is no title, and does not say when
    or for whom the extract was made."""
    if is_title(cells):
        return False
    texts = [own_text(cell) for cell in cells]
    return any(map(is_about_a_suspect, texts)) or not any(map(FACT.search, texts))


def _is_a_suspects(text: str) -> bool:
    """Whether a cell says that columns are a suspect's, which a title of several words need not."""
    words = re.findall(r"[a-z]+", text.lower())
    says_no_more = all(word in NEUTRAL_WORDS or is_about_a_suspect(word) for word in words)
    return is_about_a_suspect(text) and says_no_more


def groups_over(rows: Iterable[Sequence[str]], width: int) -> list[str]:
    """All that stands over each column in the rows above the names, but titles."""
    over = [spread(cells, width) for cells in rows if is_group_row(cells)]
    return [" ".join(filter(None, texts)) for texts in zip(*over, strict=True)] or [""] * width


def is_neutral(group: str) -> bool:
    """Whether a group says nothing of whom its columns are."""
    return NEUTRAL_WORDS.issuperset(re.findall(r"[^\W_]+", group.lower()))

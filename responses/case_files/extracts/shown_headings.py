"""Headings that may be shown and kept outside the vault."""

import re
from collections.abc import Sequence
from functools import cache

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts import proposals
from responses.case_files.extracts.layout import split_place
from responses.case_files.extracts.masking import masked, may_be_personal
from responses.case_files.headings.other_people import PERSON_WORDS, plain
from responses.case_files.headings.other_people import WORDS as OTHER_PEOPLE
from responses.case_files.headings.refusals import words_of_refusals

FEWEST_KNOWN = 2
KNOWN_SHARE = 3
"""One of how many headings must be known, for a row to be taken for one of headings."""


def are_headings(names: Sequence[str]) -> bool:
    """A name of two words that only we write, or several that forces use."""
    given = [base for name in names if (base := split_place(name)[0])]
    if any("_" in name and name in COLUMNS for name in given):
        return True
    known = sum(bool(proposals.column_named(name)) for name in given)
    return known >= min(FEWEST_KNOWN, max(len(given), 1)) and known * KNOWN_SHARE >= len(given)


def shown_heading(name: str, *, among: Sequence[str]) -> str:
    base, letters = split_place(" ".join(name.split()))
    is_shown = base.isprintable() and not may_be_personal(base)
    if not (is_shown and (has_known_words(base) or are_headings(among))):
        base = masked(base)
    return f"{base} column {letters}".strip() if letters else base


def has_known_words(name: str) -> bool:
    words = plain(name).split()
    return bool(words) and _words_of_headings().issuperset(words)


@cache
def _words_of_headings() -> frozenset[str]:
    known = " ".join([*proposals.column_names(), *map(plain, COLUMNS)])
    others = " ".join(proposals.FILLERS | OTHER_PEOPLE | PERSON_WORDS)
    return frozenset([*known.split(), *re.split(r"[\s_]+", others), *words_of_refusals()])

import re
from collections.abc import Collection, Mapping, Sequence
from functools import cache

from responses.case_files.columns import COLUMNS
from responses.case_files.extracts import proposals
from responses.case_files.extracts.layout import split_place
from responses.case_files.headings.other_people import PERSON_WORDS, plain
from responses.case_files.headings.other_people import WORDS as OTHER_PEOPLE
from responses.case_files.headings.refusals import words_of_refusals

LONGEST_MASKED = 30
LONGEST_CODE = 40
LONGEST_SHORT = 2
MOST_CODES = 60
"""A column with more different values than this is not one of codes."""
MOST_DIGITS = 4
MOST_DIGITS_OF_A_CODE = 2
POSTCODE = re.compile(r"[A-Za-z]{1,2}[0-9][A-Za-z0-9]?\s*[0-9][A-Za-z]{2}")
WORD = re.compile(r"[^\W\d_]+")


def masked(text: str) -> str:
    """Digits as 9, letters as x or X, other signs as they are."""
    shape = "".join(map(_mask, text[:LONGEST_MASKED]))
    return f"{shape}…" if len(text) > LONGEST_MASKED else shape


def _mask(character: str) -> str:
    if character.isnumeric():
        return "9"
    if character.isalpha():
        return "X" if character.isupper() else "x"
    return character if character.isascii() and character.isprintable() else "·"


def is_code(value: str, *, code_words: Collection[str]) -> bool:
    if may_be_personal(value) or sum(map(str.isnumeric, value)) > MOST_DIGITS_OF_A_CODE:
        return False
    words = [word.lower() for word in WORD.findall(value)]
    are_known = bool(words) and all(word in code_words for word in words)
    return are_known or len(value) <= LONGEST_SHORT


def may_be_personal(value: str) -> bool:
    """A telephone number, date, address, postcode or free text."""
    return len(value) > LONGEST_CODE or looks_like_data(value)


def looks_like_data(value: str) -> bool:
    digits = sum(character.isnumeric() for character in value)
    return digits > MOST_DIGITS or "@" in value or POSTCODE.search(value) is not None


def may_be_mapped(value: str, *, code_words: Collection[str]) -> bool:
    if may_be_personal(value):
        return False
    words = WORD.findall(value)
    looks_like_a_name = len(words) > 1 and all(word[0].isupper() for word in words)
    return not looks_like_a_name or any(word.lower() in code_words for word in words)


def shown_values(
    counts: Mapping[str, int], *, most: int, code_words: Collection[str], is_private: bool
) -> list[str]:
    """As they are where all are codes, else masked."""
    are_codes = len(counts) <= MOST_CODES and all(
        is_code(value, code_words=code_words) for value in counts
    )
    if are_codes and not is_private:
        return list(counts)[:most]
    return list(dict.fromkeys(map(masked, counts)))[:most]


# Headings that may be shown and kept outside the vault.
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

import re
from collections.abc import Collection, Mapping

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

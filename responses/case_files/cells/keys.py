import re
from functools import cache

from responses.case_files.reference_lists import rows_of

PHONE = re.compile(
    r"(?<![\w])(?:(?:\+|00)[\s.-]?)?(?:44[\s.-]?(?:\(?0\)?[\s.-]?)?|\(?0)?7[1-57-9](?:[\s.()-]?\d){8}(?!\w)"
    r"|(?<![\w])\(?0[1238](?:[\s.()-]?\d){9}(?!\w)"
    r"|(?<!\w)\+\d(?:[\s.()-]?\d){8,13}(?!\w)"
)
"""A mobile of this country with or without its 0, a landline, or a number with a country's code."""
WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")
SHORTEST_NAME = 3
SHORTEST_CODE = 20
"""A word of so many letters is no name."""
REFERENCE_WORDS = frozenset(
    {
        "crime", "crimes", "case", "cases", "ref", "reference", "incident", "log", "number", "num",
        "victim", "vic", "aggrieved", "person", "record", "report", "occurrence", "occ", "niche",
        "athena", "connect", "sap", "police", "force", "kent", "essex", "gwent", "london", "city",
        "north", "south", "east", "west", "wales", "yorkshire", "urn", "key", "row", "the", "and",
        "trosedd", "achos", "heddlu", "test", "dev", "new", "old", "sim", "simulated", "burglary",
        "robbery", "theft", "assault", "fraud", "vehicle", "damage", "violence", "sexual",
    }
)  # fmt: skip
"""Words of references that are no names."""


def is_phone_number(text: str) -> bool:
    return PHONE.search(text) is not None


def names_somebody(text: str) -> bool:
    """No digit, or two words that no reference has, or a common name."""
    words = [word.casefold() for word in WORD.findall(text)]
    if not any(map(str.isdigit, text)):
        return any(1 < len(word) < SHORTEST_CODE for word in words)
    known = [word for word in words if len(word) >= SHORTEST_NAME and word not in REFERENCE_WORDS]
    has_vowels = [word for word in known if re.search(r"[aeiouyàâäéèêëïîôöûüŵŷ]", word)]
    is_apart = re.search(r"[\s,]", text.strip()) is not None
    return (is_apart and len(has_vowels) > 1) or any(word in common_names() for word in known)


@cache
def common_names() -> frozenset[str]:
    return frozenset(row["name"] for row in rows_of("common_names.csv"))

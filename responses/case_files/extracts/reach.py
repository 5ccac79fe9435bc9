"""Which columns and codes decide whether and where a person is reached. A mapping profile may not
make anybody more contactable than the sender meant. Pure."""

import re

from responses.case_files.columns import COLUMNS

REACHING = frozenset(
    {"contact_mobile", "contact_email", "number_safe", "safe_word_hash"}
    | {name for name in COLUMNS if name.startswith("safe_contact_")}
)
"""Columns by which a person is reached."""
OF_THE_VICTIM = REACHING | {"birth_year"}
"""Columns that may not be a suspect's: how the victim is reached, and how old they are."""
BLANK_SAYS_NO = frozenset(
    {"deceased", "business", "on_duty_police", "victim_role", "exclude_code", "risk_level"}
)
"""Columns in which a blank is not the careful reading: no code may stand for a blank there."""
SUSPECT_WORDS = frozenset(
    {
        "suspect", "suspects", "susp", "offender", "offenders", "perpetrator", "perp", "accused",
        "defendant",
    }
)  # fmt: skip
SAYS_NOTHING = frozenset(
    {
        "null", "none", "nil", "n/a", "#n/a", "n/k", "nk", "unknown", "not known", "not stated",
        "not recorded", "-", "--", ".", "?", "tbc", "anhysbys",
    }
)  # fmt: skip
"""What is written where nothing is known."""


def is_blank(own: str) -> bool:
    """Whether nothing of a value can be seen."""
    return not any(character.isprintable() and not character.isspace() for character in own)


def is_about_a_suspect(own: str) -> bool:
    """Whether a heading says that its column is about the suspect."""
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", own).lower()
    return not SUSPECT_WORDS.isdisjoint(re.findall(r"[a-z]+", parted))


def says_more(column: str, code: str) -> bool:
    """Whether a code makes somebody more contactable than another code or a blank would: only a
    person may pick it, and for no value that says nothing."""
    if column.startswith("flag_"):
        return code == "no"
    return (column, code) in {
        ("number_safe", "yes"), ("risk_level", "standard"), ("risk_level", "medium"),
        ("victim_role", "direct"), ("deceased", "no"), ("business", "no"), ("on_duty_police", "no"),
    }  # fmt: skip


def may_stand_for(own: str, column: str, code: str) -> bool:
    """Whether a profile may read a value of the force as this code, "" being a blank cell."""
    if is_blank(own) or (not code and column in BLANK_SAYS_NO):
        return False
    return not (says_more(column, code) and own.strip().lower() in SAYS_NOTHING)

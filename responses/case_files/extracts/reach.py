from responses.case_files.cells.readers import YES_NO
from responses.case_files.columns import COLUMNS

EXCLUSION = "exclude_code"
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
"""Columns in which a blank is not the careful reading, so no code may be used for one."""


def is_blank(own: str) -> bool:
    """Whether nothing of a value can be seen."""
    return not any(character.isprintable() and not character.isspace() for character in own)


def says_more(column: str, code: str) -> bool:
    if column.startswith("flag_"):
        return code == "no"
    return (column, code) in {
        ("number_safe", "yes"), ("safe_contact_channel", "sms"), ("safe_contact_channel", "email"),
        ("risk_level", "standard"), ("risk_level", "medium"),
        ("victim_role", "direct"), ("deceased", "no"), ("business", "no"), ("on_duty_police", "no"),
    }  # fmt: skip


SAYS_YES_OR_NO = YES_NO.codes
LANGUAGES = ("en", "cy", "ar", "bn", "gu", "pa", "pl", "ro", "so", "ur")
"""The languages that a page offers; a profile may have any other code."""


def codes_of(column: str) -> tuple[str, ...]:
    if column == "language":
        return LANGUAGES
    return COLUMNS[column].codes if column in COLUMNS else ()

"""The codes that a profile may give for a force's own. Pure."""

from responses.case_files.columns import COLUMNS, YES_NO
from responses.case_files.standard import declaration

SAYS_YES_OR_NO = YES_NO.codes
LANGUAGES = ("en", "cy", "ar", "bn", "gu", "pa", "pl", "ro", "so", "ur")
"""The languages that a page offers; a profile may have any other code."""


def codes_of(column: str) -> tuple[str, ...]:
    """The codes of one of our columns, or none where it holds no codes."""
    if column == "language":
        return LANGUAGES
    return declaration.codes_of(column) if column in COLUMNS else ()

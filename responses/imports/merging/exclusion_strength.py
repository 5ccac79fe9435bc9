"""Which of two exclusions by hand keeps a person safer. Pure: no Django, no database."""

from responses.cases.sensitivity import OFFICER_SUSPECT
from responses.eligibility.rules import KEEPS_SAFE, NEEDS_NO_TEXT


def is_as_careful(code: str, *, than: str) -> bool:
    """Whether an exclusion with `code` keeps away all that one with the code `than` does: codes
    handed over as well as texts, and after a second person's refusal too. The code that hides a
    case from its force (SAF-13) is replaced by no other."""
    if code == than or not than:
        return True
    if not code or than == OFFICER_SUSPECT:
        return False
    keeps_codes_away = not _is_of_texts_only(code) or _is_of_texts_only(than)
    outlives_refusal = code in KEEPS_SAFE or than not in KEEPS_SAFE
    return keeps_codes_away and outlives_refusal


def _is_of_texts_only(code: str) -> bool:
    """Whether an advocate may ask with a code all the same (SAF-9)."""
    return code in NEEDS_NO_TEXT or code == OFFICER_SUSPECT

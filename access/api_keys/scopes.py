"""What a key may be used for. Pure."""

from enum import StrEnum


class KeyScope(StrEnum):
    """One use of the API. A key has some of them, and does nothing else, whatever the roles of the
    person who answers for it allow."""

    CASES = "cases"
    OPT_OUTS = "opt_outs"
    SAFE_CONTACT = "safe_contact"
    FIGURES = "figures"
    COVERAGE = "coverage"
    ALERTS = "alerts"
    RELEASES = "releases"

from enum import StrEnum


class KeyScope(StrEnum):
    CASES = "cases"
    OPT_OUTS = "opt_outs"
    SAFE_CONTACT = "safe_contact"
    FIGURES = "figures"
    COVERAGE = "coverage"
    ALERTS = "alerts"
    RELEASES = "releases"

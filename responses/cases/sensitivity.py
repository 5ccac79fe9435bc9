"""Including those never asked about by text (decision 5)."""

from collections.abc import Mapping
from itertools import repeat

from responses.case_files.case import RiskLevel

ROUTE_FLAGS = frozenset(
    {
        "honour_based",
        "forced_marriage",
        "fgm",
        "modern_slavery",
        "child_abuse",
        "police_suspect",
    }
)
"""Cases never asked about by text; an advocate or a liaison officer hands over a code. Cases with
a police suspect have no decision code of their own, because a published count would point at
them."""


SENSITIVE_FLAGS = ROUTE_FLAGS | {
    "domestic_abuse",
    "stalking",
    "sexual",
    "hate_race",
    "hate_religion",
    "hate_orientation",
    "hate_transgender",
    "hate_disability",
}


UNKNOWN = True
"""Value assumed for an unknown flag."""
SENSITIVE_CRIMES = frozenset({"sexual", "stalking_harassment", "violence_or_sexual"})
OFFICER_SUSPECT = "OFFICER-SUSPECT"
"""The exclusion code that means the same as the flag police_suspect."""


NATIONALLY_READ_FLAGS = ROUTE_FLAGS | {"domestic_abuse", "stalking", "sexual"}
"""Words from these cases are read by the national desk, since readers in the force may know the
people in them."""


def is_sensitive_case(
    *, flags: Mapping[str, bool], crime_group: str = "", risk_level: str = ""
) -> bool:
    """Whether the case is sensitive."""
    return (
        risk_level == RiskLevel.HIGH
        or crime_group in SENSITIVE_CRIMES
        or any(map(flags.get, SENSITIVE_FLAGS, repeat(UNKNOWN)))
    )


def is_only_unclear(
    *, flags: Mapping[str, bool], crime_group: str = "", risk_level: str = ""
) -> bool:
    """Nothing that the case file says makes it so; flags are left out."""
    known = {flag: flags.get(flag, not UNKNOWN) for flag in SENSITIVE_FLAGS}
    rest = {"crime_group": crime_group, "risk_level": risk_level}
    return is_sensitive_case(flags=flags, **rest) and not is_sensitive_case(flags=known, **rest)


def is_given_by_word_only(
    *, flags: Mapping[str, bool], risk_level: str, exclude_code: str, is_held: bool
) -> bool:
    """Overrides the force's rule: anyone else who learns of the case may be a danger to the victim
    (SAF-9)."""
    return (
        is_held
        or bool(exclude_code)
        or risk_level == RiskLevel.HIGH
        or any(map(flags.get, ROUTE_FLAGS, repeat(UNKNOWN)))
    )

"""Which cases are sensitive, and which may never be asked about by text (decision 5). Pure."""

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
"""What a flag that is not known counts as."""
SENSITIVE_CRIMES = frozenset({"sexual", "stalking_harassment", "violence_or_sexual"})
OFFICER_SUSPECT = "OFFICER-SUSPECT"
"""The exclusion code that means the same as the flag police_suspect."""


NATIONALLY_READ_FLAGS = ROUTE_FLAGS | {"domestic_abuse", "stalking", "sexual"}
"""Words from these cases are read by the national desk, since readers in the force may know the
people in them."""


def is_sensitive_case(
    *, flags: Mapping[str, bool], crime_group: str = "", risk_level: str = ""
) -> bool:
    """Whether the case is sensitive. Flags are yes, no or unknown; unknown counts as yes
    (decision 5)."""
    return (
        risk_level == RiskLevel.HIGH
        or crime_group in SENSITIVE_CRIMES
        or any(map(flags.get, SENSITIVE_FLAGS, repeat(UNKNOWN)))
    )


def is_only_unclear(
    *, flags: Mapping[str, bool], crime_group: str = "", risk_level: str = ""
) -> bool:
    """Whether the case is sensitive for no other reason than that the case file leaves flags out:
    nothing that it does say makes it so."""
    known = {flag: flags.get(flag, not UNKNOWN) for flag in SENSITIVE_FLAGS}
    rest = {"crime_group": crime_group, "risk_level": risk_level}
    return is_sensitive_case(flags=flags, **rest) and not is_sensitive_case(flags=known, **rest)


def is_given_by_word_only(
    *, flags: Mapping[str, bool], risk_level: str, exclude_code: str, is_held: bool
) -> bool:
    """Whether somebody of the force says of this one case that a service may have it, whatever
    rule the force has: who else learns of it may be a danger to the victim (SAF-9). So it is where
    nobody may be texted, or that is not known; where the risk is high; where the record was
    excluded by hand; and where the case `is_held`: somebody must not see it, or another service was
    offered it before."""
    return (
        is_held
        or bool(exclude_code)
        or risk_level == RiskLevel.HIGH
        or any(map(flags.get, ROUTE_FLAGS, repeat(UNKNOWN)))
    )

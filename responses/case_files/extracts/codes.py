"""The columns of the standard case file whose values are codes that a profile may rename. Pure."""

from collections.abc import Mapping

from responses.case_files import crime_groups, reference_lists
from responses.case_files.case import CaseStage, NumberSafe, RiskLevel
from responses.case_files.columns import (
    ADVOCATE_ROUTES,
    CHANNELS,
    COLUMNS,
    EXCLUSIONS,
    FLAGS,
    OUTCOMES,
    ROLES,
    SCHEMES,
)
from responses.sms.channel import Channel

SAYS_YES_OR_NO = ("yes", "no")
LANGUAGES = ("en", "cy", "ar", "bn", "gu", "pa", "pl", "ro", "so", "ur")
"""The languages that a page offers by name; a profile may have any other code."""
YES_NO_COLUMNS = (
    *(f"flag_{flag}" for flag in FLAGS), "disability", "deceased", "business", "on_duty_police",
    "evidence_led",
)  # fmt: skip
CODES: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(YES_NO_COLUMNS, SAYS_YES_OR_NO),
    "crime_group": crime_groups.IN_CASE_FILES,
    "report_channel": CHANNELS,
    "victim_role": ROLES,
    "risk_level": tuple(RiskLevel),
    "enhanced_rights": ("serious", "persistent", "vulnerable", "intimidated", "none"),
    "stage": tuple(each.value for each in CaseStage),
    "outcome_code": OUTCOMES,
    "support_referral": ("yes", "declined", "not_offered"),
    "sex": ("female", "male", "not recorded"),
    "ethnicity_scheme": SCHEMES,
    "language": LANGUAGES,
    "number_safe": tuple(NumberSafe),
    "safe_contact_channel": tuple(Channel),
    "advocate_route": ADVOCATE_ROUTES,
    "exclude_code": EXCLUSIONS,
}


def codes_of(column: str) -> tuple[str, ...]:
    """The codes of one of our columns, or none where it holds no codes."""
    if column == "ethnicity":
        return tuple(dict.fromkeys(code for each in _groups().values() for code in each))
    return CODES.get(column, ()) if column in COLUMNS else ()


def _groups() -> Mapping[str, Mapping[str, str]]:
    return reference_lists.ethnic_groups()

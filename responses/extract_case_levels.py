"""Levels from short lists: no name, day or key."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from responses.cases.sensitivity import is_sensitive_case

UNKNOWN = "unknown"
OUTCOME_GROUPS: Mapping[str, tuple[str, ...]] = {
    "charged": ("1", "1A"),
    "out_of_court": ("2", "2A", "3", "3A", "6", "7", "8", "22"),
    "taken_into_consideration": ("4",),
    "prosecution_prevented": ("5", "9", "10", "11", "12", "13", "17"),
    "victim_supports_action": ("15",),
    "victim_does_not_support_action": ("14", "16"),
    "no_suspect": ("18",),
    "elsewhere": ("19", "20", "21"),
}
"""By group, the Home Office outcome codes."""
NO_OUTCOME = "none"
UNCLEAR = "unclear"
"""The source's wording could mean outcomes of several groups."""
GROUP_OF_OUTCOME = {
    "0": NO_OUTCOME,
    **{code: group for group, codes in OUTCOME_GROUPS.items() for code in codes},
}
DAYS_TO_OUTCOME = (
    (7, "0_7"), (28, "8_28"), (90, "29_90"), (180, "91_180"), (365, "181_365"),
)  # fmt: skip
LONGEST_TO_OUTCOME = "366_over"
DAYS_TO_TOLD = ((1, "0_1"), (7, "2_7"), (14, "8_14"), (28, "15_28"))
"""Five working days are seven days at most, but for bank holidays."""
LONGEST_TO_TOLD = "29_over"
NOT_TOLD = "not_told"
BY_TEXT, BY_TEXT_WITH_WORD, NOT_ASKED = "text", "text_with_word", "none"
BY_ADVISER, BY_OFFICER = "code_adviser", "code_officer"
ROUTES = (BY_TEXT, BY_TEXT_WITH_WORD, BY_ADVISER, BY_OFFICER)
"""Ways of asking people who answered: by text, or by a code and the role that handed it over."""
CODE_MODE = "web_code"
NOT_INVITED = "not_asked"
"""The mode of people who were not invited."""
TEXT_MODES = frozenset({"web_sms", "web_email"})
INDEPENDENT_ROLES = frozenset({"IDVA", "ISVA", "ISA", "SUPPORT"})
"""Roles of advisers and advocates of support services who hand over codes. The other roles are
officers or justice staff."""


@dataclass(frozen=True)
class CaseLevel:
    sources: tuple[str, ...]
    of: Callable[..., str]


@lru_cache(maxsize=4_096)
def outcome_group(codes: str) -> str:
    groups = {GROUP_OF_OUTCOME.get(code, UNKNOWN) for code in json.loads(codes)} or {NO_OUTCOME}
    return groups.pop() if len(groups) == 1 else UNCLEAR


def days_to_outcome(reported_on: date | None, outcome_on: date | None) -> str:
    if outcome_on is None:
        return NO_OUTCOME
    return _band(reported_on, outcome_on, DAYS_TO_OUTCOME, LONGEST_TO_OUTCOME)


def days_to_told(outcome_on: date | None, told_on: date | None, reported_on: date | None) -> str:
    if outcome_on is None:
        return NO_OUTCOME
    if told_on is None:
        return NOT_TOLD
    from_day = outcome_on if reported_on else None
    return _band(from_day, told_on, DAYS_TO_TOLD, LONGEST_TO_TOLD)


def _band(first: date | None, last: date, bands: Sequence[tuple[int, str]], longest: str) -> str:
    if first is None or last < first:
        return UNKNOWN
    days = (last - first).days
    for most, band in bands:
        if days <= most:
            return band
    return longest


@lru_cache(maxsize=4_096)
def repeat_victim(flags: str) -> str:
    repeat = json.loads(flags).get("repeat")
    return UNKNOWN if repeat is None else "yes" if repeat else "no"


@lru_cache(maxsize=4_096)
def route(mode: str | None, assisted_by: str, flags: str, crime_group: str, risk_level: str) -> str:
    """Return how the victim was asked."""
    if mode is None:
        return NOT_ASKED
    if mode == CODE_MODE:
        by_whom = BY_ADVISER if assisted_by in INDEPENDENT_ROLES else BY_OFFICER
        return by_whom if assisted_by else UNKNOWN
    if mode not in TEXT_MODES:
        return UNKNOWN
    is_sensitive = is_sensitive_case(
        flags=json.loads(flags), crime_group=crime_group, risk_level=risk_level
    )
    return BY_TEXT_WITH_WORD if is_sensitive else BY_TEXT


SUPPORTED, DECLINED, NOT_OFFERED = "supported", "declined", "not_offered"
SUPPORT_LEVELS = (SUPPORTED, DECLINED, NOT_OFFERED)
SUPPORT_OF_REFERRAL = {"yes": SUPPORTED, "declined": DECLINED, "not_offered": NOT_OFFERED}


def support(referral: str, assisted_by: str) -> str:
    """A support service had the case, or its adviser handed over a code."""
    if assisted_by in INDEPENDENT_ROLES:
        return SUPPORTED
    return SUPPORT_OF_REFERRAL.get(referral, UNKNOWN)


SMALL_AREAS = re.compile(r"[EW]01\d{6}")
"""Codes of small areas of the census, in each of which some fifteen hundred people live."""


def local_area(area: str) -> str:
    """The force's own area."""
    return UNKNOWN if not area or SMALL_AREAS.fullmatch(area) else area


def asked_route(mode: str, assisted_by: str, *, is_sensitive: bool) -> str:
    if mode == CODE_MODE:
        by_whom = BY_ADVISER if assisted_by in INDEPENDENT_ROLES else BY_OFFICER
        return by_whom if assisted_by else UNKNOWN
    if mode not in TEXT_MODES:
        return mode if mode == NOT_INVITED else UNKNOWN
    return BY_TEXT_WITH_WORD if is_sensitive else BY_TEXT


def _case_level(name: str) -> CaseLevel:
    return CaseLevel((name,), lambda value: value or UNKNOWN)


CASE_LEVELS: Mapping[str, CaseLevel] = {
    "outcome_group": CaseLevel(("outcome_codes",), outcome_group),
    "days_to_outcome": CaseLevel(("reported_on", "outcome_on"), days_to_outcome),
    "days_to_told": CaseLevel(("outcome_on", "victim_told_on", "reported_on"), days_to_told),
    "report_channel": _case_level("report_channel"),
    "risk_level": _case_level("risk_level"),
    "repeat_victim": CaseLevel(("flags",), repeat_victim),
    "local_area": CaseLevel(("area",), local_area),
    "route": CaseLevel(("mode", "assisted_by", "flags", "crime_group", "risk_level"), route),
    "case_language": _case_level("language"),
    "support_referral": _case_level("support_referral"),
    "enhanced_rights": _case_level("enhanced_rights"),
    "evidence_led": _case_level("evidence_led"),
}
"""Case levels that can be counted, by name. `case_language` is the language in the case file."""
SOURCES = tuple(dict.fromkeys(name for level in CASE_LEVELS.values() for name in level.sources))


DOCUMENTS = frozenset({"flags", "outcome_codes"})


def levels_of(values: Mapping[str, object]) -> dict[str, str]:
    value_of = values.__getitem__
    return {name: level.of(*map(value_of, level.sources)) for name, level in CASE_LEVELS.items()}

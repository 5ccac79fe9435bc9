"""Assumed because they are not published."""

from collections.abc import Mapping
from dataclasses import dataclass

from responses.cases.sensitivity import SENSITIVE_FLAGS

# --- which crimes are in a file: a row for each victim, so few crimes without one
SHARE_FILED: Mapping[str, float] = {
    "shoplifting": 0.2,
    "robbery_business": 0.2,
    "burglary_business": 0.2,
    "drugs": 0.1,
    "weapons": 0.2,
    "misc": 0.3,
}
VICTIMLESS = {"drugs": 1.0, "weapons": 0.8, "misc": 0.6, "public_order": 0.15}
BUSINESS = {
    "shoplifting": 1.0,
    "robbery_business": 1.0,
    "burglary_business": 1.0,
    "damage_arson": 0.1,
    "other_theft": 0.12,
    "vehicle": 0.04,
}
POLICE_DUTY = {"violence": 0.03, "public_order": 0.04}
DECEASED = 0.001

# --- victims ------------------------------------------------------------------------------------
FEMALE = {
    "violence": 0.51,
    "stalking_harassment": 0.66,
    "sexual": 0.86,
    "robbery": 0.3,
    "vehicle": 0.39,
    "theft_person": 0.56,
    "bicycle": 0.28,
}
UNDER_18 = {"violence": 0.1, "sexual": 0.3, "robbery": 0.18, "bicycle": 0.06, "theft_person": 0.04}
UNDER_18_ELSEWHERE = 0.02
ADULT_AGES = ((18, 24), (25, 34), (35, 44), (45, 54), (55, 64), (65, 74), (75, 92))
ADULT_AGE_SHARES = (0.15, 0.23, 0.21, 0.17, 0.13, 0.07, 0.04)
# Share of minority groups among victims, relative to residents.
MINORITY_TILT = 1.15
DISABLED_BY_AGE = (0.12, 0.13, 0.16, 0.2, 0.27, 0.33, 0.46)
WELSH_PREFERRED = {"dyfed-powys": 0.16, "north-wales": 0.16, "gwent": 0.03, "south-wales": 0.04}
OTHER_LANGUAGE = 0.02
OTHER_LANGUAGES = ("pl", "ro", "ur", "pa", "ar", "bn")

# --- what the file records ----------------------------------------------------------------------
SEX_RECORDED = 0.98
AGE_RECORDED = 0.97
ETHNICITY_RECORDED = 0.72
DISABILITY_RECORDED = 0.35
FLAGS: Mapping[str, Mapping[str, float]] = {
    "violence": {"domestic_abuse": 0.34, "hate_race": 0.02, "honour_based": 0.002,
                 "child_abuse": 0.01, "police_suspect": 0.003, "modern_slavery": 0.003,
                 "hate_orientation": 0.004, "hate_disability": 0.003},
    "stalking_harassment": {"domestic_abuse": 0.44, "stalking": 0.25, "hate_race": 0.02,
                            "honour_based": 0.002, "forced_marriage": 0.0005},
    "sexual": {"sexual": 1.0, "domestic_abuse": 0.22, "child_abuse": 0.06, "fgm": 0.0004,
               "police_suspect": 0.002},
    "damage_arson": {"domestic_abuse": 0.1, "hate_race": 0.01},
    "burglary": {"domestic_abuse": 0.04},
    "other_theft": {"domestic_abuse": 0.05},
    "public_order": {"hate_race": 0.09, "hate_religion": 0.02, "hate_orientation": 0.02,
                     "hate_transgender": 0.006, "hate_disability": 0.01, "domestic_abuse": 0.05},
}  # fmt: skip
ALL_NO: Mapping[str, bool] = dict.fromkeys(sorted(SENSITIVE_FLAGS), False)
RISK_LEVELS = ("", "standard", "medium", "high")
RISK_OF_ABUSE = (0.08, 0.55, 0.26, 0.11)
MANUAL_EXCLUSION = 0.006
MANUAL_CODES = ("NOCONTACT", "SG-OPEN", "VULN", "ALSO-SUSPECT", "CHILD-HH", "COMPLAINT-LIVE")
CHANNELS = ("call_999", "call_101", "online", "front_counter", "attended")
CHANNEL_SHARES = (0.3, 0.32, 0.25, 0.04, 0.09)
SUPPORT = ("yes", "declined", "not_offered", "")
# Without an adviser; with one the file says yes.
SUPPORT_SHARES = (0.1, 0.4, 0.36, 0.14)
NEXT_OF_KIN = 0.001
# By force.
AREAS = 12
# Yes, no, not recorded; also EVIDENCE_LED.
VICTIM_BEFORE = (0.17, 0.68, 0.15)
EVIDENCE_LED = (0.02, 0.58, 0.4)
RIGHTS = ("serious", "persistent", "vulnerable", "intimidated", "none", "")
RIGHTS_SHARES = (0.08, 0.03, 0.15, 0.03, 0.51, 0.2)

# --- record keeping: the median force, and the spread of forces (logits)
KEEPING = {
    "flags_known": (0.95, 0.4),
    "mobile": (0.92, 0.3),
    "safe_record": (0.78, 0.3),
    "told": (0.9, 0.4),
}
BAD_NUMBER = 0.015
UNSAFE_NUMBER = 0.01
OPTED_OUT = 0.01
REPEAT_VICTIM = 0.015
# Still current after the report.
RECORD_RENEWED = 0.92
# With an agreed word.
WORD_AGREED = 0.97
HAS_ADVISER = {"sexual": 0.5, "stalking_harassment": 0.35, "violence": 0.2}
HAS_ADVISER_ELSEWHERE = 0.03
# Victims without a safe text who get a code, from an adviser or else an officer.
CODE_BY_ADVISER, CODE_BY_OFFICER = 0.6, 0.2

# --- errors in records, in a nation of full size -------------------------------------------------
SEX_WRONG = 0.01
# Years too early or too late.
AGE_WRONG, YEARS_OFF = 0.04, 12
ETHNICITY_WRONG = 0.06
# Disabled victims recorded as not disabled, and the reverse.
DISABILITY_MISSED, DISABILITY_INVENTED = 0.35, 0.01
# Outcomes by the victim's wish (14, 15, 16) recorded as the opposite.
WISH_MISCODED = 0.05

# --- durations in days: median and spread (log) --------------------------------------------------
DAYS_TO_OUTCOME: Mapping[str, tuple[float, float]] = {
    "1": (45, 1.1),
    "14": (28, 1.0),
    "15": (85, 0.9),
    "16": (40, 1.0),
    "18": (11, 1.1),
    "20": (30, 0.9),
    "21": (20, 0.9),
}
DAYS_TO_ANY_OTHER_OUTCOME = (48.0, 0.9)
DAYS_UNTIL_TOLD = 4.0
# Cases open after this many days have an investigator.
INVESTIGATED_AFTER = 60
IN_COURT = 0.45
COURT_CONCLUDED_AFTER = (90, 330)
SENTENCED = 0.6

# --- advisers, and the choice to say more. On the opinion of a victim with an adviser.
OF_ADVISER = 0.35
# On the chance, otherwise about a half, of being kept informed.
INFORMED_BY_ADVISER = 0.3
# Victims with an adviser who continue instead of withdrawing (outcome 16). As many others
# withdraw, so that outcomes stay as published.
STAYS_WITH_ADVISER = 0.4
# On answering with an adviser.
OF_CODE_IN_HAND = 0.5
# One in three of average opinion says more; dissatisfied victims do so more often.
WANTS_MORE = -0.8
WANTS_MORE_OF_OPINION = -0.35
LEAVES_AT_OFFER = 0.02
# At each further question, skipping to the questions about themselves.
STOPS_AT_A_QUESTION = 0.015
# At each rotating or further question, closing the page.
LEAVES_AT_A_QUESTION = 0.008
SECONDS_A_QUESTION = 14
ON_A_PHONE, DEVICE_UNKNOWN = 0.75, 0.05

# --- telephone and paper. Forces with interviewers; chance decides where text and call are safe.
TELEPHONING = frozenset(
    {"cleveland", "gloucestershire", "humberside", "lincolnshire", "warwickshire"}
)
TELEPHONED = 0.2
# On each core answer by telephone: about 12 points.
OF_TELEPHONE = 0.6
# On answering at all, if called.
OF_BEING_CALLED = 0.3
# Victims of this age or older who ignore a text and return a paper form.
PAPER_FROM_AGE, ON_PAPER = 65, 0.05
DAYS_OF_PAPER = 12

# --- the questions beyond the ten. Choices of each meaning, for average opinion.
GOOD, MIDDLING, BAD = 0.55, 0.12, 0.33
SPREAD_OF_FURTHER_ITEMS = 0.5
SPREAD_BY_STAGE, SPREAD_BY_CRIME = 0.3, 0.2
# Choices outside the base, whatever the opinion.
OUTSIDE_THE_BASE = {
    "prefer_not": 0.006, "not_sure": 0.06, "no_need": 0.18, "does_not_apply": 0.1,
    "did_not_contact": 0.08, "declined": 0.2, "going_on": 0.05,
}  # fmt: skip
NONE_OF_THESE = 0.75
SAYS_THE_OUTCOME_RECORDED = 0.75


# --- only in a nation of full size: how people respond -------------------------------------------
@dataclass(frozen=True, kw_only=True)
class Willingness:
    """Chance of answering a message, and the logits that one logit of own opinion adds."""

    name: str
    chance: float
    slope: float


# About two in five answer; opinion has little effect.
TODAY = Willingness(name="today", chance=0.24, slope=0.08)
# About one in ten answers, satisfied victims more often, as in real surveys by text.
HARD = Willingness(name="hard", chance=0.051, slope=0.3)
WILLINGNESS: Mapping[str, Willingness] = {each.name: each for each in (TODAY, HARD)}
ANSWERS_AT_STAGE = {"ST2": -0.1, "ST3a": -0.4, "ST4": -0.1}
ANSWERS_AT_STAGE_OF_CRIME = 0.1

# --- only in a nation of full size: effects of the stage on opinions -----------------------------
OF_STAGE = {
    "ST2": -0.3,
    "ST3a": -0.6,
    "ST3b": -0.2,
    "ST3c": 0.3,
    "ST4": -0.1,
    "ST5": 0.2,
    "ST6": 0.2,
}
# Standard deviations of stage with force, crime and ethnic group.
STAGE_IN_FORCE = 0.15
STAGE_OF_CRIME = 0.2
STAGE_OF_ETHNIC_GROUP = 0.1

# --- only in a nation of full size: the decision. Victims told the recorded outcome, if not by
# their wish.
TOLD_RIGHT = 0.85
NOT_THEIR_DECISION, NOT_THEIR_DECISION_MISCODED = 0.1, 0.8
PRESSED = 0.2
TOLD_BY_NOBODY, TOLD_BY_NOBODY_WITH_ADVISER = 0.12, 0.04

# --- only in a nation of full size: differences. Satisfaction after closing without a charge.
FAILING_FORCE, FAILING_STAGE, FAILING = "west-midlands", "ST3a", -0.9
# About ten points worse for disabled victims.
GAP_FORCE, GAP = "greater-manchester", -0.5
# In place of WISH_MISCODED.
MISCODING_FORCE, MISCODED_THERE = "west-yorkshire", 0.25
# Mean days until news of the outcome.
SLOW_FORCE, DAYS_UNTIL_TOLD_THERE = "essex", 10.0

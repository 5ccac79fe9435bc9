"""What nobody publishes and the simulation assumes: plain numbers, each said once. They are not
findings, and nothing but the simulator may read them."""

from collections.abc import Mapping

from responses.cases.sensitivity import SENSITIVE_FLAGS

# --- which crimes are in a file of victims ------------------------------------------------------
SHARE_FILED: Mapping[str, float] = {
    # A file has a row for each victim, so of crimes without a person few are in it.
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

# --- who the victims are ------------------------------------------------------------------------
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
MINORITY_TILT = 1.15
"""Minority groups among victims, against their share of residents."""
DISABLED_BY_AGE = (0.12, 0.13, 0.16, 0.2, 0.27, 0.33, 0.46)
WELSH_PREFERRED = {"dyfed-powys": 0.16, "north-wales": 0.16, "gwent": 0.03, "south-wales": 0.04}
OTHER_LANGUAGE = 0.02
OTHER_LANGUAGES = ("pl", "ro", "ur", "pa", "ar", "bn")

# --- what the file says of them -----------------------------------------------------------------
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
SUPPORT_SHARES = (0.1, 0.4, 0.36, 0.14)
"""Of those without an adviser; of whoever has one the file says yes."""
NEXT_OF_KIN = 0.001
AREAS = 12
"""Neighbourhoods of each force."""
VICTIM_BEFORE = (0.17, 0.68, 0.15)
"""Yes, no, not said; so is the next but one."""
RIGHTS = ("serious", "persistent", "vulnerable", "intimidated", "none", "")
RIGHTS_SHARES = (0.08, 0.03, 0.15, 0.03, 0.51, 0.2)
EVIDENCE_LED = (0.02, 0.58, 0.4)

# --- how well a force keeps its records: the middle, and how far forces lie about it (logit) ----
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
RECORD_RENEWED = 0.92
"""Of safe-contact records once kept, the share that is still current after the report."""
WORD_AGREED = 0.97
"""Of safe-contact records that are kept, the share that hold an agreed word."""
HAS_ADVISER = {"sexual": 0.5, "stalking_harassment": 0.35, "violence": 0.2}
HAS_ADVISER_ELSEWHERE = 0.03
CODE_BY_ADVISER, CODE_BY_OFFICER = 0.6, 0.2
"""Of those whom no text may reach, the share to whom their adviser hands a code, and an officer
where there is no adviser."""

# --- how long things take, in days: median and spread (log) -------------------------------------
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
INVESTIGATED_AFTER = 60
"""A case still open then has been given to an investigator."""
IN_COURT = 0.45
COURT_CONCLUDED_AFTER = (90, 330)
SENTENCED = 0.6

# --- what an adviser changes, and who chooses to say more (logits) ------------------------------
OF_ADVISER = 0.35
"""On the opinion of whoever has one."""
INFORMED_BY_ADVISER = 0.3
"""Added to the chance, otherwise about a half, that a victim was kept informed: an adviser asks for
news of the case and passes it on."""
STAYS_WITH_ADVISER = 0.4
"""Of those whose case would end because they do not support action (outcome 16), the share that
goes on where an adviser is with them, and ends for want of evidence (15). As many others stop, so
that outcomes are as often as published."""
OF_CODE_IN_HAND = 0.5
"""On answering, for whom an adviser sits with."""
WANTS_MORE = -0.8
"""Of middling opinion: about one in three."""
WANTS_MORE_OF_OPINION = -0.35
"""For one logit of better treatment: the dissatisfied have more to say."""
LEAVES_AT_OFFER = 0.02
STOPS_AT_A_QUESTION = 0.015
"""At each further question: says that it is enough, and goes on to the questions about herself."""
LEAVES_AT_A_QUESTION = 0.008
"""At each question that rotates and each further one: closes the page."""
SECONDS_A_QUESTION = 14
ON_A_PHONE, DEVICE_UNKNOWN = 0.75, 0.05
"""Of those who begin: on a telephone, and on what the browser does not say."""

# --- who is telephoned, and who answers on paper -------------------------------------------------
TELEPHONING = frozenset(
    {"cleveland", "gloucestershire", "humberside", "lincolnshire", "warwickshire"}
)
"""Forces with interviewers: there chance decides between a text and a call, where nobody's safety
does."""
TELEPHONED = 0.2
OF_TELEPHONE = 0.6
"""Logits on each of the ten, of whoever is asked by a voice: some twelve points."""
OF_BEING_CALLED = 0.3
"""Logits on answering."""
PAPER_FROM_AGE, ON_PAPER = 65, 0.05
"""Of whoever leaves a text unanswered and is as old, the share that sends in a form on paper."""
DAYS_OF_PAPER = 12

# --- how the questions beyond the ten are answered ----------------------------------------------
GOOD, MIDDLING, BAD = 0.55, 0.12, 0.33
"""Of middling opinion, over the choices of each meaning."""
SPREAD_OF_FURTHER_ITEMS = 0.5
SPREAD_BY_STAGE, SPREAD_BY_CRIME = 0.3, 0.2
OUTSIDE_THE_BASE = {
    "prefer_not": 0.006, "not_sure": 0.06, "no_need": 0.18, "does_not_apply": 0.1,
    "did_not_contact": 0.08, "declined": 0.2, "going_on": 0.05,
}  # fmt: skip
"""How often each choice outside the base of a figure is picked, whatever the opinion."""
NONE_OF_THESE = 0.75
SAYS_THE_OUTCOME_RECORDED = 0.75

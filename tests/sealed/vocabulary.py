"""The words in which the file of an outside nation speaks, and what each is in a case file, on the
form and on the pages."""

PATHS = ("REPORT", "INVESTIGATION", "NFA_POLICE", "NFA_CPS", "OUT_OF_COURT", "CHARGED")
"""The states in which a case may stay."""
AFTER = {"INVESTIGATION": 5, "NFA_POLICE": 9, "NFA_CPS": 9, "OUT_OF_COURT": 9, "CHARGED": 9}
"""Days from the report to that state."""
STAGE_OF = {
    "INVESTIGATION": "ST2",
    "NFA_POLICE": "ST3a",
    "NFA_CPS": "ST3a",
    "OUT_OF_COURT": "ST3b",
    "CHARGED": "ST3c",
}
"""The survey stage of each state after the report."""
BEFORE = {"ST2": "ST1", "ST3a": "ST2", "ST3b": "ST2", "ST3c": "ST2"}
"""The survey stage that each is held against, where enough answered at it."""
OUTCOMES = {"NFA_POLICE": "18", "NFA_CPS": "15", "OUT_OF_COURT": "3", "CHARGED": "1"}
TROUBLES = ("", "unsafe", "child", "no contact", "business", "faulty")
"""What keeps a victim from being asked, "" for nothing. A faulty row does not become a case."""
USUAL_CRIMES = ("burglary", "bicycle", "violence", "vehicle", "damage_arson")
"""Each as likely where the file does not say."""
OFFENCES = {
    "burglary": "28I", "bicycle": "44", "violence": "8N", "vehicle": "48", "damage_arson": "58C",
    "robbery": "34B", "theft_person": "39", "other_theft": "49", "public_order": "9A",
    "stalking_harassment": "8L", "sexual": "17A",
}  # fmt: skip
"""Crime group and an offence code of it."""
NEVER_TEXTED = ("stalking_harassment", "sexual")
"""Crime groups in which nobody is asked without an agreed word, which no outside file gives."""

GOOD_AND_BAD = {
    "Q-CON-1": ("fairly_easy", "very_difficult"),
    "Q-ACT-2": ("very_satisfied", "fairly_dissatisfied"),
    "Q-INF-1": ("fairly_satisfied", "very_dissatisfied"),
    "Q-TRT-1": ("always", "sometimes"),
    "Q-TRT-2a": ("most", "never"),
    "Q-TRT-2b": ("always", "never"),
    "Q-SAFE-1": ("little_safer", "no_difference"),
    "Q-SUP-1": ("yes", "wanted_no"),
    "Q-OVR-1": ("very_satisfied", "neither"),
    "Q-CNF-1": ("very_likely", "fairly_unlikely"),
}
"""Of each of the ten questions one choice that counts as positive and one that does not."""
LEAVES_BEFORE = (
    "/m/", "EQ-SEX", "EQ-AGE", "EQ-ETH", "EQ-DIS-1", "EQ-DIS-2", "EQ-GEN-1", "EQ-REL", "EQ-ORI",
    "EQ-PREG",
)  # fmt: skip
"""Before which page or question people may leave: after the ten, so that all of these count."""
LEAST_POINTS = 3
"""Nothing is to be said of a difference of fewer points in truth."""

ETHNIC_GROUPS = {"british": "white", "indian": "asian", "african": "black"}
AGES = ((24, "18_24"), (34, "25_34"), (44, "35_44"), (54, "45_54"), (64, "55_64"), (74, "65_74"))
OLDEST = "75_over"
DISABLED, NOT_DISABLED = "disabled", "not disabled"
LEVELS = {
    "sex": {"female": "female", "male": "male"},
    "age_band": {band: band for band in (*(band for _most, band in AGES), OLDEST)},
    "ethnicity": {group: group for group in ETHNIC_GROUPS.values()},
    "disability": {DISABLED: "yes", NOT_DISABLED: "no"},
}
"""By characteristic that everybody is asked, its groups, and which level of the pages each is."""
GROUPS = tuple(group for levels in LEVELS.values() for group in levels)

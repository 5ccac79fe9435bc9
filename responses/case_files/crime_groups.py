"""The groups that crimes are counted by, in the order they are shown. Pure."""

MIXED = "violence_or_sexual"
"""Only in open data, which does not distinguish violence from sexual offences."""
COUNTED = (
    "violence", "stalking_harassment", "sexual", MIXED, "robbery", "burglary", "vehicle",
    "theft_person", "bicycle", "shoplifting", "other_theft", "damage_arson", "drugs", "weapons",
    "public_order", "misc", "fraud",
)  # fmt: skip
IN_CASE_FILES = tuple(group for group in COUNTED if group != MIXED)
"""Those that a case file may give."""

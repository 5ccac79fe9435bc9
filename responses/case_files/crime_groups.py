SEXUAL = "sexual"
MIXED = "violence_or_sexual"
"""Only in open data, which does not distinguish violence from sexual offences."""
COUNTED = (
    "violence", "stalking_harassment", SEXUAL, MIXED, "robbery", "burglary", "vehicle",
    "theft_person", "bicycle", "shoplifting", "other_theft", "damage_arson", "drugs", "weapons",
    "public_order", "misc", "fraud",
)  # fmt: skip

from responses.case_files import crime_groups

SEXUAL = "sexual"
"""Rape and other sexual offences: the crime group, or the flag."""
DOMESTIC = "domestic"
"""Domestic abuse by its flag, and so-called honour-based abuse, forced marriage and FGM, which the
statutory guidance on domestic abuse counts among it. Alone they are too few to be shown."""
DOMESTIC_FLAGS = ("domestic_abuse", "honour_based", "forced_marriage", "fgm")
STALKING = "stalking"
"""Stalking and harassment by others: the crime group, or the flag."""
VIOLENCE = "violence"
"""Other violence against the person."""
OTHER = "other"
KINDS = (SEXUAL, DOMESTIC, STALKING, VIOLENCE, OTHER)
"""Kinds in rule order. A case neither sexual nor stalking, with domestic abuse neither confirmed
nor denied, has no known kind."""
AGAINST_WOMEN = (SEXUAL, DOMESTIC, STALKING)
"""Kinds that disproportionately affect women and girls."""
UNCLEAR_GROUPS = ("", crime_groups.MIXED)
"""Crime groups of which it is not known whether they are sexual offences."""

"""The kinds of crime that policy on violence against women and girls asks for. Each case is of one
kind, the first whose rule holds, so that kinds add up to all cases: a sexual offence by a partner
is counted as sexual and not again as domestic abuse. `extract_columns` applies the rules in the
database. Pure."""

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
"""In the order of the rules. A case that is neither sexual nor stalking, and of which nobody said
whether it was domestic abuse, is of no known kind."""
AGAINST_WOMEN = (SEXUAL, DOMESTIC, STALKING)
"""Those that disproportionately affect women and girls."""
UNCLEAR_GROUPS = ("", crime_groups.MIXED)
"""Crime groups of which it is not known whether they are sexual offences."""

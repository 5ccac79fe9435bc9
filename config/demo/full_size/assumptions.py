"""What the nation of full size assumes: how people answer, how records err, and what is planted in
it for pages to find. Plain numbers, each said once; they are not findings, and nothing but the
simulator may read them."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Willingness:
    """How people answer: the chance to answer the first message, and again the reminder, and the
    logits that one logit of somebody's own opinion adds to it."""

    name: str
    chance: float
    slope: float


TODAY = Willingness(name="today", chance=0.24, slope=0.08)
"""About two in five answer, and opinion hardly matters: as the demonstration."""
HARD = Willingness(name="hard", chance=0.051, slope=0.3)
"""About one in ten answers, and the content sooner, as surveys by text see."""
RESPONSES: Mapping[str, Willingness] = {each.name: each for each in (TODAY, HARD)}

# --- what is felt at each stage, in logits ------------------------------------------------------
OF_STAGE = {
    "ST2": -0.3,
    "ST3a": -0.6,
    "ST3b": -0.2,
    "ST3c": 0.3,
    "ST4": -0.1,
    "ST5": 0.2,
    "ST6": 0.2,
}
ANSWERS_AT_STAGE = {"ST2": -0.1, "ST3a": -0.4, "ST4": -0.1}
STAGE_IN_FORCE = 0.15
"""Standard deviations of what stage and force, stage and crime, and stage and ethnic group add
together beyond what each adds alone; so are the others."""
STAGE_OF_CRIME = 0.2
STAGE_OF_ETHNIC_GROUP = 0.1
ANSWERS_AT_STAGE_OF_CRIME = 0.1

# --- how records err ----------------------------------------------------------------------------
SEX_WRONG = 0.01
AGE_WRONG, YEARS_OFF = 0.04, 12
"""A year of birth that is wrong is so many years off at most, either way."""
ETHNICITY_WRONG = 0.06
DISABILITY_MISSED, DISABILITY_INVENTED = 0.35, 0.01
"""Of disabled victims whose record says anything, the share recorded as not disabled; and of others
the share recorded as disabled."""
WISH_MISCODED = 0.05
"""Of outcomes by the victim's wish (14, 15, 16), the share that records the other wish."""
TOLD_RIGHT = 0.85
"""Of other outcomes, the share of victims who were told of the one that is recorded."""
NOT_THEIR_DECISION, NOT_THEIR_DECISION_MISCODED = 0.1, 0.8
PRESSED = 0.2
TOLD_BY_NOBODY, TOLD_BY_NOBODY_WITH_ADVISER = 0.12, 0.04
OF_CODE_IN_HAND = 0.5
"""Logits on answering, for whom an adviser sits with."""

# --- what is planted ----------------------------------------------------------------------------
FAILING_FORCE, FAILING_STAGE, FAILING = "west-midlands", "ST3a", -0.9
"""Here a step fails: victims whose case was closed without a charge are let down, by so many
logits."""
GAP_FORCE, GAP = "greater-manchester", -0.5
"""Here disabled victims are served worse than others are, by about ten points more than
elsewhere."""
MISCODING_FORCE, MISCODED_THERE = "west-yorkshire", 0.25
"""Here so many outcomes by the victim's wish record the other wish."""
SLOW_FORCE, DAYS_UNTIL_TOLD_THERE = "essex", 10.0
"""Here victims wait longer to be told, on average so many days."""

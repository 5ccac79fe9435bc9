from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

SHORT_CORE, NATIONAL, PROXY, BEREAVED = "short-core", "national", "proxy", "bereaved"
MOST_QUESTIONS = 28
MOST_QUESTIONS_WHEN_SENSITIVE = 22
"""The cap where domestic abuse or a sexual offence is known or not ruled out. The equality block
counts towards neither cap, and may be skipped as a whole."""
MOST_CRIME_MODULES = 2
TURNS = 12
NO_FLAGS: Mapping[str, bool] = {}


class Mode(StrEnum):
    TEXT_LINK = "text_link"
    MORE_TO_SAY = "more_to_say"
    """Came by a text link and chose to answer more questions."""
    CODE = "code"
    """Entered a code that an adviser handed over."""
    TELEPHONE = "telephone"
    PAPER = "paper"


@dataclass(frozen=True, kw_only=True)
class PathwayFacts:
    stage: str = "ST1"
    outcome: str = ""
    crime_group: str = ""
    flags: Mapping[str, bool] = field(default_factory=lambda: NO_FLAGS)
    hints: frozenset[str] = frozenset()
    victim_role: str = "direct"
    mode: Mode = Mode.TELEPHONE
    is_wales: bool = False
    turn: int = 0
    """Any number that belongs to the case and never changes, such as one made from its key. It
    decides which of the questions that are asked in turn this case gets."""

    def is_known(self, *flags: str) -> bool:
        return any(self.flags.get(flag, False) for flag in flags)

    def is_possible(self, *flags: str) -> bool:
        return any(self.flags.get(flag, True) for flag in flags)


@dataclass(frozen=True)
class Pathway:
    """Hashable, so that callers can cache the restricted questionnaire."""

    instrument: str
    stage: str = ""
    outcome: tuple[str, ...] = ()
    crimes: tuple[str, ...] = ()
    """At most two, in the order of PRECEDENCE."""
    most: int = MOST_QUESTIONS
    is_wales: bool = False
    left_out: frozenset[str] = frozenset()
    """Questions that are not safe to ask here."""
    turn: int = 0
    """0 to 11: where to start among the questions that are asked in turn."""

    @property
    def modules(self) -> frozenset[str]:
        """The codes of the modules asked."""
        crimes = {part for crime in self.crimes for part in MODULES_OF_CRIME.get(crime, (crime,))}
        return frozenset({"", self.stage, *self.outcome, *crimes, *(["WALES"] * self.is_wales)})


BEREAVED_ROLE = "bereaved"
PROXY_ROLES = frozenset({"parent_of_child", "carer", "intermediary"})
PROXY_AND_BEREAVED_ROLES = PROXY_ROLES | {BEREAVED_ROLE}
"""Roles of people who answer for a victim or as their family. Their answers are never counted in
one figure with victims' own."""
OUTCOME_STAGES = frozenset({"ST3a", "ST3b", "ST3c"})
OUTCOME_MODULES: Mapping[str, tuple[str, ...]] = {
    "O15": ("15", "9", "10", "21"),
    "O16": ("16", "14"),
    "OOC": ("2", "2A", "3", "3A", "7", "8", "22"),
}
"""By module, the Home Office outcome codes whose victims are asked more about the decision."""
STAGE_OF_OUTCOMES: Mapping[str, str] = {"O15": "ST3a", "O16": "ST3a", "OOC": "ST3b"}

FLAGS_OF_CRIME: Mapping[str, tuple[str, ...]] = {
    "POL": ("police_suspect",),
    "HBA": ("honour_based", "forced_marriage", "fgm"),
    "MSHT": ("modern_slavery",),
    "CSA": ("child_abuse",),
    "RASSO": ("sexual",),
    "DA": ("domestic_abuse",),
    "STK": ("stalking",),
    "HATE": ("hate_race", "hate_religion", "hate_orientation", "hate_transgender",
             "hate_disability"),
}  # fmt: skip
CRIME_OF_GROUP: Mapping[str, str] = {
    "sexual": "RASSO",
    "stalking_harassment": "STK",
    "burglary": "BUR",
    "robbery": "ROB",
    "vehicle": "VEH",
    "theft_person": "THEFT",
    "bicycle": "THEFT",
    "shoplifting": "THEFT",
    "other_theft": "THEFT",
    "damage_arson": "DAM",
    "fraud": "FRAUD",
    "public_order": "ASB",
    "violence": "VIO",
}
PRECEDENCE = (
    "POL", "HBA", "MSHT", "CSA", "RASSO", "DA", "STK", "HATE",
    "BUR", "ROB", "VEH", "THEFT", "DAM", "FRAUD", "ASB", "VIO",
)  # fmt: skip
"""Crimes by priority when more than two apply: first those whose victims are hardest to reach, then
those that say most about how the police should have acted."""

MODULES_OF_CRIME: Mapping[str, tuple[str, ...]] = {
    crime: ("PROP", crime) for crime in ("ROB", "VEH", "THEFT", "DAM")
}
"""By crime, the modules asked where that is more than the crime's own: some share PROP."""

SENSITIVE_FLAGS = ("domestic_abuse", "sexual")
MARITAL_STATUS = frozenset({"EQ-MAR"})
UNSAFE_WITH_MARITAL_STATUS = ("domestic_abuse", "honour_based", "forced_marriage")


def pathway_for(facts: PathwayFacts) -> Pathway:
    """The pathway of a case."""
    if facts.victim_role == BEREAVED_ROLE:
        return Pathway(BEREAVED, stage="ST8", crimes=tuple(sorted(facts.hints & {"ROAD"})))
    if facts.victim_role in PROXY_ROLES:
        return Pathway(PROXY, stage="PROXY")
    if facts.mode is Mode.TEXT_LINK:
        return Pathway(SHORT_CORE)
    is_short = facts.is_possible(*SENSITIVE_FLAGS) or facts.crime_group == "sexual"
    is_unsafe = facts.is_possible(*UNSAFE_WITH_MARITAL_STATUS)
    return Pathway(
        NATIONAL,
        stage=facts.stage,
        outcome=outcome_modules(facts.stage, facts.outcome),
        crimes=tuple(_crimes(facts)),
        most=MOST_QUESTIONS_WHEN_SENSITIVE if is_short else MOST_QUESTIONS,
        is_wales=facts.is_wales,
        left_out=MARITAL_STATUS if is_unsafe else frozenset(),
        turn=facts.turn % TURNS,
    )


def outcome_modules(stage: str, outcome: str) -> tuple[str, ...]:
    """`outcome` is the Home Office code, or empty."""
    if stage not in OUTCOME_STAGES:
        return ()
    more = (
        name
        for name, codes in OUTCOME_MODULES.items()
        if stage == STAGE_OF_OUTCOMES[name] and outcome in codes
    )
    return ("OUT", *more)


def _crimes(facts: PathwayFacts) -> list[str]:
    flagged = {crime for crime, flags in FLAGS_OF_CRIME.items() if facts.is_known(*flags)}
    found = flagged | (facts.hints & {"ASB"})
    if (crime := CRIME_OF_GROUP.get(facts.crime_group)) and (crime != "VIO" or not found):
        found |= {crime}
    return sorted(found, key=PRECEDENCE.index)[:MOST_CRIME_MODULES]


STAGES = ("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7")
ALL_NO: Mapping[str, bool] = {flag: False for flags in FLAGS_OF_CRIME.values() for flag in flags}


def example_facts() -> tuple[PathwayFacts, ...]:
    """Invented cases for every pathway: instrument, stage, outcome and crime, two crimes at once,
    Wales, and nothing known."""
    return (
        PathwayFacts(mode=Mode.TEXT_LINK, flags=ALL_NO),
        *(PathwayFacts(stage=stage, flags=ALL_NO) for stage in STAGES),
        *(
            PathwayFacts(stage=STAGE_OF_OUTCOMES[name], outcome=codes[0], flags=ALL_NO)
            for name, codes in OUTCOME_MODULES.items()
        ),
        *(
            PathwayFacts(flags={**ALL_NO, flags[0]: True}, crime_group="violence")
            for flags in FLAGS_OF_CRIME.values()
        ),
        *(
            PathwayFacts(flags=ALL_NO, crime_group=group)
            for group in {crime: group for group, crime in CRIME_OF_GROUP.items()}.values()
        ),
        PathwayFacts(flags={**ALL_NO, "domestic_abuse": True, "stalking": True}),
        PathwayFacts(flags=ALL_NO, is_wales=True),
        PathwayFacts(),
        PathwayFacts(victim_role="parent_of_child"),
        PathwayFacts(victim_role="bereaved"),
        PathwayFacts(victim_role="bereaved", hints=frozenset({"ROAD"})),
    )

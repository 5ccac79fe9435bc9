"""The closed list of tables (decision 20), in display order."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.stats.suppression import Topic
from responses.extract_rows import AGAINST_WOMEN, CRIME_GROUPS, CRIME_KINDS, ROUTES


class Dimension(StrEnum):
    ALL = "all"
    STAGE = "stage"
    CRIME_GROUP = "crime_group"
    SEX = "sex"
    AGE_BAND = "age_band"
    ETHNICITY = "ethnicity"
    DISABILITY = "disability"
    RELIGION = "religion"
    SEXUAL_ORIENTATION = "sexual_orientation"
    GENDER_IDENTITY = "gender_identity"
    PREGNANCY = "pregnancy"
    REPORT_CHANNEL = "report_channel"
    RISK_LEVEL = "risk_level"
    REPEAT_VICTIM = "repeat_victim"
    ENHANCED_RIGHTS = "enhanced_rights"
    ROUTE = "route"
    LOCAL_AREA = "local_area"
    KIND = "kind"
    KIND_SEX = "kind_sex"
    KIND_STAGE = "kind_stage"
    KIND_RISK = "kind_risk"
    KIND_ROUTE = "kind_route"
    KIND_CRIME = "kind_crime"


class LevelSource(StrEnum):
    CASE = "case"
    """From the case file."""
    BOTH = "both"
    """From respondents for figures, from the case file for response rates: two tables."""
    RESPONDENT = "respondent"
    """From respondents only: there is no response rate (decision 17)."""
    ANSWERED = "answered"
    """From the case file of respondents only. Some have response rates (OF_CASES)."""


EVERYBODY = "all"
MOST_LOCAL_AREAS = 60
"""A force that names more local areas has neighbourhoods, too small for figures."""
UNKNOWN = "unknown"
"""Not recorded in the case file.

A level of coverage, crime groups and crime types; never guessed.
"""
AGAINST_WOMEN_AND_GIRLS = "vawg"
"""All crime types that disproportionately affect women and girls."""
BETWEEN = "."
"""Separates the two levels of a pair."""


@dataclass(frozen=True, kw_only=True)
class Table:
    dimension: Dimension
    levels: tuple[str, ...]
    source: LevelSource = LevelSource.CASE
    question: str = ""
    column: str = ""
    reference: str = ""
    topic: Topic = Topic.ORDINARY
    is_national: bool = False
    is_yearly: bool = False
    is_shown: bool = True
    leaves_room_for_years: bool = False

    def __post_init__(self) -> None:
        asks = self.dimension is Dimension.DISABILITY or bool(self.question)
        if asks is (self.source in {LevelSource.CASE, LevelSource.ANSWERED}):
            message = f"{self.dimension}: give it the question whose choices are its levels"
            raise ValueError(message)
        if self.reference and self.reference not in self.levels:
            message = f"{self.dimension}: {self.reference} is none of its levels"
            raise ValueError(message)


STAGES = ("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7", "ST8")
KNOWN_CRIMES = (*CRIME_GROUPS, UNKNOWN)
KINDS = (*CRIME_KINDS, UNKNOWN)
SEXES = ("female", "male")
RISKS = ("standard", "medium", "high")


def pair_level(kind: str, level: str) -> str:
    return f"{kind}{BETWEEN}{level}"


def _with_kinds(levels: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(pair_level(kind, level) for kind in KINDS for level in levels)


TABLES: Mapping[Dimension, Table] = {
    table.dimension: table
    for table in (
        Table(dimension=Dimension.ALL, levels=(EVERYBODY,)),
        Table(
            dimension=Dimension.STAGE,
            levels=STAGES,
            column="survey_stage",
            leaves_room_for_years=True,
        ),
        Table(
            dimension=Dimension.CRIME_GROUP,
            levels=KNOWN_CRIMES,
            column="crime_group",
        ),
        Table(
            dimension=Dimension.SEX,
            levels=SEXES,
            source=LevelSource.BOTH,
            question="EQ-SEX",
            reference="male",
        ),
        Table(
            dimension=Dimension.AGE_BAND,
            levels=(
                "under_18",
                "18_24",
                "25_34",
                "35_44",
                "45_54",
                "55_64",
                "65_74",
                "75_over",
            ),
            source=LevelSource.BOTH,
            question="EQ-AGE",
            reference="45_54",
        ),
        Table(
            dimension=Dimension.ETHNICITY,
            levels=("asian", "black", "mixed", "white", "other"),
            source=LevelSource.BOTH,
            question="EQ-ETH",
            reference="white",
        ),
        Table(
            dimension=Dimension.DISABILITY,
            levels=("yes", "no"),
            source=LevelSource.BOTH,
            reference="no",
        ),
        Table(
            dimension=Dimension.RELIGION,
            levels=(
                "none",
                "christian",
                "buddhist",
                "hindu",
                "jewish",
                "muslim",
                "sikh",
                "any_other",
            ),
            source=LevelSource.RESPONDENT,
            question="EQ-REL",
            reference="christian",
        ),
        Table(
            dimension=Dimension.SEXUAL_ORIENTATION,
            levels=("straight", "gay_lesbian", "bisexual", "other"),
            source=LevelSource.RESPONDENT,
            question="EQ-ORI",
        ),
        Table(
            dimension=Dimension.GENDER_IDENTITY,
            levels=("yes", "no"),
            source=LevelSource.RESPONDENT,
            question="EQ-GEN-1",
            topic=Topic.SPECIAL,
        ),
        Table(
            dimension=Dimension.PREGNANCY,
            levels=("yes", "no"),
            source=LevelSource.RESPONDENT,
            question="EQ-PREG",
            reference="no",
        ),
        Table(
            dimension=Dimension.REPORT_CHANNEL,
            levels=(
                "call_999",
                "call_101",
                "online",
                "front_counter",
                "officer_on_patrol",
                "attended",
                "third_party",
                "report_fraud",
                "partner",
                "desk_only",
            ),
            source=LevelSource.ANSWERED,
            column="report_channel",
            is_national=True,
        ),
        Table(
            dimension=Dimension.RISK_LEVEL,
            levels=RISKS,
            source=LevelSource.ANSWERED,
            column="risk_level",
            is_national=True,
            is_shown=False,
        ),
        Table(
            dimension=Dimension.REPEAT_VICTIM,
            levels=("yes", "no"),
            source=LevelSource.ANSWERED,
            column="repeat_victim",
        ),
        Table(
            dimension=Dimension.ENHANCED_RIGHTS,
            levels=("serious", "persistent", "vulnerable", "intimidated", "none"),
            source=LevelSource.ANSWERED,
            column="enhanced_rights",
        ),
        Table(
            dimension=Dimension.ROUTE,
            levels=ROUTES,
            source=LevelSource.ANSWERED,
            column="route",
            is_national=True,
            is_shown=False,
        ),
        Table(
            dimension=Dimension.LOCAL_AREA,
            levels=(),
            column="local_area",
            is_yearly=True,
        ),
        Table(
            dimension=Dimension.KIND,
            levels=KINDS,
            column="crime_kind",
            is_national=True,
        ),
        Table(
            dimension=Dimension.KIND_SEX,
            levels=_with_kinds(SEXES),
            source=LevelSource.ANSWERED,
            is_national=True,
        ),
        Table(
            dimension=Dimension.KIND_STAGE,
            levels=_with_kinds(STAGES),
            source=LevelSource.ANSWERED,
            is_national=True,
        ),
        Table(
            dimension=Dimension.KIND_RISK,
            levels=_with_kinds(RISKS),
            source=LevelSource.ANSWERED,
            is_national=True,
        ),
        Table(
            dimension=Dimension.KIND_ROUTE,
            levels=_with_kinds(ROUTES),
            source=LevelSource.ANSWERED,
            is_national=True,
        ),
        Table(
            dimension=Dimension.KIND_CRIME,
            levels=_with_kinds(KNOWN_CRIMES),
            source=LevelSource.ANSWERED,
            is_national=True,
            is_shown=False,
        ),
    )
}
"""A special topic shows nothing under a base of fifty, and nothing by force to the public
(decision 4).
"""

LEVELS: Mapping[Dimension, tuple[str, ...]] = {
    dimension: table.levels for dimension, table in TABLES.items()
}
KIND_PAIRS: Mapping[Dimension, Dimension] = {
    Dimension.KIND_SEX: Dimension.SEX,
    Dimension.KIND_STAGE: Dimension.STAGE,
    Dimension.KIND_RISK: Dimension.RISK_LEVEL,
    Dimension.KIND_ROUTE: Dimension.ROUTE,
    Dimension.KIND_CRIME: Dimension.CRIME_GROUP,
}
"""Each pair with the table whose levels it splits by crime type.

Risk and route follow from the crime type, so they are shown only within it: their own tables would
reveal the few left over. Crime groups could be subtracted from crime types, so that pair is
protected with the others.
"""
BY_KIND = frozenset({Dimension.KIND, *KIND_PAIRS})
YEARLY = tuple(dimension for dimension, table in TABLES.items() if table.is_yearly)
"""Tables of a force's year."""
SHOWN = tuple(
    dimension for dimension, table in TABLES.items() if table.is_shown and not table.is_yearly
)
"""Tables of a quarter, and of a year if its quarters have them."""
OFFERED = (*SHOWN, *YEARLY)
NATIONAL = frozenset(dimension for dimension, table in TABLES.items() if table.is_national)


def reference_of(dimension: Dimension) -> str:
    table = TABLES[dimension]
    return table.reference or table.levels[0]


def _dimensions_of(*sources: LevelSource) -> tuple[Dimension, ...]:
    return tuple(
        dimension
        for dimension, table in TABLES.items()
        if table.source in sources and dimension is not Dimension.ALL
    )


CASE_DIMENSIONS = tuple(of for of in _dimensions_of(LevelSource.CASE) if of not in YEARLY)
ALSO_RECORDED = _dimensions_of(LevelSource.BOTH)
ONLY_SELF_REPORTED = _dimensions_of(LevelSource.RESPONDENT)
SELF_REPORTED = (*ALSO_RECORDED, *ONLY_SELF_REPORTED)

COMBINED = (Dimension.SEX, Dimension.AGE_BAND, Dimension.ETHNICITY)
"""Characteristics with one group per person.

They have no table: combinations are modelled (analytics/stats/groups/intersections.py).
"""

EQUALITY_QUESTIONS: Mapping[Dimension, str] = {
    dimension: table.question for dimension, table in TABLES.items() if table.question
}
"""Levels are choice codes.

Respondents who were not asked or preferred not to say have no level, and "does not apply" to
pregnancy has none.
"""
DISABLING = frozenset({"a_lot", "a_little"})


def shown_levels(dimension: Dimension) -> tuple[str, ...]:
    if dimension is Dimension.KIND:
        return (AGAINST_WOMEN_AND_GIRLS, *KINDS)
    if dimension in KIND_PAIRS:
        within = LEVELS[KIND_PAIRS[dimension]]
        together = (pair_level(AGAINST_WOMEN_AND_GIRLS, level) for level in within)
        return (*together, *LEVELS[dimension])
    return LEVELS[dimension]


def parts_of(dimension: Dimension, level: str) -> tuple[str, ...]:
    if dimension not in BY_KIND:
        return (level,)
    kind, *within = level.split(BETWEEN)
    if kind != AGAINST_WOMEN_AND_GIRLS:
        return (level,)
    return tuple(BETWEEN.join((each, *within)) for each in AGAINST_WOMEN)


def self_reported_level(answers: Mapping[str, Sequence[str]], dimension: Dimension) -> str | None:
    """None if not stated (decision 27)."""
    if dimension is Dimension.DISABILITY:
        has_condition = tuple(answers.get("EQ-DIS-1", ()))
        limits = tuple(answers.get("EQ-DIS-2", ()))
        if has_condition == ("no",) or (has_condition == ("yes",) and limits == ("not_at_all",)):
            return "no"
        if has_condition == ("yes",) and limits and limits[0] in DISABLING:
            return "yes"
        return None
    picked = answers.get(EQUALITY_QUESTIONS[dimension], ())
    level = picked[0] if len(picked) == 1 else None
    return level if level in LEVELS[dimension] else None

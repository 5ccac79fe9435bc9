"""The closed list of tables (decision 20): the dimensions that figures may be broken down by, with
their levels in the order they are shown. Pages, the API and reports take them from here; no other
breakdown of the answers exists. A new table is one entry of TABLES, and its words in
analytics/words.py. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.modes import MODES
from analytics.stats.suppression import Topic
from responses.extract_rows import CRIME_GROUPS


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


class LevelSource(StrEnum):
    """Who says at which level somebody stands."""

    CASE = "case"
    """The case file, of the case."""
    BOTH = "both"
    """The respondent for figures, the case file for response rates: two tables."""
    RESPONDENT = "respondent"
    """The respondent alone: there is no response rate (decision 17)."""


EVERYBODY = "all"
UNKNOWN = "unknown"
"""Not recorded in the case file. A level of coverage and of crime groups; never guessed."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures of one quarter by force and one dimension. `question` asks the respondent for the
    level: its choices are the levels. `reference` is the level that the others are held against
    in gaps, the first where none is named."""

    dimension: Dimension
    levels: tuple[str, ...]
    source: LevelSource = LevelSource.CASE
    question: str = ""
    reference: str = ""
    topic: Topic = Topic.ORDINARY

    def __post_init__(self) -> None:
        asks = self.dimension is Dimension.DISABILITY or bool(self.question)
        if asks is (self.source is LevelSource.CASE):
            message = f"{self.dimension}: give it the question whose choices are its levels"
            raise ValueError(message)
        if self.reference and self.reference not in self.levels:
            message = f"{self.dimension}: {self.reference} is none of its levels"
            raise ValueError(message)


TABLES: Mapping[Dimension, Table] = {
    table.dimension: table
    for table in (
        Table(dimension=Dimension.ALL, levels=(EVERYBODY,)),
        Table(
            dimension=Dimension.STAGE,
            levels=("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7", "ST8"),
        ),
        Table(
            dimension=Dimension.CRIME_GROUP,
            levels=(*CRIME_GROUPS, UNKNOWN),
        ),
        Table(
            dimension=Dimension.SEX,
            levels=("female", "male"),
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
    )
}
"""Of a special topic nothing is shown under a base of fifty, and nothing by force to the public
(decision 4)."""

LEVELS: Mapping[Dimension, tuple[str, ...]] = {
    dimension: table.levels for dimension, table in TABLES.items()
}


def _of(*sources: LevelSource) -> tuple[Dimension, ...]:
    return tuple(
        dimension
        for dimension, table in TABLES.items()
        if table.source in sources and dimension is not Dimension.ALL
    )


CASE_DIMENSIONS = _of(LevelSource.CASE)
ALSO_RECORDED = _of(LevelSource.BOTH)
ONLY_SELF_REPORTED = _of(LevelSource.RESPONDENT)
SELF_REPORTED = (*ALSO_RECORDED, *ONLY_SELF_REPORTED)

MODE = "mode"
COVERAGE_LEVELS: Mapping[str, tuple[str, ...]] = {
    Dimension.ALL.value: (EVERYBODY,),
    **{
        of.value: tuple(dict.fromkeys((*LEVELS[of], UNKNOWN)))
        for of in (*CASE_DIMENSIONS, *ALSO_RECORDED)
    },
    MODE: MODES,
}
"""The dimensions of coverage and response: all that the case file knows, and the mode of the
invitation, by which there are no figures."""

EQUALITY_QUESTIONS: Mapping[Dimension, str] = {
    dimension: table.question for dimension, table in TABLES.items() if table.question
}
"""Levels are the codes of the choices. Respondents who were not asked, or who answered "prefer not
to say", have no level; nor do those to whom pregnancy "does not apply"."""
DISABLING = frozenset({"a_lot", "a_little"})


def self_reported_level(answers: Mapping[str, Sequence[str]], dimension: Dimension) -> str | None:
    """The level that a respondent's own answers give, or None where they did not say (decision 27).
    Disabled means a condition that limits daily life."""
    if dimension is Dimension.DISABILITY:
        return _self_reported_disability(answers)
    picked = answers.get(EQUALITY_QUESTIONS[dimension], ())
    level = picked[0] if len(picked) == 1 else None
    return level if level in LEVELS[dimension] else None


def _self_reported_disability(answers: Mapping[str, Sequence[str]]) -> str | None:
    has_condition = tuple(answers.get("EQ-DIS-1", ()))
    limits = tuple(answers.get("EQ-DIS-2", ()))
    if has_condition == ("no",) or (has_condition == ("yes",) and limits == ("not_at_all",)):
        return "no"
    if has_condition == ("yes",) and limits and limits[0] in DISABLING:
        return "yes"
    return None

"""The closed list of tables (decision 20): the dimensions that figures may be broken down by, with
their levels in the order they are shown. Pages, the API and reports take them from here; no other
breakdown of the answers exists. Pure."""

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


CASE_DIMENSIONS = (Dimension.STAGE, Dimension.CRIME_GROUP)
ALSO_RECORDED = (Dimension.SEX, Dimension.AGE_BAND, Dimension.ETHNICITY, Dimension.DISABILITY)
"""Characteristics that respondents state themselves (for figures) and that the case file records
(for response rates): two tables."""
ONLY_SELF_REPORTED = (
    Dimension.RELIGION,
    Dimension.SEXUAL_ORIENTATION,
    Dimension.GENDER_IDENTITY,
    Dimension.PREGNANCY,
)
"""Those that no case file records, so that there is no response rate by them (decision 17)."""
SELF_REPORTED = (*ALSO_RECORDED, *ONLY_SELF_REPORTED)
EVERYBODY = "all"
UNKNOWN = "unknown"
"""Not recorded in the case file. A level of coverage and of crime groups; never guessed."""

LEVELS: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.ALL: (EVERYBODY,),
    Dimension.STAGE: ("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7", "ST8"),
    Dimension.CRIME_GROUP: (*CRIME_GROUPS, UNKNOWN),
    Dimension.SEX: ("female", "male"),
    Dimension.AGE_BAND: (
        "under_18",
        "18_24",
        "25_34",
        "35_44",
        "45_54",
        "55_64",
        "65_74",
        "75_over",
    ),
    Dimension.ETHNICITY: ("asian", "black", "mixed", "white", "other"),
    Dimension.DISABILITY: ("yes", "no"),
    Dimension.RELIGION: (
        "none",
        "christian",
        "buddhist",
        "hindu",
        "jewish",
        "muslim",
        "sikh",
        "any_other",
    ),
    Dimension.SEXUAL_ORIENTATION: ("straight", "gay_lesbian", "bisexual", "other"),
    Dimension.GENDER_IDENTITY: ("yes", "no"),
    Dimension.PREGNANCY: ("yes", "no"),
}

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


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures of one quarter by force and one dimension. `total` is the dimension whose one level
    stands beside the list as its total."""

    dimension: Dimension
    total: Dimension = Dimension.ALL
    topic: Topic = Topic.ORDINARY

    @property
    def levels(self) -> tuple[str, ...]:
        return LEVELS[self.dimension]


SPECIAL = frozenset({Dimension.GENDER_IDENTITY})
"""Nothing of these is shown under a base of fifty, and nothing by force to the public (decision
4)."""
TABLES: Mapping[Dimension, Table] = {
    dimension: Table(
        dimension=dimension, topic=Topic.SPECIAL if dimension in SPECIAL else Topic.ORDINARY
    )
    for dimension in Dimension
}


EQUALITY_QUESTIONS: Mapping[Dimension, str] = {
    Dimension.SEX: "EQ-SEX",
    Dimension.AGE_BAND: "EQ-AGE",
    Dimension.ETHNICITY: "EQ-ETH",
    Dimension.RELIGION: "EQ-REL",
    Dimension.SEXUAL_ORIENTATION: "EQ-ORI",
    Dimension.GENDER_IDENTITY: "EQ-GEN-1",
    Dimension.PREGNANCY: "EQ-PREG",
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

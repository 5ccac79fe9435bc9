"""The closed list of tables (decision 20): what figures may be broken down by, and into which
levels, in the order they are shown. Pages, the API and reports read from here; nothing else
may be cut out of the answers. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from analytics.modes import MODES
from analytics.stats.suppression import Topic


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


OF_THE_CASE = (Dimension.STAGE, Dimension.CRIME_GROUP)
RECORDED_TOO = (Dimension.SEX, Dimension.AGE_BAND, Dimension.ETHNICITY, Dimension.DISABILITY)
"""Characteristics that figures have in the respondent's own word, and response rates in that of
the case file: two tables."""
SAID_ALONE = (
    Dimension.RELIGION,
    Dimension.SEXUAL_ORIENTATION,
    Dimension.GENDER_IDENTITY,
    Dimension.PREGNANCY,
)
"""Those that no case file records, and of which there is no response rate (decision 17)."""
OWN_WORD = (*RECORDED_TOO, *SAID_ALONE)
EVERYBODY = "all"
UNKNOWN = "unknown"
"""What the case file does not say. A level of coverage and of crime groups, never guessed."""

LEVELS: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.ALL: (EVERYBODY,),
    Dimension.STAGE: ("ST1", "ST2", "ST3a", "ST3b", "ST3c", "ST4", "ST5", "ST6", "ST7", "ST8"),
    Dimension.CRIME_GROUP: (
        "violence",
        "stalking_harassment",
        "sexual",
        "violence_or_sexual",
        "robbery",
        "burglary",
        "vehicle",
        "theft_person",
        "bicycle",
        "shoplifting",
        "other_theft",
        "damage_arson",
        "drugs",
        "weapons",
        "public_order",
        "misc",
        "fraud",
        UNKNOWN,
    ),
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
COVERED: Mapping[str, tuple[str, ...]] = {
    Dimension.ALL.value: (EVERYBODY,),
    **{
        of.value: tuple(dict.fromkeys((*LEVELS[of], UNKNOWN)))
        for of in (*OF_THE_CASE, *RECORDED_TOO)
    },
    MODE: MODES,
}
"""What coverage and response are told by: all that the case file knows, and how somebody was
asked, by which there are no figures."""


@dataclass(frozen=True, kw_only=True)
class Table:
    """Figures of one quarter by force and one dimension. `total` is the dimension whose one
    level stands beside the list as its total."""

    dimension: Dimension
    total: Dimension = Dimension.ALL
    topic: Topic = Topic.ORDINARY

    @property
    def levels(self) -> tuple[str, ...]:
        return LEVELS[self.dimension]


SPECIAL = frozenset({Dimension.GENDER_IDENTITY})
"""Of these nothing is shown under a base of fifty, and nothing by force to the public
(decision 4)."""
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
"""Levels are the codes of the choices. A version that does not ask gives nobody, nor does "prefer
not to say"; to whom pregnancy "does not apply", she stands at neither level of it."""
DISABLING = frozenset({"a_lot", "a_little"})


def own_level(answers: Mapping[str, Sequence[str]], dimension: Dimension) -> str | None:
    """The level that a respondent's own answers put her at, or None where she did not say
    (decision 27). Disabled is a condition that limits daily life."""
    if dimension is Dimension.DISABILITY:
        return _own_disability(answers)
    picked = answers.get(EQUALITY_QUESTIONS[dimension], ())
    level = picked[0] if len(picked) == 1 else None
    return level if level in LEVELS[dimension] else None


def _own_disability(answers: Mapping[str, Sequence[str]]) -> str | None:
    has_condition = tuple(answers.get("EQ-DIS-1", ()))
    limits = tuple(answers.get("EQ-DIS-2", ()))
    if has_condition == ("no",) or (has_condition == ("yes",) and limits == ("not_at_all",)):
        return "no"
    if has_condition == ("yes",) and limits and limits[0] in DISABLING:
        return "yes"
    return None

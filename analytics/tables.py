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
}

MODE = "mode"
COVERED: Mapping[str, tuple[str, ...]] = {
    **{of.value: tuple(dict.fromkeys((*LEVELS[of], UNKNOWN))) for of in Dimension},
    Dimension.ALL.value: (EVERYBODY,),
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


TABLES: Mapping[Dimension, Table] = {
    dimension: Table(dimension=dimension) for dimension in Dimension
}

EQUALITY_QUESTIONS: Mapping[Dimension, str] = {
    Dimension.SEX: "EQ-SEX",
    Dimension.AGE_BAND: "EQ-AGE",
    Dimension.ETHNICITY: "EQ-ETH",
}
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

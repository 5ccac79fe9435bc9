from collections.abc import Mapping
from dataclasses import dataclass
from math import log2

from analytics.items import item_codes
from responses.extract_rows import AnswerRow
from survey.definition.types import Meaning

ANY = "any"
"""Replaces a value that would identify a small group."""

UNSAID = ""
"""No answer, or one hidden for its group."""

STAGES = {"ST1": "report", "ST2": "investigation"} | dict.fromkeys(
    ("ST3a", "ST3b", "ST3c"), "outcome"
)
LATER = "court_or_later"
PROPERTY = frozenset(
    {"burglary", "vehicle", "theft_person", "bicycle", "shoplifting", "other_theft",
     "damage_arson", "fraud"}
)  # fmt: skip
PERSON = frozenset({"violence", "stalking_harassment", "sexual", "robbery", "mixed"})
ETHNIC_GROUPS = {"white": "white"}
"""The other four case-file groups are too small to show separately."""

YOUNG, MIDDLE, OLD = "under_35", "35_to_54", "55_and_over"
MEANINGS = {Meaning.POSITIVE: "positive", Meaning.NEUTRAL: "neutral", Meaning.NEGATIVE: "negative"}
WEIGHT = "weight"
WEIGHT_STEPS = 2
"""Weights are rounded to half a doubling: finer ones would distinguish forces."""

KEYS: Mapping[str, tuple[str, ...]] = {
    "region": (),
    "disability": ("yes", "no"),
    "ethnicity": ("white", "other"),
    "age": (YOUNG, MIDDLE, OLD),
    "crime": ("person", "property", "other"),
    "stage": ("report", "investigation", "outcome", LATER),
    "sex": ("female", "male"),
}
"""Quasi-identifiers, in the order they are suppressed in small groups.

No force, day or crime name. Region codes are those of the ONS.
"""


def variables() -> tuple[str, ...]:
    return (*KEYS, *item_codes())


@dataclass(frozen=True)
class ResearchRecord:
    keys: tuple[str, ...]
    said: Mapping[str, str]
    weight: float


def record_of(
    row: AnswerRow, weight: float, *, region: str, meanings: Mapping[str, Mapping[str, Meaning]]
) -> ResearchRecord:
    keys = {
        "region": region or ANY,
        "disability": row.disability if row.disability in KEYS["disability"] else ANY,
        "ethnicity": _ethnicity(row.ethnicity_group),
        "age": _age(row.age_band),
        "crime": _crime(row.crime_group),
        "stage": STAGES.get(row.survey_stage, LATER),
        "sex": row.sex if row.sex in KEYS["sex"] else ANY,
    }
    said = {
        item: _meaning_of(row.answers.get(item, ()), meanings.get(item, {}))
        for item in item_codes()
    }
    return ResearchRecord(tuple(keys[name] for name in KEYS), said, coarse_weight(weight))


def coarse_weight(weight: float) -> float:
    """To the nearest power of √2."""
    if weight <= 0:
        return 0.0
    step = round(log2(weight) * WEIGHT_STEPS) / WEIGHT_STEPS
    return float(round(2**step, 2))


def _ethnicity(group: str) -> str:
    if group in {"", "unknown", "not_stated"}:
        return ANY
    return ETHNIC_GROUPS.get(group, "other")


def _age(band: str) -> str:
    youngest = "".join(letter for letter in band[:2] if letter.isdigit())
    if not youngest:
        return ANY
    age = int(youngest)
    return YOUNG if age < 35 else MIDDLE if age < 55 else OLD


def _crime(group: str) -> str:
    if group in PROPERTY:
        return "property"
    return "person" if group in PERSON else "other"


def _meaning_of(choices: object, known: Mapping[str, Meaning]) -> str:
    picked = list(choices) if isinstance(choices, list | tuple) else []
    return MEANINGS.get(known[picked[0]], UNSAID) if picked and picked[0] in known else UNSAID

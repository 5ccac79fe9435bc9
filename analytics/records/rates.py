from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial

from analytics.tables import (
    ALSO_RECORDED,
    EVERYBODY,
    UNKNOWN,
    Dimension,
    self_reported_level,
)
from analytics.weighting.force_weights import FRAME_DIMENSIONS
from responses.extract_rows import GROUP_OF_OUTCOME, OUTCOME_GROUPS, UNCLEAR, AnswerRow

Level = tuple[str, str]
"""Dimension and level."""
ALL: Level = (Dimension.ALL.value, EVERYBODY)
NOT_RECORDED, RECORDED_AS = "not_recorded_", "recorded_"
"""Prefixes of a characteristic's name: its missing rate, and its levels by the case file."""
OUTCOME_GROUP, ASSISTED = "outcome_group", "assisted"
SUPPORTS, DOES_NOT_SUPPORT = "victim_supports_action", "victim_does_not_support_action"


@dataclass(frozen=True, kw_only=True)
class Rate:
    is_true: Callable[[AnswerRow], bool | None]
    levels: Callable[[AnswerRow], Iterator[Level]]
    parent: str = ""


# --- characteristics --------------------------------------------------------------------------


def recorded_level(row: AnswerRow, characteristic: Dimension) -> str:
    return str(getattr(row, FRAME_DIMENSIONS[characteristic]))


def said_and_recorded(row: AnswerRow, characteristic: Dimension) -> tuple[str, str] | None:
    said = self_reported_level(row.answers, characteristic)
    recorded = recorded_level(row, characteristic)
    return None if said is None or recorded == UNKNOWN else (said, recorded)


def not_recorded(characteristic: str) -> str:
    return NOT_RECORDED + characteristic


def as_said(characteristic: str) -> str:
    return f"as_said_{characteristic}"


def _is_not_recorded(characteristic: Dimension, row: AnswerRow) -> bool | None:
    if self_reported_level(row.answers, characteristic) is None:
        return None
    return recorded_level(row, characteristic) == UNKNOWN


def _is_as_said(characteristic: Dimension, row: AnswerRow) -> bool | None:
    pair = said_and_recorded(row, characteristic)
    return pair[0] == pair[1] if pair else None


def _level_said(characteristic: Dimension, row: AnswerRow) -> Iterator[Level]:
    yield ALL
    if said := self_reported_level(row.answers, characteristic):
        yield characteristic.value, said


def _both_levels(characteristic: Dimension, row: AnswerRow) -> Iterator[Level]:
    yield from _level_said(characteristic, row)
    if pair := said_and_recorded(row, characteristic):
        yield RECORDED_AS + characteristic.value, pair[1]


def _characteristic_rates() -> Iterator[tuple[str, Rate]]:
    for one in ALSO_RECORDED:
        levels, both = partial(_level_said, one), partial(_both_levels, one)
        yield not_recorded(one), Rate(is_true=partial(_is_not_recorded, one), levels=levels)
        yield as_said(one), Rate(is_true=partial(_is_as_said, one), levels=both)


# --- outcomes -----------------------------------------------------------------------------------

TOLD_OF: Mapping[str, str] = {
    "charged": "1", "charged_other": "1A", "caution_youth": "2", "caution_adult": "3",
    "admitted": "4", "died": "5", "penalty": "6", "warning": "7", "agreement": "8",
    "prosecutors": "9", "police_not_right": "10", "too_young": "11", "too_ill": "12",
    "witness": "13", "unknown_and_stopped": "14", "evidence": "15", "stopped": "16",
    "too_late": "17", "nobody": "18", "not_passed_on": "19", "other_body": "20",
    "police_stopped": "21", "programme": "22",
}  # fmt: skip
"""Choices of Q-OUT-2 by outcome, as tagged in the bank."""
WISHES: Mapping[str, str] = {
    "evidence": SUPPORTS, "stopped": DOES_NOT_SUPPORT, "unknown_and_stopped": DOES_NOT_SUPPORT,
}  # fmt: skip
"""Choices of Q-OUT-2 by the outcome that would record this wish."""


@dataclass(frozen=True, kw_only=True)
class Told:
    question: str
    found: frozenset[str]
    others: frozenset[str]
    groups: frozenset[str] = frozenset()


def _told_rate_of(question: str, found: str, others: str, *groups: str) -> Told:
    return Told(
        question=question,
        found=frozenset(found.split()),
        others=frozenset(others.split()),
        groups=frozenset(groups),
    )


DOES_NOT_KNOW, TOLD_BY_NOBODY, MISSING = "does_not_know", "told_by_nobody", "not_told_missing"
PRESSED, NOT_HERS = "pressed_to_stop", "not_her_decision"
TOLD_OTHERWISE, WISH_OTHERWISE = "told_otherwise", "wish_otherwise"
ASKED: Mapping[str, Told] = {
    NOT_HERS: _told_rate_of(
        "Q-O16-1",
        "not_mine told_not_to",
        "afraid pressure delay attitude records court wanted_it_to_stop family money "
        "immigration_worry other",
        DOES_NOT_SUPPORT,
    ),
    PRESSED: _told_rate_of("Q-O16-2", "a_lot a_little", "no", DOES_NOT_SUPPORT),
    MISSING: _told_rate_of("Q-O15-1", "wanted_no", "yes", SUPPORTS),
    DOES_NOT_KNOW: _told_rate_of("Q-OUT-1", "no", "yes roughly"),
    TOLD_BY_NOBODY: _told_rate_of(
        "Q-OUT-4a", "nobody", "police prosecutors witness_care support_worker someone_else myself"
    ),
}
WITH_FIGURES = (PRESSED, MISSING, DOES_NOT_KNOW)
"""Rates whose questions also have figures of all respondents."""


def is_true_in_figure(code: str, row: AnswerRow) -> bool | None:
    return _has_said(ASKED[code], row)


def _is_picked(told: Told, row: AnswerRow) -> bool | None:
    if not (row.outcome_group in OUTCOME_GROUPS or row.outcome_group == UNCLEAR) or (
        told.groups and row.outcome_group not in told.groups
    ):
        return None
    return _has_said(told, row)


def _has_said(told: Told, row: AnswerRow) -> bool | None:
    picked = told.found | told.others
    said = picked.intersection(row.answers.get(told.question, ()))
    return bool(said & told.found) if said else None


def _is_told_otherwise(row: AnswerRow) -> bool | None:
    said = row.answers.get("Q-OUT-2", ())
    code = TOLD_OF.get(said[0]) if said else None
    if code is None or row.outcome_group not in OUTCOME_GROUPS:
        return None
    return GROUP_OF_OUTCOME[code] != row.outcome_group


def _is_wish_otherwise(row: AnswerRow) -> bool | None:
    said = row.answers.get("Q-OUT-2", ())
    wish = WISHES.get(said[0]) if said else None
    if wish is None or row.outcome_group not in {SUPPORTS, DOES_NOT_SUPPORT}:
        return None
    return wish != row.outcome_group


def _levels_of_case(row: AnswerRow) -> Iterator[Level]:
    yield ALL
    yield Dimension.CRIME_GROUP.value, row.crime_group
    yield OUTCOME_GROUP, row.outcome_group
    yield ASSISTED, "yes" if row.assisted_by else "no"


def _outcome_rates() -> Iterator[tuple[str, Rate]]:
    for code, told in ASKED.items():
        yield code, Rate(is_true=partial(_is_picked, told), levels=_levels_of_case)
    for code, is_true in (
        (TOLD_OTHERWISE, _is_told_otherwise),
        (WISH_OTHERWISE, _is_wish_otherwise),
    ):
        yield code, Rate(is_true=is_true, levels=_levels_of_case, parent=DOES_NOT_KNOW)


CHARACTERISTIC_RATES: Mapping[str, Rate] = dict(_characteristic_rates())
OUTCOME_RATES: Mapping[str, Rate] = dict(_outcome_rates())
RATES = {**CHARACTERISTIC_RATES, **OUTCOME_RATES}

"""What each respondent is asked beyond the ten: by the product's own rules, from the facts of the
simulated case. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

from config.demo.answers.further_items import instruments
from config.demo.answers.invitations import DecidedEvent
from responses.answering.pathway import write_pathway
from responses.case_files.case import CaseRow
from survey.bank import longer, rotation
from survey.bank.pathways import (
    NATIONAL,
    PROXY_AND_BEREAVED_ROLES,
    SHORT_CORE,
    Mode,
    Pathway,
    PathwayFacts,
    pathway_for,
)
from survey.definition.types import Instrument


@dataclass(frozen=True, kw_only=True)
class FurtherForm:
    """What somebody who wants to say more is asked. `document` is how the pathway is stored."""

    codes: tuple[str, ...]
    chances: Mapping[str, float]
    document: Mapping[str, Any]


def is_asked_more(row: CaseRow) -> bool:
    return row.victim_role not in PROXY_AND_BEREAVED_ROLES


def drawn(row: CaseRow, event: DecidedEvent, *, seed: str) -> dict[str, float]:
    """The rotating questions of one respondent, each with its chance."""
    short = instruments()[SHORT_CORE]
    return rotation.draw(short, stage=event.survey_stage, outcome=outcome_of(row), seed=seed)


def pathway_of(row: CaseRow, event: DecidedEvent, *, is_wales: bool, turn: int) -> Pathway:
    return pathway_for(
        PathwayFacts(
            stage=event.survey_stage,
            outcome=outcome_of(row),
            crime_group=row.crime_group,
            flags=row.flags,
            victim_role=row.victim_role,
            mode=Mode.MORE_TO_SAY,
            is_wales=is_wales,
            turn=turn,
        )
    )


def outcome_of(row: CaseRow) -> str:
    return next(iter(row.outcome_codes), "")


def further(pathway: Pathway, drawn: Mapping[str, float]) -> FurtherForm:
    # What is left out are questions about who answers, which are none of these.
    whole = replace(pathway, left_out=frozenset())
    codes = _codes(whole, frozenset(drawn))
    known = _known_chances(replace(whole, turn=0))
    if not known.keys() >= set(codes):
        # A question has one chance, whatever was drawn and whose turn it is, and to work it out
        # takes a while.
        less = longer.chances(*_short_and_national(), pathway=whole, drawn=drawn)
        known.update({code: less.get(code, 1.0) for code in codes})
    return FurtherForm(
        codes=codes,
        chances={code: known[code] for code in codes if known[code] < 1},
        document=write_pathway(pathway),
    )


@lru_cache(maxsize=8_192)
def _codes(pathway: Pathway, drawn: frozenset[str]) -> tuple[str, ...]:
    return longer.further_codes(*_short_and_national(), pathway=pathway, drawn=drawn)


@cache
def _known_chances(_pathway: Pathway) -> dict[str, float]:
    return {}


def _short_and_national() -> tuple[Instrument, Instrument]:
    return instruments()[SHORT_CORE], instruments()[NATIONAL]

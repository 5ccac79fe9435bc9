from collections.abc import Collection, Mapping
from functools import lru_cache
from typing import Any

from survey.bank import longer, rotation
from survey.bank.pathway_instrument import restrict_to_pathway
from survey.bank.pathways import BEREAVED_ROLE, Mode, Pathway, PathwayFacts, pathway_for
from survey.definition.types import Instrument

ROAD_DEATHS = frozenset({"4.4", "4.6", "4.8", "4.9", "37.1"})
"""Home Office codes of causing death by driving (responses/data/offences.csv)."""

PROXY_ROLE = "carer"
"""Role of a person answering in the victim's place where the case file does not mention this."""


def pathway_of(*, victim_role: str, offence_code: str, is_for_another: bool = False) -> Pathway:
    """`is_for_another`: the code was drawn for somebody who answers in the victim's place. Bereaved
    respondents keep their role."""
    role = PROXY_ROLE if is_for_another and victim_role != BEREAVED_ROLE else victim_role
    is_road_death = offence_code.lstrip("0").replace("/", ".") in ROAD_DEATHS
    return pathway_for(
        PathwayFacts(
            victim_role=role,
            hints=frozenset({"ROAD"} if is_road_death else ()),
            mode=Mode.TEXT_LINK,
        )
    )


def modules_of(pathway: Pathway) -> str:
    """As stored with the answers, so that a changed case changes no page; "" where the whole
    instrument is asked."""
    return " ".join(filter(None, (pathway.stage, *pathway.crimes)))


@lru_cache(maxsize=64)
def questions_of(instrument: Instrument, modules: str) -> Instrument:
    if not modules:
        return instrument
    stage, *crimes = modules.split()
    return restrict_to_pathway(
        instrument, Pathway(instrument.code, stage=stage, crimes=tuple(crimes))
    )


def short_form_of(instrument: Instrument, *, modules: str, drawn: Collection[str]) -> Instrument:
    return rotation.short_form(questions_of(instrument, modules), drawn)


def write_pathway(pathway: Pathway) -> dict[str, Any]:
    return {
        "instrument": pathway.instrument,
        "stage": pathway.stage,
        "outcome": list(pathway.outcome),
        "crimes": list(pathway.crimes),
        "most": pathway.most,
        "is_wales": pathway.is_wales,
        "left_out": sorted(pathway.left_out),
        "turn": pathway.turn,
    }


def read_pathway(stored: Mapping[str, Any]) -> Pathway:
    return Pathway(
        instrument=stored["instrument"],
        stage=stored["stage"],
        outcome=tuple(stored["outcome"]),
        crimes=tuple(stored["crimes"]),
        most=stored["most"],
        is_wales=stored["is_wales"],
        left_out=frozenset(stored["left_out"]),
        turn=stored["turn"],
    )


@lru_cache(maxsize=512)
def further_codes(
    short: Instrument, national: Instrument, pathway: Pathway, drawn: frozenset[str]
) -> tuple[str, ...]:
    """The codes of the further questions, in order."""
    return longer.further_codes(short, national, pathway=pathway, drawn=drawn)

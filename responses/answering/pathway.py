"""Which questions the person of a case is asked, from what the case file knows: a relative of
someone who died, and who answers in a victim's place, have an instrument of their own. Pure.

A code opens what a link opens, so that the answers of both are one. Nothing here is looked at
before the gate, which stands in the same words before every instrument."""

from functools import lru_cache

from survey.bank.pathway_instrument import restrict_to_pathway
from survey.bank.pathways import Mode, Pathway, PathwayFacts, pathway_for
from survey.definition.types import Instrument

ROAD_DEATHS = frozenset({"4.4", "4.6", "4.8", "4.9", "37.1"})
"""Home Office codes of causing death by driving (responses/data/offences.csv)."""


def pathway_of(*, victim_role: str, offence_code: str) -> Pathway:
    is_road_death = offence_code.lstrip("0").replace("/", ".") in ROAD_DEATHS
    return pathway_for(
        PathwayFacts(
            victim_role=victim_role,
            hints=frozenset({"ROAD"} if is_road_death else ()),
            mode=Mode.TEXT_LINK,
        )
    )


def modules_of(pathway: Pathway) -> str:
    """What is kept of a pathway with the answers, so that an amended case changes no page; nothing
    where the instrument is asked whole."""
    return " ".join(filter(None, (pathway.stage, *pathway.crimes)))


@lru_cache(maxsize=64)
def questions_of(instrument: Instrument, modules: str) -> Instrument:
    """The instrument as far as it is asked."""
    if not modules:
        return instrument
    stage, *crimes = modules.split()
    return restrict_to_pathway(
        instrument, Pathway(instrument.code, stage=stage, crimes=tuple(crimes))
    )

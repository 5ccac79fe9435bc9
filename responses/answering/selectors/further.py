"""Reads what is drawn for a respondent, and which further questions may be offered after the short
form (decisions 45 and 66)."""

import hmac
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.conf import settings

from access.process_cache import cached_in_process
from responses.answering import pathway
from responses.eligibility.selectors.languages import languages_offered_by
from responses.models import Response, StageEvent
from survey import selectors as survey_selectors
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
from survey.flow.progress import FormPart, PartLength, part_length
from survey.models import InstrumentVersion


@dataclass(frozen=True)
class FurtherOffer:
    """What somebody who says yes is asked."""

    version: InstrumentVersion
    pathway: Pathway
    length: PartLength
    languages: tuple[str, ...]
    """The languages in which the further questions can be asked."""
    chances: dict[str, float]
    """Of the further questions that not everybody on the pathway is asked."""

    @property
    def stored_pathway(self) -> dict[str, Any]:
        return pathway.write_pathway(self.pathway)


def drawn_for(event: StageEvent, version: InstrumentVersion) -> dict[str, float]:
    """The rotating questions of a new response, each with its chance. Every response about the same
    event gets the same ones, and nobody can tell beforehand which. None for who answers in a
    victim's place."""
    if version.code != SHORT_CORE or event.case.victim_role in PROXY_AND_BEREAVED_ROLES:
        return {}
    return rotation.draw(
        survey_selectors.instrument(version),
        stage=event.survey_stage,
        outcome=_outcome(event),
        seed=_keyed(f"rotation:{event.pk}").hex(),
    )


def offer_to(response: Response, *, on: date) -> FurtherOffer | None:
    """What may be asked further of this respondent; None where nothing would be. Whoever said yes
    before is offered the same."""
    if response.more_instrument is not None:
        way = pathway.read_pathway(response.more_pathway)
        return _offer(response, response.more_instrument, way)
    try:
        version = survey_selectors.version_in_force(NATIONAL, on=on)
    except survey_selectors.NoVersionInForceError:
        return None
    return _offer(response, version, pathway_for(_facts(_event_of(response))))


@cached_in_process
def is_asked_further(on: date) -> bool:
    """Whether there is an instrument in force to take further questions from."""
    return survey_selectors.version_number_asked_on(on, NATIONAL) > 0


def _offer(response: Response, version: InstrumentVersion, way: Pathway) -> FurtherOffer | None:
    own = survey_selectors.instrument(response.instrument)
    national = survey_selectors.instrument(version)
    drawn = frozenset(response.chances)
    length = _length(own, national, way, drawn)
    if not length.most:
        return None
    return FurtherOffer(
        version=version,
        pathway=way,
        length=length,
        languages=tuple(each.code for each in languages_offered_by(national)),
        chances=longer.chances(own, national, pathway=way, drawn=drawn),
    )


def _length(
    own: Instrument, national: Instrument, way: Pathway, drawn: frozenset[str]
) -> PartLength:
    whole = longer.longer_form(own, national, pathway=way, drawn=drawn)
    codes = frozenset(pathway.further_codes(own, national, way, drawn))
    return part_length(whole, FormPart.FURTHER, codes)


def _event_of(response: Response) -> StageEvent:
    """The event with all that is known of its case: pages before this one read less of it."""
    return StageEvent.objects.select_related("case__force").get(invitation=response.invitation_id)


def _facts(event: StageEvent) -> PathwayFacts:
    case = event.case
    return PathwayFacts(
        stage=event.survey_stage,
        outcome=_outcome(event),
        crime_group=case.crime_group,
        flags=case.flags,
        victim_role=case.victim_role,
        mode=Mode.MORE_TO_SAY,
        is_wales=case.force.is_welsh,
        turn=int.from_bytes(_keyed(f"turn:{case.pk}")[:4], "big"),
    )


def _outcome(event: StageEvent) -> str:
    """Where a wording stands for several outcomes, the first one listed counts."""
    return next(iter(event.case.outcome_codes), "")


def _keyed(name: str) -> bytes:
    """Bytes that belong to a name and that nobody can work out without the key."""
    return hmac.digest(settings.TOKEN_KEY.encode(), name.encode(), "sha256")

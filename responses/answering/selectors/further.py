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
from survey.flow.progress import FormPart, PartLength, part_length
from survey.models import InstrumentVersion


@dataclass(frozen=True)
class FurtherOffer:
    version: InstrumentVersion
    pathway: Pathway
    length: PartLength
    languages: tuple[str, ...]
    """The languages in which the further questions can be asked."""
    chances: dict[str, float]
    """Chance of each further question not asked of all on the pathway."""

    @property
    def stored_pathway(self) -> dict[str, Any]:
        return pathway.write_pathway(self.pathway)


def drawn_for(event: StageEvent, version: InstrumentVersion) -> dict[str, float]:
    """The rotating questions of a new response, each with its chance."""
    if version.code != SHORT_CORE or event.case.victim_role in PROXY_AND_BEREAVED_ROLES:
        return {}
    return rotation.draw(
        survey_selectors.instrument(version),
        stage=event.survey_stage,
        outcome=_outcome(event),
        seed=_keyed(f"rotation:{event.pk}").hex(),
    )


def offer_to(response: Response, *, on: date) -> FurtherOffer | None:
    if response.more_instrument is not None:
        way = pathway.read_pathway(response.more_pathway)
        return _offer(response, response.more_instrument, way)
    try:
        version = survey_selectors.version_in_force(NATIONAL, on=on)
    except survey_selectors.NoVersionInForceError:
        return None
    return _offer(
        response,
        version,
        pathway_for(
            _facts(
                StageEvent.objects.select_related("case__force").get(
                    invitation=response.invitation_id
                )
            )
        ),
    )


@cached_in_process
def is_asked_further(on: date) -> bool:
    return survey_selectors.version_number_asked_on(on, NATIONAL) > 0


def _offer(response: Response, version: InstrumentVersion, way: Pathway) -> FurtherOffer | None:
    own = survey_selectors.instrument(response.instrument)
    national = survey_selectors.instrument(version)
    drawn = frozenset(response.chances)
    whole = longer.longer_form(own, national, pathway=way, drawn=drawn)
    codes = frozenset(pathway.further_codes(own, national, way, drawn))
    length = part_length(whole, FormPart.FURTHER, codes)
    if not length.most:
        return None
    return FurtherOffer(
        version=version,
        pathway=way,
        length=length,
        languages=tuple(each.code for each in languages_offered_by(national)),
        chances=longer.chances(own, national, pathway=way, drawn=drawn),
    )


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
    return next(iter(event.case.outcome_codes), "")


def _keyed(name: str) -> bytes:
    return hmac.digest(settings.TOKEN_KEY.encode(), name.encode(), "sha256")

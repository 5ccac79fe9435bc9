from datetime import datetime

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.journey import Journey
from responses.answering.selectors import further, respondents
from responses.models import Response

CHOICE_FIELDS = ("more_choice", "more_instrument", "more_pathway", "chances")


@transaction.atomic
def ask_more(
    *, invitation_id: int, by: Actor, at: datetime, attempt_id: int | None = None
) -> Journey:
    """Go on with further questions."""
    response = respondents.locked_response(invitation_id, attempt_id)
    if response.is_closed or not respondents.journey_of(response).is_first_part_done:
        return respondents.journey_of(response)
    if response.more_instrument is None:
        offer = further.offer_to(response, on=localdate(at))
        if offer is None:
            return respondents.journey_of(response)
        response.more_instrument = offer.version
        response.more_pathway = offer.stored_pathway
        response.chances = {**response.chances, **offer.chances}
    return _choose(response, Response.MoreChoice.WANTED, by=by, at=at)


@transaction.atomic
def ask_no_more(
    *, invitation_id: int, by: Actor, at: datetime, attempt_id: int | None = None
) -> Journey:
    """Go on without further questions."""
    response = respondents.locked_response(invitation_id, attempt_id)
    journey = respondents.journey_of(response)
    if response.is_closed or not journey.is_first_part_done:
        return journey
    if any(journey.is_further(each) and journey.has_answer(each) for each in journey.path):
        return _choose(response, Response.MoreChoice.STOPPED, by=by, at=at)
    drawn = set(journey.short.rotating) if journey.short else set()
    response.chances = {code: chance for code, chance in response.chances.items() if code in drawn}
    response.more_instrument = None
    response.more_pathway = {}
    return _choose(response, Response.MoreChoice.DECLINED, by=by, at=at)


@transaction.atomic
def stop(*, invitation_id: int, by: Actor, at: datetime, attempt_id: int | None = None) -> Journey:
    response = respondents.locked_response(invitation_id, attempt_id)
    if response.is_closed or response.more_choice != Response.MoreChoice.WANTED:
        return respondents.journey_of(response)
    return _choose(response, Response.MoreChoice.STOPPED, by=by, at=at)


def _choose(response: Response, choice: Response.MoreChoice, *, by: Actor, at: datetime) -> Journey:
    response.more_choice = choice
    response.save(update_fields=CHOICE_FIELDS)
    audit.record(AuditKind.FURTHER_QUESTIONS_CHOSEN, by=by, at=at)
    return respondents.journey_of(response)

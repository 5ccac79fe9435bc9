"""Reads where people stop answering. Nothing is kept for it: the first page that is open on the way
of a response that was not sent in is the one on which its respondent left."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from responses.answering.journey import Journey
from responses.answering.selectors import respondents
from responses.models import Response
from survey.flow.steps import Ask, OfferFurther, OfferMore

OFFER, EXPLAINER, REVIEW = "offer", "explainer", "review"
"""Pages that ask no question: of further questions, before the equality ones, before sending in."""


@dataclass(frozen=True, slots=True)
class LeftAt:
    """`place` is the code of a question, or OFFER, EXPLAINER or REVIEW; empty where the answers
    were sent in. `seen` are the codes of the questions answered or skipped before it, in order."""

    place: str
    seen: tuple[str, ...]
    instrument_id: int
    language: str
    device: str
    stopped_saying_more: bool


def left_at(*, started_from: datetime, started_to: datetime) -> Iterator[LeftAt]:
    """Of all responses begun in a time, none of whom is named. Those that were withdrawn hold no
    answers any more, and are left out."""
    begun = respondents.responses().filter(
        Q(started_at__gte=started_from, started_at__lt=started_to), withdrawn_at__isnull=True
    )
    return map(_left_at, begun.order_by("pk").iterator(chunk_size=500))


def _left_at(response: Response) -> LeftAt:
    journey = respondents.journey_of(response)
    return LeftAt(
        place="" if response.completed_at else place_of(journey),
        seen=tuple(q.code for q in journey.path if journey.has_answer(q)),
        instrument_id=response.instrument_id,
        language=response.language,
        device=response.device,
        stopped_saying_more=response.more_choice == Response.MoreChoice.STOPPED,
    )


def place_of(journey: Journey) -> str:
    """The page that is open. Whether somebody read the explainer is not kept: who left on it and
    who left on the first question after it are told as one."""
    match journey.next_step(is_more_wanted=False):
        case Ask(question=question):
            return question.code
        case OfferFurther():
            return OFFER
        case OfferMore():
            return EXPLAINER
        case _:
            return REVIEW

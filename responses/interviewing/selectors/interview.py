"""The same path as on respondents' own pages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from django.utils.timezone import localdate

from responses.answering.journey import Journey
from responses.answering.selectors import further, respondents
from responses.answering.selectors.further import FurtherOffer
from responses.follow_up import selectors as follow_ups
from responses.interviewing.selectors.calls import RunningCall
from responses.models import Response
from responses.triage.selectors import texts
from responses.triage.selectors.texts import ReadingHours
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Instrument, Question
from survey.flow.context import AnswerContext
from survey.flow.steps import Ask, Step
from survey.selectors import NoVersionInForceError
from ui.formatting import format_month


@dataclass(frozen=True)
class Interview:
    """`offer` only where it comes next and the language of the call has it."""

    call: RunningCall
    response: Response
    journey: Journey
    at: datetime
    offer: FurtherOffer | None = None

    @property
    def language(self) -> str:
        has_own = self.call.case.language in self.journey.instrument.languages
        return self.call.case.language if has_own else "en"

    @property
    def context(self) -> AnswerContext:
        """No earlier answer is repeated: it may have been given in another call."""
        return self.journey.context(
            today=localdate(self.at),
            seed=str(self.response.invitation_id),
            facts={"month": month_of(self.call, language=self.language)},
            tellable=(),
        )

    def next_step(self, *, is_more_wanted: bool) -> Step:
        return self.journey.next_step(is_more_wanted=is_more_wanted)

    def question(self, code: str) -> Question | None:
        """None until everything before it is answered."""
        if code not in self.journey.instrument.places:
            return None
        question = self.journey.instrument.question(code)
        return self.journey.reachable(self.journey.number_of(question))

    def before(self, question: Question) -> Question | None:
        step = self.journey.step_before(question)
        return step.question if isinstance(step, Ask) else None


def interview_of(call: RunningCall, *, at: datetime) -> Interview | None:
    """None before the gate, and once the answers were sent in or withdrawn."""
    response = respondents.response_of(call.case.invitation_id, attempt_id=None)
    if response is None or response.is_closed:
        return None
    journey, offer = respondents.journey_of(response), None
    if journey.is_offer_next:
        offer = further.offer_to(response, on=localdate(at))
        if offer is None or call.case.language not in offer.languages:
            journey, offer = replace(journey, longer=None), None
    return Interview(call, response, journey, at, offer)


def words_hours(found: Interview) -> ReadingHours | None:
    """None where no one reads now, or she has said some."""
    hours = texts.reading_hours(found.response.invitation, at=found.at)
    is_over = not hours.is_offered or texts.has_written(found.response.pk)
    return None if is_over else hours


def may_wish(found: Interview) -> bool:
    """While people read, and once."""
    is_asked = texts.is_asked_now(found.response.invitation, at=found.at)
    return is_asked and not follow_ups.has_asked(found.response.pk)


def month_of(call: RunningCall, *, language: str) -> str:
    return format_month(call.case.invitation.stage_event.case.reported_on, language=language)


def is_resumed(call: RunningCall) -> bool:
    return Response.objects.filter(invitation=call.case.invitation_id, attempt=None).exists()


def asked_instruments(on: date) -> Sequence[Instrument]:
    """Raises NoVersionInForceError."""
    short = survey_selectors.SHORT_CORE
    found = survey_selectors.versions_in_force(short, NATIONAL, on=on)
    if short not in found:
        raise NoVersionInForceError(short)
    asked = (found[code] for code in (short, NATIONAL) if code in found)
    return [survey_selectors.instrument(row) for row in asked]

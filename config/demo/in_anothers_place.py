"""Codes with which somebody answered in a victim's place, in the simulated nation (SAF-10): an
adviser drew a second one where the victim's own was left unused, because they cannot answer even
with help.

What was answered with them stands apart: no figure, no weight and no step of a victim's own case is
other for it."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate

from config.demo.plan import SEED
from responses.answering.pathway import questions_of
from responses.answering.selectors import respondents
from responses.invitations.actions.codes import CODE_LIFETIME
from responses.invitations.selectors import codes
from responses.models import CodeAttempt, Invitation, Response
from survey import selectors as survey_selectors
from survey.definition.evaluation import holds
from survey.definition.types import Instrument, Meaning, Question

DRAWN_BY = "Simulated adviser"
MOST = 160
SINCE, SETTLED = timedelta(weeks=60), timedelta(days=40)
"""Of the victims' own invitations: whose code was drawn within this time, and is dead since."""
CANNOT_ANSWER = 0.5
"""Of them; the case file of few says why."""
ADVISERS = ("IDVA", "ISVA", "ISA")
DRAWN_AFTER = timedelta(days=12)
ANSWERS, LEAVES_EARLY = 0.65, 0.15
SECONDS_A_QUESTION = 20
CHOSEN = {Meaning.POSITIVE: 0.5, Meaning.NEUTRAL: 0.15, Meaning.NEGATIVE: 0.3}
ELSE = 0.05
"""The weights of choices; of those without a meaning each has the same."""


@transaction.atomic
def answer(*, at: datetime) -> int:
    """Write the codes and what was answered with them, once. Returns how many answered."""
    if CodeAttempt.objects.filter(is_for_another=True, drawn_by=DRAWN_BY).exists():
        return 0
    rng = Random(SEED)
    unused = _left_unused(at).values_list("pk", flat=True)
    chosen = rng.sample(list(unused), min(MOST, int(CANNOT_ANSWER * len(unused))))
    invitations = Invitation.objects.filter(pk__in=chosen).select_related("stage_event__case")
    attempts = CodeAttempt.objects.bulk_create(
        _attempt(each, rng) for each in invitations.order_by("pk")
    )
    invitations.update(codes_drawn=2)
    responses = [_response(attempt, rng) for attempt in attempts if attempt.opened_at]
    return len(Response.objects.bulk_create(responses))


def _left_unused(at: datetime) -> QuerySet[Invitation]:
    """By a code of an adviser that nobody opened; an officer's would not do in such a case."""
    unused = Invitation.objects.filter(
        mode=codes.MODE,
        assisted_by__in=ADVISERS,
        codes_drawn=1,
        opened_at__isnull=True,
        responses__isnull=True,
        code_attempts__isnull=True,
    )
    of_whom = unused.filter(
        stage_event__case__victim_role="direct",
        invited_at__gt=at - SINCE,
        invited_at__lt=at - SETTLED,
    )
    return of_whom.order_by("pk")


def _attempt(invitation: Invitation, rng: Random) -> CodeAttempt:
    drawn_at = invitation.invited_at + DRAWN_AFTER
    after = timedelta(minutes=rng.randrange(60, 4 * 24 * 60))
    return CodeAttempt(
        invitation=invitation,
        token_hash=f"{rng.getrandbits(256):064x}",
        role=invitation.assisted_by,
        drawn_at=drawn_at,
        drawn_by=DRAWN_BY,
        is_for_another=True,
        expires_at=drawn_at + CODE_LIFETIME,
        opened_at=drawn_at + after if rng.random() < ANSWERS else None,
    )


def _response(attempt: CodeAttempt, rng: Random) -> Response:
    case, started_at = attempt.invitation.stage_event.case, attempt.opened_at or attempt.drawn_at
    asked = respondents.instrument_for_case(case, on=localdate(started_at), is_for_another=True)
    form = questions_of(survey_selectors.instrument(asked.version), asked.modules)
    is_whole = rng.random() >= LEAVES_EARLY
    most = len(form.questions) if is_whole else rng.randrange(1, len(form.core))
    answers = dict(islice(_answers(form, rng), most))
    ended_at = started_at + timedelta(seconds=SECONDS_A_QUESTION * len(answers))
    return Response(
        invitation=attempt.invitation,
        attempt=attempt,
        instrument=asked.version,
        modules=asked.modules,
        language=asked.language(case.language),
        mode=codes.MODE,
        device=rng.choice((Response.Device.PHONE, Response.Device.OTHER)),
        answers=answers,
        started_at=started_at,
        core_done_at=ended_at if is_whole else None,
        completed_at=ended_at if is_whole else None,
    )


def _answers(form: Instrument, rng: Random) -> Iterator[tuple[str, list[str]]]:
    """One after the other, as long as somebody goes on."""
    given: dict[str, tuple[str, ...]] = {}
    for question in form.questions:
        if holds(question.shown_if, given):
            given[question.code] = (_choice(question, rng),)
            yield question.code, list(given[question.code])


def _choice(question: Question, rng: Random) -> str:
    weights = [CHOSEN.get(each.meaning or Meaning.OUT_OF_BASE, ELSE) for each in question.choices]
    return rng.choices(question.choices, weights)[0].code

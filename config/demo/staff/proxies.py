"""A second code where the victim can't answer even with help (SAF-10)."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from random import Random

from django.db import transaction
from django.utils.timezone import localdate

from config.demo.plan import SEED
from responses.answering.pathway import questions_of
from responses.answering.selectors import respondents
from responses.invitations.actions.codes import CODE_LIFETIME
from responses.invitations.selectors import codes
from responses.models import CodeAttempt, Invitation, Response
from survey import selectors as survey_selectors
from survey.definition.evaluation import holds
from survey.definition.types import Instrument, Meaning

DRAWN_BY = "Simulated adviser"
MOST = 160
# The victims' own codes have expired.
SINCE, SETTLED = timedelta(weeks=60), timedelta(days=40)
# Who can't answer.
CANNOT_ANSWER = 0.5
ADVISERS = ("IDVA", "ISVA", "ISA")
DRAWN_AFTER = timedelta(days=12)
ANSWERS, LEAVES_EARLY = 0.65, 0.15
SECONDS_A_QUESTION = 20
CHOSEN = {Meaning.POSITIVE: 0.5, Meaning.NEUTRAL: 0.15, Meaning.NEGATIVE: 0.3}
# For a choice without a meaning.
ELSE = 0.05


@transaction.atomic
def write_proxy_answers(*, at: datetime) -> int:
    """Once. Return how many answered."""
    if CodeAttempt.objects.filter(is_for_another=True, drawn_by=DRAWN_BY).exists():
        return 0
    rng = Random(SEED)
    # An officer's code would not be replaced.
    found = Invitation.objects.filter(
        mode=codes.MODE,
        assisted_by__in=ADVISERS,
        codes_drawn=1,
        opened_at__isnull=True,
        responses__isnull=True,
        code_attempts__isnull=True,
        stage_event__case__victim_role="direct",
        invited_at__gt=at - SINCE,
        invited_at__lt=at - SETTLED,
    )
    unused = found.order_by("pk").values_list("pk", flat=True)
    chosen = rng.sample(list(unused), min(MOST, int(CANNOT_ANSWER * len(unused))))
    invitations = Invitation.objects.filter(pk__in=chosen).select_related("stage_event__case")
    attempts = CodeAttempt.objects.bulk_create(
        _make_attempt(each, rng) for each in invitations.order_by("pk")
    )
    invitations.update(codes_drawn=2)
    responses = [_make_response(attempt, rng) for attempt in attempts if attempt.opened_at]
    return len(Response.objects.bulk_create(responses))


def _make_attempt(invitation: Invitation, rng: Random) -> CodeAttempt:
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


def _make_response(attempt: CodeAttempt, rng: Random) -> Response:
    case, started_at = attempt.invitation.stage_event.case, attempt.opened_at or attempt.drawn_at
    asked = respondents.instrument_for_case(case, on=localdate(started_at), is_for_another=True)
    form = questions_of(survey_selectors.instrument(asked.version), asked.modules)
    is_whole = rng.random() >= LEAVES_EARLY
    most = len(form.questions) if is_whole else rng.randrange(1, len(form.core))
    answers = dict(islice(_draw_answers(form, rng), most))
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


def _draw_answers(form: Instrument, rng: Random) -> Iterator[tuple[str, list[str]]]:
    given: dict[str, tuple[str, ...]] = {}
    for question in form.questions:
        if holds(question.shown_if, given):
            weights = [
                CHOSEN.get(each.meaning or Meaning.OUT_OF_BASE, ELSE) for each in question.choices
            ]
            given[question.code] = (rng.choices(question.choices, weights)[0].code,)
            yield question.code, list(given[question.code])

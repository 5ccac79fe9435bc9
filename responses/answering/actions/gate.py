from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.gate import MAX_TRIES, may_be_an_answer
from responses.answering.selectors import further, respondents
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.models import CodeAttempt, Invitation, Response
from responses.trials import selectors as trials
from survey.bank.pathways import SHORT_CORE
from survey.models import InstrumentVersion


class GateVerdict(StrEnum):
    PASSED = "passed"
    SLIP = "slip"
    """Empty, or no possible year of birth or word: costs no try."""
    WRONG = "wrong"
    SPENT = "spent"
    """Wrong for the last allowed time, or any answer or slip after that."""


@dataclass(frozen=True)
class GateAnswer:
    verdict: GateVerdict
    tries_left: int
    invitation: Invitation
    response: Response | None = None


def answer_gate(
    *, invitation_id: int, given: str, language: str, by: Actor, at: datetime, device: str = ""
) -> GateAnswer:
    """Check and count a try. Slow checks run before the lock; the count is read and raised under
    it, so that simultaneous tries are three in all. A right answer resets it."""
    is_slip = not may_be_an_answer(given, this_year=timezone.localdate(at).year)
    is_right = not is_slip and respondents.gate_of(invitation_id).accepts(given)
    with transaction.atomic():
        invitation, is_in_trial = _locked(invitation_id)
        verdict = _counted(invitation, is_slip=is_slip, is_right=is_right)
        is_first = invitation.opened_at is None
        invitation.opened_at = invitation.opened_at or at
        invitation.save(update_fields=["opened_at", "gate_tries"])
        response = None
        if verdict is GateVerdict.PASSED:
            response = let_in(
                invitation=invitation,
                is_first=is_first,
                is_in_trial=is_in_trial,
                language=language,
                device=device,
                by=by,
                at=at,
            )
        elif verdict is not GateVerdict.SLIP:
            audit.record(AuditKind.GATE_REFUSED, by=by, at=at)
    tries_left = MAX_TRIES - invitation.gate_tries
    return GateAnswer(verdict, tries_left=tries_left, invitation=invitation, response=response)


def _counted(invitation: Invitation, *, is_slip: bool, is_right: bool) -> GateVerdict:
    if invitation.gate_tries >= MAX_TRIES:
        return GateVerdict.SPENT
    if is_slip:
        return GateVerdict.SLIP
    if is_right:
        invitation.gate_tries = 0
        return GateVerdict.PASSED
    invitation.gate_tries += 1
    return GateVerdict.SPENT if invitation.gate_tries >= MAX_TRIES else GateVerdict.WRONG


def let_in(
    *,
    invitation: Invitation,
    is_first: bool,
    language: str,
    device: str,
    by: Actor,
    at: datetime,
    attempt: CodeAttempt | None = None,
    is_in_trial: bool = True,
) -> Response:
    """For callers that hold the lock under which the response is begun."""
    attempt_id = attempt.pk if attempt else None
    response = None if is_first else respondents.response_of(invitation.pk, attempt_id=attempt_id)
    kinds = [AuditKind.GATE_OPENED]
    if response is None:
        started_at = max(at, invitation.opened_at or at)
        response = _start_response(
            invitation,
            attempt,
            version=trials.version_for(invitation) if is_in_trial else None,
            language=language,
            device=device,
            at=started_at,
        )
        kinds.append(AuditKind.RESPONSE_STARTED)
    audit.record_each(kinds, by=by, at=at)
    return response


@transaction.atomic
def begin_without_gate(*, invitation_id: int, language: str, by: Actor, at: datetime) -> Response:
    """For danger heard in a call before the gate, so that the words have a response to belong
    to."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    found = respondents.response_of(invitation.pk, attempt_id=None)
    if found is not None:
        return found
    if invitation.opened_at is None:
        invitation.opened_at = at
        invitation.save(update_fields=["opened_at"])
    audit.record(AuditKind.RESPONSE_STARTED, by=by, at=at)
    return _start_response(invitation, None, version=None, language=language, device="", at=at)


def _start_response(
    invitation: Invitation,
    attempt: CodeAttempt | None,
    *,
    version: InstrumentVersion | None,
    language: str,
    device: str,
    at: datetime,
) -> Response:
    event = invitation.stage_event
    is_for_another = attempt is not None and attempt.is_for_another
    asked = respondents.instrument_for_case(
        event.case, on=timezone.localdate(at), is_for_another=is_for_another
    )
    if version is not None and asked.version.code == SHORT_CORE:
        asked = replace(asked, version=version)
    return Response.objects.create(
        invitation=invitation,
        attempt=attempt,
        instrument=asked.version,
        modules=asked.modules,
        chances={} if is_for_another else further.drawn_for(event, asked.version),
        language=asked.language(language),
        mode=BY_CODE if attempt else invitation.mode,
        device=device,
        started_at=at,
    )


def _locked(invitation_id: int) -> tuple[Invitation, bool]:
    """The locked invitation with its case, and whether its person is in a trial of wordings."""
    locked = Invitation.objects.select_for_update(of=("self",))
    found = locked.annotate(is_in_trial=trials.IN_WORDINGS)
    invitation = found.select_related("stage_event__case").get(pk=invitation_id)
    return invitation, invitation.is_in_trial

"""Writes at the gate: counts tries and starts the response of who passes."""

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
    """Nothing, or what can be neither a year of birth nor a word: it costs no try."""
    WRONG = "wrong"
    SPENT = "spent"
    """Wrong for the last allowed time, or any answer or slip after that."""


@dataclass(frozen=True)
class GateAnswer:
    """`invitation` is as it stands now; `response` is what is answered, where the gate is
    passed."""

    verdict: GateVerdict
    tries_left: int
    invitation: Invitation
    response: Response | None = None


def answer_gate(
    *, invitation_id: int, given: str, language: str, by: Actor, at: datetime, device: str = ""
) -> GateAnswer:
    """Check what was given and count it. The first try marks the invitation as opened (decision 9).
    `device` is a Response.Device, kept with what is begun now.

    A slip is told by the text alone. Any other check is slow by design and runs before the lock is
    taken. The count is read and raised under the lock, so that tries made at the same time are
    three in all; a right answer sets it back to none."""
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
    """The response of the link or of the code, begun where there was none yet; for callers that
    hold the lock under which it is begun. `is_first` says that nobody has opened it before, so that
    there is none; `is_in_trial` that its person may have a place in a trial of wordings."""
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
    """Begin the response of a call in which danger was heard before the gate, so that the words
    have a response to belong to. A later call passes the gate as usual."""
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
    """The version in force now, or `version` of a trial, is the one that it keeps to its end, and
    so are the questions of it that the case leads to, and those drawn for it."""
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
    """The locked invitation with its case, and whether its person is in a trial of wordings. The
    response of a link is begun only under this lock."""
    locked = Invitation.objects.select_for_update(of=("self",))
    found = locked.annotate(is_in_trial=trials.IN_WORDINGS)
    invitation = found.select_related("stage_event__case").get(pk=invitation_id)
    return invitation, invitation.is_in_trial

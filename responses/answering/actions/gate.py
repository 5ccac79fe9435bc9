"""Writes at the gate: trying it, passing it, running out of tries."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db import transaction
from django.utils import timezone

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.answering.gate import MOST_TRIES
from responses.answering.selectors import respondents
from responses.models import Invitation, Response


class Verdict(StrEnum):
    PASSED = "passed"
    BLANK = "blank"
    WRONG = "wrong"
    SPENT = "spent"
    """Wrong for the last time, or whatever came after that."""


@dataclass(frozen=True)
class GateAnswer:
    verdict: Verdict
    tries_left: int


def answer_gate(
    *, invitation_id: int, given: str, language: str, by: Actor, at: datetime
) -> GateAnswer:
    """Judge what was given and count it; the first makes the invitation opened (decision 9).

    Judging is slow by design and comes before the lock. The count taken under the lock decides,
    so that tries made in the same moment are still three in all."""
    is_right = bool(given.strip()) and respondents.gate_of(invitation_id).accepts(given)
    with transaction.atomic():
        invitation = _locked(invitation_id)
        verdict = _counted(invitation, is_blank=not given.strip(), is_right=is_right)
        invitation.opened_at = invitation.opened_at or at
        invitation.save(update_fields=["opened_at", "gate_tries"])
        if verdict is Verdict.PASSED:
            audit.record(AuditKind.GATE_OPENED, by=by, at=at)
            _start_response(invitation, language, by=by, at=at)
        elif verdict is not Verdict.BLANK:
            audit.record(AuditKind.GATE_REFUSED, by=by, at=at)
    return GateAnswer(verdict, tries_left=MOST_TRIES - invitation.gate_tries)


def _counted(invitation: Invitation, *, is_blank: bool, is_right: bool) -> Verdict:
    if invitation.gate_tries >= MOST_TRIES:
        return Verdict.SPENT
    if is_blank:
        return Verdict.BLANK
    if is_right:
        return Verdict.PASSED
    invitation.gate_tries += 1
    return Verdict.SPENT if invitation.gate_tries >= MOST_TRIES else Verdict.WRONG


def _start_response(invitation: Invitation, language: str, *, by: Actor, at: datetime) -> None:
    """The version in force now is the one this response keeps to its end, and so are the
    questions of it that the case leads to."""
    if respondents.response_of(invitation) is not None:
        return
    asked = respondents.asked_of(invitation.stage_event.case, on=timezone.localdate(at))
    Response.objects.create(
        invitation=invitation,
        instrument=asked.version,
        modules=asked.modules,
        language=asked.language(language),
        mode=invitation.mode,
        started_at=at,
    )
    audit.record(AuditKind.RESPONSE_STARTED, by=by, at=at)


def _locked(invitation_id: int) -> Invitation:
    """With its response, which begins only under this lock, and its case."""
    locked = Invitation.objects.select_for_update(of=("self",))
    return locked.select_related("response", "stage_event__case").get(pk=invitation_id)

from datetime import datetime

from django.db import transaction

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from access.viewer import Viewer
from responses.answering.actions import gate
from responses.interviewing.selectors import calls
from responses.models import Response
from responses.triage.actions import sending


class NoCallError(Exception):
    pass


@transaction.atomic
def report(*, viewer: Viewer, heard: str, by: Actor, at: datetime) -> None:
    """As immediate danger. Raises NoCallError."""
    attempt = calls.latest_attempt(viewer, at=at)
    if attempt is None:
        raise NoCallError
    case = attempt.telephone_case
    response = Response.objects.filter(invitation=case.invitation_id, attempt=None).first()
    if response is None:
        response = gate.begin_without_gate(
            invitation_id=case.invitation_id, language=case.language, by=by, at=at
        )
    sending.report_danger(
        response_id=response.pk,
        heard=heard,
        language=case.language,
        by=by,
        at=at,
    )
    audit.record(AuditKind.CALL_DANGER_REPORTED, target=case, by=by, at=at)

from datetime import datetime

from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import APIException, ParseError, Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.limits.attempts import Trying
from access.limits.table import Kind, Tier
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import actor_of, viewer_of
from responses.cases import visible_cases
from responses.casework.actions import safe_contact
from responses.casework.actions.safe_contact import NothingToConfirmError
from responses.casework.shapes import SafeContactKept, SafeContactRecord
from responses.models import Case


class NothingToReachError(APIException):
    status_code = status.HTTP_409_CONFLICT
    default_code = "no_contact"


class SafeContactView(ApiCall):
    """Endpoint that stores how one victim may safely be reached, as the page does, in the name of
    the officer or adviser who answers for the key and may see the case. A number marked as unsafe
    waits until a second person says the same. 404 for a case out of reach, hidden or missing; wrong
    keys are limited."""

    permission = Permission.CONFIRM_SAFE_CONTACT
    scope = KeyScope.SAFE_CONTACT
    body = SafeContactRecord
    body_many = False
    answers = {200: SafeContactKept}

    def post(self, request: Request) -> Response:
        now = timezone.now()
        record = _record(request)
        given = record.validated_data
        case = _find(request, given["force"], given["case_key"], at=now)
        try:
            is_kept = safe_contact.confirm_safe_contact(
                case=case, agreed=record.agreed(), by=actor_of(request), at=now
            )
        except NothingToConfirmError as nothing:
            message = _("The case has neither a number nor an address.")
            raise NothingToReachError(message) from nothing
        return Response({"result": "kept" if is_kept else "waits"})


def _record(request: Request) -> SafeContactRecord:
    try:
        given = request.data
    except RecursionError:
        raise ParseError(_("The rows are nested too deeply.")) from None
    if not isinstance(given, dict):
        raise ParseError(_("Send one object."))
    record = SafeContactRecord(data=given, context={"today": timezone.localdate()})
    record.is_valid(raise_exception=True)
    return record


def _find(request: Request, force: str, key: str, *, at: datetime) -> Case:
    """Recorded, and limited in wrong keys (SAF-15)."""
    viewer, by = viewer_of(request), actor_of(request)
    if not viewer.reaches(force):
        raise Http404
    searcher = {Tier.ACCOUNT: str(viewer.user_id), Tier.FORCE: force}
    with Trying(Kind.CASE_KEY, searcher, at=at, by=by, force=force) as attempt:
        if attempt.is_refused:
            raise Throttled(wait=attempt.wait.total_seconds())
        case = visible_cases.case_by_key(viewer, force_code=force, case_key=key)
        safe_contact.record_found(case=case, force_code=force, by=by, at=at)
        if case is None:
            raise Http404
        attempt.release()
    return case

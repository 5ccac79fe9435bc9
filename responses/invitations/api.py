from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework import status
from rest_framework.exceptions import ParseError
from rest_framework.request import Request
from rest_framework.response import Response

from access.actor import Actor
from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems import problems
from access.systems.call import ApiCall
from access.viewer import Viewer
from access.web.guards import actor_of, viewer_of
from responses.case_files.cells.contacts import mobile
from responses.case_files.cells.readers import LONGEST_KEY
from responses.case_files.faults import CellError
from responses.invitations.actions import opt_outs
from responses.invitations.shapes import OptOutRecords, OptOutsRefused, OptOutsTaken

MOST_ROWS = 1_000
CHANNEL = "api"


class OptOutsView(ApiCall):
    """Opt-outs as a list of objects, each with a case (`force`, `case_key`) or a mobile number
    (`mobile`). The person is never contacted again, in any force, from the moment of the answer.
    Waiting messages are not sent, and links end. It also applies to a case that is not loaded yet,
    with the same answer. Readable rows take effect even if others cannot be read. No call can undo
    it. Sending the same again changes nothing."""

    permission = Permission.LOAD_CASES
    scope = KeyScope.OPT_OUTS
    body = OptOutRecords
    answers = {200: OptOutsTaken, 400: OptOutsRefused}

    def post(self, request: Request) -> Response:
        by, now = actor_of(request), timezone.now()
        asked = [_read_stop(record, viewer_of(request)) for record in _records(request)]
        for each in asked:
            if not isinstance(each, str):
                each.take_effect(by=by, at=now)
        return _answer(asked)


@dataclass(frozen=True)
class StopAsked:
    number: str = ""
    force: str = ""
    case_key: str = ""

    def take_effect(self, *, by: Actor, at: datetime) -> None:
        if self.number:
            opt_outs.opt_out_number(mobile=self.number, channel=CHANNEL, by=by, at=at)
            return
        opt_outs.opt_out_case(
            force_code=self.force, key=self.case_key, channel=CHANNEL, by=by, at=at
        )


def _records(request: Request) -> Sequence[object]:
    try:
        records = request.data
    except RecursionError:
        raise ParseError(_("The rows are nested too deeply.")) from None
    if not isinstance(records, list) or not 0 < len(records) <= MOST_ROWS:
        raise ParseError(_("Send a list of 1 to %(most)s objects.") % {"most": MOST_ROWS})
    return records


def _read_stop(record: object, viewer: Viewer) -> StopAsked | str:
    """Returns the request, or the reason why it cannot be read."""
    if not isinstance(record, Mapping) or not all(isinstance(v, str) for v in record.values()):
        return _("A row is an object of texts.")
    if set(record) == {"mobile"}:
        try:
            return StopAsked(number=mobile(record["mobile"].strip()))
        except CellError:
            return _("This is not a mobile phone number.")
    if set(record) == {"force", "case_key"}:
        force = record["force"].strip()
        key = record["case_key"].strip()
        if not viewer.reaches(force):
            return _("This is not a force that you can load cases for.")
        if not key or len(key) > LONGEST_KEY or not key.isprintable():
            return _("This is not a case key.")
        return StopAsked(force=force, case_key=key)
    return _("Name a case by force and case_key, or a number by mobile, and nothing else.")


def _answer(asked: Sequence[StopAsked | str]) -> Response:
    rows = [
        {"row": number, "result": "not_read", "reason": each}
        if isinstance(each, str)
        else {"row": number, "result": "stopped"}
        for number, each in enumerate(asked, 1)
    ]
    if not any(isinstance(each, str) for each in asked):
        return Response({"rows": rows})
    return problems.refusal(
        status.HTTP_400_BAD_REQUEST,
        code="faulty_rows",
        detail=_("Some rows could not be read. All others have taken effect."),
        rows=rows,
    )

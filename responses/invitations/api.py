"""The call by which another system passes on that somebody wants no more messages."""

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
from access.web.current import actor_of, viewer_of
from responses.case_files.cells.contacts import mobile
from responses.case_files.columns import LONGEST_KEY
from responses.case_files.faults import CellError
from responses.invitations.actions import opt_outs
from responses.invitations.shapes import OptOutRecords, OptOutsRefused, OptOutsTaken

MOST_ROWS = 1_000
CHANNEL = "api"


class OptOutsView(ApiCall):
    """Takes a list of objects that each name a case (`force`, `case_key`) or a mobile number
    (`mobile`): its person is never contacted again, in any force, from the moment of the answer.
    What waits to be sent is not sent, and links end. It holds for a case that is not loaded yet,
    and the answer is the same. Rows that can be read take effect also where others cannot. Nobody
    can undo it by a call. To send the same again changes nothing."""

    permission = Permission.LOAD_CASES
    scope = KeyScope.OPT_OUTS
    body = OptOutRecords
    answers = {200: OptOutsTaken, 400: OptOutsRefused}

    def post(self, request: Request) -> Response:
        by, now = actor_of(request), timezone.now()
        asked = [_read(record, viewer_of(request)) for record in _records(request)]
        for each in asked:
            if not isinstance(each, str):
                each.take_effect(by=by, at=now)
        return _answer(asked)


@dataclass(frozen=True)
class StopAsked:
    """A stop of a number in E.164, or else of a case."""

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


def _read(record: object, viewer: Viewer) -> StopAsked | str:
    """What a row asks for, or why it cannot be read."""
    if not isinstance(record, Mapping) or not all(isinstance(v, str) for v in record.values()):
        return _("A row is an object of texts.")
    if set(record) == {"mobile"}:
        try:
            return StopAsked(number=mobile(record["mobile"].strip()))
        except CellError:
            return _("This is not a mobile phone number.")
    if set(record) == {"force", "case_key"}:
        return _of_case(record["force"].strip(), record["case_key"].strip(), viewer)
    return _("Name a case by force and case_key, or a number by mobile, and nothing else.")


def _of_case(force: str, key: str, viewer: Viewer) -> StopAsked | str:
    """A force out of reach is as one that does not exist. Who may load the cases of a force may
    stop all of them, also those that are hidden from its people: to stop shows nothing."""
    if not viewer.reaches(force):
        return _("This is not a force that you can load cases for.")
    if not key or len(key) > LONGEST_KEY or not key.isprintable():
        return _("This is not a case key.")
    return StopAsked(force=force, case_key=key)


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

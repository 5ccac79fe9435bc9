from collections.abc import Sequence
from dataclasses import asdict

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems import idempotency
from access.systems.call import ApiCall
from access.web.guards import actor_of, viewer_of
from responses.imports import api
from responses.imports.actions import stage_events
from responses.imports.selectors import stage_news
from responses.imports.shapes import CasesRefused, SimulatedQuery, StageEventRecords, StagesTold


class StageEventsView(ApiCall):
    """Import of a list of objects, each with a loaded case, its new stage and its day and, if
    known, the outcome, the day on which the victim was informed, the next hearing and a release:
    all or none. Everything else about the case stays unchanged. Sending something already recorded
    changes nothing. A case that is of another force or does not exist is a fault of its row."""

    permission = Permission.LOAD_CASES
    scope = KeyScope.CASES
    query = SimulatedQuery
    body = StageEventRecords
    is_done_once = True
    answers = {200: StagesTold, 400: CasesRefused}

    def post(self, request: Request) -> Response:
        records = api.read_rows_of(request, most=api.MOST_ROWS)
        return idempotency.done_once(request, lambda: _tell(request, records), at=timezone.now())


def _tell(request: Request, records: Sequence[object]) -> Response:
    is_simulated = request.query_params.get("simulated") == "yes"
    rules = api.rules_for(viewer_of(request), is_simulated=is_simulated)
    results = stage_news.read_news(records, rules=rules)
    if any(read.faults for read in results):
        return api.not_loaded(results)
    news = [read.case for read in results if read.case]
    with api.right_database():
        done = stage_events.tell_stages(
            news=news, is_simulated=is_simulated, by=actor_of(request), at=timezone.now()
        )
    rows = [
        {
            "row": read.row,
            "case_key": read.case.case_key,
            "result": done.changes[read.case.key].value,
        }
        for read in results
        if read.case
    ]
    return Response({"summary": asdict(done.summary), "rows": rows})

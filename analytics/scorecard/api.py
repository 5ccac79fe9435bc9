from collections.abc import Callable
from typing import Any

from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied, ValidationError
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.figures.api import begun_json
from analytics.scorecard.definitions import Source
from analytics.scorecard.readings import Measured
from analytics.scorecard.selectors.pages import CardCell, ScorecardPage, scorecard_page_for
from analytics.shapes.figures import FigurePeriodQuery
from analytics.shapes.pages import ScorecardTold
from analytics.stats import judgement
from analytics.stats.rounding import whole_points

Json = dict[str, Any]


class ScorecardView(ApiCall):
    """`?force=&period=`: every cell with its number and interval, or its mark and reason; its
    eight quarters; a clear change since the quarter before; and the question versions that could
    explain a clear change in answers. Without a force: the nation, for users who may open
    national pages. `is_draft` until victims' representatives have signed.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FigurePeriodQuery
    answers = {200: ScorecardTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _scorecard(request)


@out_of_reach_is_absent
def _scorecard(request: Request) -> Response:
    force_code, period = (request.query_params.get(name, "") for name in ("force", "period"))
    viewer = viewer_of(request)
    if not force_code and not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        raise PermissionDenied
    page = scorecard_page_for(
        viewer, force_code=force_code or None, period=period, on=timezone.localdate()
    )
    if period not in page.periods:
        raise ValidationError({"period": [f"One of: {', '.join(page.periods)}"]})
    told: Json = {
        "is_simulated": page.is_simulated,
        "stamp": "SIMULATED" if page.is_simulated else "",
        "force": force_code or None,
        "period": period,
        "is_provisional": period in page.provisional,
        "version": page.definition.version,
        "is_draft": page.definition.is_draft,
        "quarters": list(page.quarters),
        "versions_begun": begun_json(page.begun),
        "rows": [_row(page, row.code) for row in page.definition.rows],
    }
    return Response(told)


def _row(page: ScorecardPage, row: str) -> Json:
    cells = {
        column.code: _cell(
            page.cells[row, column.code],
            tell=_days if column.source is Source.DAYS else whole_points.round_or_none,
        )
        for column in page.definition.columns
    }
    return {"row": row, "cells": cells}


def _cell(cell: CardCell, *, tell: Callable[[float | None], float | None]) -> Json:
    reading = cell.reading
    if isinstance(reading, Measured):
        told: Json = {
            "value": tell(reading.value),
            "lower": tell(reading.lower),
            "upper": tell(reading.upper),
            "base": reading.base,
            "mark": reading.mark.value,
        }
    else:
        told = {"mark": reading.mark.value, "why": reading.why.value}
    return {
        **told,
        "verdict": judgement.clarity(cell.judged).value,
        "change": whole_points.told(cell.judged.difference.value) if cell.judged else None,
        "quarters": [tell(value) for value in cell.line],
    }


def _days(value: float | None) -> float | None:
    return None if value is None else round(value, 4)

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
from analytics.disparities import selectors
from analytics.disparities.selectors import GapsPage, GridGap
from analytics.figures.api import difference_json
from analytics.shapes.pages import GapsQuery, GapsTold
from analytics.stats import judgement
from analytics.stats.rounding import whole_points

Json = dict[str, Any]


class GapsView(ApiCall):
    """`?force=&region=&period=`: each group of victims compared with its reference, question by
    question: raw, and with the same mix of cases, which is the gap that is judged. Without a
    force or region: the nation, for one quarter. A force or region covers the quarters in
    `quarters`. Users who cannot open national pages must name a force and no region.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = GapsQuery
    answers = {200: GapsTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _gaps(request)


@out_of_reach_is_absent
def _gaps(request: Request) -> Response:
    given, viewer = request.query_params, viewer_of(request)
    is_of_force = bool(given.get("force")) and not given.get("region")
    if not is_of_force and not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        raise PermissionDenied
    if given.get("force") and given.get("region"):
        raise ValidationError({"region": ["A force or a region, not both."]})
    page = selectors.gaps_page_for(
        viewer,
        force_code=given.get("force") or None,
        region_code=given.get("region", ""),
        period=given.get("period", ""),
        on=timezone.localdate(),
    )
    if given.get("period", "") not in page.periods:
        raise ValidationError({"period": [f"One of: {', '.join(page.periods)}"]})
    return Response(_page_json(page))


def _page_json(page: GapsPage) -> Json:
    return {
        "is_simulated": page.is_simulated,
        "stamp": "SIMULATED" if page.is_simulated else "",
        "force": page.force.code if page.force else None,
        "region": page.region.code if page.region else None,
        "period": page.period,
        "quarters": list(page.quarters),
        "groups": [
            {
                "characteristic": row.dimension.value,
                "group": row.level,
                "reference": row.reference,
                "items": [{"item": item, **_gap(gap)} for item, gap in row.gaps.items()],
            }
            for row in page.rows
        ],
    }


def _gap(found: GridGap | None) -> Json:
    if found is None:
        return {"verdict": judgement.clarity(None).value}
    judged = found.gap.standardised
    return {
        "verdict": judgement.clarity(judged).value,
        "share": whole_points.told(found.own),
        "base": found.people,
        "reference_share": whole_points.told(found.other),
        "reference_base": found.other_people,
        "as_it_is": difference_json(found.gap.raw),
        "same_mix": difference_json(judged.difference),
        "confidence": round(judged.confidence, 6),
        "smallest_seen": whole_points.told_up(judged.detectable),
    }

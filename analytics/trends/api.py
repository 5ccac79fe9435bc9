from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.figures.api import Json, begun_json, judged_json, one_of, share_json, stamp_json
from analytics.figures.selectors.comparisons import Gap
from analytics.figures.selectors.figures import TrendPoint
from analytics.shapes.figures import FigurePeriodQuery
from analytics.shapes.pages import TrendsTold
from analytics.stats import judgement
from analytics.stats.rounding import whole_points
from analytics.trends import selectors
from analytics.trends.selectors import TrendsFound, TrendsQuery

NOTHING_FOUND: Json = {"quarter_before": None, "versions_begun": [], "items": []}


class TrendsView(ApiCall):
    """`?force=&period=`: each question by quarter up to `period`, with its control limits, the
    rule a quarter breaks and users' notes; the judged change since the quarter before; and the
    question versions that could explain a clear change. The nation's if no force is named. Users
    who cannot open national pages must name a force.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FigurePeriodQuery
    answers = {200: TrendsTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _trends(request)


@out_of_reach_is_absent
def _trends(request: Request) -> Response:
    given, viewer = request.query_params.dict(), viewer_of(request)
    if not given.get("force") and not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        raise PermissionDenied
    page = selectors.trends_page_for(
        viewer,
        force_code=given.get("force") or None,
        query=TrendsQuery(period=given.get("period", "")),
        on=timezone.localdate(),
    )
    one_of("period", given.get("period", ""), page.periods)
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": page.force.code if page.force else None,
        "period": page.period,
        "is_provisional": page.period in page.provisional,
        **(_changes_json(page.found) if page.found else NOTHING_FOUND),
    }
    return Response(told)


def _changes_json(found: TrendsFound) -> Json:
    return {
        "quarter_before": found.before,
        "versions_begun": begun_json(found.begun),
        "items": [
            {
                "item": item,
                "change": _change(found.changes[item]),
                "quarters": [_quarter(point) for point in series],
            }
            for item, series in found.series.items()
        ],
    }


def _change(gap: Gap | None) -> Json:
    if gap is None:
        return {"verdict": judgement.clarity(None).value}
    return {**judged_json(gap.judged), "other": whole_points.told(gap.other)}


def _quarter(point: TrendPoint) -> Json:
    habit = point.habit
    return {
        "period": point.period,
        "is_provisional": point.is_provisional,
        **share_json(point.share),
        "habit": {
            "centre": whole_points.told(habit.centre),
            "lower": whole_points.told(habit.lower),
            "upper": whole_points.told(habit.upper),
            "signal": habit.signal.value if habit.signal else None,
        }
        if habit
        else None,
        "notes": [
            {"reason": note.reason, "is_rebase": note.is_rebase, "by": note.noted_by}
            for note in point.notes
        ],
    }

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import viewer_of
from analytics.coverage import selectors
from analytics.coverage.selectors import ChecksPage, ReachPoint
from analytics.figures.api import Json, one_of, stamp_json
from analytics.releases.gaming_checks import CheckedForce, CheckedForces
from analytics.shapes.pages import ChecksTold, PeriodQuery, ReachTold
from analytics.stats.comparison import Position
from analytics.stats.suppression import Mark


class CoverageByForceView(ApiCall):
    """Each force over up to eight quarters: eligible, asked and answered, each as a share of the
    one before, with its control limits and the rule a quarter breaks. A hidden or missing share
    has only its mark.
    """

    permission = Permission.VIEW_NATIONAL_PAGES
    scope = KeyScope.COVERAGE
    answers = {200: ReachTold}

    def get(self, request: Request) -> Response:
        page = selectors.reach_page_for(viewer_of(request), on=timezone.localdate())
        told: Json = {
            **stamp_json(is_simulated=page.is_simulated),
            "quarters": list(page.quarters),
            "provisional": sorted(page.provisional),
            "forces": [
                {
                    "force": one.force.code,
                    **{
                        step.value: [_point(point) for point in points]
                        for step, points in one.points.items()
                    },
                }
                for one in page.forces
            ],
        }
        return Response(told)


class ChecksView(ApiCall):
    """`?period=`: for each check, every force's share and the limits for its size.

    A force outside the limits calls for questions and proves nothing. Empty while the quarter is
    provisional.
    """

    permission = Permission.VIEW_NATIONAL_PAGES
    scope = KeyScope.COVERAGE
    query = PeriodQuery
    answers = {200: ChecksTold}

    def get(self, request: Request) -> Response:
        period = request.query_params.get("period", "")
        page = selectors.checks_page_for(viewer_of(request), period=period, on=timezone.localdate())
        one_of("period", period, page.periods)
        told: Json = {
            **stamp_json(is_simulated=page.is_simulated),
            "period": page.period,
            "is_provisional": page.period in page.provisional,
            "checks": [
                {"check": what.value, **_check(page, of)} for what, of in page.checks.items()
            ],
        }
        return Response(told)


def _point(point: ReachPoint) -> Json:
    told: Json = {"period": point.period}
    if point.of is None:
        mark = Mark.CONFIDENTIAL if point.is_hidden else Mark.NOT_AVAILABLE
        return told | {"mark": mark.value}
    told |= {"share": round(point.of.share, 4)}
    if point.habit is None:
        return told
    signal = point.habit.signal
    return told | {
        "lower": round(point.habit.lower, 4),
        "upper": round(point.habit.upper, 4),
        "signal": signal.value if signal else None,
    }


def _check(page: ChecksPage, found: CheckedForces) -> Json:
    return {
        "all_forces": round(found.funnel.target, 4),
        "forces": [
            {"force": force.code, **_checked(found.forces[force.code])}
            for force in page.forces
            if force.code in found.forces
        ],
    }


def _checked(one: CheckedForce) -> Json:
    told: Json = {"share": round(one.of.share, 4), "of": round(one.of.trials)}
    limits, place = one.limits, one.position
    return told | {
        "lower": round(max(limits.lower_alarm, 0.0), 4) if limits else None,
        "upper": round(min(limits.upper_alarm, 1.0), 4) if limits else None,
        "place": PLACES.get(place, "within") if place else None,
    }


PLACES = {Position.HIGH: "above", Position.LOW: "below"}
"""Position relative to the limits that hold 99.8 per cent of forces."""

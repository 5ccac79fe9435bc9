"""What goes with being satisfied overall for another system, as the page has it."""

from django.http import HttpResponseBase
from rest_framework.exceptions import PermissionDenied
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from analytics.drivers import selectors
from analytics.drivers.counting import Driver, DriverFigures
from analytics.drivers.views import drivers_query
from analytics.figures.api import Json, one_of, stamp_json
from analytics.shapes.pages import DriversAsked, DriversTold
from analytics.stats import judgement
from analytics.stats.judgement import Judged
from analytics.stats.telling import whole_points


class DriversView(ApiCall):
    """`?force=&region=&period=&stage=`: of a year and a place of the journey, how much of what the
    questions tell of the overall answer goes with each, in whole per cents; a force's or a region's
    beside the nation's. It says what goes together, and is no cause. What may not be shown is
    null. Who may not open national pages must name a force."""

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = DriversAsked
    answers = {200: DriversTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _drivers(request)


@out_of_reach_is_absent
def _drivers(request: Request) -> Response:
    given, viewer = request.query_params.dict(), viewer_of(request)
    if not given.get("force") and not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        raise PermissionDenied
    query = drivers_query(given)
    page = selectors.drivers_page_for(
        viewer,
        force_code=given.get("force") or None,
        region_code=given.get("region", ""),
        query=query,
    )
    one_of("period", query.period, page.periods)
    one_of("stage", query.stage, [stage.code for stage in page.stages])
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": page.force.code if page.force else None,
        "region": page.region.code if page.region else None,
        "period": page.period,
        "stage": page.stage.code,
        "own": _figures(page.own),
        "nation": _figures(page.nation),
    }
    return Response(told)


def _figures(found: DriverFigures | None) -> Json | None:
    """Rounded as on the page: whole per cents, and two digits of R²."""
    if found is None:
        return None
    return {
        "people": found.people,
        "r_squared": whole_points.told(found.explained),
        "drivers": [_driver(each) for each in found.drivers],
    }


def _driver(driver: Driver) -> Json:
    return {
        "item": driver.item,
        "share": whole_points.told(driver.share),
        "lower": whole_points.told(driver.lower),
        "upper": whole_points.told(driver.upper),
        "goes_with": "more" if driver.sign > 0 else "less",
        "behind_first": _behind(driver.behind) if driver.behind else None,
    }


def _behind(judged: Judged) -> Json:
    return {
        "verdict": judgement.clarity(judged).value,
        "difference": whole_points.told(judged.difference.value),
        "smallest_seen": whole_points.told_up(judged.detectable),
    }

from django.http import HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from analytics.drivers import selectors
from analytics.drivers.counting import Driver, DriverFigures
from analytics.drivers.views import drivers_query
from analytics.figures.api import Json, one_of, stamp_json
from analytics.shapes.pages import DriversAsked, DriversTold
from analytics.stats import judgement
from analytics.stats.judgement import Judged
from analytics.stats.rounding import whole_points


class DriversView(ApiCall):
    """`?period=&stage=`: for a year and a stage in the nation, how much of the explained variation
    in overall satisfaction each question accounts for, in whole percentages. These are
    associations, not causes. `figures` is null where too few answered."""

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = DriversAsked
    answers = {200: DriversTold}

    def get(self, request: Request) -> HttpResponseBase:
        query = drivers_query(request.query_params.dict())
        page = selectors.drivers_page(query)
        one_of("period", query.period, page.periods)
        one_of("stage", query.stage, [stage.code for stage in page.stages])
        answer: Json = {
            **stamp_json(is_simulated=page.is_simulated),
            "period": page.period,
            "stage": page.stage.code,
            "figures": _figures(page.figures),
        }
        return Response(answer)


def _figures(found: DriverFigures | None) -> Json | None:
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

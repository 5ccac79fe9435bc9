from collections.abc import Iterator

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
from analytics.figures.api import Json, one_of, stamp_json
from analytics.models import ThemeRate
from analytics.records.presenters.rate_tables import interval_of
from analytics.records.selectors import RecordPage, record_page_for
from analytics.shapes.figures import FigurePeriodQuery
from analytics.shapes.pages import ThemesTold
from analytics.stats.rounding import whole_points
from analytics.themes import selectors
from responses import extract


class ThemesView(ApiCall):
    """`?force=&period=`: of the people whose free text was read in a quarter, the share that
    mention each theme, as done well or as needing improvement, by stage and crime; and the words
    more people there use than before. Hidden values are left out. Users who cannot open national
    pages must name a force.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FigurePeriodQuery
    answers = {200: ThemesTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _themes(request)


@out_of_reach_is_absent
def _themes(request: Request) -> Response:
    given, viewer = request.query_params, viewer_of(request)
    if not given.get("force") and not viewer.may(Permission.VIEW_NATIONAL_PAGES):
        raise PermissionDenied
    page = record_page_for(
        viewer,
        rates=extract.theme_codes(),
        force_code=given.get("force") or None,
        period=given.get("period", ""),
        on=timezone.localdate(),
        of=ThemeRate,
    )
    one_of("period", given.get("period", ""), page.periods)
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": page.force.code if page.force else None,
        "period": page.period,
        "frame": extract.frame_version(),
        "is_draft": extract.is_frame_draft(),
        "themes": list(_shares(page)),
        "new_terms": _new_terms(page.area),
    }
    return Response(told)


def _shares(page: RecordPage) -> Iterator[Json]:
    places = sorted(page.shown, key=lambda each: (each[1].dimension, each[1].level))
    for code in extract.theme_codes():
        for rate, place in places:
            if rate == code and place.area == page.area:
                share, found = page.shown[rate, place], interval_of(page.shown[rate, place])
                yield {
                    "side": code.partition(":")[0],
                    "theme": code.partition(":")[2],
                    "dimension": place.dimension,
                    "level": place.level,
                    "people": share.people,
                    "share": whole_points.told(share.found / share.people),
                    "lower": whole_points.told(found.lower),
                    "upper": whole_points.told(found.upper),
                }


def _new_terms(area: str) -> list[Json]:
    return [
        {"language": language, "terms": [each.term for each in terms]}
        for language, terms in selectors.new_terms(area).items()
    ]

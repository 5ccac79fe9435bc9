from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from analytics.disparities import combined_selectors
from analytics.disparities.combined_selectors import CombinedGroup
from analytics.figures.api import Json, judged_json, one_of, stamp_json
from analytics.figures.selectors.shown import PageQuery
from analytics.items import item_codes
from analytics.shapes.pages import CombinedQuery, CombinedTold
from analytics.stats import judgement
from analytics.stats.rounding import whole_points
from analytics.tables import COMBINED


class CombinedGroupsView(ApiCall):
    """`?period=&item=`: sex, age and ethnic group combined, by a model of the nation's answers to
    one question: each combination's share, and the share that its groups separately predict. All
    values carry [m]. `unstable` combinations are not shown, because they are small or nine
    answers could change them.
    """

    permission = Permission.VIEW_NATIONAL_PAGES
    scope = KeyScope.FIGURES
    query = CombinedQuery
    answers = {200: CombinedTold}

    def get(self, request: Request) -> Response:
        given = request.query_params
        query = PageQuery(period=given.get("period", ""), item=given.get("item", ""))
        one_of("item", query.item, item_codes())
        page = combined_selectors.combined_page_for(query=query, on=timezone.localdate())
        one_of("period", query.period, page.periods)
        told: Json = {
            **stamp_json(is_simulated=page.is_simulated),
            "period": page.period,
            "is_provisional": page.period in page.provisional,
            "item": page.item,
            "unstable": page.unstable,
            "combinations": [_group(group) for group in page.groups],
        }
        return Response(told)


def _group(group: CombinedGroup) -> Json:
    levels = zip(COMBINED, group.levels, strict=True)
    return {
        **{dimension.value: level for dimension, level in levels},
        "mark": "[m]",
        "people": group.people,
        "share": whole_points.told(group.share),
        "lower": whole_points.told(group.interval.lower),
        "upper": whole_points.told(group.interval.upper),
        "of_groups_apart": whole_points.told(group.of_parts),
        **_judged(group),
    }


def _judged(group: CombinedGroup) -> Json:
    if group.judged is None:
        return {"verdict": judgement.clarity(None).value}
    return judged_json(group.judged)

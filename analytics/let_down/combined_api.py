"""People who stand in several groups at once for another system, as the page has them."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from analytics.figures.api import Json, judged_json, one_of, stamp_json
from analytics.figures.selectors.shown import PageQuery
from analytics.items import item_codes
from analytics.let_down import combined_selectors
from analytics.let_down.combined_selectors import CombinedGroup
from analytics.shapes.pages import CombinedQuery, CombinedTold
from analytics.stats import judgement
from analytics.stats.telling import whole_points
from analytics.tables import COMBINED


class CombinedGroupsView(ApiCall):
    """`?period=&item=`: sex, age and ethnic group together, by a model of the nation's answers to
    one question: each combination's share beside what its groups apart would give. All carry [m];
    `unstable` combinations are not shown, because few are in them or nine answers could move
    them."""

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
            "between_combinations": whole_points.told(page.variation.partition)
            if page.variation
            else None,
            "explained_by_groups_apart": whole_points.told(page.variation.of_parts)
            if page.variation
            else None,
            "unstable": page.unstable,
            "combinations": [_group(group) for group in page.groups],
        }
        return Response(told)


def _group(group: CombinedGroup) -> Json:
    """As on the page: nine answers may move it by a point."""
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

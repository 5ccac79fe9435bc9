from django.http import HttpResponseBase
from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.web.guards import viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.figures.api import Json, judged_json, one_of, question_json, share_json, stamp_json
from analytics.journey import selectors
from analytics.journey.selectors import JourneyQuery, StageFigure, StageJourney
from analytics.journey.stages import JourneyStage, JourneyStep
from analytics.shapes.figures import FigurePeriodQuery
from analytics.shapes.pages import JourneyTold
from analytics.stats.rounding import whole_points


class JourneyView(ApiCall):
    """`?force=&period=`: what victims say at each stage of a case, a force's figures with the
    nation's, and the difference from the stage before. `largest_fall` is the largest clear fall.
    A hidden stage has only its mark.
    """

    permission = Permission.VIEW_FIGURES
    scope = KeyScope.FIGURES
    query = FigurePeriodQuery
    answers = {200: JourneyTold}

    def get(self, request: Request) -> HttpResponseBase:
        return _journey(request)


@out_of_reach_is_absent
def _journey(request: Request) -> Response:
    given = request.query_params.dict()
    force_code, query = given.get("force", ""), JourneyQuery(period=given.get("period", ""))
    page = selectors.journey_page_for(
        viewer_of(request), force_code=force_code or None, query=query, on=timezone.localdate()
    )
    one_of("period", query.period, page.periods)
    found = page.found
    told: Json = {
        **stamp_json(is_simulated=page.is_simulated),
        "force": force_code or None,
        "period": query.period,
        "is_provisional": query.period in page.provisional,
        "largest_fall": _step(found.largest) if found and found.largest else None,
        "stages": [_stage(found, at, stage) for at, stage in enumerate(found.row)] if found else [],
    }
    return Response(told)


def _stage(found: StageJourney, at: int, stage: JourneyStage) -> Json:
    return {
        "stage": stage.code,
        "levels": list(stage.levels),
        "items": [
            {"item": item, **_figure(figures[at])} for item, figures in found.figures.items()
        ],
        "questions": [
            question_json(figure)
            for level in stage.levels
            for figure in found.questions.get(level, ())
        ],
    }


def _figure(figure: StageFigure) -> Json:
    told: Json = {
        **share_json(figure.own.share),
        "made_of": list(figure.own.levels),
        "hidden": {level: one.reason.symbol for level, one in figure.own.hidden.items()},
        "step": _step(figure.step) if figure.step else None,
    }
    return told if figure.nation is None else {**told, "nation": share_json(figure.nation)}


def _step(step: JourneyStep) -> Json:
    return {
        "item": step.item,
        "from": step.before,
        "to": step.stage,
        "from_share": whole_points.told(step.from_share),
        "to_share": whole_points.told(step.to_share),
        **judged_json(step.judged),
    }

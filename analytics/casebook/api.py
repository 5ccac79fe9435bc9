from typing import Any

from django.http import HttpResponseBase
from django.utils.translation import override
from rest_framework.request import Request
from rest_framework.response import Response

from access import selectors as access_selectors
from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.systems.paging import PageQueryShape, page_of
from access.web.guards import viewer_of
from analytics.alerts import presenters as alert_words
from analytics.alerts import selectors as alerts_selectors
from analytics.casebook.pictures import monday
from analytics.casebook.selectors import cases
from analytics.casebook.weekly_picture import WeeklyPicture, from_json
from analytics.figures.api import stamp_json
from analytics.models import Alert
from analytics.shapes.alerts import AlertsTold

LANGUAGES = ("en", "cy")
Json = dict[str, Any]


class AlertsView(ApiCall):
    """Alerts within reach, open ones first: the id that webhooks send, the statement in both
    languages, artefacts in its weeks, the weekly picture with its expected band, and the state of
    the case. An entry with `explained_by` is an artefact, not an alert. A point of fewer than ten
    answers has no share. In the dimension "theme" the item is "side:theme" and there are no
    weeks.
    """

    permission = Permission.VIEW_ALERTS
    scope = KeyScope.ALERTS
    query = PageQueryShape
    answers = {200: AlertsTold}

    def get(self, request: Request) -> HttpResponseBase:
        alerts, place = page_of(request, alerts_selectors.alerts_for(viewer_of(request)))
        told: Json = {
            **stamp_json(is_simulated=access_selectors.is_simulated()),
            **place,
            "alerts": [_alert(alert) for alert in alerts],
        }
        return Response(told)


def _alert(alert: Alert) -> Json:
    case = cases.case_or_default(alert)
    drawn = from_json(case.picture)
    return {
        "id": alert.pk,
        "item": alert.item,
        "force": alert.force_id,
        "dimension": alert.dimension,
        "level": alert.level,
        "first_week": alert.first_week.isoformat(),
        "last_week": alert.last_week.isoformat(),
        "is_rise": alert.is_rise,
        "explained_by": alert.explained_by or None,
        "artefacts": alert.artefacts,
        "statement": {language: _statement(alert, language) for language in LANGUAGES},
        "state": case.state,
        "verdict": case.verdict or None,
        "due_on": case.due_on.isoformat() if case.due_on else None,
        "weeks": _weeks(drawn) if drawn else None,
    }


def _statement(alert: Alert, language: str) -> str:
    with override(language):
        return alert_words.statement(alert)


def _weeks(drawn: WeeklyPicture) -> Json:
    return {
        "weeks_each": drawn.weeks_each,
        "points": [
            {
                "week": monday(point).isoformat(),
                "share": point.share,
                "lower": point.lower,
                "upper": point.upper,
                "is_of_alert": point.is_marked,
            }
            for point in drawn.points
        ],
    }

"""What the home page tells of alerts that nobody has taken."""

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from analytics.casebook.states import State
from analytics.home import selectors
from analytics.models import Alert


def _untaken(viewer: Viewer, _at: datetime) -> QuerySet[Alert]:
    """Of those that the viewer may answer: the nation's or their forces'."""
    alerts = selectors.open_alerts(viewer).select_related(None)
    mine = alerts.filter(force=None) if viewer.is_national else alerts
    return mine.filter(Q(case=None) | Q(case__state__in=(State.SEEN, State.REOPENED)))


ALERTS = HomeMatter(
    name="alerts",
    permission=Permission.ANSWER_ALERT,
    rows=_untaken,
    says=lambda count: (
        ngettext(
            "%(count)s alert that nobody has taken", "%(count)s alerts that nobody has taken", count
        )
        % {"count": count}
    ),
    route="analytics:alerts",
)

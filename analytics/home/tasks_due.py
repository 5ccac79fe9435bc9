from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.home.choices import HomeCount
from access.home.tasks_due import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from analytics.alerts import selectors as alerts_selectors
from analytics.casebook.selectors import clock
from analytics.casebook.states import State
from analytics.home import selectors
from analytics.models import Alert, AlertCase, SaidAndDone


def _untaken(viewer: Viewer, _at: datetime) -> QuerySet[Alert]:
    alerts = selectors.open_alerts(viewer).select_related(None)
    mine = clock.answerable(alerts, viewer, "force")
    return mine.filter(Q(case=None) | Q(case__state__in=(State.SEEN, State.REOPENED)))


def _late(viewer: Viewer, at: datetime) -> QuerySet[AlertCase]:
    return clock.cases_due_for(viewer, on=localdate(at))


def _unapproved(viewer: Viewer, _at: datetime) -> QuerySet[SaidAndDone]:
    waiting = SaidAndDone.objects.filter(approved_at__isnull=True)
    by_another = waiting.exclude(written_by_id=viewer.user_id)
    return clock.answerable(by_another, viewer, "action__case__alert__force")


def _raised_since(viewer: Viewer, since: datetime) -> QuerySet[Alert]:
    raised = alerts_selectors.alerts_for(viewer).select_related(None)
    return raised.filter(force__in=viewer.reach, explained_by="", raised_at__gte=since)


ALERTS = HomeMatter(
    name="alerts",
    permission=Permission.ANSWER_ALERT,
    rows=_untaken,
    says=lambda count: ngettext(
        "%(count)s alert that nobody has taken", "%(count)s alerts that nobody has taken", count
    ),
    route="analytics:alerts",
)
DUE_ALERTS = HomeMatter(
    name="due alerts",
    permission=Permission.ANSWER_ALERT,
    rows=_late,
    says=lambda count: ngettext(
        "%(count)s alert is due or late", "%(count)s alerts are due or late", count
    ),
    route="analytics:alerts",
    moment="due_on",
    since=Since.DAY,
)
UNAPPROVED = HomeMatter(
    name="unapproved words",
    permission=Permission.ANSWER_ALERT,
    rows=_unapproved,
    says=lambda count: ngettext(
        "%(count)s text of what was done waits for a second person",
        "%(count)s texts of what was done wait for a second person",
        count,
    ),
    route="analytics:alerts",
    moment="written_at",
)
RAISED = HomeCount(
    name="raised",
    permissions=(Permission.VIEW_ALERTS,),
    rows=_raised_since,
    says=lambda count: ngettext(
        "%(count)s alert was raised", "%(count)s alerts were raised", count
    ),
    route="analytics:alerts",
)

from datetime import datetime

from django.db.models import Q
from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from analytics.casebook.selectors import clock
from analytics.casebook.states import State
from analytics.models import Alert, AlertCase

NOBODYS = (State.SEEN, State.REOPENED)


def _untaken(viewer: Viewer, _since: datetime) -> list[str]:
    raised = Alert.objects.filter(parent__isnull=True, explained_by="")
    alerts = clock.answerable(raised, viewer, "force")
    waiting = alerts.filter(Q(case__isnull=True) | Q(case__state__in=NOBODYS))
    return [f"alert:{pk}" for pk in waiting.values_list("pk", flat=True)]


def _due(viewer: Viewer, _since: datetime) -> list[str]:
    mine = clock.answerable(
        AlertCase.objects.filter(owner_id=viewer.user_id), viewer, "alert__force"
    )
    own = Q(pk__in=mine.order_by().values("pk")) & ~Q(reminded_on=None, escalated_on=None)
    awake = AlertCase.objects.filter(
        closed_at__isnull=True, snoozed_until__isnull=True, alert__explained_by=""
    )
    found = awake.filter(own | Q(pk__in=clock.escalated_to(viewer.user_id)))
    days = found.values_list("pk", "due_on", "escalated_on")
    return [f"case:{pk}:{due_on}:{escalated_on}" for pk, due_on, escalated_on in days]


ALERTS = DigestTopic(
    name="alerts",
    label=gettext_lazy("Alerts that nobody has taken"),
    permission=Permission.ANSWER_ALERT,
    waiting=_untaken,
    says=lambda count: (
        ngettext(
            "%(count)s alert waits for somebody.", "%(count)s alerts wait for somebody.", count
        )
        % {"count": count}
    ),
)
DUE = DigestTopic(
    name="due",
    label=gettext_lazy("Alerts of mine whose day comes or has passed"),
    permission=Permission.ANSWER_ALERT,
    waiting=_due,
    says=lambda count: (
        ngettext("%(count)s alert is due or late.", "%(count)s alerts are due or late.", count)
        % {"count": count}
    ),
)

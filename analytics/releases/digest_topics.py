from datetime import datetime

from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from analytics.models import QuarterState, Release


def _published(_viewer: Viewer, since: datetime) -> list[str]:
    closed = QuarterState.objects.filter(closed_on__gte=localdate(since))
    released = Release.objects.filter(published_at__gte=since)
    return [
        *(f"closed:{period}" for period in closed.values_list("period", flat=True)),
        *(f"released:{pk}" for pk in released.values_list("pk", flat=True)),
    ]


QUARTERS = DigestTopic(
    name="quarters",
    label=gettext_lazy("Quarters that close and are released"),
    permission=Permission.READ_REPORT,
    waiting=_published,
    says=lambda count: (
        ngettext(
            "%(count)s quarter closed or was released.",
            "%(count)s quarters closed or were released.",
            count,
        )
        % {"count": count}
    ),
)

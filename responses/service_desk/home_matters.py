"""What the home page tells a national administrator: what callers asked that waits for a second
person."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import DeskRequest
from responses.service_desk import selectors


def _requests(viewer: Viewer, at: datetime) -> QuerySet[DeskRequest]:
    waits = selectors.waiting_for(viewer, at=at).select_related(None)
    by_another = waits.exclude(asked_by=viewer.user_id)
    return by_another.exclude(kind=DeskRequest.DeskKind.ACCESS)


REQUESTS = HomeMatter(
    name="desk requests",
    permission=Permission.SERVE_CALLERS,
    rows=_requests,
    says=lambda count: ngettext(
        "%(count)s request of the service desk waits for a second administrator",
        "%(count)s requests of the service desk wait for a second administrator",
        count,
    ),
    route="responses:desk",
    moment="asked_at",
)

"""What the home page tells a national data protection officer: who waits for what is held about
them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.data_protection.selectors import access_requests
from responses.models import DeskRequest


def _requests(viewer: Viewer, at: datetime) -> QuerySet[DeskRequest]:
    return access_requests.waiting_for(viewer, at=at).select_related(None)


ACCESS = HomeMatter(
    name="access requests",
    permission=Permission.GIVE_ACCESS,
    rows=_requests,
    says=lambda count: ngettext(
        "%(count)s person waits for what is held about them",
        "%(count)s people wait for what is held about them",
        count,
    ),
    route="responses:access-requests",
    moment="asked_at",
)

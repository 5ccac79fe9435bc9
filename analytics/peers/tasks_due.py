from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from analytics.models import PeerGroupRequest
from analytics.peers import selectors


def _lists(viewer: Viewer, _at: datetime) -> QuerySet[PeerGroupRequest]:
    waits = selectors.waiting_for(viewer).select_related(None)
    return waits.exclude(asked_by=viewer.user_id)


LISTS = HomeMatter(
    name="peer lists",
    permission=Permission.KEEP_FORCES,
    rows=_lists,
    says=lambda count: ngettext(
        "%(count)s list of similar forces waits for a second administrator",
        "%(count)s lists of similar forces wait for a second administrator",
        count,
    ),
    route="analytics:peer_groups",
    moment="asked_at",
)

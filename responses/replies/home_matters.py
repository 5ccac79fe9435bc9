"""Replies about possible danger, on the home page."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import DangerReply
from responses.replies import selectors


def _to_read(viewer: Viewer, _at: datetime) -> QuerySet[DangerReply]:
    return selectors.danger_replies_for(viewer)


DANGER_REPLIES = HomeMatter(
    name="danger_replies",
    permission=Permission.READ_TEXTS,
    rows=_to_read,
    says=lambda count: ngettext(
        "%(count)s reply by text about possible danger",
        "%(count)s replies by text about possible danger",
        count,
    ),
    route="responses:danger-replies",
    moment="due_at",
    since=Since.CLOCK,
)

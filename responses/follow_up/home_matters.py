"""What the home page tells of wishes: that some wait for a call, a letter or a visit, or that their
day has passed."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.home.matters import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from responses.follow_up import selectors
from responses.models import FollowUp


def _open(viewer: Viewer, _at: datetime) -> QuerySet[FollowUp]:
    """Those of the list, so that nobody is sent to look for who wants no contact any more."""
    listed = [wish.pk for wish in selectors.open_wishes(viewer)]
    return selectors.wishes_for(viewer).filter(pk__in=listed)


def _late_at_desks(viewer: Viewer, at: datetime) -> QuerySet[FollowUp]:
    """Of desks whose rota the viewer keeps; they read none of them."""
    late = selectors.late_at_desks_of(viewer, on=localdate(at))
    return FollowUp.objects.filter(pk__in=[wish.pk for wish in late])


WISHES = HomeMatter(
    name="wishes",
    permission=Permission.READ_TEXTS,
    rows=_open,
    says=lambda count: ngettext(
        "%(count)s contact request",
        "%(count)s contact requests",
        count,
    ),
    route="responses:follow-ups",
    moment="due_on",
    since=Since.DAY,
)
LATE_WISHES = HomeMatter(
    name="late_wishes",
    permission=Permission.KEEP_ROTA,
    rows=_late_at_desks,
    says=lambda count: ngettext(
        "%(count)s overdue contact request",
        "%(count)s overdue contact requests",
        count,
    ),
    route="responses:rotas",
    moment="due_on",
    since=Since.DAY,
)

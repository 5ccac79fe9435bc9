"""What the home page tells of wishes: that some wait for a call, a letter or a visit."""

from datetime import datetime

from django.db.models import QuerySet
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


WISHES = HomeMatter(
    name="wishes",
    permission=Permission.READ_TEXTS,
    rows=_open,
    says=lambda count: (
        ngettext(
            "%(count)s person wishes to be contacted",
            "%(count)s people wish to be contacted",
            count,
        )
        % {"count": count}
    ),
    route="responses:follow-ups",
    moment="due_on",
    since=Since.DAY,
)

"""What the home page tells who interviews by telephone, and who supervises them."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.interviewing.selectors import calls, team
from responses.models import CallAttempt, TelephoneCase


def _to_call(viewer: Viewer, at: datetime) -> QuerySet[TelephoneCase]:
    return calls.due_in_any_language(viewer, at=at)


def _to_look_at(viewer: Viewer, _at: datetime) -> QuerySet[CallAttempt]:
    return team.waiting_for_a_look(viewer)


CALLS = HomeMatter(
    name="calls",
    permission=Permission.INTERVIEW,
    rows=_to_call,
    says=lambda count: ngettext(
        "%(count)s person may be called now", "%(count)s people may be called now", count
    ),
    route="responses:calls",
)
LOOKS = HomeMatter(
    name="looks",
    permission=Permission.SUPERVISE_INTERVIEWS,
    rows=_to_look_at,
    says=lambda count: ngettext(
        "%(count)s interview to look at", "%(count)s interviews to look at", count
    ),
    route="responses:call-team",
)

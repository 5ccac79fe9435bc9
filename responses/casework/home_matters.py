"""What the home page tells of cases that wait for a word or a code."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.casework.selectors import work_list
from responses.casework.selectors.work_list import Wanted
from responses.models import StageEvent


def _unworded(viewer: Viewer, at: datetime) -> QuerySet[StageEvent]:
    return work_list.waiting_events(viewer, Wanted(), today=localdate(at))


WORDS = HomeMatter(
    name="words",
    permission=Permission.VIEW_WORK_LIST,
    rows=_unworded,
    says=lambda count: (
        ngettext(
            "%(count)s stage of a case waits for a word or a code",
            "%(count)s stages of cases wait for a word or a code",
            count,
        )
        % {"count": count}
    ),
    route="responses:work-list",
)

"""What the home page tells of cases that wait for a word or a code, and of those that are offered
to a service."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.casework.selectors import offers, work_list
from responses.casework.selectors.work_list import Wanted
from responses.models import CaseOffer, StageEvent


def _unworded(viewer: Viewer, at: datetime) -> QuerySet[StageEvent]:
    return work_list.waiting_events(viewer, Wanted(), today=localdate(at))


def _offered(viewer: Viewer, at: datetime) -> QuerySet[CaseOffer]:
    return offers.offers_for(viewer, today=localdate(at))


WORDS = HomeMatter(
    name="words",
    permission=Permission.VIEW_WORK_LIST,
    rows=_unworded,
    says=lambda count: ngettext(
        "%(count)s stage of a case waits for a word or a code",
        "%(count)s stages of cases wait for a word or a code",
        count,
    ),
    route="responses:work-list",
)
OFFERS = HomeMatter(
    name="offers",
    permission=Permission.DECIDE_WHO_SEES_CASE,
    rows=_offered,
    says=lambda count: ngettext(
        "%(count)s case may go to a service of advisers",
        "%(count)s cases may go to services of advisers",
        count,
    ),
    route="responses:offers",
    moment="offered_at",
)

from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from analytics.models import ResearchProject
from analytics.research import selectors


def _to_check(viewer: Viewer, at: datetime) -> QuerySet[ResearchProject]:
    waits = selectors.projects_for(viewer).filter(
        state=ResearchProject.ProjectState.CHECKING, ends_on__gte=localdate(at)
    )
    own = Q(asked_by=viewer.user_id) | Q(first_by__isnull=False, first_by=viewer.user_id)
    return waits.exclude(own).select_related(None)


CHECKS = HomeMatter(
    name="research",
    permission=Permission.KEEP_RESEARCH,
    rows=_to_check,
    says=lambda count: ngettext(
        "%(count)s file for researchers waits to be checked",
        "%(count)s files for researchers wait to be checked",
        count,
    ),
    route="analytics:research",
    moment="asked_at",
)

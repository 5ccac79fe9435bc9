from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from survey.models import WordingRemark
from survey.reading import selectors


def _waiting(viewer: Viewer, _at: datetime) -> QuerySet[WordingRemark]:
    rows = WordingRemark.objects.filter(
        ended_at__isnull=True, language__in=selectors.languages_for(viewer)
    )
    return rows.exclude(said_by_id=viewer.user_id)


REMARKS = HomeMatter(
    name="wordings",
    permission=Permission.VIEW_LANGUAGES,
    rows=_waiting,
    says=lambda count: ngettext(
        "%(count)s proposal or question about a translation waits for somebody’s word",
        "%(count)s proposals or questions about translations wait for somebody’s word",
        count,
    ),
    route="survey:languages",
    moment="said_at",
)

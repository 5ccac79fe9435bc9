from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from analytics.models import SaidAndDone


def _unwanted(viewer: Viewer, _at: datetime) -> QuerySet[SaidAndDone]:
    waits = SaidAndDone.objects.filter(unwanted_at__isnull=False, taken_back_at__isnull=True)
    by_another = waits.exclude(unwanted_by_id=viewer.user_id)
    return by_another if viewer.is_national else by_another.none()


UNWANTED = HomeMatter(
    name="unwanted words",
    permission=Permission.KEEP_SAID_AND_DONE,
    rows=_unwanted,
    says=lambda count: ngettext(
        "%(count)s text of what was done waits for a second person to take it back",
        "%(count)s texts of what was done wait for a second person to take them back",
        count,
    ),
    route="analytics:told_kept",
    moment="unwanted_at",
)

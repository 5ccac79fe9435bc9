from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from analytics.models import ReleaseDraft


def _proposed(viewer: Viewer, _at: datetime) -> QuerySet[ReleaseDraft]:
    waits = ReleaseDraft.objects.filter(
        proposed_at__isnull=False, approved_at__isnull=True, cancelled_at__isnull=True, release=None
    )
    by_another = waits.exclude(proposed_by_id=viewer.user_id)
    return by_another if viewer.is_national else by_another.none()


PROPOSED = HomeMatter(
    name="releases",
    permission=Permission.MAKE_RELEASES,
    rows=_proposed,
    says=lambda count: ngettext(
        "%(count)s release waits for a second person",
        "%(count)s releases wait for a second person",
        count,
    ),
    route="analytics:releases",
    moment="proposed_at",
)

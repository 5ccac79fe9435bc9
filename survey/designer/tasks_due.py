from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.tasks_due import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from survey.models import InstrumentDraft


def _proposed(viewer: Viewer, _at: datetime) -> QuerySet[InstrumentDraft]:
    proposed = InstrumentDraft.objects.filter(proposed_at__isnull=False)
    return proposed.exclude(proposed_by=viewer.user_id)


DRAFTS = HomeMatter(
    name="instruments",
    permission=Permission.PUBLISH_INSTRUMENT,
    rows=_proposed,
    says=lambda count: ngettext(
        "%(count)s version of the questions waits for a second person",
        "%(count)s versions of the questions wait for a second person",
        count,
    ),
    route="survey:instruments",
    moment="proposed_at",
)

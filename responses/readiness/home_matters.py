"""What the home page tells who signs what must be done before anybody is asked."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import DutySignature


def _unconfirmed(viewer: Viewer, _at: datetime) -> QuerySet[DutySignature]:
    """Signatures of somebody else; national people confirm."""
    waits = DutySignature.objects.filter(confirmed_at__isnull=True, taken_back_at__isnull=True)
    by_another = waits.exclude(signed_by_id=viewer.user_id)
    return by_another if viewer.is_national else by_another.none()


DUTIES = HomeMatter(
    name="duties",
    permission=Permission.SIGN_DUTIES,
    rows=_unconfirmed,
    says=lambda count: ngettext(
        "%(count)s signature waits for a second person",
        "%(count)s signatures wait for a second person",
        count,
    ),
    route="responses:readiness",
    moment="signed_at",
)

"""What the home page tells who keys forms of paper: forms on which another person has begun."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import PaperForm
from responses.paper import selectors


def _begun(viewer: Viewer, _at: datetime) -> QuerySet[PaperForm]:
    return selectors.begun_by_another(viewer)


FORMS = HomeMatter(
    name="forms",
    permission=Permission.KEY_PAPER,
    rows=_begun,
    says=lambda count: ngettext(
        "%(count)s form waits for a second person",
        "%(count)s forms wait for a second person",
        count,
    ),
    route="responses:paper",
)

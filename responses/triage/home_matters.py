"""What the home page tells of texts: that some wait to be read, or were not read in time."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import ngettext

from access.home.matters import HomeMatter, Since
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import WrittenText
from responses.triage.selectors import texts


def _to_read(viewer: Viewer, _at: datetime) -> QuerySet[WrittenText]:
    return texts.texts_for(viewer).filter(state=texts.State.WAITING)


def _late_at_desks(viewer: Viewer, at: datetime) -> QuerySet[WrittenText]:
    """Of desks whose rota they keep; they read none of them."""
    waiting = texts.at_desks_of(viewer).filter(state=texts.State.WAITING)
    return waiting.filter(due_at__lte=at)


TEXTS = HomeMatter(
    name="texts",
    permission=Permission.READ_TEXTS,
    rows=_to_read,
    says=lambda count: ngettext("%(count)s text to read", "%(count)s texts to read", count),
    route="responses:triage",
    moment="due_at",
    since=Since.CLOCK,
)
DESKS = HomeMatter(
    name="desks",
    permission=Permission.KEEP_ROTA,
    rows=_late_at_desks,
    says=lambda count: ngettext(
        "%(count)s overdue text at your desk",
        "%(count)s overdue texts at your desk",
        count,
    ),
    route="responses:rotas",
    moment="due_at",
    since=Since.CLOCK,
)

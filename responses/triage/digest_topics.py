"""What mails tell of texts: that the clock of some has run out."""

from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy, ngettext

from access.digests.topics import DigestTopic
from access.permissions import Permission
from access.viewer import Viewer
from responses.models import WrittenText
from responses.triage.selectors import texts


def _to_read(viewer: Viewer, _since: datetime) -> list[str]:
    return _keys(texts.run_out(texts.texts_for(viewer)))


def _at_kept_desks(viewer: Viewer, _since: datetime) -> list[str]:
    """Of desks whose rota they keep; they read none of them."""
    return _keys(texts.run_out(texts.at_desks_of(viewer)))


def _keys(late: QuerySet[WrittenText]) -> list[str]:
    return [f"text:{pk}" for pk in late.values_list("pk", flat=True)]


def _says(count: int) -> str:
    return ngettext(
        "%(count)s text was not read in its time.",
        "%(count)s texts were not read in their time.",
        count,
    ) % {"count": count}


TEXTS = DigestTopic(
    name="texts",
    label=gettext_lazy("Texts of mine to read whose time has run out"),
    permission=Permission.READ_TEXTS,
    waiting=_to_read,
    says=_says,
)
DESKS = DigestTopic(
    name="desks",
    label=gettext_lazy("Texts that nobody on my rota read in time"),
    permission=Permission.KEEP_ROTA,
    waiting=_at_kept_desks,
    says=_says,
)

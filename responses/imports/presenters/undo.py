"""Words about undoing imports."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.imports.selectors.undo import UNDO_PERIOD, UndoRefusal
from responses.models import Import

REASONS: Mapping[UndoRefusal, Promise] = {
    UndoRefusal.UNDONE: _("This import was undone before."),
    UndoRefusal.TOO_LATE: _("An import can be undone within %(days)s days; this one is older."),
    UndoRefusal.OTHER_SOURCE: _("Only imports of the standard case file can be undone."),
}


def refusal_message(reason: UndoRefusal) -> str:
    return str(REASONS[reason]) % {"days": UNDO_PERIOD.days}


def import_line(import_batch: Import) -> str:
    """An import on one line."""
    return gettext("%(number)s: %(files)s, loaded %(when)s by %(who)s, %(created)s created, "
                   "%(amended)s amended") % {
        "number": import_batch.pk,
        "files": ", ".join(import_batch.file_names) or import_batch.source,
        "when": f"{localtime(import_batch.loaded_at):%Y-%m-%d %H:%M}",
        "who": import_batch.loaded_by,
        "created": f"{import_batch.counts.get('created', 0):,}",
        "amended": f"{import_batch.counts.get('amended', 0):,}",
    }  # fmt: skip

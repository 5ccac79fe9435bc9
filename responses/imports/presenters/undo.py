"""Words about imports and about taking them back."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from responses.imports.selectors.undo import UNDO_LASTS, WhyNot
from responses.models import Import

REASONS: Mapping[WhyNot, Promise] = {
    WhyNot.UNDONE: _("This import was undone before."),
    WhyNot.TOO_LATE: _("An import can be undone within %(days)s days; this one is older."),
    WhyNot.OTHER_SOURCE: _("Only imports of the standard case file can be undone."),
}


def why_not(reason: WhyNot) -> str:
    return str(REASONS[reason]) % {"days": UNDO_LASTS.days}


def import_line(loading: Import) -> str:
    """An import on one line."""
    return gettext("%(number)s: %(files)s, loaded %(when)s by %(who)s, %(created)s created, "
                   "%(amended)s amended") % {
        "number": loading.pk,
        "files": ", ".join(loading.file_names) or loading.source,
        "when": f"{localtime(loading.loaded_at):%Y-%m-%d %H:%M}",
        "who": loading.loaded_by,
        "created": f"{loading.counts.get('created', 0):,}",
        "amended": f"{loading.counts.get('amended', 0):,}",
    }  # fmt: skip

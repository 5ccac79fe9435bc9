"""What the home page tells of case files: when the last one of the viewer's force came, what it
did, and how many came since a day."""

from collections.abc import Mapping
from datetime import datetime

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.home.counts import HomeCount
from access.home.parts import Asked, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from responses.imports.selectors.imports import results_by_force
from responses.models import LoadedForce
from ui.formatting import format_date, format_number

CREATED, AMENDED = "created", "amended"


def _last_file(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    """None for the nation, whose forces stand in a table."""
    if viewer.is_national:
        return None
    loaded = _loaded(viewer)
    last = loaded.select_related("import_batch").order_by("-import_batch__loaded_at", "-pk").first()
    return {
        "sentence": _sentence(last, at=at) if last else _("No case file was loaded yet."),
        "url": reverse("responses:uploads") if viewer.may(Permission.LOAD_CASES) else "",
    }


def _loaded(viewer: Viewer) -> QuerySet[LoadedForce]:
    """Those that nobody has undone."""
    return results_by_force(viewer).filter(import_batch__undone_at__isnull=True)


def _loaded_since(viewer: Viewer, since: datetime) -> QuerySet[LoadedForce]:
    return _loaded(viewer).filter(import_batch__loaded_at__gte=since)


def _sentence(last: LoadedForce, *, at: datetime) -> str:
    language, came = get_language() or "en", localdate(last.import_batch.loaded_at)
    told = {
        "day": format_date(came, language=language),
        "created": format_number(last.counts.get(CREATED, 0), language=language),
        "amended": format_number(last.counts.get(AMENDED, 0), language=language),
    }
    days = (localdate(at) - came).days
    if not days:
        return (
            _("The last case file came today: %(created)s new cases, %(amended)s changed.") % told
        )
    return ngettext(
        "The last case file came on %(day)s, %(count)s day ago: %(created)s new cases, %(amended)s "
        "changed.",
        "The last case file came on %(day)s, %(count)s days ago: %(created)s new cases, "
        "%(amended)s changed.",
        days,
    ) % {**told, "count": format_number(days, language=language)}


WHO_ARE_TOLD = (Permission.LOAD_CASES, Permission.VIEW_OPERATIONS)
FILES = HomeCount(
    name="files",
    permissions=WHO_ARE_TOLD,
    rows=_loaded_since,
    says=lambda count: ngettext(
        "%(count)s case file was loaded", "%(count)s case files were loaded", count
    ),
)
LAST_FILE = HomePart(
    permissions=WHO_ARE_TOLD,
    template="responses/staff/_home_file.html",
    context=_last_file,
)

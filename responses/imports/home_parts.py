from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from access.home.choices import Asked, HomeCount, HomePart
from access.permissions import Permission
from access.viewer import Viewer
from responses.case_files.quality import share_of_blank_flags
from responses.imports.selectors.imports import results_by_force
from responses.models import LoadedForce
from ui.formatting import format_date, format_number, format_share

CREATED, AMENDED = "created", "amended"
EARLIER_FILES = 12
LEAST_TO_BE_USUAL = 3
"""Earlier files that show what is usual."""


def _last_file(viewer: Viewer, at: datetime, _asked: Asked) -> Mapping[str, object] | None:
    if viewer.is_national:
        return None
    loaded = _loaded(viewer).select_related("import_batch__upload")
    newest = list(
        loaded.order_by("-import_batch__loaded_at", "-pk").only(
            "force_id", "counts", "quality", "import_batch__loaded_at",
            "import_batch__upload__quality",
        )[: 1 + EARLIER_FILES]
    )  # fmt: skip
    sentence = _("No case file was loaded yet.")
    if newest:
        sentence = " ".join([_sentence(newest[0], at=at), *_blank_flags(newest)])
    return {
        "sentence": sentence,
        "url": reverse("responses:uploads") if viewer.may(Permission.LOAD_CASES) else "",
    }


def _loaded(viewer: Viewer) -> QuerySet[LoadedForce]:
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


def _blank_flags(newest: Sequence[LoadedForce]) -> Iterator[str]:
    last, *earlier = newest
    share = share_of_blank_flags(_measures(last))
    if share is None:
        return
    before = [
        found
        for each in earlier
        if each.force_id == last.force_id
        and (found := share_of_blank_flags(_measures(each))) is not None
    ]
    told = {"share": _percent(share)}
    if len(before) < LEAST_TO_BE_USUAL:
        yield _("Flags left blank: %(share)s.") % told
    else:
        told["usual"] = _percent(median(before))
        yield _("Flags left blank: %(share)s (usual: %(usual)s).") % told


def _measures(loaded: LoadedForce) -> Mapping[str, Any]:
    found: Mapping[str, Any] = loaded.quality
    if upload := getattr(loaded.import_batch, "upload", None):
        found = upload.quality.get("forces", {}).get(loaded.force_id, {})
    return found


def _percent(share: float) -> str:
    return format_share(share, language=get_language() or "en")


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

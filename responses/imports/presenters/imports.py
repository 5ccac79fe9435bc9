from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from access.presenters import force_name
from responses.imports.presenters import quality
from responses.imports.presenters import uploads as uploads_presenters
from responses.imports.selectors import imports as selectors
from responses.imports.selectors.undo import UNDO_PERIOD, UndoRefusal
from responses.models import Import, Upload

WAYS: Mapping[str, Promise] = {
    Import.Source.CASE_FILE: _("By the command"),
    Import.Source.POLICE_UK: _("By the command"),
    Import.Source.API: _("By another system"),
}


@dataclass(frozen=True)
class ImportRow:
    url: str
    name: str
    force: str
    at: datetime
    by: str
    status: str
    rows: int
    good_share: str
    ethnicity_share: str
    median_days: str


def import_rows(
    uploads: Iterable[Upload], imports: Iterable[Import], *, most: int
) -> Sequence[ImportRow]:
    """Newest first."""
    rows = chain(map(_upload_row, uploads), map(_import_row, imports))
    return sorted(rows, key=lambda row: row.at, reverse=True)[:most]


def _upload_row(upload: Upload) -> ImportRow:
    found = upload.quality.get("forces", {}).get(upload.force_id)
    return ImportRow(
        url=reverse("responses:upload", args=[upload.pk]),
        name=upload.file_name,
        force=uploads_presenters.force_of(upload),
        at=upload.uploaded_at,
        by=upload.uploaded_by,
        status=uploads_presenters.status(upload),
        rows=upload.rows,
        good_share=_share(upload.good_rows, upload.rows),
        **_measures([found] if found else []),
    )


def _import_row(import_batch: Import) -> ImportRow:
    found = [part.quality for part in selectors.results_in_reach(import_batch) if part.quality]
    rows = sum(each["rows"] for each in found) or sum(selectors.counts(import_batch).values())
    good = sum(each["good_rows"] for each in found)
    return ImportRow(
        url=reverse("responses:load", args=[import_batch.pk]),
        name=name(import_batch),
        force=forces(import_batch),
        at=import_batch.loaded_at,
        by=import_batch.loaded_by,
        status=status(import_batch),
        rows=rows,
        good_share=_share(good, rows if found else 0),
        **_measures(found),
    )


def _measures(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    if len(found) != 1:
        return {"ethnicity_share": "–", "median_days": "–"}
    median = found[0]["days_from_report"]["median"]
    return {
        "ethnicity_share": quality.percent(found[0]["ethnicity"]["stated"]),
        "median_days": "–" if median is None else f"{median:,}",
    }


def _share(part: int, whole: int) -> str:
    return quality.percent(part / whole if whole else None)


def name(import_batch: Import) -> str:
    return ", ".join(import_batch.file_names) or str(WAYS[import_batch.source])


def way(import_batch: Import) -> str:
    return str(WAYS[import_batch.source])


def forces(import_batch: Import) -> str:
    language = get_language() or "en"
    return ", ".join(
        force_name(part.force, language) for part in selectors.results_in_reach(import_batch)
    )


def status(import_batch: Import) -> str:
    if import_batch.undone_at:
        return gettext("Taken back")
    return (
        gettext("Being taken back")
        if selectors.is_being_undone(import_batch)
        else gettext("Loaded")
    )


def lead(import_batch: Import) -> str:
    if import_batch.undone_at:
        return gettext("This load was taken back by %(who)s.") % {"who": import_batch.undone_by}
    if selectors.is_being_undone(import_batch):
        return gettext("What was loaded is being taken back.")
    return gettext("Loaded by %(who)s.") % {"who": import_batch.loaded_by}


def counts(import_batch: Import) -> list[tuple[str, str]]:
    in_reach = selectors.counts(import_batch)
    whole = dict(import_batch.counts) if selectors.is_all_in_reach(import_batch) else {}
    known = {**in_reach, **{key: value for key, value in whole.items() if key not in in_reach}}
    is_police_uk = import_batch.source == Import.Source.POLICE_UK
    return uploads_presenters.labelled(known, is_police_uk=is_police_uk)


def report(import_batch: Import) -> list[tuple[str, uploads_presenters.ForceQuality]]:
    language = get_language() or "en"
    parts = selectors.results_in_reach(import_batch)
    names = {part.force_id: force_name(part.force, language) for part in parts}
    return uploads_presenters.report(measures(import_batch), names=names)


def measures(import_batch: Import) -> Mapping[str, Any]:
    """The same keys for each force in reach."""
    return {
        part.force_id: part.quality
        for part in selectors.results_in_reach(import_batch)
        if part.quality
    }


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

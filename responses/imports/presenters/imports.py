"""Words about everything that was loaded, by the page, by the command or by another system."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from access.presenters import force_name
from responses.imports.presenters import quality
from responses.imports.presenters import uploads as uploads_presenters
from responses.imports.presenters.faults import LABELS
from responses.imports.selectors import imports as selectors
from responses.models import Import, Upload

WAYS: Mapping[str, Promise] = {
    Import.Source.CASE_FILE: _("By the command"),
    Import.Source.API: _("By another system"),
}


@dataclass(frozen=True)
class LoadRow:
    """A file or a load in the list of all."""

    url: str
    name: str
    force: str
    at: datetime
    by: str
    standing: str
    rows: int
    good_share: str
    ethnicity_share: str
    median_days: str


def load_rows(
    uploads: Iterable[Upload], loads: Iterable[Import], *, most: int
) -> Sequence[LoadRow]:
    """Both in one list, the newest first."""
    rows = chain(map(_upload_row, uploads), map(_load_row, loads))
    return sorted(rows, key=lambda row: row.at, reverse=True)[:most]


def _upload_row(upload: Upload) -> LoadRow:
    found = upload.quality.get("forces", {}).get(upload.force_id)
    return LoadRow(
        url=reverse("responses:upload", args=[upload.pk]),
        name=upload.file_name,
        force=force_name(upload.force, get_language() or "en"),
        at=upload.uploaded_at,
        by=upload.uploaded_by,
        standing=uploads_presenters.standing(upload),
        rows=upload.rows,
        good_share=_share(upload.good_rows, upload.rows),
        **_measures([found] if found else []),
    )


def _load_row(load: Import) -> LoadRow:
    found = [part.quality for part in selectors.mine(load) if part.quality]
    rows = sum(each["rows"] for each in found) or sum(selectors.counts(load).values())
    good = sum(each["good_rows"] for each in found)
    return LoadRow(
        url=reverse("responses:load", args=[load.pk]),
        name=name(load),
        force=forces(load),
        at=load.loaded_at,
        by=load.loaded_by,
        standing=standing(load),
        rows=rows,
        good_share=_share(good, rows if found else 0),
        **_measures(found),
    )


def _measures(found: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Of one force: those of several do not add up."""
    if len(found) != 1:
        return {"ethnicity_share": "–", "median_days": "–"}
    median = found[0]["days_from_report"]["median"]
    return {
        "ethnicity_share": quality.percent(found[0]["ethnicity"]["stated"]),
        "median_days": "–" if median is None else f"{median:,}",
    }


def _share(part: int, whole: int) -> str:
    return quality.percent(part / whole if whole else None)


def name(load: Import) -> str:
    return ", ".join(load.file_names) or str(WAYS[load.source])


def way(load: Import) -> str:
    return str(WAYS[load.source])


def forces(load: Import) -> str:
    language = get_language() or "en"
    return ", ".join(force_name(part.force, language) for part in selectors.mine(load))


def standing(load: Import) -> str:
    if load.undone_at:
        return gettext("Taken back")
    return gettext("Being taken back") if selectors.is_being_undone(load) else gettext("Loaded")


def lead(load: Import) -> str:
    if load.undone_at:
        return gettext("This load was taken back by %(who)s.") % {"who": load.undone_by}
    if selectors.is_being_undone(load):
        return gettext("What was loaded is being taken back.")
    return gettext("Loaded by %(who)s.") % {"who": load.loaded_by}


def counts(load: Import) -> list[tuple[str, str]]:
    """What it did, in cases, in the forces in reach; and of all of them, what was rejected and what
    became of it when it was taken back."""
    mine = selectors.counts(load)
    whole = dict(load.counts) if selectors.is_all_in_reach(load) else {}
    known = {**mine, **{key: value for key, value in whole.items() if key not in mine}}
    return [(str(LABELS[key]), f"{value:,}") for key, value in known.items() if key in LABELS]


def report(load: Import) -> list[tuple[str, uploads_presenters.Report]]:
    return uploads_presenters.report(measures(load))


def measures(load: Import) -> Mapping[str, Any]:
    """For machines: of each force in reach, the same keys."""
    return {part.force_id: part.quality for part in selectors.mine(load) if part.quality}

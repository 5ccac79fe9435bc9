"""Words about uploads of data loaders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from access.models import Force
from access.presenters import force_name
from responses.case_files.faults import CaseFault, FaultCode
from responses.imports import progress as imports_progress
from responses.imports.presenters import fault_groups, faults, quality
from responses.imports.presenters.fault_groups import FaultGroupRow
from responses.imports.presenters.faults import LABELS
from responses.imports.presenters.quality import QualitySection
from responses.imports.selectors import uploads as selectors
from responses.imports.selectors.stored_cases import RowChange
from responses.imports.selectors.undo import ExtentCounts
from responses.models import MappingProfile, Upload
from responses.models.uploads import StopReason
from responses.vault import upload_parts
from responses.vault.upload_parts import PartKind

UploadState = Upload.UploadState
STATES: Mapping[str, Promise] = {
    UploadState.MAPPING: _("Its columns are being named"),
    UploadState.CHECKING: _("Being read"),
    UploadState.CHECKED: _("Read, not loaded"),
    UploadState.LOADING: _("Being loaded"),
    UploadState.LOADED: _("Loaded"),
    UploadState.UNDOING: _("Being taken back"),
    UploadState.STOPPED: _("Stopped"),
    UploadState.DISCARDED: _("Discarded"),
}
STOPS: Mapping[str, Promise] = {
    StopReason.UNREADABLE: _(
        "Nothing was loaded: the file is no longer here, or cannot be read to its end. Bring it "
        "again."
    ),
    StopReason.OTHER_PEOPLE: _(
        "Nothing was loaded: real and simulated people may not stand in one database."
    ),
}
CHANGES = frozenset(change.value for change in RowChange)


@dataclass(frozen=True)
class FaultRow:
    row: str
    column: str
    value: str
    reason: str


def status(upload: Upload) -> str:
    if upload.import_batch and upload.import_batch.undone_at:
        return gettext("Taken back")
    if upload.state == UploadState.LOADED and upload.import_batch is None:
        return gettext("Loaded: nothing was new")
    return str(STATES[upload.state])


def way_label(force: Force, profile: MappingProfile | None, *, name_force: bool) -> str:
    label = profile.name if profile else gettext("As the standard case file")
    place = force_name(force, get_language() or "en")
    return f"{label}, {place}" if name_force else label


@dataclass(frozen=True)
class ForceQuality:
    """The report of one force."""

    short: list[QualitySection]
    long: QualitySection


def force_of(upload: Upload) -> str:
    return force_name(upload.force, get_language() or "en")


def report_of(upload: Upload) -> list[tuple[str, ForceQuality]]:
    return report(upload.quality.get("forces", {}), names={upload.force_id: force_of(upload)})


def report(
    forces: Mapping[str, Any], *, names: Mapping[str, str]
) -> list[tuple[str, ForceQuality]]:
    """The data-quality report, by force."""
    known = {"": gettext("force not known"), **names}
    return [(known.get(force, force), _report(found)) for force, found in forces.items()]


def _report(found: Mapping[str, Any]) -> ForceQuality:
    rows, completeness, *others = quality.sections(found)
    return ForceQuality(short=[rows, *others], long=completeness)


def more_faults(upload: Upload) -> int:
    return upload.fault_count - len(upload.faults)


def counts(upload: Upload) -> list[tuple[str, str]]:
    known = upload.import_batch.counts if upload.import_batch else upload.changes
    return labelled(known, is_police_uk=upload.kind == Upload.UploadKind.POLICE_UK)


def labelled(counts: Mapping[str, int], *, is_police_uk: bool) -> list[tuple[str, str]]:
    """Counts with their labels."""
    return [
        (str(LABELS[name]), f"{count:,}")
        for name, count in counts.items()
        if name in LABELS and (count or name in CHANGES or not is_police_uk)
    ]


def extent(found: ExtentCounts) -> list[tuple[str, str]]:
    numbers = {
        _("Cases that go"): found.created,
        _("Cases that become as they were before"): found.amended,
        LABELS["kept_careful"]: found.careful,
        LABELS["kept_sent"]: found.sent,
        LABELS["kept_amended_since"]: found.amended_since,
    }
    return [(str(label), f"{count:,}") for label, count in numbers.items()]


def fault_rows(upload: Upload) -> list[FaultRow]:
    return [_fault_row(stored) for stored in upload.faults]


def fault_group_rows(upload: Upload) -> list[FaultGroupRow]:
    return fault_groups.group_rows(upload.fault_groups)


def _fault_row(stored: Mapping[str, Any]) -> FaultRow:
    fault = CaseFault(**{**stored, "code": FaultCode(stored["code"])})
    row = f"{fault.row:,}" if fault.row else "–"
    table = fault.file.partition("/")[2]
    return FaultRow(
        row=f"{table}, {row}" if table else row,
        column=fault.column or "–",
        value=fault.value or "–",
        reason=faults.fault_message(fault),
    )


def lead(upload: Upload) -> str:
    if upload.state in selectors.TASKS:
        return _work_words(upload)
    if upload.state == UploadState.MAPPING:
        return gettext("Say what its columns are. Nothing is loaded by that.")
    if upload.state == UploadState.STOPPED:
        return str(STOPS[upload.stop_reason])
    if upload.state == UploadState.DISCARDED:
        return gettext("The file was destroyed, and nothing of it was loaded.")
    if upload.state == UploadState.LOADED:
        return _loaded_words(upload)
    if selectors.is_own_layout(upload):
        return gettext(
            "Press “Name its columns”: this file does not have the columns of the standard case "
            "file. You say once what each of its columns is, and that is kept for the next time. "
            "Nothing has been loaded."
        )
    if not upload.is_whole:
        return gettext("The file cannot be read as it is, so none of it can be loaded.")
    return _checked_words(upload)


def _work_words(upload: Upload) -> str:
    words = {
        UploadState.CHECKING: gettext("The file is being read. Nothing is loaded by that."),
        UploadState.LOADING: gettext("The good rows are being loaded, all or none."),
        UploadState.UNDOING: gettext("What was loaded is being taken back."),
    }
    return words[UploadState(upload.state)]


def _loaded_words(upload: Upload) -> str:
    import_batch = upload.import_batch
    if import_batch is None:
        return gettext("Every row was known already: nothing was changed.")
    if import_batch.undone_at:
        return gettext("This load was taken back by %(who)s.") % {"who": import_batch.undone_by}
    return gettext("Loaded by %(who)s.") % {"who": import_batch.loaded_by}


def _checked_words(upload: Upload) -> str:
    if upload.kind == Upload.UploadKind.POLICE_UK and not upload.good_rows:
        return _nothing_of_police_uk(upload)
    bad = upload.rows - upload.good_rows
    if not bad:
        return ngettext(
            "The one row is good. Nothing has been loaded yet.",
            "All %(rows)s rows are good. Nothing has been loaded yet.",
            upload.rows,
        ) % {"rows": f"{upload.rows:,}"}
    return ngettext(
        "%(bad)s row of %(rows)s cannot be loaded. Nothing has been loaded yet.",
        "%(bad)s rows of %(rows)s cannot be loaded. Nothing has been loaded yet.",
        bad,
    ) % {"bad": f"{bad:,}", "rows": f"{upload.rows:,}"}


def _nothing_of_police_uk(upload: Upload) -> str:
    if upload.faults:
        return gettext(
            "A file of police.uk is loaded whole or not at all, and this one has faults. Nothing "
            "has been loaded. Download the file again, or correct it and bring it again."
        )
    return gettext("No row of this file is of %(force)s, so there is nothing to load.") % {
        "force": force_of(upload)
    }


def progress(upload: Upload) -> str:
    done = f"{imports_progress.rows_done(upload):,}"
    if upload.rows:
        return gettext("%(done)s of %(rows)s rows so far") % {
            "done": done,
            "rows": f"{upload.rows:,}",
        }
    return gettext("%(done)s rows so far") % {"done": done}


def load_label(upload: Upload) -> str:
    rows = {"rows": f"{upload.good_rows:,}"}
    if upload.good_rows == upload.rows:
        return ngettext("Load the one row", "Load all %(rows)s rows", upload.rows) % rows
    return ngettext("Load the one good row", "Load the %(rows)s good rows", upload.good_rows) % rows


def has_rejected_rows(upload: Upload) -> bool:
    return upload_parts.is_stored(upload.pk, kind=PartKind.REJECTED)

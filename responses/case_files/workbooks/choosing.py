from collections.abc import Sequence
from dataclasses import dataclass

from responses.case_files import tables
from responses.case_files.columns import is_case_file
from responses.case_files.faults import CaseFault, FaultCode, FileError
from responses.case_files.mapping_profile import Profile
from responses.case_files.masked_values import mask_sheet_name
from responses.case_files.rejected.layout import is_rejected_file
from survey.interchange.workbooks.sheets import WorkbookSheet


@dataclass(frozen=True)
class SheetChoice:
    sheet: WorkbookSheet
    others: tuple[WorkbookSheet, ...] = ()


def choose_sheet(sheets: Sequence[WorkbookSheet], *, profile: Profile) -> SheetChoice:
    """Our own rejected rows first, then the profile's sheet, the only one with rows, the one with a
    case file's header. Raises FileError if none or several fit."""
    filled = [sheet for sheet in sheets if sheet.rows]
    visible = [sheet for sheet in filled if not sheet.is_hidden]
    fitting = [sheet for sheet in visible if fits(sheet, profile=profile)]
    candidates = visible if len(visible) == 1 else fitting
    if ours := [sheet for sheet in visible if is_rejected_file(sheet.rows[0].cells)]:
        candidates = ours
    elif profile.sheet and visible:
        candidates = [sheet for sheet in visible if sheet.name == profile.sheet]
    if len(candidates) == 1:
        [chosen] = candidates
        return SheetChoice(chosen, tuple(sheet for sheet in filled if sheet is not chosen))
    if not filled:
        raise FileError(CaseFault(FaultCode.EMPTY_FILE))
    if not visible:
        raise FileError(CaseFault(FaultCode.ONLY_HIDDEN_SHEETS, terms=_named(filled)))
    code = FaultCode.SEVERAL_SHEETS if candidates else FaultCode.NO_SHEET
    raise FileError(CaseFault(code, terms=_named(candidates or visible)))


def fits(sheet: WorkbookSheet, *, profile: Profile) -> bool:
    rows = [(row.number, row.cells) for row in sheet.rows[: tables.most_looked_at(profile)]]
    _heading, own = tables.headings_of(rows, profile=profile)
    names = [profile.standard_name(name) for name in own]
    return is_case_file([*names, *(["force"] if profile.force else [])])


def _named(sheets: Sequence[WorkbookSheet]) -> dict[str, str]:
    return {"sheets": ", ".join(mask_sheet_name(sheet.name) for sheet in sheets)}

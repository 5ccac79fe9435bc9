"""Words about what was found in a file that is no fault."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.case_files.workbooks.notes import CaseNote, NoteCode

MESSAGES: Mapping[NoteCode, Promise] = {
    NoteCode.SHEETS_NOT_READ: _(
        "The sheet %(sheet)s was read. These sheets were not read: %(sheets)s."
    ),
    NoteCode.HIDDEN_SHEETS: _("These sheets are hidden and were not read: %(sheets)s."),
    NoteCode.NO_CONTACT: _(
        "%(column)s: cells that say that there is none, such as N/A (%(count)s in all), were read "
        "as blank. A number or address that we hold for these cases is removed."
    ),
    NoteCode.COMMENTS: _(
        "Comments beside cells were not read. They stand at %(cells)s (%(count)s in all): look at "
        "them before you load, for what they warn of."
    ),
    NoteCode.DRAWINGS: _(
        "Pictures, text boxes or charts lie on the sheet %(sheet)s and were not read: look at them "
        "before you load, for what they warn of."
    ),
    NoteCode.HIDDEN_ROWS_LOADED: _(
        "Hidden rows were read too. Their numbers are %(rows)s (%(count)s in all)."
    ),
    NoteCode.HIDDEN_COLUMNS_LOADED: _(
        "Hidden columns were read too: %(columns)s (%(count)s in all)."
    ),
    NoteCode.REFUSALS_UNREAD: _(
        "The mapping profile leaves columns unread that may say who must not be contacted: "
        "%(columns)s. Nobody is excluded because of them."
    ),
}


def lines(notes: Iterable[CaseNote]) -> list[str]:
    return [str(MESSAGES[note.code]) % note.terms for note in notes]


def stored_lines(stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """The notes that an upload keeps, in words."""
    return lines(CaseNote(NoteCode(note["code"]), note["terms"]) for note in stored)

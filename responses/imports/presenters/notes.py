from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.case_files.workbooks.rows import CaseNote, NoteCode

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
    NoteCode.REPEATS: _("Rows that are the same as an earlier row count once (%(count)s in all)."),
    NoteCode.REPEATS_DIFFER: _(
        "Rows have the key of an earlier row and differ from it (%(count)s in all). The first of "
        "each is loaded, with the most careful value that any of them has for safety. We do not "
        "contact its person until you answer."
    ),
    NoteCode.FORBIDDING_FILE_NAME: _(
        "The name of the file says that people must not be contacted. All its people are on hold."
    ),
    NoteCode.FORBIDDING_SHEETS: _(
        "These sheets were not read and say that people must not be contacted: %(sheets)s. "
        "The people we found in them are on hold."
    ),
    NoteCode.FORBIDDING_COMMENTS: _(
        "Comments say that people must not be contacted: %(cells)s (%(count)s in all). The people "
        "in those rows are on hold."
    ),
    NoteCode.FORBIDDING_TEXTS: _(
        "A header, a footer, a text box or a name in the workbook says that people must not be "
        "contacted (%(count)s in all)."
    ),
    NoteCode.REFUSALS_UNREAD: _(
        "The mapping profile leaves columns unread that may say who must not be contacted: "
        "%(columns)s. Nobody is excluded because of them."
    ),
}


def lines(notes: Iterable[CaseNote]) -> list[str]:
    return [str(MESSAGES[note.code]) % note.terms for note in notes]


ANSWERS: Mapping[NoteCode, Promise] = {
    NoteCode.COMMENTS: _("I have read the comments, and none concerns contact"),
    NoteCode.DRAWINGS: _("I have looked at the pictures and text boxes, and none is a warning"),
    NoteCode.REFUSALS_UNREAD: _("I have looked at the columns that are not read"),
    NoteCode.REPEATS_DIFFER: _("I have looked at the rows that repeat a key and differ"),
    NoteCode.FORBIDDING_FILE_NAME: _("I have checked that this is the right file to load"),
    NoteCode.FORBIDDING_SHEETS: _("I have checked who is named in those sheets"),
    NoteCode.FORBIDDING_COMMENTS: _("I have read those comments"),
    NoteCode.FORBIDDING_TEXTS: _("I have checked the people that those texts are about"),
}
"""The answer to each note, as the loader ticks it."""


def stored_lines(stored: Iterable[Mapping[str, Any]]) -> list[str]:
    """The notes that an upload keeps, in words."""
    return lines(CaseNote(NoteCode(note["code"]), note["terms"]) for note in stored)

"""Not faults, but its loader must know."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class NoteCode(StrEnum):
    SHEETS_NOT_READ = "sheets_not_read"
    HIDDEN_SHEETS = "hidden_sheets"
    COMMENTS = "comments"
    DRAWINGS = "drawings"
    HIDDEN_ROWS_LOADED = "hidden_rows_loaded"
    NO_CONTACT = "no_contact"
    HIDDEN_COLUMNS_LOADED = "hidden_columns_loaded"
    REFUSALS_UNREAD = "refusals_unread"
    REPEATS = "repeats"
    REPEATS_DIFFER = "repeats_differ"
    FORBIDDING_FILE_NAME = "forbidding_file_name"
    FORBIDDING_SHEETS = "forbidding_sheets"
    FORBIDDING_COMMENTS = "forbidding_comments"
    FORBIDDING_TEXTS = "forbidding_texts"


FORBIDS = frozenset(
    {NoteCode.FORBIDDING_FILE_NAME, NoteCode.FORBIDDING_SHEETS, NoteCode.FORBIDDING_COMMENTS,
     NoteCode.FORBIDDING_TEXTS}
)  # fmt: skip
"""Parts of a file that are not read and forbid contact."""
MUST_BE_ANSWERED = FORBIDS | {
    NoteCode.COMMENTS, NoteCode.DRAWINGS, NoteCode.REPEATS_DIFFER, NoteCode.REFUSALS_UNREAD,
}  # fmt: skip
"""A file with one of these is loaded only when the loader has answered each."""


@dataclass(frozen=True)
class CaseNote:
    """`terms` fill the placeholders of the message."""

    code: NoteCode
    terms: Mapping[str, str]

"""What was found in a file of cases that is no fault, and that whoever loads it must know. Pure;
the words are in responses.imports.presenters.notes."""

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


@dataclass(frozen=True)
class CaseNote:
    """`terms` fill the placeholders of the message."""

    code: NoteCode
    terms: Mapping[str, str]

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType


class Reason(StrEnum):
    # the file
    NO_FILE = "no_file"
    EMPTY_FILE = "empty_file"
    FILE_TOO_LARGE = "file_too_large"
    UNKNOWN_EXTENSION = "unknown_extension"
    NOT_A_SPREADSHEET = "not_a_spreadsheet"
    DAMAGED = "damaged"
    ENCRYPTED = "encrypted"
    UNPACKS_TOO_LARGE = "unpacks_too_large"
    TOO_MANY_PARTS = "too_many_parts"
    EXTERNAL_LINK = "external_link"
    MACRO = "macro"
    DOCUMENT_TYPE = "document_type"
    TOO_DEEP = "too_deep"
    TOO_COSTLY = "too_costly"
    NOT_UTF8 = "not_utf8"
    CSV_SHEETS = "csv_sheets"
    # a sheet
    TOO_MANY_SHEETS = "too_many_sheets"
    TOO_MANY_ROWS = "too_many_rows"
    TOO_MANY_COLUMNS = "too_many_columns"
    CELL_TOO_LONG = "cell_too_long"
    UNPRINTABLE = "unprintable"
    NOT_COMPUTED = "not_computed"
    NO_SURVEY_SHEET = "no_survey_sheet"
    NO_QUESTIONS = "no_questions"
    OTHER_SHEET = "other_sheet"
    ONLY_SHEET = "only_sheet"
    SHEET_TWICE = "sheet_twice"
    # its columns
    COLUMN_MISSING = "column_missing"
    COLUMN_TWICE = "column_twice"
    COLUMN_UNNAMED = "column_unnamed"
    OTHER_COLUMN = "other_column"
    OUR_COLUMN = "our_column"
    MEDIA_COLUMN = "media_column"
    OTHER_SETTING = "other_setting"
    OTHER_VERSION = "other_version"
    UNKNOWN_LANGUAGE = "unknown_language"
    LANGUAGE_MADE = "language_made"
    DEFAULT_LANGUAGE = "default_language"
    # what cells hold
    WRONG_NUMBER = "wrong_number"
    WRONG_FLAG = "wrong_flag"
    WRONG_CODE = "wrong_code"
    WRONG_NAME = "wrong_name"
    WRONG_PARAMETER = "wrong_parameter"
    WRONG_DEFAULT = "wrong_default"
    CALCULATED_DEFAULT = "calculated_default"
    CALCULATED_REQUIRED = "calculated_required"
    CALCULATED_ANSWER = "calculated_answer"
    OTHER_APPEARANCE = "other_appearance"
    OTHER_PARAMETER = "other_parameter"
    NOT_HERE = "not_here"
    CODE_MADE = "code_made"
    NAME_MADE = "name_made"
    NAME_TWICE = "name_twice"
    NAME_MISSING = "name_missing"
    TEXT_MISSING = "text_missing"
    TRANSLATION_MISSING = "translation_missing"
    MARKUP = "markup"
    MARKUP_LEFT_OUT = "markup_left_out"
    REFERENCE_IN_TEXT = "reference_in_text"
    # types and groups
    TYPE_MISSING = "type_missing"
    UNKNOWN_TYPE = "unknown_type"
    OTHER_TYPE = "other_type"
    RANK = "rank"
    MOMENT = "moment"
    MOMENT_JUDGED = "moment_judged"
    PLACE = "place"
    MEDIA = "media"
    REPEATED = "repeated"
    OUTSIDE_FILE = "outside_file"
    METADATA = "metadata"
    METADATA_USED = "metadata_used"
    WORDS_TOLD = "words_told"
    WORDS_COMPARED = "words_compared"
    DISABLED = "disabled"
    NEVER_ANSWERED = "never_answered"
    NEVER_SHOWN = "never_shown"
    RANGE = "range"
    OR_OTHER = "or_other"
    OR_OTHER_FILTERED = "or_other_filtered"
    GROUP_NOT_OPEN = "group_not_open"
    GROUP_NOT_CLOSED = "group_not_closed"
    GROUP_EMPTY = "group_empty"
    NO_CALCULATION = "no_calculation"
    CALCULATION_UNUSED = "calculation_unused"
    # lists of choices
    LIST_UNNAMED = "list_unnamed"
    LIST_MISSING = "list_missing"
    LIST_UNUSED = "list_unused"
    CHOICE_WITH_BLANK = "choice_with_blank"
    CHOICE_MISSING = "choice_missing"
    CHOICES_JOINED = "choices_joined"
    JOINED_PROPERTY = "joined_property"
    CHOICE_TWICE = "choice_twice"
    # expressions
    EXPRESSION_TOO_LONG = "expression_too_long"
    EXPRESSION_TOO_DEEP = "expression_too_deep"
    UNEXPECTED_TOKEN = "unexpected_token"  # noqa: S105
    UNEXPECTED_END = "unexpected_end"
    CURLY_QUOTE = "curly_quote"
    NULL = "null"
    OPEN_QUOTE = "open_quote"
    OTHER_FUNCTION = "other_function"
    OTHER_NAME = "other_name"
    WRONG_ARGUMENTS = "wrong_arguments"
    DANGLING = "dangling"
    AMBIGUOUS = "ambiguous"
    LATER = "later"
    CIRCULAR = "circular"
    WRONG_SENSE = "wrong_sense"
    # the way out
    CANNOT_BE_SAID = "cannot_be_said"


NOTES = frozenset(
    {
        Reason.OTHER_SHEET, Reason.ONLY_SHEET, Reason.COLUMN_UNNAMED, Reason.OTHER_COLUMN,
        Reason.OTHER_SETTING, Reason.OTHER_VERSION, Reason.DEFAULT_LANGUAGE, Reason.LANGUAGE_MADE,
        Reason.CALCULATED_DEFAULT, Reason.WRONG_DEFAULT, Reason.CALCULATED_REQUIRED,
        Reason.OTHER_APPEARANCE,
        Reason.OTHER_PARAMETER,
        Reason.NOT_HERE, Reason.CODE_MADE, Reason.NAME_MADE, Reason.TRANSLATION_MISSING,
        Reason.MARKUP_LEFT_OUT, Reason.METADATA, Reason.DISABLED, Reason.NEVER_ANSWERED,
        Reason.NEVER_SHOWN,
        Reason.RANGE, Reason.OR_OTHER, Reason.GROUP_EMPTY, Reason.LIST_UNUSED, Reason.CURLY_QUOTE,
        Reason.CHOICES_JOINED, Reason.WORDS_TOLD, Reason.CALCULATED_ANSWER, Reason.MOMENT,
        Reason.CALCULATION_UNUSED, Reason.REFERENCE_IN_TEXT, Reason.CHOICE_MISSING,
        Reason.CHOICE_WITH_BLANK, Reason.NULL,
    }
)  # fmt: skip
"""Reasons that change or drop something but accept the form, because it is decoration or has one
plain meaning. Every other reason refuses the form."""
NO_TERMS: Mapping[str, str] = MappingProxyType({})
LONGEST_SHOWN = 60


@dataclass(frozen=True)
class FormFault:
    """With a reason among NOTES it is a note."""

    reason: Reason
    sheet: str = ""
    row: int = 0
    column: str = ""
    terms: Mapping[str, str] = field(default_factory=lambda: NO_TERMS)


class FormError(ValueError):
    def __init__(self, faults: Iterable[FormFault]) -> None:
        self.faults = tuple(faults)
        super().__init__("; ".join(_in_short(fault) for fault in self.faults))


def _in_short(fault: FormFault) -> str:
    place = ", ".join(str(part) for part in (fault.sheet, fault.row, fault.column) if part)
    return f"{place}: {fault.reason} {dict(fault.terms)}"


def file_error(reason: Reason, **terms: str) -> FormError:
    return FormError([FormFault(reason, terms=terms)])


def shown(value: str) -> str:
    """Printable, at most LONGEST_SHOWN characters."""
    printable = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in value)
    if len(printable) > LONGEST_SHOWN:
        return f"{printable[:LONGEST_SHOWN]}…"
    return printable


APART: Mapping[Reason, str] = {
    Reason.TRANSLATION_MISSING: "language",
    Reason.OTHER_FUNCTION: "name",
    Reason.CHOICE_MISSING: "pair",
    Reason.OTHER_APPEARANCE: "value",
    Reason.UNKNOWN_TYPE: "type",
    Reason.OTHER_TYPE: "type",
}
"""Reasons of which each value of this term is a kind of its own."""
WHOLE_COLUMNS = {
    Reason.OTHER_COLUMN, Reason.OUR_COLUMN, Reason.MEDIA_COLUMN, Reason.OTHER_SETTING,
    Reason.COLUMN_UNNAMED, Reason.COLUMN_TWICE, Reason.COLUMN_MISSING,
}  # fmt: skip
"""Reasons that are about a column, whatever its row."""


@dataclass(frozen=True)
class FaultGroup:
    """In one column of a sheet, or in several as a whole."""

    faults: tuple[FormFault, ...]

    @property
    def first(self) -> FormFault:
        return self.faults[0]

    @property
    def rows(self) -> tuple[int, ...]:
        if self.first.reason in WHOLE_COLUMNS:
            return ()
        return tuple(dict.fromkeys(fault.row for fault in self.faults if fault.row))

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(fault.column for fault in self.faults if fault.column))


def grouped(faults: Iterable[FormFault]) -> tuple[FaultGroup, ...]:
    """In the order of the first fault of each."""
    groups: dict[tuple[str, ...], list[FormFault]] = {}
    for fault in faults:
        groups.setdefault(_kind(fault), []).append(fault)
    return tuple(FaultGroup(tuple(group)) for group in groups.values())


def _kind(fault: FormFault) -> tuple[str, ...]:
    column = "" if fault.reason in WHOLE_COLUMNS else fault.column
    apart = fault.terms.get(APART.get(fault.reason, ""), "")
    return fault.reason, fault.sheet, column, apart

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from survey.definition.types import Instrument
from survey.interchange.faults import FaultGroup, FormFault, Reason, grouped

MESSAGES: Mapping[Reason, Promise] = {
    Reason.NO_FILE: _("The file cannot be opened."),
    Reason.EMPTY_FILE: _("The file is empty."),
    Reason.FILE_TOO_LARGE: _("The file is larger than %(most)s."),
    Reason.UNKNOWN_EXTENSION: _("Only files that end in .xlsx, .xls or .csv can be read."),
    Reason.NOT_A_SPREADSHEET: _(
        "The file is not the spreadsheet that its name promises. Save the form as .xlsx again."
    ),
    Reason.DAMAGED: _("The file is damaged or cut short. Save the form as .xlsx again."),
    Reason.ENCRYPTED: _("The file is locked with a password. Take the password off."),
    Reason.UNPACKS_TOO_LARGE: _("What the file holds is larger than %(most)s when unpacked."),
    Reason.TOO_MANY_PARTS: _("The file has more than %(most)s parts inside."),
    Reason.EXTERNAL_LINK: _("The file points to other files. Remove every external link."),
    Reason.MACRO: _("The file holds macros. Save the form as .xlsx without them."),
    Reason.DOCUMENT_TYPE: _(
        "The file declares a document type, which no spreadsheet program writes."
    ),
    Reason.TOO_DEEP: _("The file is nested more deeply than any spreadsheet is."),
    Reason.TOO_COSTLY: _("The file takes more time or memory to read than any form does."),
    Reason.NOT_UTF8: _("The file is not UTF-8 text. Save it as “CSV UTF-8”."),
    Reason.CSV_SHEETS: _(
        "In a CSV file each sheet begins with a line that has only the name of the sheet; its "
        "rows follow with an empty first cell."
    ),
    Reason.TOO_MANY_SHEETS: _("The file has more than %(most)s sheets."),
    Reason.TOO_MANY_ROWS: _("There are more than %(most)s rows."),
    Reason.TOO_MANY_COLUMNS: _("There are more than %(most)s columns."),
    Reason.CELL_TOO_LONG: _("A cell is longer than %(most)s characters."),
    Reason.UNPRINTABLE: _("A cell has characters that cannot be printed."),
    Reason.NOT_COMPUTED: _(
        "A cell holds an error such as #N/A, or a formula without its result. Open the workbook "
        "in the program that made it, put this right, and save it again."
    ),
    Reason.NO_SURVEY_SHEET: _("There is no sheet named survey. The sheets are: %(names)s."),
    Reason.NO_QUESTIONS: _("The survey sheet has no questions."),
    Reason.OTHER_SHEET: _(
        "We read the sheets survey, choices and settings only. This sheet is left out."
    ),
    Reason.ONLY_SHEET: _("It is the only sheet, so it is read as the survey."),
    Reason.SHEET_TWICE: _("There are two sheets of this name."),
    Reason.COLUMN_MISSING: _("This column is missing."),
    Reason.COLUMN_TWICE: _("There are two columns for this."),
    Reason.COLUMN_UNNAMED: _("A column without a heading is left out."),
    Reason.OTHER_COLUMN: _("This column changes nothing that a text survey asks, and is left out."),
    Reason.OUR_COLUMN: _(
        "There is no such column: those that begin with vss_ are ours. Mend its name or take it "
        "out."
    ),
    Reason.MEDIA_COLUMN: _(
        "A text survey shows no pictures and plays nothing. Say it in words, and take the column "
        "out."
    ),
    Reason.OTHER_SETTING: _("This setting changes nothing that is asked, and is left out."),
    Reason.OTHER_VERSION: _(
        "The version “%(value)s” is not a whole number from 1 to 32767. The form is read as "
        "version 1."
    ),
    Reason.UNKNOWN_LANGUAGE: _(
        "The language “%(language)s” is not known. Put its code in brackets, as in Welsh (cy)."
    ),
    Reason.LANGUAGE_MADE: _(
        "The language “%(language)s” is not known, and is called %(made)s. Put its code in "
        "brackets, as in Welsh (cy), before people may be offered it."
    ),
    Reason.DEFAULT_LANGUAGE: _(
        "The form has no text in its default language, %(language)s. The first language that it "
        "has is taken instead."
    ),
    Reason.WRONG_NUMBER: _("“%(value)s” is not a whole number from %(least)s to %(most)s."),
    Reason.WRONG_FLAG: _("“%(value)s” is neither yes nor no."),
    Reason.WRONG_CODE: _("“%(value)s” is not one of the values allowed: %(allowed)s."),
    Reason.WRONG_NAME: _(
        "“%(name)s” is not a name: it begins with a letter and has letters, digits, dots, hyphens "
        "and underscores only."
    ),
    Reason.WRONG_PARAMETER: _(
        "“%(value)s” is not a value that this parameter takes: randomize=true or false, and "
        "numbers for seed, start, end and step."
    ),
    Reason.OTHER_PARAMETER: _("The parameter “%(value)s” is left out."),
    Reason.WRONG_DEFAULT: _(
        "“%(value)s” is not an answer to this question, which is asked without one already given."
    ),
    Reason.CALCULATED_DEFAULT: _(
        "“%(value)s” is calculated. The question is asked without an answer already given."
    ),
    Reason.CALCULATED_REQUIRED: _(
        "“%(value)s” is a condition. The question may always be skipped."
    ),
    Reason.CALCULATED_ANSWER: _(
        "This answer is asked for and calculated too. The question is asked without an answer "
        "already given. To keep what is calculated, make the row a calculate."
    ),
    Reason.OTHER_APPEARANCE: _("The appearance “%(value)s” is left out."),
    Reason.NOT_HERE: _("This says nothing about a row of this type, and is left out."),
    Reason.CODE_MADE: _("“%(name)s” cannot be a code here. The form is called “%(made)s”."),
    Reason.NAME_MADE: _(
        "The name “%(name)s” stands in another group already. This row is called “%(made)s”."
    ),
    Reason.NAME_TWICE: _("The name “%(name)s” stands in row %(first)s already."),
    Reason.NAME_MISSING: _("The name is missing."),
    Reason.TEXT_MISSING: _("The text is missing."),
    Reason.TRANSLATION_MISSING: _(
        "The text is missing in %(language)s, which is a draft and offered to nobody until it is "
        "there."
    ),
    Reason.MARKUP: _("The text has markup other than <strong>."),
    Reason.MARKUP_LEFT_OUT: _(
        "The text has marks that only change how it looks. Bold stays, the others are left out."
    ),
    Reason.REFERENCE_IN_TEXT: _(
        "{%(name)s} stands in the text as it is. To tell the answer, write ${%(name)s}."
    ),
    Reason.TYPE_MISSING: _("The type is missing."),
    Reason.UNKNOWN_TYPE: _("“%(type)s” is not a type of question."),
    Reason.OTHER_TYPE: _(
        "A text survey has no questions of the type “%(type)s”. Ask in another way, or take it out."
    ),
    Reason.RANK: _(
        "A text survey cannot have choices put in order. Ask for the most important with "
        "select_one, and then for the next."
    ),
    Reason.MOMENT: _("A day and a time are asked one after the other, as two questions."),
    Reason.MOMENT_JUDGED: _(
        "This looks at a day and its time together, which are two questions here: %(names)s. Make "
        "the row a date, and ask for the time after it."
    ),
    Reason.PLACE: _("A text survey cannot ask for a place. Ask in words, or take it out."),
    Reason.MEDIA: _(
        "A text survey cannot ask for a picture, a recording, a file or a code to scan. Ask in "
        "words, or take it out."
    ),
    Reason.REPEATED: _(
        "A text survey asks each question once. Write out what is repeated, or take it out."
    ),
    Reason.OUTSIDE_FILE: _(
        "A text survey has its choices in itself. Put those of the other file into the choices "
        "sheet."
    ),
    Reason.METADATA: _("A text survey notes nothing about a device. “%(type)s” is left out."),
    Reason.METADATA_USED: _(
        "This looks at what a device would note, which a text survey does not: %(names)s."
    ),
    Reason.WORDS_TOLD: _(
        "The words of a choice are told wherever ${%(name)s} stands in a text. The calculation is "
        "left out."
    ),
    Reason.WORDS_COMPARED: _(
        "This compares the words of a choice, which differ by language: %(names)s. Compare the "
        "name of the choice."
    ),
    Reason.DISABLED: _("The row is disabled, and is left out."),
    Reason.NEVER_ANSWERED: _("Nobody can answer this row, so it is read as a note."),
    Reason.NEVER_SHOWN: _("What is calculated here is kept, and not shown to those who answer."),
    Reason.RANGE: _("A range is asked as a number between its bounds."),
    Reason.OR_OTHER: _(
        "“or other” adds the choice “Other”, and after it a question for the words. Look over both."
    ),
    Reason.OR_OTHER_FILTERED: _(
        "“or other” cannot go with a choice filter. Add the choice “Other” to the list."
    ),
    Reason.GROUP_NOT_OPEN: _("This ends a group that was never begun."),
    Reason.GROUP_NOT_CLOSED: _("The group “%(name)s” is never ended."),
    Reason.GROUP_EMPTY: _("The group “%(name)s” has no questions, and is left out."),
    Reason.NO_CALCULATION: _("The calculation is missing."),
    Reason.CALCULATION_UNUSED: _(
        "“%(name)s” has what a text survey cannot calculate, and nothing that is asked or shown "
        "looks at it. It is left out."
    ),
    Reason.LIST_UNNAMED: _("The choice belongs to no list."),
    Reason.LIST_MISSING: _("There is no list of choices named “%(list)s”."),
    Reason.LIST_UNUSED: _("No question uses the list of choices “%(list)s”, which is left out."),
    Reason.CHOICE_WITH_BLANK: _(
        "The name of a choice has no blank in it. “%(name)s” is named %(made)s, also where a "
        "condition looks at it."
    ),
    Reason.CHOICE_MISSING: _(
        "“%(choice)s” is not among the choices of %(name)s. As in other tools, it is read as never "
        "picked."
    ),
    Reason.CHOICES_JOINED: _(
        "The choice “%(name)s” stands several times with one property apart. It is taken once, "
        "with each value of the property."
    ),
    Reason.JOINED_PROPERTY: _(
        "A property of choices that stand several times can only be compared by =: %(names)s."
    ),
    Reason.CHOICE_TWICE: _("The choice “%(name)s” stands twice in the list “%(list)s”."),
    Reason.EXPRESSION_TOO_LONG: _("The expression is longer than %(most)s characters."),
    Reason.EXPRESSION_TOO_DEEP: _("The expression is nested too deeply."),
    Reason.UNEXPECTED_TOKEN: _(
        "“%(token)s” at character %(position)s cannot stand there, or is not XLSForm that we take."
    ),
    Reason.UNEXPECTED_END: _("The expression ends too early, at character %(position)s."),
    Reason.CURLY_QUOTE: _(
        "The curly quotation mark %(character)s at character %(position)s is read as a straight "
        "one."
    ),
    Reason.NULL: _("null at character %(position)s is read as no answer."),
    Reason.OPEN_QUOTE: _("The quotation mark at character %(position)s is never closed."),
    Reason.OTHER_FUNCTION: _(
        "The function %(name)s() at character %(position)s is not among those we take."
    ),
    Reason.OTHER_NAME: _(
        "“%(name)s” at character %(position)s is not known. A question is written ${name}, and a "
        "text in quotation marks."
    ),
    Reason.WRONG_ARGUMENTS: _(
        "%(name)s() at character %(position)s takes this many values: %(takes)s."
    ),
    Reason.DANGLING: _("There is no question of this name: %(names)s."),
    Reason.AMBIGUOUS: _(
        "Several rows have this name, and nobody can tell which is meant: %(names)s. Give each a "
        "name of its own."
    ),
    Reason.LATER: _("This looks at what is asked later: %(names)s."),
    Reason.CIRCULAR: _("This goes in a circle. It depends on it in turn: %(names)s."),
    Reason.WRONG_SENSE: _("The expression makes no sense here: it %(what)s."),
    Reason.CANNOT_BE_SAID: _("“%(name)s” cannot be carried by an XLSForm: %(what)s."),
}

MOST_NAMED = 5
"""The most rows of a group that are named."""


def fault_message(fault: FormFault) -> str:
    return str(MESSAGES[fault.reason]) % fault.terms


def fault_line(fault: FormFault) -> str:
    return _line(_place(fault.sheet, [fault.row] if fault.row else [], [fault.column]), fault)


def group_lines(faults: Iterable[FormFault]) -> list[str]:
    return [_group_line(group) for group in grouped(faults)]


def _group_line(group: FaultGroup) -> str:
    if len(group.faults) == 1:
        return fault_line(group.first)
    place = _place(group.first.sheet, group.rows, group.columns)
    is_alike = len({fault_message(fault) for fault in group.faults}) == 1
    return _line(place, group.first, is_example=not is_alike)


def _line(place: list[str], fault: FormFault, *, is_example: bool = False) -> str:
    words = fault_message(fault)
    if is_example:
        words = gettext("The first: %(message)s") % {"message": words}
    if not place:
        return words
    return gettext("%(place)s: %(message)s") % {"place": ", ".join(place), "message": words}


def _place(sheet: str, rows: Sequence[int], columns: Sequence[str]) -> list[str]:
    return [*_sheet_words(sheet), *_row_words(rows), *_column_words([*filter(None, columns)])]


def _sheet_words(sheet: str) -> Iterator[str]:
    if sheet:
        yield gettext("sheet %(name)s") % {"name": sheet}


def _row_words(rows: Sequence[int]) -> Iterator[str]:
    numbers = ", ".join(map(str, rows[:MOST_NAMED]))
    if len(rows) == 1:
        yield gettext("row %(number)s") % {"number": numbers}
    elif len(rows) > MOST_NAMED:
        yield gettext("%(count)s rows (%(numbers)s …)") % {"count": len(rows), "numbers": numbers}
    elif rows:
        yield gettext("%(count)s rows (%(numbers)s)") % {"count": len(rows), "numbers": numbers}


def _column_words(columns: Sequence[str]) -> Iterator[str]:
    names = ", ".join(columns)
    if len(columns) == 1:
        yield gettext("column %(name)s") % {"name": names}
    elif columns:
        yield gettext("%(count)s columns (%(names)s)") % {"count": len(columns), "names": names}


def summary_lines(instrument: Instrument) -> list[str]:
    shown_if = [section.shown_if for section in instrument.sections]
    shown_if += [question.shown_if for question in instrument.questions]
    terms = {
        "code": instrument.code,
        "version": instrument.version,
        "questions": len(instrument.questions),
        "sections": len(instrument.sections),
        "conditions": len(list(filter(None, shown_if))),
        "languages": ", ".join(instrument.languages),
    }
    return [
        gettext("%(code)s version %(version)s") % terms,
        gettext("Questions: %(questions)s") % terms,
        gettext("Sections: %(sections)s") % terms,
        gettext("Conditions: %(conditions)s") % terms,
        gettext("Languages: %(languages)s") % terms,
    ]

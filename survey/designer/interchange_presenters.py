"""The words about imported and exported forms: every fault, and a summary of what was read."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from survey.definition.types import Instrument
from survey.interchange.faults import FormFault, Reason

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
    Reason.OLD_WORKBOOK: _("The workbook is of the old kind (.xls). Save it as .xlsx."),
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
        "We read the sheets survey, choices and settings only. Remove this sheet, so that nothing "
        "in it is lost unseen."
    ),
    Reason.SHEET_TWICE: _("There are two sheets of this name."),
    Reason.COLUMN_MISSING: _("This column is missing."),
    Reason.COLUMN_TWICE: _("There are two columns for this."),
    Reason.COLUMN_UNNAMED: _("This column has no heading."),
    Reason.OTHER_COLUMN: _("This column is not among those we take."),
    Reason.OTHER_SETTING: _("This setting is not among those we take."),
    Reason.UNKNOWN_LANGUAGE: _(
        "The language “%(language)s” is not known. Put its code in brackets, as in Welsh (cy)."
    ),
    Reason.DEFAULT_LANGUAGE: _("The form has no text in its default language, %(language)s."),
    Reason.WRONG_NUMBER: _("“%(value)s” is not a whole number from %(least)s to %(most)s."),
    Reason.WRONG_FLAG: _("“%(value)s” is neither yes nor no."),
    Reason.WRONG_CODE: _("“%(value)s” is not one of the values allowed: %(allowed)s."),
    Reason.WRONG_NAME: _(
        "“%(name)s” is not a name: it begins with a letter and has letters, digits, dots, hyphens "
        "and underscores only."
    ),
    Reason.WRONG_PARAMETER: _(
        "“%(value)s” is not among the parameters we take: randomize=true, and seed= with a number."
    ),
    Reason.WRONG_DEFAULT: _("“%(value)s” is not a fixed answer to this question."),
    Reason.WRONG_APPEARANCE: _(
        "The appearance “%(value)s” is not among those we take here: %(allowed)s."
    ),
    Reason.NOT_HERE: _("This says nothing about a row of this type."),
    Reason.NAME_TWICE: _("The name “%(name)s” stands in row %(first)s already."),
    Reason.NAME_MISSING: _("The name is missing."),
    Reason.TEXT_MISSING: _("The text is missing."),
    Reason.TRANSLATION_MISSING: _("The text is missing in these languages: %(languages)s."),
    Reason.MARKUP: _("The text has markup other than <strong>."),
    Reason.REFERENCE_IN_TEXT: _(
        "{%(name)s} is how we tell an earlier answer. In a form write ${%(name)s}."
    ),
    Reason.TYPE_MISSING: _("The type is missing."),
    Reason.UNKNOWN_TYPE: _("“%(type)s” is not a type of question."),
    Reason.OTHER_TYPE: _("The type “%(type)s” is not among those we take."),
    Reason.OR_OTHER: _(
        "“or other” cannot be translated. Add the choice to the list, with its text in each "
        "language."
    ),
    Reason.GROUP_NOT_OPEN: _("This ends a group that was never begun."),
    Reason.GROUP_NOT_CLOSED: _("The group “%(name)s” is never ended."),
    Reason.GROUP_EMPTY: _("The group “%(name)s” has no questions."),
    Reason.NO_CALCULATION: _("The calculation is missing."),
    Reason.LIST_UNNAMED: _("The choice belongs to no list."),
    Reason.LIST_MISSING: _("There is no list of choices named “%(list)s”."),
    Reason.LIST_UNUSED: _("No question uses the list of choices “%(list)s”."),
    Reason.CHOICE_WITH_BLANK: _("The name of a choice has no blank in it, and “%(name)s” has."),
    Reason.CHOICE_TWICE: _("The choice “%(name)s” stands twice in the list “%(list)s”."),
    Reason.EXPRESSION_TOO_LONG: _("The expression is longer than %(most)s characters."),
    Reason.EXPRESSION_TOO_DEEP: _("The expression is nested too deeply."),
    Reason.UNEXPECTED_TOKEN: _(
        "“%(token)s” at character %(position)s cannot stand there, or is not XLSForm that we take."
    ),
    Reason.UNEXPECTED_END: _("The expression ends too early, at character %(position)s."),
    Reason.CURLY_QUOTE: _(
        "The curly quotation mark %(character)s at character %(position)s must be a straight one."
    ),
    Reason.OPEN_QUOTE: _("The quotation mark at character %(position)s is never closed."),
    Reason.OTHER_FUNCTION: _(
        "The function %(name)s() at character %(position)s is not among those we take."
    ),
    Reason.OTHER_NAME: _(
        "“%(name)s” at character %(position)s is not known. A question is written ${name}, and a "
        "text in quotation marks."
    ),
    Reason.WRONG_ARGUMENTS: _(
        "%(name)s() at character %(position)s takes exactly this many values: %(takes)s."
    ),
    Reason.DANGLING: _("There is no question of this name: %(names)s."),
    Reason.LATER: _("This looks at what is asked later: %(names)s."),
    Reason.CIRCULAR: _("This goes in a circle. It depends on it in turn: %(names)s."),
    Reason.WRONG_SENSE: _("The expression makes no sense here: it %(what)s."),
    Reason.CANNOT_BE_SAID: _("“%(name)s” cannot be carried by an XLSForm: %(what)s."),
}


def fault_message(fault: FormFault) -> str:
    """What is wrong, and what to do about it."""
    return str(MESSAGES[fault.reason]) % fault.terms


def fault_line(fault: FormFault) -> str:
    """A fault with its sheet, row and column, where it has them."""
    place = [gettext("sheet %(name)s") % {"name": fault.sheet}] if fault.sheet else []
    if fault.row:
        place.append(gettext("row %(number)s") % {"number": fault.row})
    if fault.column:
        place.append(gettext("column %(name)s") % {"name": fault.column})
    words = fault_message(fault)
    if not place:
        return words
    return gettext("%(place)s: %(message)s") % {"place": ", ".join(place), "message": words}


def summary_lines(instrument: Instrument) -> list[str]:
    """How many questions, sections and conditions an instrument has, and in which languages."""
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

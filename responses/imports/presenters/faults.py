from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from responses.case_files.fault_causes.file_contents import FileContent
from responses.case_files.faults import CaseFault, FaultCode
from survey.designer.interchange_presenters import MESSAGES as WORKBOOK_MESSAGES
from survey.interchange.faults import Reason

MESSAGES: Mapping[FaultCode, Promise] = {
    FaultCode.NO_FILE: _("The file cannot be opened."),
    FaultCode.EMPTY_FILE: _("The file is empty."),
    FaultCode.NO_ROWS: _("The file has a header and no rows."),
    FaultCode.NOT_UTF8: _(
        "This line is in another encoding than the lines before it, or in none that we read. Save "
        "the file as “CSV UTF-8” and load it again."
    ),
    FaultCode.BROKEN_GZIP: _("The compressed file is cut short or damaged. Send it again."),
    FaultCode.BROKEN_CSV: _(
        "This is not a row of CSV: a quotation mark or line end is out of place."
    ),
    FaultCode.BROKEN_JSON: _("This line is not a JSON object. Write one object on each line."),
    FaultCode.NO_SHEET: _(
        "None of the sheets has the headings of a case file: %(sheets)s. If they are written in "
        "your own way, name the columns; else bring the sheet with the cases alone."
    ),
    FaultCode.SEVERAL_SHEETS: _(
        "Several sheets have the headings of a case file: %(sheets)s. Keep the one to load."
    ),
    FaultCode.ONLY_HIDDEN_SHEETS: _(
        "Every sheet with cases is hidden: %(sheets)s. Show the one to load and save the workbook."
    ),
    FaultCode.REFUSAL_SHEET: _(
        "The name of the sheet %(sheets)s says that its people must not be contacted. Nothing was "
        "loaded. Choose the right file; or say it in the rows of those people (exclude_code), and "
        "give the sheet another name."
    ),
    FaultCode.HIDDEN_ROWS: _(
        "Rows are hidden or filtered out. Their numbers are %(rows)s (%(count)s in all). Take them "
        "out or show them; or bring the file again and say that hidden rows and columns are to be "
        "loaded too."
    ),
    FaultCode.HIDDEN_COLUMNS: _(
        "Columns are hidden: %(columns)s (%(count)s in all). Take them out or show them; or bring "
        "the file again and say that hidden rows and columns are to be loaded too."
    ),
    FaultCode.TOO_LARGE: _("The file is larger than %(most)s."),
    FaultCode.UNKNOWN_KIND: _(
        "The header is that of no file we read: not the standard case file, nor a street or "
        "outcomes file of police.uk."
    ),
    FaultCode.MIXED_KINDS: _("Case files and police.uk files cannot be loaded in one call."),
    FaultCode.BROKEN_ARCHIVE: _(
        "The ZIP archive is damaged, has a password, or is packed in a way that we do not read. "
        "Download it again, or unpack it and load its files."
    ),
    FaultCode.ARCHIVE_TOO_LARGE: _(
        "The ZIP archive unpacks to more than %(most)s, more than its size can honestly hold. "
        "Download it again, or unpack it and load its files."
    ),
    FaultCode.ARCHIVE_TOO_MANY: _(
        "The ZIP archive has more than %(most)s files. Load it in parts, such as a year at a time."
    ),
    FaultCode.NOT_API_JSON: _(
        "This is not an answer of the police.uk API that we read: a list of street-level crimes, a "
        "list of outcomes, or the history of a crime."
    ),
    FaultCode.FORCE_NOT_SAID: _(
        "Answers of the police.uk API do not say whose crimes they are. Name the force: --force, "
        "followed by its code."
    ),
    FaultCode.PERSON_COLUMN: _(
        "This column names a person. Take it out, or have a mapping profile leave it unread: no "
        "name, address or suspect may be loaded."
    ),
    FaultCode.TOO_MANY_COLUMNS: _(
        "The file has %(found)s columns, and at most %(most)s can be named. Have the extract made "
        "with those that are needed."
    ),
    FaultCode.REFUSAL_COLUMN: _(
        "This column may say who must not be contacted. Leave it in the file. Name its columns, "
        "and say which of its values exclude a person (exclude_code)."
    ),
    FaultCode.UNKNOWN_COLUMN: _("This is not a column of the standard case file."),
    FaultCode.MISSING_COLUMN: _("This column is required and is not in the file."),
    FaultCode.DUPLICATE_COLUMN: _("This column is in the file twice."),
    FaultCode.ROW_LENGTH: _("The row has %(found)s cells and the header has %(expected)s."),
    FaultCode.NOT_A_ROW: _("A row must be an object that names columns and their values."),
    FaultCode.TOTALS_ROW: _(
        "This looks like a row of totals or the end of a report, and no case. Leave it out."
    ),
    FaultCode.REFUSAL_ROW: _(
        "This row is no case, and may say that people in other rows must not be contacted. Nothing "
        "was loaded. Say it in the rows of those people (exclude_code), or take them out; then "
        "take this row out."
    ),
    FaultCode.UNKNOWN_CASE: _("No case of this force that is loaded has this key."),
    FaultCode.NOT_OF_A_STAGE: _(
        "This says nothing of a stage. Send it with the case, as a row of the case file."
    ),
    FaultCode.MISSING_VALUE: _("This is required and is blank."),
    FaultCode.UNKNOWN_CODE: _("This is not one of the values allowed: %(allowed)s."),
    FaultCode.UNKNOWN_FORCE: _("This is not a force that you can load cases for."),
    FaultCode.FORCE_ENDED: _(
        "This force ended on %(on)s. For crimes reported from that day on, name %(instead)s."
    ),
    FaultCode.FORCE_NOT_BEGUN: _(
        "This force began on %(on)s. For crimes reported before, name the force of that time: "
        "%(instead)s."
    ),
    FaultCode.UNKNOWN_OFFENCE: _(
        "This offence code is not known. Correct it, or give the crime group."
    ),
    FaultCode.UNKNOWN_WORDING: _("This outcome wording is not known."),
    FaultCode.UNKNOWN_CRIME_TYPE: _("This crime type is not known."),
    FaultCode.WRONG_DATE: _("This is not a date written year-month-day, as in 2026-03-31."),
    FaultCode.WRONG_PROFILE_DATE: _("This is not a date written as the profile says."),
    FaultCode.FUTURE_DATE: _("This date is in the future."),
    FaultCode.DATE_TOO_EARLY: _(
        "This date is before %(earliest)s: a digit of the year may be wrong."
    ),
    FaultCode.DATE_TOO_LATE: _(
        "This date is more than %(years)s years ahead: a digit of the year may be wrong."
    ),
    FaultCode.WRONG_MONTH: _("This is not a month written year-month, as in 2026-03."),
    FaultCode.WRONG_AREA: _("This is not the code of a small area, as in E01000914."),
    FaultCode.WRONG_TIME: _("This is not a time written hours:minutes, as in 09:30."),
    FaultCode.WRONG_YEAR: _("This is not a year of birth."),
    FaultCode.WRONG_LANGUAGE: _("This is not a language code, as in en, cy or pa-Arab."),
    FaultCode.WRONG_PHONE: _("This is not a mobile phone number."),
    FaultCode.WORDS_IN_PHONE: _(
        "Empty the cell, and say number_safe = no, or exclude the case: there is more in it than "
        "one number, and it may be a warning. If it is none, have the sender put it into another "
        "column."
    ),
    FaultCode.TWO_NUMBERS: _(
        "There are two numbers in this cell. Leave the one that is the victim’s own."
    ),
    FaultCode.ROUNDED_PHONE: _(
        "A spreadsheet has changed this number. Make the column text before the number is put in, "
        "and save the file again."
    ),
    FaultCode.WRONG_EMAIL: _("This is not an email address."),
    FaultCode.WORDS_IN_EMAIL: _(
        "Empty the cell, or exclude the case: there is more in it than one address, and it may be "
        "a warning. If it is none, have the sender put it into another column."
    ),
    FaultCode.TWO_ADDRESSES: _(
        "There are two addresses in this cell. Leave the one that is the victim’s own."
    ),
    FaultCode.NOT_COMPUTED: _(
        "A spreadsheet could not work out this value. Correct the formula or write the value "
        "itself; an error is never taken for a blank."
    ),
    FaultCode.FORMULA: _(
        "This begins as a formula does. Write the value itself, without the sign before it."
    ),
    FaultCode.UNSEEN_CELL: _(
        "The format of this cell shows nothing of what is in it. Choose another format, or empty "
        "the cell."
    ),
    FaultCode.SHOWN_OTHERWISE: _(
        "This cell shows other words or digits than it holds, by its format. Write what it is to "
        "say into the cell itself, as text."
    ),
    FaultCode.STRUCK_OUT: _(
        "What stands in this cell, or a part of it, is struck out. Empty the cell if it holds no "
        "longer, or take the line away."
    ),
    FaultCode.JOINED_CELLS: _(
        "This cell is joined to others. Part them, and write the value into each row."
    ),
    FaultCode.WRONG_HASH: _("This is not the Argon2id hash of an agreed word."),
    FaultCode.WRONG_TEXT: _("This has characters that cannot be printed."),
    FaultCode.NOT_TEXT: _("This must be text, a whole number, true, false or null."),
    FaultCode.TOO_LONG: _("This is longer than %(longest)s characters."),
    FaultCode.NAME_AS_KEY: _(
        "This looks like a name. Use the crime reference, or have keys made from this column."
    ),
    FaultCode.PHONE_AS_KEY: _(
        "This looks like a phone number. Use the crime reference, or have keys made from this "
        "column."
    ),
    FaultCode.EMAIL_AS_KEY: _(
        "This is an email address. Use the crime reference, or have keys made from this column."
    ),
    FaultCode.ROUNDED_KEY: _(
        "A spreadsheet has rounded this number. Make the column text before the key is pasted, and "
        "save the file again."
    ),
    FaultCode.DATE_AS_KEY: _(
        "A spreadsheet has made a date of this key. Make the column text before the key is put in, "
        "and save the file again."
    ),
    FaultCode.NOBODY_NAMED: _(
        "This names nobody. Write who confirmed it, or leave the whole confirmation blank."
    ),
    FaultCode.DUPLICATE_KEY: _("An earlier row has the same key."),
    FaultCode.NOT_SETTLED: _(
        "Until this cell is empty, the row is refused. Put the row right, then empty the cell."
    ),
    FaultCode.TOLD_BEFORE_OUTCOME: _("The victim cannot have been told before the outcome."),
    FaultCode.SAFE_RECORD_PARTIAL: _(
        "A safe-contact record needs both who confirmed it and when: %(columns)s."
    ),
    FaultCode.SAFE_HOURS_PARTIAL: _("Safe hours need both a beginning and an end: %(columns)s."),
    FaultCode.EXCLUSION_PARTIAL: _("An exclusion needs a code, a person and a date: %(columns)s."),
    FaultCode.NOT_SIMULATED: _(
        "Simulated cases may only use phone numbers from 07700 900010 to 07700 900999, without "
        "07700 900111 and 07700 900222, and addresses at example.org."
    ),
}

WORKBOOK_WORDS: Mapping[Reason, Promise] = {
    Reason.NOT_A_SPREADSHEET: _("The file is not a workbook that we can read. Save it as .xlsx."),
    Reason.DAMAGED: _("The workbook is damaged or cut short. Save it as .xlsx again."),
    Reason.MACRO: _("The workbook holds macros. Save it as .xlsx without them."),
    Reason.TOO_COSTLY: _(
        "The workbook takes too much time or memory to read. Save it as CSV UTF-8 and load that."
    ),
    Reason.TOO_MANY_ROWS: _(
        "The workbook has more than %(most)s rows. Save it as CSV UTF-8 and load that."
    ),
}

CONTENT_WORDS: Mapping[FileContent, Promise] = {
    FileContent.PICTURE: _(
        "The file is a picture, whatever its name says. Bring the table itself, as CSV or .xlsx."
    ),
    FileContent.PDF: _(
        "The file is a PDF, whatever its name says. Bring the table itself, as CSV or .xlsx."
    ),
    FileContent.WEB_PAGE: _(
        "The file is a web page or XML, whatever its name says. Open it in a spreadsheet and save "
        "it as .xlsx."
    ),
    FileContent.ARCHIVE: _(
        "The file is an archive (ZIP or the like), and none of police.uk. Take the table out of it "
        "and bring that."
    ),
    FileContent.DOCUMENT: _(
        "The file is a document, whatever its name says. Bring the table itself, as CSV or .xlsx."
    ),
}

LABELS: Mapping[str, Promise] = {
    "created": _("Cases created"),
    "amended": _("Cases amended"),
    "unchanged": _("Cases unchanged"),
    "held": _("Changes that wait for a second person"),
    "events_added": _("Events added to histories"),
    "rejected": _("Rows rejected"),
    "undone_created": _("Cases taken back"),
    "undone_amended": _("Cases put back as they were"),
    "kept_sent": _("Cases kept because something was sent"),
    "kept_facts": _("Cases put back that still say what keeps their person from being asked"),
    "kept_careful": _("Cases kept, without number and address, because of what is said of them"),
    "kept_amended_since": _("Cases kept because they were amended since"),
    "contacts_stored": _("Contacts put in the vault"),
    "street_rows": _("Rows in street files"),
    "street_ids": _("Crimes in street files"),
    "without_id": _("Rows of anti-social behaviour, out of scope"),
    "outcome_rows": _("Rows in outcomes files"),
    "outcome_ids": _("Crimes in outcomes files"),
    "joined": _("Crimes in both"),
    "outcome_only": _("Crimes in outcomes files only (reported earlier, type unknown)"),
    "street_only": _("Crimes in street files only"),
    "ids_with_several_as_filed": _("Crimes with several outcome rows, as filed"),
    "fewest_of_several_as_filed": _("Fewest of several outcome rows, as filed"),
    "most_as_filed": _("Most outcome rows of one crime, as filed"),
    "ids_with_two_in_a_month_as_filed": _("Crimes with two outcome rows in one month, as filed"),
    "distinct_outcomes": _("Outcome rows, identical ones counted once"),
    "ids_with_several": _("Crimes with several outcomes"),
    "fewest_of_several": _("Fewest of several outcomes"),
    "most": _("Most outcomes of one crime"),
    "ids_with_two_in_a_month": _("Crimes with two outcomes in one month"),
    "outcomes_before_their_crime": _(
        "Outcomes dated before their crime’s month (kept and flagged)"
    ),
    "crimes_after_their_outcome": _("Crimes with such an outcome"),
    "street_differs": _("Crimes whose street file has another last outcome (outcomes file wins)"),
    "repeated_outcome_rows": _("Repeats of an identical row in outcomes files"),
    "repeated_street_rows": _("Repeats of an identical row in street files"),
    "ids_with_several_street_rows": _(
        "Crimes with several different rows in street files (the latest month wins)"
    ),
    "ids_with_several_months": _("Crimes that street files have in several months"),
    "ids_with_several_types": _("Crimes that street files have under several types"),
    "ids_with_several_areas": _("Crimes that the files have in several areas"),
    "stop_and_search_files": _("Files of stop and search, left out"),
    "other_files": _("Other files of archives, left out"),
    "without_id_in_api": _("Crimes of the API without an ID, left out"),
    "transport_police": _("Crimes of the British Transport Police, left out"),
    "of_other_forces": _("Rows of other forces, left out"),
    "ids_of_several_forces": _("Crime IDs of several forces (a case for each force)"),
}


def fault_message(fault: CaseFault) -> str:
    if fault.code is FaultCode.WORKBOOK:
        reason = Reason(fault.terms["reason"])
        return str(WORKBOOK_WORDS.get(reason, WORKBOOK_MESSAGES[reason])) % fault.terms
    if fault.code is FaultCode.NOT_A_TABLE:
        return str(CONTENT_WORDS[FileContent(fault.terms["content"])])
    return str(MESSAGES[fault.code]) % fault.terms


def fault_fields(fault: CaseFault) -> dict[str, str | int]:
    """A fault as fields for the API."""
    fields: dict[str, str | int] = {"code": fault.code.value, "reason": fault_message(fault)}
    place: dict[str, str | int] = {
        "file": fault.file,
        "row": fault.row,
        "column": fault.column,
        "value": fault.value,
    }
    return {**{name: value for name, value in place.items() if value}, **fields}


def fault_line(fault: CaseFault) -> str:
    place = [fault.file]
    if fault.row:
        place.append(_("row %(row)s") % {"row": f"{fault.row:,}"})
    if fault.column:
        place.append(_("column %(column)s") % {"column": fault.column})
    if fault.value:
        place.append(f"“{fault.value}”")
    return f"{', '.join(place)}: {fault_message(fault)}"


def summary_lines(counts: Mapping[str, int]) -> list[str]:
    """The counts of an import, one a line."""
    labels = {name: str(LABELS[name]) for name in counts}
    width = max(map(len, labels.values()), default=0)
    return [f"{labels[name]:<{width}}  {count:>9,}" for name, count in counts.items()]

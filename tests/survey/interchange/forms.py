"""Forms for tests: sheets as they come out of a workbook."""

from survey.interchange.faults import FormError
from survey.interchange.workbooks.sheet_reader import SheetReader
from survey.interchange.xlsform.reading import read_form, read_whole

YES_NO = [["list_name", "name", "label"], ["yes_no", "yes", "Yes"], ["yes_no", "no", "No"]]


def sheets(**tables):
    reader = SheetReader()
    for name, rows in tables.items():
        reader.add(name, rows)
    return reader.sheets


def read(survey, choices=(), settings=(), **others):
    tables = {"survey": survey, "choices": choices, "settings": settings, **others}
    return read_form(sheets(**tables), default_code="sample")


def faults(survey, choices=(), settings=(), **others):
    try:
        read(survey, choices, settings, **others)
    except FormError as error:
        return [(f.sheet, f.row, f.column, f.reason) for f in error.faults]
    return []


def notes(survey, choices=(), settings=(), **others):
    tables = {"survey": survey, "choices": choices, "settings": settings, **others}
    found = read_whole(sheets(**tables), default_code="sample").notes
    return [(f.sheet, f.row, f.column, f.reason) for f in found]


def survey(*rows, columns="type name label relevant"):
    return [columns.split(), *rows]

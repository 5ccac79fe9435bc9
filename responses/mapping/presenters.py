from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from responses.case_files.cells.readers import OneOf
from responses.case_files.columns import COLUMNS
from responses.case_files.extracts.date_forms import FORMS, DateFinding
from responses.case_files.extracts.layout import EXCLUSION, Delimiter, split_place
from responses.case_files.extracts.masking import shown_heading
from responses.case_files.extracts.samples import Extract, OwnColumn
from responses.case_files.extracts.text_lines import TextEncoding
from responses.case_files.mapping_profile import written_date
from responses.case_files.masked_values import mask_sheet_name
from responses.imports.standard_file import presenters as standard_file
from responses.imports.standard_file.presenters import code_words, titled

LAST_DAY = date(2026, 12, 31)
"""The day by which forms of dates are shown: its day is no month."""
Choices = list[tuple[str, str]]
DELIMITERS: Mapping[Delimiter, Promise] = {
    Delimiter.COMMA: _("Comma"),
    Delimiter.SEMICOLON: _("Semicolon"),
    Delimiter.TAB: _("Tab"),
    Delimiter.PIPE: _("Vertical bar"),
}
ENCODINGS: Mapping[TextEncoding, str] = {
    TextEncoding.UTF_8: "UTF-8",
    TextEncoding.WINDOWS_1252: "Windows-1252",
    TextEncoding.UTF_16_LE: "UTF-16 LE",
    TextEncoding.UTF_16_BE: "UTF-16 BE",
}


def heading(column: OwnColumn, extract: Extract) -> str:
    """The name of a column."""
    name = shown_heading(column.name, among=[each.name for each in extract.columns])
    base, letters = split_place(name)
    if not letters:
        return base
    place = gettext("column %(letters)s") % {"letters": letters}
    return f"{base} {place}".strip()


def layout(extract: Extract) -> list[tuple[str, str]]:
    rows = (
        gettext("Row %(row)s") % {"row": extract.heading.row}
        if extract.heading.rows == 1
        else gettext("Rows %(first)s and %(row)s")
        % {"first": extract.heading.row - 1, "row": extract.heading.row}
    )
    found = [(gettext("Sheet"), mask_sheet_name(extract.sheet)), (gettext("Headings"), rows)]
    if extract.delimiter:
        found.append((gettext("Between the cells"), str(DELIMITERS[extract.delimiter])))
    if extract.encoding:
        found.append((gettext("Encoding"), ENCODINGS[extract.encoding]))
    found.append((gettext("Rows looked at"), f"{extract.rows:,}"))
    return [(label, value) for label, value in found if value]


def blank_headings(extract: Extract) -> str:
    """Said where no column has a heading."""
    if any(split_place(column.name)[0] for column in extract.columns):
        return ""
    return gettext(
        "A row of blank cells was taken for the headings, so the columns are called by their "
        "letters."
    )


def heading_rows() -> Choices:
    return [("1", gettext("One row")), ("2", gettext("Two rows"))]


def column_choices(unread: str) -> list[tuple[str, Any]]:
    required = gettext("%(column)s, required")
    ours = [
        (
            section.title,
            [
                (each.name, required % {"column": title} if each.is_required else title)
                for each in section.columns
                for title in [titled(each.name)]
            ],
        )
        for section in standard_file.sections()
    ]
    return [("", gettext("Choose")), (unread, gettext("Leave it unread")), *ours]


def proposed(name: str) -> str:
    return gettext("Perhaps %(name)s") % {"name": name}


def missing(column: str) -> str:
    return gettext(
        "No column is picked for “%(column)s”, without which no row can be loaded. Pick the "
        "one that holds it, or have it put into the extract"
    ) % {"column": titled(column)}


def no_headings() -> str:
    return gettext(
        "What was taken for headings looks like a case, and may not be kept. Say in which row the "
        "headings are, or have the extract made with headings"
    )


def form_choices() -> Choices:
    forms = [(form, f"{written_date(LAST_DAY, form)} ({form})") for form in FORMS]
    return [("", gettext("Choose")), *forms]


def scheme_choices() -> Choices:
    """The lists of ethnic groups."""
    return [(code, str(words)) for code, words in code_words("ethnicity_scheme")]


def part(number: int, of: int) -> str:
    if of == 1:
        return ""
    return gettext("Part %(number)s of %(of)s. The next part follows when you continue.") % {
        "number": number,
        "of": of,
    }


def too_long() -> str:
    return gettext(
        "That is more than a profile holds. Leave columns unread that are not needed, or pick "
        "nothing for codes that are rare"
    )


def code_choices(column: str, codes: Sequence[str], *, blank: str) -> Choices:
    """`blank` makes a code count as a blank cell; "" where none may."""
    words = dict(code_words(column)) if isinstance(COLUMNS[column].read, OneOf) else {}
    is_exclusion = column == EXCLUSION
    as_blank = (
        gettext("No exclusion") if is_exclusion else gettext("Not known, as if it were blank")
    )
    unknown = [(blank, as_blank)] if blank else []
    ours = [(code, f"{code}: {words[code]}" if code in words else code) for code in codes]
    return [("", gettext("Refuse rows with it")), *ours, *unknown]


def finding(found: DateFinding) -> str:
    if found.form:
        words = ngettext(
            "%(cells)s cell looks like %(example)s.",
            "%(cells)s cells look like %(example)s.",
            found.cells,
        )
        return words % {"cells": f"{found.cells:,}", "example": written_date(LAST_DAY, found.form)}
    if found.is_ambiguous:
        return gettext(
            "Day and month may be either way round in every cell. Only you can say which "
            "comes first."
        )
    if found.has_short_years:
        return gettext(
            "The years have two digits, and a century is never guessed. Have the extract made with "
            "years of four digits."
        )
    if not found.best:
        return gettext("No cell looks like a date. Perhaps another column was meant.")
    if len(found.best) > 1:
        return gettext(
            "%(read)s of %(cells)s cells look like dates, and whether the day or the month comes "
            "first cannot be told from them. Only you can say which. Rows with others will be "
            "refused."
        ) % {"read": f"{found.read_by_best:,}", "cells": f"{found.cells:,}"}
    return gettext(
        "%(read)s of %(cells)s cells look like %(example)s. Rows with others will be refused."
    ) % {
        "read": f"{found.read_by_best:,}",
        "cells": f"{found.cells:,}",
        "example": written_date(LAST_DAY, found.best[0]),
    }

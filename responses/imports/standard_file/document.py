"""Writes docs/case-file.md: the standard case file, in English."""

from collections.abc import Iterator

from django.utils.translation import override

from responses.imports.standard_file import presenters
from responses.imports.standard_file.presenters import ColumnWords, SectionWords

HEAD = """\
# The standard case file

Made from `responses/case_files/` and `responses/imports/standard_file/` by `./dev fix`. The same
stands, in English and Welsh, on the page *The standard case file* of whoever may load cases, with
templates to fill in, a Frictionless Table Schema and an example.

**What it is.** CSV with a header, in UTF-8, UTF-16 or Windows-1252, its cells separated by commas,
semicolons, tabs or vertical bars, which may be compressed; an Excel or OpenDocument workbook; or
JSON Lines with the same names. One row is one victim of one crime. Columns may stand in any order,
and those that are not required may be left out. A column that is not listed here is refused by its
name, unless a [mapping profile](../responses/data/profile_example.toml) of the force says what it
is. No row may name a person: no name, no address, no suspect.

**Sent again.** A later row with the same key amends the case: stage and outcome are added to its
history, other columns are replaced, and a row that says nothing new does nothing. A blank outcome,
date or crime type takes nothing away that is known. Where a row would let somebody be asked who is
not asked now, what is stored stands until a second person in the force confirms it: an exclusion
that goes, a flag that becomes no or blank, somebody who is no longer dead, a child or a business, a
safe-contact record that is new or wider, another number of a sensitive case. A blank number removes
the number at once, and so does a word for none, such as N/A or withheld, which is counted.

**What is refused** is refused by row and column, with the reason and what to do about it, and all
faults of a file are counted by their cause. The other rows can be loaded; the refused ones come
back as a workbook or a CSV that can be mended and sent as it is; of the two, a spreadsheet changes
nothing in the workbook when it saves it. Cells too many or too few, or a row that
differs from an earlier one with its key, no longer show there: such a row stays refused until its
cell `rejected_more` is emptied. Rows that are the same count once.

**People on hold.** A row about a stored person that is refused, repeated with other values, or
warned of in a comment or another sheet puts the person on hold: no texts, emails, reminders or
calls to the same case, number or address until staff answer on the page *People on hold*. Safety
facts of such a row (dead, exclusion, unsafe number, high risk, sensitive flag) are stored with its
case when the file is loaded. If the whole file is refused, rows with a warning still count. On hold
are also a number on more than three cases of different sex or birth year, and a child with the
birth year of an adult. Another person than the loader must release a warning. A later file ends
only the hold of a refused row without a warning, and only if it has the same number, says
`number_safe` yes and answers every flag.

**The case key** is never a name, a phone number or an email address. Use the crime reference, or
have keys made on the page of the file: the same reference gives the same key in every file.
"""


def markdown() -> str:
    with override("en"):
        return "\n".join([HEAD, *map(_section, presenters.sections())])


def _section(section: SectionWords) -> str:
    return f"## {section.title}\n\n" + "\n".join(map(_column, section.columns))


def _column(column: ColumnWords) -> str:
    lines = "\n".join(f"- {line}" for line in _lines(column))
    return f"### {column.name}\n\n{column.meaning}\n\n{lines}\n"


def _lines(column: ColumnWords) -> Iterator[str]:
    required = "required" if column.is_required else "not required"
    yield f"Holds: {column.kind}; {required}"
    if column.codes:
        yield "Codes: " + " · ".join(f"`{code}` {meaning}" for code, meaning in column.codes)
    yield f"Example: `{column.example}`"
    yield f"Blank: {column.blank}"
    yield f"Privacy: {column.privacy}"

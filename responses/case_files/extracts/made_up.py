"""A made-up file shows whether the profile still reads what it did."""

import csv
from collections.abc import Mapping
from datetime import date, timedelta
from io import StringIO

from responses.case_files import reference_lists
from responses.case_files.cells.codes import CENSUS_SCHEME
from responses.case_files.cells.computed import is_written
from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.extracts.layout import Delimiter, codes_of
from responses.case_files.headings.other_people import means_force
from responses.case_files.mapping_profile import BIRTH_YEAR, DATE_COLUMNS, Profile, written_date

FEWEST_ROWS, MOST_ROWS = 3, 60
FIRST_NUMBER = 300
"""First of the numbers for drama, 07700 900300, in test files."""
TITLE = "Test file: made-up rows"
BORN = 1990
LAST_PARTS = frozenset(
    {"safe_contact_confirmed_by", "safe_contact_confirmed_on", "safe_contact_from",
     "safe_contact_to", "safe_word_hash", "exclude_code", "exclude_by", "exclude_on"}
)  # fmt: skip
"""Columns that are blank in test files: they count only together, or are made by a program."""
PLAIN: Mapping[str, str] = {"offence_code": "28E", "stage": "REPORT", "language": "en"}


def made_up_file(profile: Profile, *, on: date) -> str:
    """Every code of the profile at least once, dated `on` and before."""
    written = StringIO()
    writer = csv.writer(
        written, delimiter=profile.delimiter or Delimiter.COMMA, lineterminator="\r\n"
    )
    given = {*profile.columns.values(), *(["force"] if profile.force else [])}
    missing = [name for name in REQUIRED if name not in given]
    names = [*profile.columns, *missing, *sorted(profile.ignored)]
    upper = max(profile.heading_rows - 1, 0)
    titles = profile.heading_row - 1 - upper
    writer.writerows([[TITLE]] * titles + [[""]] * min(upper, max(profile.heading_row - 1, 0)))
    writer.writerow(names)
    most = max((len(codes) for codes in profile.values.values()), default=0)
    for number in range(min(max(most, FEWEST_ROWS), MOST_ROWS)):
        writer.writerow([_cell(own, number, profile=profile, on=on) for own in names])
    return written.getvalue()


def _cell(own: str, number: int, *, profile: Profile, on: date) -> str:
    column = profile.standard_name(own)
    if column not in COLUMNS:
        return profile.force if means_force(own) else "not read"
    if column in LAST_PARTS:
        return ""
    codes = [own for own in profile.values.get(column, ()) if is_written(column, own)]
    if codes:
        return codes[number % len(codes)]
    return _plain_cell(column, number, profile=profile, on=on)


def _plain_cell(column: str, number: int, *, profile: Profile, on: date) -> str:
    if column in DATE_COLUMNS:
        return written_date(on - timedelta(days=number), profile.date_forms.get(column, ""))
    if column == BIRTH_YEAR:
        form = profile.date_forms.get(column, "")
        born = date(BORN + number % 10, 1 + number % 12, 1 + number % 28)
        return written_date(born, form) if form else str(born.year)
    made = {
        "case_key": f"TEST-{number + 1}",
        "force": profile.force,
        "contact_mobile": f"07700 900{FIRST_NUMBER + number}",
        "contact_email": f"test{number + 1}@example.org",
    }
    if column in made:
        return made[column]
    codes = _groups(profile) if column == "ethnicity" else codes_of(column)
    return PLAIN.get(column) or (codes[number % len(codes)] if codes else "")


def _groups(profile: Profile) -> tuple[str, ...]:
    return tuple(reference_lists.ethnic_groups()[profile.ethnicity_scheme or CENSUS_SCHEME])

"""police.uk files as published, small."""

import csv
import io
from datetime import date

from responses.case_files.police_uk.rows import (
    OUTCOME_COLUMNS,
    STREET_COLUMNS,
    PoliceUkRules,
    SourceFile,
)

FORCES = {
    "city of london police": "city-of-london",
    "avon and somerset constabulary": "avon-and-somerset",
}
RULES = PoliceUkRules(codes_by_name=FORCES, lives={}, today=date(2026, 11, 16))
PLACE = {
    "Reported by": "City of London Police",
    "Falls within": "City of London Police",
    "Longitude": "-0.111497",
    "Latitude": "51.518226",
    "Location": "On or near Fleet Street",
    "LSOA code": "E01000914",
    "LSOA name": "Camden 028B",
}


def street_row(crime_id="a1", month="2016-03", **cells):
    row = {"Crime ID": crime_id, "Month": month, **PLACE, "Crime type": "Burglary"}
    return {**row, "Last outcome category": "", "Context": "", **cells}


def outcome_row(crime_id="a1", month="2016-03", outcome="Suspect charged", **cells):
    return {"Crime ID": crime_id, "Month": month, **PLACE, "Outcome type": outcome, **cells}


def _text(columns, rows):
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def street_text(*rows):
    return _text(STREET_COLUMNS, rows)


def outcomes_text(*rows):
    return _text(OUTCOME_COLUMNS, rows)


def street_file(*rows, name="street.csv"):
    return SourceFile(name, street_text(*rows).splitlines(keepends=True))


def outcomes_file(*rows, name="outcomes.csv"):
    return SourceFile(name, outcomes_text(*rows).splitlines(keepends=True))

"""For other tools: https://specs.frictionlessdata.io/table-schema/"""

from collections.abc import Mapping

from responses.case_files.cells.readers import FIRST_BIRTH_YEAR, LONGEST_KEY, PlainText
from responses.case_files.columns import COLUMNS
from responses.case_files.standard.case_column import CaseColumn, CellKind

Json = dict[str, object]
PRIMARY_KEY = ("force", "case_key")
TYPES: Mapping[CellKind, Json] = {
    CellKind.DATE: {"type": "date", "format": "default"},
    CellKind.TIME: {"type": "time", "format": "%H:%M"},
    CellKind.YEAR: {"type": "year"},
    CellKind.EMAIL: {"type": "string", "format": "email"},
}
TEXT: Json = {"type": "string"}


def table_schema(descriptions: Mapping[str, str]) -> Json:
    """The schema, with what each column means."""
    return {
        "$schema": "https://datapackage.org/profiles/1.0/tableschema.json",
        "fields": [_field(column, descriptions[name]) for name, column in COLUMNS.items()],
        "primaryKey": list(PRIMARY_KEY),
        "missingValues": [""],
    }


def _field(column: CaseColumn, description: str) -> Json:
    if column.is_yes_or_no:
        kind: Json = {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    else:
        kind = TYPES.get(column.kind, TEXT)
    field: Json = {"name": column.name, **kind, "description": description}
    field["example"] = column.example
    required: Json = {"required": True} if column.is_required else {}
    if constraints := required | _bounds(column):
        field["constraints"] = constraints
    return field


def _bounds(column: CaseColumn) -> Json:
    if column.kind is CellKind.CODES:
        code = f"({'|'.join(column.codes)})"
        return {"pattern": f"{code}(;{code})*"}
    if column.codes:
        return {} if column.is_yes_or_no else {"enum": list(column.codes)}
    if column.kind is CellKind.KEY:
        return {"maxLength": LONGEST_KEY}
    if column.kind is CellKind.YEAR:
        return {"minimum": FIRST_BIRTH_YEAR}
    return {"maxLength": column.read.longest} if isinstance(column.read, PlainText) else {}

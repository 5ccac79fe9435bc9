"""The standard case file as a Frictionless Table Schema, by which other tools can check a file
before it is sent (https://specs.frictionlessdata.io/table-schema/). Pure.

What the schema takes may still be refused: that dates lie in the past, that a key stands once and
that columns agree with each other is found only when a file is read."""

from collections.abc import Mapping

from responses.case_files.columns import (
    COLUMNS,
    FIRST_BIRTH_YEAR,
    LONGEST_KEY,
    YES_NO,
    PlainText,
)
from responses.case_files.standard.declaration import DECLARED, CellKind, codes_of, kind_of

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
        "fields": [_field(name, descriptions[name]) for name in COLUMNS],
        "primaryKey": list(PRIMARY_KEY),
        "missingValues": [""],
    }


def _field(name: str, description: str) -> Json:
    field: Json = {"name": name, **_type(name), "description": description}
    field["example"] = DECLARED[name].example
    if constraints := _constraints(name):
        field["constraints"] = constraints
    return field


def _type(name: str) -> Json:
    if codes_of(name) == YES_NO.codes:
        return {"type": "boolean", "trueValues": ["yes"], "falseValues": ["no"]}
    return TYPES.get(kind_of(name), TEXT)


def _constraints(name: str) -> Json:
    required: Json = {"required": True} if COLUMNS[name].is_required else {}
    return required | _bounds(name)


def _bounds(name: str) -> Json:
    codes, kind = codes_of(name), kind_of(name)
    if kind is CellKind.CODES:
        code = f"({'|'.join(codes)})"
        return {"pattern": f"{code}(;{code})*"}
    if codes:
        return {} if codes == YES_NO.codes else {"enum": list(codes)}
    if kind is CellKind.KEY:
        return {"maxLength": LONGEST_KEY}
    if kind is CellKind.YEAR:
        return {"minimum": FIRST_BIRTH_YEAR}
    read = COLUMNS[name].read
    return {"maxLength": read.longest} if isinstance(read, PlainText) else {}

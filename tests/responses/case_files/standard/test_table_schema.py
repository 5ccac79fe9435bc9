import re
from datetime import datetime

import pytest
from hypothesis import given

from responses.case_files.columns import COLUMNS, REQUIRED
from responses.case_files.standard import templates
from tests.each import for_each
from tests.responses.case_files.examples import as_record, case_rows

SCHEMA = templates.table_schema(dict.fromkeys(COLUMNS, "Meaning."))
FIELDS = {field["name"]: field for field in SCHEMA["fields"]}
TYPES = {"string", "date", "time", "year", "boolean"}
CONSTRAINTS = {"required", "enum", "maxLength", "minimum", "pattern"}


def refusal(name: str, cell: str) -> str:
    field, constraints = FIELDS[name], FIELDS[name].get("constraints", {})
    if cell in SCHEMA["missingValues"]:
        return "required" if constraints.get("required") else ""
    if not is_of_type(field, cell):
        return "type"
    return next((rule for rule in constraints if not keeps(rule, constraints[rule], cell)), "")


def is_of_type(field: dict, cell: str) -> bool:
    if field["type"] == "boolean":
        return cell in field["trueValues"] + field["falseValues"]
    forms = {"date": "%Y-%m-%d", "time": field.get("format"), "year": "%Y"}
    if form := forms.get(field["type"]):
        try:
            datetime.strptime(cell, form)  # only whether it can be read
        except ValueError:
            return False
    return field.get("format") != "email" or "@" in cell


def keeps(rule: str, bound: object, cell: str) -> bool:
    return {
        "required": lambda: True,
        "enum": lambda: cell in bound,
        "maxLength": lambda: len(cell) <= bound,
        "minimum": lambda: int(cell) >= bound,
        "pattern": lambda: re.fullmatch(bound, cell) is not None,
    }[rule]()


class TestTheSchema:
    def test_has_a_field_for_every_column_in_their_order(self):
        assert list(FIELDS) == list(COLUMNS)

    def test_uses_only_what_the_specification_has(self):
        assert set(SCHEMA) == {"$schema", "fields", "primaryKey", "missingValues"}
        assert {field["type"] for field in SCHEMA["fields"]} == TYPES
        used = {rule for field in SCHEMA["fields"] for rule in field.get("constraints", {})}
        assert used == CONSTRAINTS

    def test_has_a_key_of_required_columns(self):
        assert set(SCHEMA["primaryKey"]) <= set(REQUIRED)

    @for_each("name", COLUMNS)
    def test_takes_its_own_example(self, name):
        assert not refusal(name, FIELDS[name]["example"])

    @pytest.mark.slow
    @given(case_rows())
    def test_takes_every_case_that_we_take(self, row):
        refused = {n: why for n, cell in as_record(row).items() if (why := refusal(n, cell))}

        assert refused == {}

    @for_each(
        ("name", "cell", "why"),
        [
            ("case_key", "", "required"),
            ("case_key", "x" * 65, "maxLength"),
            ("stage", "NOWHERE", "enum"),
            ("stage_on", "31/03/2026", "type"),
            ("birth_year", "1850", "minimum"),
            ("access_needs", "bsl,easy_read", "pattern"),
            ("deceased", "maybe", "type"),
            ("safe_contact_from", "9am", "type"),
        ],
    )
    def test_refuses_what_we_refuse(self, name, cell, why):
        assert refusal(name, cell) == why

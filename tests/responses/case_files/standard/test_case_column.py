import inspect
import re
from dataclasses import fields

from responses.case_files.columns import COLUMNS, STORED_FIELDS, CaseRow
from responses.case_files.standard.case_column import Blank, Merge
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.imports.merging import cases
from responses.models import Case
from tests.each import for_each
from tests.responses.case_files.examples import RULES


class TestTheDeclarations:
    def test_say_of_required_columns_that_blank_is_refused(self):
        refused = {name for name, column in COLUMNS.items() if column.blank is Blank.REFUSED}

        assert refused == {name for name, column in COLUMNS.items() if column.is_required}

    def test_say_of_every_sensitive_flag_that_blank_is_sensitive(self):
        sensitive = {name for name, column in COLUMNS.items() if column.blank is Blank.SENSITIVE}

        assert sensitive == {f"flag_{flag}" for flag in SENSITIVE_FLAGS}

    def test_keep_in_the_vault_what_no_case_stores(self):
        stored = {field.name for field in Case._meta.fields}

        assert {column.field for column in COLUMNS.values() if column.is_stored} <= stored
        assert not {column.field for column in COLUMNS.values() if not column.is_stored} & stored

    def test_fill_every_field_of_a_row(self):
        in_row = {field.name for field in fields(CaseRow)}

        assert {column.field for column in COLUMNS.values()} <= in_row
        assert set(STORED_FIELDS) <= in_row

    def test_have_a_rule_for_each_stored_column_that_is_merged_carefully(self):
        careful = {
            column.field
            for column in COLUMNS.values()
            if column.merge is Merge.CAREFUL and column.is_stored
        }

        assert careful <= set(re.findall(r"\w+", inspect.getsource(cases)))


@for_each("name", COLUMNS)
class TestAColumn:
    def test_can_be_read_as_in_its_example(self, name):
        assert COLUMNS[name].read(COLUMNS[name].example) is not None

    def test_reads_each_of_its_codes(self, name):
        for code in COLUMNS[name].codes:
            assert COLUMNS[name].read(code) is not None


class TestCodes:
    def test_of_the_ethnic_group_are_those_of_all_schemes(self):
        schemes = RULES.ethnic_groups.values()

        assert set(COLUMNS["ethnicity"].codes) == {code for codes in schemes for code in codes}

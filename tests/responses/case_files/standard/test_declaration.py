"""What each column of the standard case file is for its sender."""

from responses.case_files.columns import COLUMNS
from responses.case_files.standard.declaration import (
    DECLARED,
    BlankMeaning,
    ColumnPrivacy,
    ColumnSection,
    codes_of,
    columns_of,
)
from responses.cases.sensitivity import SENSITIVE_FLAGS
from responses.models import Case
from tests.each import for_each
from tests.responses.case_files.examples import RULES

NOT_STORED = {"flags", "events", "outcome_codes", "access_needs"}


class TestTheDeclaration:
    def test_has_every_column_once(self):
        assert set(DECLARED) == set(COLUMNS)

    def test_puts_every_column_into_one_section(self):
        listed = [name for section in ColumnSection for name in columns_of(section)]

        assert sorted(listed) == sorted(COLUMNS)

    def test_says_of_required_columns_that_blank_is_refused(self):
        refused = {n for n, d in DECLARED.items() if d.blank is BlankMeaning.REFUSED}

        assert refused == {name for name, column in COLUMNS.items() if column.is_required}

    def test_says_of_every_sensitive_flag_that_blank_is_sensitive(self):
        sensitive = {n for n, d in DECLARED.items() if d.blank is BlankMeaning.SENSITIVE}

        assert sensitive == {f"flag_{flag}" for flag in SENSITIVE_FLAGS}

    def test_keeps_in_the_vault_what_no_case_stores(self):
        stored = {field.name for field in Case._meta.fields}
        of_no_case = {
            name
            for name, column in COLUMNS.items()
            if column.attribute not in stored and not name.startswith("flag_")
        }
        vault = {n for n, d in DECLARED.items() if d.privacy is ColumnPrivacy.VAULT}

        assert vault == of_no_case


@for_each("name", COLUMNS)
class TestAColumn:
    def test_can_be_read_as_in_its_example(self, name):
        assert COLUMNS[name].read(DECLARED[name].example) is not None

    def test_reads_each_of_its_codes(self, name):
        for code in codes_of(name):
            assert COLUMNS[name].read(code) is not None


class TestCodes:
    def test_of_the_ethnic_group_are_those_of_all_schemes(self):
        schemes = RULES.ethnic_groups.values()

        assert set(codes_of("ethnicity")) == {code for codes in schemes for code in codes}

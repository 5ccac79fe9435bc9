import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from config.database_roles import grants, sql

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class TestTheStatements:
    def test_name_tables_that_are_there(self):
        assert sum(each.startswith("GRANT SELECT") for each in grants.statements()) > 100

    def test_give_the_public_nothing_of_other_apps_that_is_not_listed(self):
        to_public = [each for each in grants.statements() if each.endswith(f"TO {sql.PUBLIC}")]
        tables = {each.split(" ON ")[1].split()[0] for each in to_public if " ON " in each}
        others, listed = (
            {each for each in names if not each.startswith(grants.OWN)}
            for names in (tables, grants.PUBLIC)
        )

        assert others - {"SCHEMA", "ALL"} == listed
        assert not tables & grants.CLOSED

    def test_give_the_pages_for_everybody_nothing_to_write_and_nobody_to_read(self):
        given = [each for each in grants.statements() if each.endswith(f"TO {sql.PUBLISHED}")]
        on_tables = [each for each in given if " ON SCHEMA " not in each and "REVOKE" not in each]

        assert all(each.startswith("GRANT SELECT") for each in on_tables)
        assert not [each for each in on_tables if "responses_" in each or "user" in each]

    def test_refuse_a_table_that_has_gone(self, monkeypatch):
        monkeypatch.setitem(grants.PUBLIC, "responses_gone", "SELECT")

        with pytest.raises(LookupError, match="responses_gone"):
            grants.statements()


class TestTheCommand:
    def test_is_for_postgresql(self):
        if connection.vendor == "postgresql":
            call_command("database_roles")
        else:
            with pytest.raises(CommandError, match="Only PostgreSQL has roles"):
                call_command("database_roles")

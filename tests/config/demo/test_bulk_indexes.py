from collections.abc import Iterator

import pytest
from django.db import connection, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

from config.demo.seeding import bulk_indexes
from responses.models import StageEvent

TABLE = StageEvent._meta.db_table


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    return {name for name, one in found.items() if one["index"] or one["unique"]}


@pytest.mark.databases
@pytest.mark.django_db
class TestIndexesMadeAfterwards:
    def test_are_away_meanwhile_and_the_same_again(self):
        before = indexes()

        with transaction.atomic(), bulk_indexes.made_afterwards([StageEvent]):
            meanwhile = indexes()

        assert {"stage_event_period_decision"} <= before - meanwhile
        assert "stage_event_once" in meanwhile
        assert indexes() == before

    def test_are_there_again_where_the_rows_fail(self):
        before = indexes()

        with (
            pytest.raises(RuntimeError),
            transaction.atomic(),
            bulk_indexes.made_afterwards([StageEvent]),
        ):
            raise RuntimeError

        assert indexes() == before


@pytest.fixture
def own_file(tmp_path, monkeypatch) -> Iterator[BaseDatabaseWrapper]:
    own = connection.copy()
    own.settings_dict = {**own.settings_dict, "NAME": tmp_path / "own.sqlite3"}
    monkeypatch.setattr(bulk_indexes, "connection", own)
    yield own
    own.close()


def are_in_memory(own: BaseDatabaseWrapper) -> bool:
    with own.cursor() as cursor:
        cursor.execute("PRAGMA temp_store")
        return cursor.fetchone() == (2,)


@pytest.mark.sqlite_only
@pytest.mark.django_db
class TestNotesOfSQLite:
    def test_are_in_memory_while_rows_are_written_and_not_for_sorting(self, own_file):
        with bulk_indexes.notes_in_memory():
            for_rows = are_in_memory(own_file)
            own_file.set_autocommit(False)
            with bulk_indexes.made_afterwards([]):
                pass
            for_sorting = are_in_memory(own_file)
            own_file.commit()

        assert (for_rows, for_sorting, are_in_memory(own_file)) == (True, False, False)

    def test_are_back_where_the_rows_fail(self, own_file):
        with pytest.raises(RuntimeError), bulk_indexes.notes_in_memory():
            raise RuntimeError

        assert not are_in_memory(own_file)

    def test_stay_where_they_are_beside_something_temporary(self, own_file):
        with own_file.cursor() as cursor:
            cursor.execute("CREATE TEMPORARY TABLE beside (id integer)")

        with bulk_indexes.notes_in_memory(), bulk_indexes.made_afterwards([]):
            assert not are_in_memory(own_file)

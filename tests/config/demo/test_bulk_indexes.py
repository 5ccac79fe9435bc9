"""Indexes made after the rows: gone meanwhile, there again afterwards, unique ones always."""

import pytest
from django.db import connection, transaction

from config.demo.seeding import bulk_indexes
from responses.models import StageEvent

TABLE = StageEvent._meta.db_table


def indexes() -> set[str]:
    with connection.cursor() as cursor:
        found = connection.introspection.get_constraints(cursor, TABLE)
    return {name for name, one in found.items() if one["index"] or one["unique"]}


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

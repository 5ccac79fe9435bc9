from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from django.db import connection

from access import bulk_write
from access.models import TaskRun
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Contact, ContactHistory, Import, Suppression

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
AT = datetime(2026, 11, 16, 10, 30, tzinfo=UTC)


def suppression(key: str, by: str = "tests", channel: str = "sms"):
    kinds = {"person_key": key, "is_number_only": False}
    return kinds | {"at": AT, "by": by, "channel": channel}


class TestWriteRows:
    def test_writes_what_the_models_read(self):
        bulk_write.write_rows(
            Import,
            rows=[
                {
                    "source": "api",
                    "file_names": ("a.csv", "ŵ.csv"),
                    "loaded_at": AT,
                    "loaded_by": "100 %",
                    "counts": {"created": 1},
                }
            ],
        )

        row = Import.objects.get()
        assert (row.file_names, row.counts) == (["a.csv", "ŵ.csv"], {"created": 1})
        assert (row.loaded_at, row.loaded_by) == (AT, "100 %")

    def test_writes_dates(self):
        rows = [{"person_key": "k", "invited_on": date(2026, 2, 28)}]

        bulk_write.write_rows(ContactHistory, rows=rows)

        assert ContactHistory.objects.get().invited_on == date(2026, 2, 28)

    @pytest.mark.parametrize(
        "at",
        [
            AT,
            AT.replace(microsecond=250_001),
            datetime(2026, 7, 1, 10, 30, tzinfo=ZoneInfo("Europe/London")),
            datetime(2026, 7, 1, 10, 30, tzinfo=timezone(timedelta(hours=-3))),
        ],
    )
    def test_writes_a_moment_as_the_models_write_it(self, at):
        Suppression.objects.create(**suppression("model") | {"at": at})

        bulk_write.write_rows(
            Suppression, rows=[suppression("bulk") | {"at": at}, suppression("other")]
        )

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT COUNT(DISTINCT at) FROM responses_suppression WHERE person_key <> 'other'"
            )
            assert cursor.fetchone() == (1,)

    def test_writes_names_of_enumerations_and_truth_values(self):
        rows = [
            {"task": RowChange.CREATED, "arguments": f"[{n}]", "wanted_at": AT, "attempts": 0,
             "is_wanted_again": n == 1, "fault": ""}
            for n in (1, 2)
        ]  # fmt: skip

        bulk_write.write_rows(TaskRun, rows=rows)

        found = TaskRun.objects.order_by("pk").values_list("task", "is_wanted_again")
        assert list(found) == [("created", True), ("created", False)]

    def test_replaces_what_is_there_but_keeps_one_column(self):
        bulk_write.write_rows(Suppression, rows=[suppression("k")])

        bulk_write.write_rows(
            Suppression,
            rows=[suppression("k", by="other", channel="email"), suppression("l")],
            unique=("person_key", "is_number_only"),
            keep="by",
        )

        row = Suppression.objects.get(person_key="k")
        assert (row.by, row.channel) == ("tests", "email")
        assert Suppression.objects.count() == 2

    def test_of_nothing_writes_nothing(self, django_assert_num_queries):
        with django_assert_num_queries(0):
            bulk_write.write_rows(Contact, rows=[])


class TestAdapters:
    def test_know_every_kind_of_value_that_is_not_plain(self):
        # A moment is written as the database at hand keeps it.
        assert set(bulk_write.ADAPTERS) | {datetime} == {date, datetime, time, dict, list, tuple}

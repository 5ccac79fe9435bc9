import base64
import os
import pickle
from pathlib import Path

import pytest
from django.core.cache import cache
from django.db import connection

pytestmark = [pytest.mark.django_db, pytest.mark.databases]


class ShellWhenRead:
    def __init__(self, trace: Path) -> None:
        self.trace = trace

    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.mkdir, (str(self.trace),)


def put_into_the_table(value: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("UPDATE django_cache SET value = %s", [value])


class TestTheCache:
    def test_keeps_and_forgets_values(self) -> None:
        cache.set("kept", [1.5, "text", {"of": True}], timeout=60)
        cache.set("over", "gone", timeout=-1)

        assert cache.get("kept") == [1.5, "text", {"of": True}]
        assert cache.get("over") is None
        assert not cache.add("kept", "again", timeout=60)
        assert cache.get_many(["kept", "over", "never"]) == {"kept": [1.5, "text", {"of": True}]}


class TestWhoeverWritesToTheTable:
    def test_has_nothing_run_by_who_reads_it(self, tmp_path: Path) -> None:
        trace = tmp_path / "was run"
        cache.set("kept", "value", timeout=60)
        put_into_the_table(base64.b64encode(pickle.dumps(ShellWhenRead(trace))).decode())

        assert cache.get("kept", "nothing") == "nothing"
        assert not trace.exists()

    def test_stops_no_page_with_what_is_no_value(self) -> None:
        cache.set("kept", "value", timeout=60)
        put_into_the_table("%%%")

        assert cache.get("kept") is None

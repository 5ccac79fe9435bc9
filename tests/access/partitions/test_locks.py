import threading
import time
from datetime import UTC, datetime

import psycopg
import pytest
from django.db import connection

from access import actions as access_actions
from access import audit
from access.audit import AuditKind
from access.models import AuditEvent
from tests.conftest import TESTER

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow, pytest.mark.databases]
LONG_AGO = datetime(2030, 3, 5, tzinfo=UTC)
TWO_YEARS_ON = datetime(2032, 4, 4, 3, 15, tzinfo=UTC)
AT_MOST_SECONDS = 20


def address() -> str:
    given = connection.get_connection_params()
    return psycopg.conninfo.make_conninfo(
        **{
            key: given[key]
            for key in ("host", "port", "user", "password", "dbname")
            if given.get(key)
        }
    )


@pytest.fixture
def month():
    with connection.cursor() as cursor:
        cursor.execute("SELECT survey_make_partitions(%s, 0)", [LONG_AGO])
        yield
        for table in ("access_auditevent", "responses_receipt"):
            cursor.execute(f"DROP TABLE IF EXISTS {table}_2030_03")


class TestAMonthThatIsDue:
    def test_goes_in_batches_while_somebody_has_the_trail_open(self, month):
        audit.record(AuditKind.CASE_FOUND, by=TESTER, at=LONG_AGO)

        with psycopg.connect(address()) as reader:
            reader.execute("SELECT count(*) FROM access_auditevent")
            access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)

        assert not AuditEvent.objects.filter(at=LONG_AGO).exists()

    def test_keeps_who_writes_waiting_for_seconds_at_most(self, month):
        audit.record(AuditKind.CASE_FOUND, by=TESTER, at=LONG_AGO)
        waited: list[float] = []

        def write() -> None:
            with psycopg.connect(address(), autocommit=True) as writer:
                began = time.monotonic()
                writer.execute(
                    "INSERT INTO access_auditevent (kind, at, actor_kind, actor_name, target,"
                    " details) VALUES ('case.found', now(), 'system', 'x', '', '{}')"
                )
                waited.append(time.monotonic() - began)

        with psycopg.connect(address()) as reader:
            reader.execute("SELECT count(*) FROM access_auditevent")
            writer = threading.Timer(0.5, write)
            writer.start()
            access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)
            writer.join(AT_MOST_SECONDS)

        assert len(waited) == 1

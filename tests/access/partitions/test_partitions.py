from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from access import actions as access_actions
from access import audit, retention
from access.audit import AuditKind
from access.audit_chain import chaining
from access.audit_chain import selectors as audit_chain
from access.models import AuditEvent
from access.partitions import rules, selectors, upkeep
from config.database_roles import grants, sql
from responses.data_protection.actions import retention as victims_retention
from responses.models import Receipt
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
EVENTS, RECEIPTS = "access_auditevent", "responses_receipt"
LONG_AGO = datetime(2030, 3, 1, tzinfo=UTC)
"""A month that no test of the house writes in, made by each test here that needs it."""
TWO_YEARS_ON = datetime(2032, 4, 4, 3, 15, tzinfo=UTC)


def run(statement: str, *values: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def make(first: datetime, *, months: int = 0) -> int:
    return run("SELECT survey_make_partitions(%s, %s)", first, months)[0][0]


def names(table: str) -> set[str]:
    return {each.name for each in selectors.partitions() if each.table == table}


def write(at: datetime, *, count: int = 1) -> list[AuditEvent]:
    for _ in range(count):
        audit.record(AuditKind.CASE_FOUND, by=TESTER, at=at)
    return list(AuditEvent.objects.filter(at=at).order_by("-pk")[:count])


def where(event: AuditEvent) -> str:
    return run(f"SELECT tableoid::regclass::text FROM {EVENTS} WHERE id = %s", event.pk)[0][0]


class TestMonths:
    def test_are_made_once_and_three_ahead(self):
        at = LONG_AGO + timedelta(days=20)

        assert upkeep.make_ahead(at=at) == 2 * (upkeep.MONTHS_AHEAD + 1)
        assert upkeep.make_ahead(at=at) == 0
        assert f"{EVENTS}_2030_06" in names(EVENTS)
        assert selectors.tables_without_months(at) == []

    def test_that_are_missing_are_told_of(self):
        assert set(selectors.tables_without_months(LONG_AGO)) == {EVENTS, RECEIPTS}

    def test_refuse_no_row_that_came_before_them_and_take_it_over(self):
        [event] = write(LONG_AGO + timedelta(days=3))
        assert where(event) == f"{EVENTS}_default"
        run("SET CONSTRAINTS ALL IMMEDIATE")

        make(LONG_AGO)

        assert where(event) == f"{EVENTS}_2030_03"
        assert AuditEvent.objects.get(pk=event.pk).at == event.at

    def test_are_not_made_by_the_hundred(self):
        with pytest.raises(DatabaseError, match="so many months"), transaction.atomic():
            make(LONG_AGO, months=100)


class TestAMonthThatIsDue:
    def test_goes_as_one_table_and_is_counted(self):
        make(LONG_AGO)
        write(LONG_AGO + timedelta(days=5), count=3)
        kept = write(rules.months_later(LONG_AGO, 1))
        run("SET CONSTRAINTS ALL IMMEDIATE")

        access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)

        told = AuditEvent.objects.get(kind=AuditKind.STAFF_TRACES_DESTROYED)
        assert told.details["events"] >= 3
        assert f"{EVENTS}_2030_03" not in names(EVENTS)
        assert AuditEvent.objects.filter(pk=kept[0].pk).exists()

    def test_stays_until_its_last_day_is_due(self):
        make(LONG_AGO)
        [event] = write(LONG_AGO)
        at = rules.months_later(LONG_AGO, 1) + retention.KEPT_FOR - timedelta(seconds=1)

        access_actions.destroy_old_traces(by=TESTER, at=at)

        assert AuditEvent.objects.filter(pk=event.pk).exists()

    def test_leaves_a_chain_that_holds(self):
        AuditEvent.objects.all().delete()
        make(LONG_AGO)
        write(LONG_AGO + timedelta(days=5), count=3)
        chaining.chain(at=LONG_AGO + timedelta(days=6))
        run("SET CONSTRAINTS ALL IMMEDIATE")

        access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)
        chaining.forget_salts(at=TWO_YEARS_ON)
        chaining.chain(at=TWO_YEARS_ON)

        assert audit_chain.verify(at=TWO_YEARS_ON).faults == []

    def test_goes_in_batches_where_somebody_holds_the_table(self, monkeypatch):
        make(LONG_AGO)
        write(LONG_AGO + timedelta(days=5), count=3)
        monkeypatch.setattr(upkeep, "_drop", lambda *_, **__: 0)

        access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)

        assert not AuditEvent.objects.filter(
            at__lt=retention.audit_kept_from(TWO_YEARS_ON)
        ).exists()

    def test_with_a_receipt_that_nobody_read_goes_in_batches(self):
        make(LONG_AGO)
        for number, processed in enumerate((LONG_AGO, None)):
            Receipt.objects.create(
                reference=f"r{number}", provider_id="", status="delivered",
                received_at=LONG_AGO, processed_at=processed,
            )  # fmt: skip

        victims_retention.apply_retention(by=TESTER, at=TWO_YEARS_ON)

        assert [each.reference for each in Receipt.objects.all()] == ["r1"]
        assert f"{RECEIPTS}_2030_03" in names(RECEIPTS)

    def test_is_deleted_in_batches_in_the_default_partition(self):
        [event] = write(LONG_AGO)
        assert where(event) == f"{EVENTS}_default"

        access_actions.destroy_old_traces(by=TESTER, at=TWO_YEARS_ON)

        assert not AuditEvent.objects.filter(pk=event.pk).exists()


class TestWhoeverMayCallTheFunctions:
    @pytest.mark.parametrize(
        "name", [f"{EVENTS}_2030_03", f"{EVENTS}_default", EVENTS, "access_user", "nothing"]
    )
    def test_drops_nothing_but_a_partition_that_is_past(self, name):
        make(LONG_AGO)

        with pytest.raises(DatabaseError, match="not a partition"), transaction.atomic():
            run("SELECT survey_drop_partition(%s, %s)", name, LONG_AGO + timedelta(days=30))

    def test_injects_nothing(self):
        name = f'{EVENTS}_2030_03"; DROP TABLE access_user; --'

        with pytest.raises(DatabaseError, match="not a partition"), transaction.atomic():
            run("SELECT survey_drop_partition(%s, %s)", name, TWO_YEARS_ON)

    @pytest.mark.parametrize("role", [sql.PUBLIC, sql.PUBLISHED, sql.STAFF])
    def test_is_the_worker_alone(self, role):
        _give_roles()
        run(f"SET LOCAL ROLE {role}")

        for call in ("survey_drop_partition('x', now())", "survey_make_partitions(now(), 1)"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                run(f"SELECT {call}")

    def test_works_as_the_worker_who_owns_no_table(self):
        _give_roles()
        write(LONG_AGO + timedelta(days=5), count=3)
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run(f"SET LOCAL ROLE {sql.WORKER}")

        upkeep.make_ahead(at=LONG_AGO)
        due = AuditEvent.objects.filter(at__lt=rules.months_later(LONG_AGO, 1))
        dropped = upkeep.destroy(due, before=rules.months_later(LONG_AGO, 1), column="at")

        assert dropped >= 3

    @pytest.mark.parametrize("role", [sql.PUBLIC, sql.STAFF, sql.WORKER])
    def test_reaches_no_partition_past_the_table(self, role):
        make(LONG_AGO)
        _give_roles()
        run(f"SET LOCAL ROLE {role}")

        for name in (f"{EVENTS}_before", f"{EVENTS}_2030_03", f"{EVENTS}_default"):
            with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
                run(f"SELECT * FROM {name}")


class TestANumberOfAnotherEvent:
    @pytest.mark.parametrize("role", [sql.PUBLIC, sql.STAFF, sql.WORKER])
    def test_cannot_be_given_by_a_process(self, role):
        [event] = write(NOW)
        _give_roles()
        run(f"SET LOCAL ROLE {role}")

        with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
            _forge(event.pk)

    def test_is_found_where_the_owner_gave_it(self):
        AuditEvent.objects.all().delete()
        [event] = write(NOW)
        chaining.chain(at=NOW)
        assert audit_chain.verify(at=NOW).faults == []

        _forge(event.pk)

        faults = audit_chain.verify(at=NOW + timedelta(minutes=1)).faults
        assert faults == ["1 events have the number of another"]

    def test_is_told_of_every_column(self):
        columns = {each.column for each in AuditEvent._meta.fields} - {"id"}

        assert set(grants.ADD_EVENT.partition("(")[2].rstrip(")").split(", ")) == columns


def _forge(number: int) -> None:
    run(
        f"INSERT INTO {EVENTS} (id, kind, at, actor_kind, actor_name, target, details)"
        " VALUES (%s, 'case.found', %s, 'system', 'forged', '', '{}')",
        number, LONG_AGO,
    )  # fmt: skip


def _give_roles() -> None:
    for statement in grants.statements():
        run(statement)

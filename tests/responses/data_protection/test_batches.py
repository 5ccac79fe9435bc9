import re
from dataclasses import replace
from datetime import timedelta
from threading import Event, Thread

import pytest
from django.db import connection, transaction

from access.destruction import bulk_delete
from access.models import AuditEvent
from responses.case_files.case import CaseStage
from responses.data_protection.actions import retention
from responses.data_protection.selectors import over_contacts
from responses.data_protection.selectors import retention as selectors
from responses.models import Case, Import, StageEvent
from responses.models.contacts import Contact
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import decide, load, row

pytestmark = pytest.mark.databases

OVER = NOW + timedelta(days=28 + 90)
NEVER_ASKED = {"flags": {}}
AT_MOST_SECONDS = 20
SELECTORS = (
    over_contacts.expired_contacts,
    selectors.cases_past_retention,
    selectors.imports_past_retention,
    selectors.messages_to_destroy,
    selectors.receipts_to_destroy,
    selectors.uploads_past_retention,
    selectors.snapshots_to_destroy,
)


def apply(at=OVER):
    return retention.apply_retention(by=TESTER, at=at)


@pytest.fixture
def cases(transactional_db) -> list[Case]:
    found = load(*(row(**NEVER_ASKED) for _ in range(5)))
    decide()
    return found


class TestARunThatIsBrokenOff:
    @pytest.mark.slow
    def test_has_done_whole_batches_and_the_next_goes_on(self, cases, monkeypatch):
        monkeypatch.setattr(retention, "CASE_BATCH", 2)
        destroy, calls = contacts.destroy, []

        def breaks_down(case_ids):
            calls.append(case_ids)
            destroyed = destroy(case_ids)
            if len(calls) == 2:
                raise KeyboardInterrupt
            return destroyed

        monkeypatch.setattr(contacts, "destroy", breaks_down)
        with pytest.raises(KeyboardInterrupt):
            apply()
        assert Contact.objects.count() == 3
        monkeypatch.setattr(contacts, "destroy", destroy)

        assert apply().contacts == 3
        assert AuditEvent.objects.filter(kind="contacts.destroyed").count() == 1


class TestACaseThatComesToWorkMeanwhile:
    @pytest.mark.slow
    def test_keeps_its_contact(self, cases, monkeypatch):
        lock_free = bulk_delete.lock_free

        def comes_to_work(rows):
            StageEvent.objects.filter(case=cases[0]).update(decision="PENDING")
            return lock_free(rows)

        monkeypatch.setattr(bulk_delete, "lock_free", comes_to_work)

        assert apply().contacts == 4
        assert Contact.objects.get().case_id == cases[0].pk

    @pytest.mark.slow
    def test_is_not_waited_for(self, cases):
        if connection.vendor != "postgresql":
            return
        is_locked, is_over = Event(), Event()

        def load_slowly():
            with transaction.atomic():
                Case.objects.select_for_update().get(pk=cases[0].pk)
                is_locked.set()
                is_over.wait(AT_MOST_SECONDS)
            connection.close()

        other = Thread(target=load_slowly)
        other.start()
        assert is_locked.wait(AT_MOST_SECONDS)
        destroyed = apply().contacts
        is_over.set()
        other.join(AT_MOST_SECONDS)

        assert destroyed == 4
        assert apply().contacts == 1


@pytest.mark.django_db
class TestANumberThatComesAtNight:
    def test_waits_for_the_decision_about_its_new_stage(self):
        known = row(**NEVER_ASKED)
        load(known)
        decide()
        apply()
        later = OVER + timedelta(days=10)
        load(_sentenced(known, on=later.date()), at=later)

        at_night = apply(later + timedelta(hours=1))
        decide(later + timedelta(hours=8))
        next_night = apply(later + timedelta(days=1))

        assert (at_night.contacts, next_night.contacts) == (0, 0)
        assert Contact.objects.exists()


def _sentenced(known, *, on):
    return replace(known, stage=CaseStage.SENTENCED, stage_on=on)


@pytest.mark.django_db
class TestPlans:
    CASES = 3_000

    @pytest.mark.slow
    def test_filter_no_row_by_a_subplan_and_scan_no_table_for_each_row(self):
        if connection.vendor == "postgresql":
            self._fill()
        at = NOW + timedelta(days=8 * 366)

        for select in SELECTORS:
            query = select(at)
            assert not re.search(r"NOT \(\S+ IN \(SELECT", str(query.query)), select
            if connection.vendor == "postgresql":
                plan = query.explain()
                assert "SubPlan" not in plan, (select, plan)
                assert not _scans_in_loops(plan), (select, plan)

    def test_of_the_kind_that_never_ended_are_seen(self):
        at_work = StageEvent.objects.filter(decision="PENDING").values("case_id")
        query = StageEvent.objects.exclude(case_id__in=at_work)

        assert re.search(r"NOT \(\S+ IN \(SELECT", str(query.query))
        assert _scans_in_loops(
            "Nested Loop Anti Join  (cost=1 rows=5 width=8)\n"
            "  ->  Seq Scan on a  (cost=1 rows=900 width=8)\n"
            "  ->  Seq Scan on b  (cost=1 rows=900 width=8)"
        )

    def _fill(self) -> None:
        load(row(**NEVER_ASKED))
        [case] = Case.objects.all()
        columns = {f.attname: getattr(case, f.attname) for f in Case._meta.concrete_fields}
        del columns["id"], columns["case_key"]
        made = Case.objects.bulk_create(
            Case(case_key=f"many-{number}", **columns) for number in range(self.CASES)
        )
        StageEvent.objects.bulk_create(
            StageEvent(case=each, survey_stage=stage, on=each.reported_on, period="2026-Q4",
                       decision="NOSAFE", decided_at=NOW)
            for each in made for stage in ("ST1", "ST2")
        )  # fmt: skip
        Contact.objects.bulk_create(
            Contact(case=each, person_key=f"key-{each.pk}") for each in made
        )
        Import.objects.bulk_create(
            Import(source="case_file", loaded_at=NOW, loaded_by="x") for _ in range(500)
        )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")


def _scans_in_loops(plan: str) -> list[str]:
    lines, found = plan.splitlines(), []
    for number, line in enumerate(lines):
        if "Nested Loop" not in line:
            continue
        below = [each for each in lines[number + 1 :] if "->" in each]
        children = [each for each in below if _depth(each) == _depth_of_children(line)]
        found += [each for each in children[1:2] if "Seq Scan" in each and _rows(each) > 100]
    return found


def _depth(line: str) -> int:
    return line.find("->")


def _depth_of_children(line: str) -> int:
    return 2 if "->" not in line else _depth(line) + 6


def _rows(line: str) -> int:
    return int(re.search(r"rows=(\d+)", line).group(1))

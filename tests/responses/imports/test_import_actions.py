from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, connection

from access.actions import UnableToSetDataOriginError
from access.models import AuditEvent, DataOrigin
from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.columns import STORED_FIELDS, CaseRow
from responses.case_files.reading import read_record
from responses.cases import selectors as cases_selectors
from responses.imports.actions import import_cases
from responses.imports.merging.differences import Differences
from responses.imports.selectors import previews, stored_cases
from responses.imports.selectors.stored_cases import RowChange
from responses.models import Case, CaseEvent, Import
from responses.vault import contacts, subject_access
from tests.conftest import NOW, TESTER
from tests.responses import asked
from tests.responses.case_files.examples import RULES, WORD_HASH, record

pytestmark = pytest.mark.django_db


def row(**columns) -> CaseRow:
    read = read_record(record(**columns), file="", row=2, rules=RULES)
    assert isinstance(read, CaseRow), read
    return read


def load(*rows, is_simulated=True, at=NOW, **options):
    return import_cases.import_cases(
        rows=rows,
        source=Import.Source.CASE_FILE,
        file_names=["cases.csv"],
        is_simulated=is_simulated,
        by=TESTER,
        at=at,
        **options,
    )


def history(case: Case) -> list[tuple[str, list[str], date]]:
    return [
        (e.kind, e.codes, e.on) for e in CaseEvent.objects.filter(case=case).order_by("sequence")
    ]


@pytest.mark.databases
class TestLoading:
    def test_keeps_every_column(self):
        loaded = row(
            area="E01000914",
            report_channel="online",
            victim_role="bereaved",
            flag_fgm="yes",
            flag_online="no",
            risk_level="high",
            enhanced_rights="serious",
            outcome_code="1A",
            outcome_on="2026-10-02",
            victim_told_on="2026-10-03",
            next_hearing_on="2027-01-04",
            release_on="2028-01-01",
            support_referral="declined",
            sex="female",
            birth_year="1980",
            ethnicity="roma",
            disability="yes",
            language="cy",
            access_needs="bsl;telephone",
            exclude_code="NOCONTACT",
            exclude_by="staff 7",
            exclude_on="2026-10-04",
            on_duty_police="yes",
        )

        load(loaded)

        case = Case.objects.get()
        stored = stored_cases.row_of(case)
        same = [*STORED_FIELDS, "flags"]
        assert {name: getattr(stored, name) for name in same} == {
            name: getattr(loaded, name) for name in same
        }
        assert (case.force_id, case.source) == ("city-of-london", "case_file")
        assert case.outcome_codes == ["1A"]
        assert case.access_needs == ["bsl", "telephone"]

    def test_says_what_it_did(self):
        summary = load(row(), row(case_key="K2"), extra_counts=lambda: {"without_id": 3})

        assert (summary.created, summary.events_added) == (2, 2)
        import_batch = Import.objects.get()
        assert import_batch.counts["created"] == 2
        assert import_batch.counts["without_id"] == 3
        assert (import_batch.file_names, import_batch.loaded_by) == (["cases.csv"], "tests")

    def test_is_audited_by_counts(self):
        load(row(contact_mobile="07700900123"))

        event = AuditEvent.objects.get(kind="cases.imported")
        assert event.details["created"] == 1
        assert "7700900123" not in str(event.details)

    def test_again_changes_nothing(self):
        rows = [row(contact_mobile="07700900123"), row(case_key="K2")]
        load(*rows)
        before = [list(model.objects.values()) for model in (Case, CaseEvent, Import, AuditEvent)]

        summary = load(*rows, at=NOW + timedelta(days=1))

        assert summary.unchanged == 2
        after = [list(model.objects.values()) for model in (Case, CaseEvent, Import, AuditEvent)]
        assert after == before

    def test_takes_more_rows_than_a_batch(self, monkeypatch):
        seen = []
        monkeypatch.setattr(stored_cases.batches, "__kwdefaults__", {"size": 3})

        load(*(row(case_key=f"K{n}") for n in range(8)), after_batch=seen.append)

        assert [len(batch) for batch in seen] == [3, 3, 2]
        assert Case.objects.count() == 8

    def test_loads_none_if_one_is_invalid(self):
        with pytest.raises(IntegrityError):
            load(row(), replace(row(case_key="K2"), crime_group=None))

    def test_reads_its_rows_once(self):
        load_from = (row(case_key=f"K{n}") for n in range(3))

        summary = import_cases.import_cases(
            rows=load_from,
            source=Import.Source.SIMULATOR,
            file_names=[],
            is_simulated=True,
            by=TESTER,
            at=NOW,
        )

        assert summary.created == 3


@pytest.mark.databases
class TestAmending:
    def test_replaces_fields_and_adds_to_the_history(self):
        load(row(sex="female"))

        summary = load(
            row(
                stage="NFA_POLICE",
                stage_on="2026-10-20",
                outcome_code="18",
                sex="",
                outcome_on="2026-10-19",
            )
        )

        case = Case.objects.get()
        assert (summary.created, summary.amended, summary.events_added) == (0, 1, 2)
        assert (case.stage, case.sex) == ("NFA_POLICE", "")
        assert history(case) == [
            ("stage", ["REPORT"], date(2026, 10, 1)),
            ("outcome", ["18"], date(2026, 10, 19)),
            ("stage", ["NFA_POLICE"], date(2026, 10, 20)),
        ]

    def test_keeps_the_import_that_first_brought_the_case(self):
        load(row())
        load(row(sex="male"))

        case = Case.objects.get()
        assert case.first_import_id < case.last_import_id

    def test_leaves_the_history_alone_where_only_a_field_changed(self):
        load(row())

        assert load(row(sex="male")).events_added == 0

    def test_does_not_take_being_told_for_another_outcome(self):
        decided = {"stage": "NFA_POLICE", "outcome_code": "18", "outcome_on": "2026-10-19"}
        load(row(**decided))

        summary = load(row(**decided, victim_told_on="2026-10-25"))

        assert summary.events_added == 0
        assert CaseEvent.objects.get(kind="outcome").told_on == date(2026, 10, 25)

    def test_does_not_take_an_outcome_without_a_date_for_another_when_the_stage_moves(self):
        load(row(stage="NFA_POLICE", outcome_code="18", stage_on="2026-10-19"))

        load(row(stage="CLOSED", outcome_code="18", stage_on="2026-10-25"))

        assert [event.on for event in CaseEvent.objects.filter(kind="outcome")] == [
            date(2026, 10, 19)
        ]

    def test_of_a_history_adds_only_what_is_new(self):
        charged = EventRow(
            EventKind.OUTCOME, ("1", "1A"), date(2026, 3, 1), None, "Suspect charged"
        )
        fined = EventRow(EventKind.COURT, ("concluded",), date(2026, 5, 1), None, "Offender fined")
        load(replace(row(), events=(charged,)))

        assert load(replace(row(), events=(charged, fined))).events_added == 1
        assert [e.sequence for e in CaseEvent.objects.order_by("sequence")] == [1, 2]

    def test_by_a_later_row_of_the_same_call(self):
        summary = load(row(), row(case_key="K2"), row(sex="male"))

        assert (summary.created, summary.amended) == (2, 1)
        assert Case.objects.get(case_key="K1").sex == "male"

    def test_does_not_touch_the_same_key_of_another_force(self):
        load(row(), row(force="gwent"))
        load(row(force="gwent", sex="male"))

        assert Case.objects.get(force_id="city-of-london").sex == ""


@pytest.mark.databases
class TestContacts:
    def test_go_to_the_vault(self):
        load(row(contact_mobile="07700 900123", safe_word_hash=WORD_HASH))

        case = Case.objects.get()
        assert contacts.contact_route(case.pk).to == "+447700900123"
        assert subject_access.hashes_of([case.pk])[case.pk] == WORD_HASH

    def test_are_counted(self):
        assert load(row(contact_mobile="07700900123"), row(case_key="K2")).contacts_stored == 1

    def test_follow_an_amendment(self):
        plain = replace(row(), flags=asked.NO_FLAGS)
        load(replace(plain, contact_mobile="+447700900123"))
        load(replace(plain, contact_mobile="+447700900124"))

        assert contacts.contact_route(Case.objects.get().pk).to == "+447700900124"

    def test_are_taken_away_by_a_row_that_has_none(self):
        load(row(contact_mobile="07700900123"))
        load(row(stage="INVESTIGATION"))

        with pytest.raises(contacts.NoNumberError):
            contacts.contact_route(Case.objects.get().pk)

    def test_leave_no_trace_in_the_case(self):
        load(row(contact_mobile="07700900123", contact_email="someone@example.org"))

        columns = str(Case.objects.values().get())
        assert "7700900123" not in columns
        assert "someone" not in columns


@pytest.mark.databases
class TestOrigin:
    def test_is_fixed_by_the_first_filling(self):
        load(row(), is_simulated=False)

        assert DataOrigin.objects.get().origin == "real"

    @pytest.mark.parametrize("first_is_simulated", [True, False])
    def test_refuses_the_other_kind_and_loads_nothing(self, first_is_simulated):
        load(row(), is_simulated=first_is_simulated)

        with pytest.raises(UnableToSetDataOriginError):
            load(row(case_key="K2"), is_simulated=not first_is_simulated)

        assert Case.objects.count() == 1


def previewed(*rows: CaseRow):
    found = previews.preview(rows, into=Differences(), today=NOW.date(), is_simulated=True)
    return list(found)


@pytest.mark.databases
class TestChanges:
    def test_tell_what_loading_would_do_and_do_nothing(self):
        load(row(), row(case_key="K2"))
        rows = [row(), row(case_key="K2", sex="male"), row(case_key="K3")]

        (changes,) = previewed(*rows)

        assert list(changes.values()) == [RowChange.UNCHANGED, RowChange.AMENDED, RowChange.CREATED]
        assert Case.objects.count() == 2

    def test_of_a_stage_are_amendments(self):
        load(row())

        (changes,) = previewed(replace(row(), stage=CaseStage.REOPENED))

        assert list(changes.values()) == [RowChange.AMENDED]


class TestFindingThoseThatWeHold:
    @pytest.mark.sqlite_only
    def test_looks_each_key_up_however_many_cases_the_force_has(self):
        with connection.cursor() as cursor:
            cursor.execute(
                f"EXPLAIN QUERY PLAN {stored_cases.stored_cases_query()}",
                ['["K1"]', "city-of-london"],
            )
            steps = [row[3] for row in cursor.fetchall()]

        assert [step for step in steps if "SEARCH held" in step and "case_key=?" in step]


@pytest.mark.databases
class TestCasesFor:
    def test_are_those_of_the_forces_in_reach(self, force_client, national_client):
        from access import selectors as access_selectors
        from access.models import User

        load(row(), row(force="gwent"))
        mine = access_selectors.viewer_for(User.objects.get(email__startswith="force").pk)
        everyone = access_selectors.viewer_for(User.objects.get(email__startswith="nat").pk)

        assert [case.force_id for case in cases_selectors.cases_for(mine)] == ["city-of-london"]
        assert cases_selectors.cases_for(everyone).count() == 2

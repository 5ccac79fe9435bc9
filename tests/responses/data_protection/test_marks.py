from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils.timezone import localdate
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from access.telemetry.own_measures import ALL
from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.columns import CaseRow
from responses.data_protection.actions import retention
from responses.data_protection.selectors import over_contacts
from responses.eligibility import marks
from responses.eligibility.actions import decisions, exclusions
from responses.eligibility.rules import Decision
from responses.eligibility.selectors import case_histories, waiting
from responses.imports.actions.undo import UnableToUndoError, undo_import
from responses.models import Case, Import, StageEvent
from responses.operations import measures
from responses.vault import contacts, day_notes
from tests.conftest import NOW, TESTER
from tests.responses import held
from tests.responses.asked import SAFE, decide, load, on, queue, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
BY_HAND = {"exclude_code": "VULN", "exclude_by": "staff 7", "exclude_on": on(0)}
NEW = (
    {},
    {"flags": {}},
    {"reported_on": on(3), "stage_on": on(3)},
    {"reported_on": on(60), "stage_on": on(60)},
    BY_HAND,
)
ENDED = {"kind": EventKind.OUTCOME, "codes": ("14",), "on": on(1)}
CHANGES = (
    SAFE,
    {"reported_on": on(22), "stage_on": on(22)},
    {"events": (EventRow(**ENDED),)},
    {"events": (EventRow(**ENDED, told_on=on(1)),), "stage": CaseStage.NFA_POLICE},
    {"contact_mobile": "+447700900999"},
)
STEPS = st.one_of(
    st.tuples(st.just("load"), st.sampled_from(NEW)),
    st.tuples(st.just("amend"), st.tuples(st.integers(0, 9), st.sampled_from(CHANGES))),
    st.tuples(st.just("wait"), st.sampled_from((1, 15, 45, 130))),
    *(
        st.tuples(st.just(name), st.none())
        for name in ("decide", "ask", "undo", "refuse", "stop", "night")
    ),
)


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@dataclass
class Life:
    at: datetime = NOW
    rows: list[CaseRow] = field(default_factory=list)

    def load(self, changes: dict) -> None:
        self.rows.append(row(**changes))
        load(self.rows[-1], at=self.at)

    def amend(self, said: tuple[int, dict]) -> None:
        number, changes = said
        if self.rows:
            number %= len(self.rows)
            self.rows[number] = replace(self.rows[number], **changes)
            load(self.rows[number], at=self.at)

    def amend_late(self, said: tuple[int, dict]) -> None:
        self.at -= 90 * MINUTE
        self.amend(said)
        self.at += 90 * MINUTE

    def leap(self, _: None) -> None:
        decide(self.at + 90 * DAY)

    def wait(self, days: int) -> None:
        self.at += days * DAY

    def decide(self, _: None) -> None:
        decide(self.at)

    def ask(self, _: None) -> None:
        queue(self.at)
        send(self.at)

    def undo(self, _: None) -> None:
        latest = Import.objects.filter(undone_at=None).order_by("-pk").first()
        if latest:
            with suppress(UnableToUndoError):
                undo_import(import_batch_id=latest.pk, by=TESTER, at=self.at)

    def refuse(self, _: None) -> None:
        for case in Case.objects.filter(exclude_code="VULN"):
            with suppress(exclusions.NoSuchExclusionError):
                exclusions.refuse_exclusion(case=case, code="VULN", by=held.person(), at=self.at)

    def stop(self, _: None) -> None:
        for pk in Case.objects.values_list("pk", flat=True)[:1]:
            contacts.suppress(case_id=pk, by=TESTER, at=self.at, channel="page")

    def night(self, _: None) -> None:
        retention.apply_retention(by=TESTER, at=self.at)


def assert_marks_find_all(at: datetime) -> None:
    expired = over_contacts.expired_contacts(at).values_list("case_id", flat=True)

    assert set(waiting.undecided_case_ids(None)) == waiting.every_undecided_case_id()
    assert list(waiting.unmarked_events()) == []
    assert set(expired) <= set(day_notes.cases_to_look_at(localdate(at)))


@pytest.mark.slow
class TestMarks:
    @settings(
        max_examples=30,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(STEPS, min_size=4, max_size=14))
    def test_find_what_waits_and_what_is_due_whatever_has_come_to_pass(self, steps):
        with undone():
            life = Life()
            for name, said in [("load", {}), *steps]:
                getattr(life, name)(said)
                assert_marks_find_all(life.at)
                life.at += HOUR

    def test_leave_nothing_to_read_where_all_is_decided_and_asked(self):
        load(row(), row(flags={}))
        decide()
        queue()

        assert waiting.undecided_case_ids(None) == []
        assert list(waiting.marked_imports()) == []
        assert not StageEvent.objects.filter(may_wait_for_invitation=True).exists()

    def test_stay_on_an_import_whose_case_could_not_be_written(self, monkeypatch):
        [case] = load(row(reported_on=on(3), stage_on=on(3)))
        decide()
        load(replace_of(case), at=NOW + HOUR)
        monkeypatch.setattr(decisions, "_lock", lambda _ids: {})
        decide(NOW + 12 * DAY)

        assert waiting.marked_imports().exists()
        assert waiting.undecided_case_ids(None) == [case.pk]


def replace_of(case: Case) -> CaseRow:
    return row(
        case_key=case.case_key,
        reported_on=case.reported_on,
        stage_on=case.stage_on,
        birth_year=1981,
    )


OUTCOME = (EventRow(kind=EventKind.OUTCOME, codes=("14",), on=on(3), told_on=on(3)),)


class TestAnAmendment:
    def test_that_took_long_is_decided_though_a_run_decided_the_case_meanwhile(self):
        one = row()
        load(one, at=NOW - DAY)
        decide(NOW)
        load(replace(one, events=OUTCOME, stage=CaseStage.NFA_POLICE), at=NOW - MINUTE)

        decide(NOW + HOUR)

        assert stages() == {"ST1", "ST3a"}

    def test_is_decided_though_the_clock_was_ahead_when_the_case_was(self):
        one = row(flags={})
        load(one)
        decide(NOW + 90 * DAY)
        load(replace(one, events=OUTCOME, stage=CaseStage.NFA_POLICE), at=NOW + HOUR)

        decide(NOW + 2 * HOUR)

        assert stages() == {"ST1", "ST3a"}

    def test_keeps_its_mark_until_a_run_has_seen_it(self, monkeypatch):
        one = row()
        load(one, at=NOW - DAY)
        decide(NOW)
        amended = replace(one, events=OUTCOME, stage=CaseStage.NFA_POLICE)
        with monkeypatch.context() as patch:
            patch.setattr(marks, "read_imports", lambda at: load(amended, at=NOW - MINUTE))
            patch.setattr(waiting, "undecided_case_ids", lambda _force: [])
            decide(NOW + MINUTE)

        decide(NOW + HOUR)

        assert stages() == {"ST1", "ST3a"}

    def test_has_the_contact_looked_at_by_the_days_that_stand_now(self):
        one = row(flags={})
        load(one)
        decide(NOW + 90 * DAY)
        retention.apply_retention(by=TESTER, at=NOW + 91 * DAY)
        load(replace(one, birth_year=1981), at=NOW + HOUR)
        decide(NOW + 2 * HOUR)
        later = NOW + 120 * DAY

        assert over_contacts.expired_contacts(later).exists()
        assert day_notes.cases_to_look_at(localdate(later)) != []

    def test_is_looked_at_once_by_the_runs_after_it(self):
        one = row()
        load(one, at=NOW - DAY)
        decide(NOW)
        load(replace(one, birth_year=1981), at=NOW - MINUTE)
        decide(NOW + HOUR)
        before = list(StageEvent.objects.values_list("pk", "decided_at"))

        assert decide(NOW + 2 * HOUR) == {}
        assert list(StageEvent.objects.values_list("pk", "decided_at")) == before


NEWS = (
    {"birth_year": 1981},
    SAFE,
    {"events": OUTCOME, "stage": CaseStage.NFA_POLICE},
    {"events": (EventRow(**ENDED, told_on=on(1)),), "stage": CaseStage.NFA_POLICE},
)
LASTING = st.one_of(
    *(
        st.tuples(st.just(name), st.tuples(st.integers(0, 1), st.sampled_from(NEWS)))
        for name in ("amend", "amend_late")
    ),
    *(st.tuples(st.just(name), st.none()) for name in ("decide", "decide", "leap", "ask", "undo")),
)


@pytest.mark.slow
class TestLoadsThatLastAndAClockThatLeaps:
    @settings(
        max_examples=20,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(steps=st.lists(LASTING, min_size=4, max_size=10))
    @example(steps=[("decide", None), ("amend_late", (0, NEWS[2]))])
    @example(steps=[("leap", None), ("amend", (0, NEWS[2]))])
    def test_leave_no_stage_undecided_in_whatever_order(self, steps):
        with undone():
            life = Life()
            for name, said in [("load", {}), ("load", {"flags": {}}), *steps, ("decide", None)]:
                getattr(life, name)(said)
                if name == "decide":
                    assert list(without_event()) == []
                life.at += HOUR


def without_event() -> Iterator[tuple[int, str]]:
    known = set(StageEvent.objects.values_list("case_id", "survey_stage"))
    ids = list(Case.objects.values_list("pk", flat=True))
    for history in case_histories.case_histories(ids, today=localdate(NOW)):
        for entry in history.current_entries:
            if (history.case.pk, entry.survey_stage.value) not in known:
                yield history.case.pk, entry.survey_stage.value


def stages() -> set[str]:
    return set(StageEvent.objects.values_list("survey_stage", flat=True))


class TestTheNightsRecount:
    def test_finds_cases_that_wait_for_a_decision(self):
        load(row(), row())
        Import.objects.update(all_decided_at=NOW)
        assert waiting.undecided_case_ids(None) == []

        assert retention.recount_marks(by=TESTER, at=NOW) == 2
        assert decide() == {"INVITE": 2}

    def test_finds_events_that_wait_for_an_invitation(self):
        load(row())
        decide()
        StageEvent.objects.update(may_wait_for_invitation=False)
        assert queue() == 0

        assert retention.recount_marks(by=TESTER, at=NOW) == 1
        assert queue() == 1

    def test_finds_contacts_that_are_due_before_the_day_that_was_noted(self):
        [case] = load(row(flags={}))
        decide()
        day_notes.look_again({case.pk: localdate(NOW + 900 * DAY)})
        later = NOW + 200 * DAY
        assert retention.apply_retention(by=TESTER, at=later).contacts == 0

        assert retention.recount_marks(by=TESTER, at=later) == 1
        assert retention.apply_retention(by=TESTER, at=later).contacts == 1

    def test_is_watched(self):
        load(row())
        Import.objects.update(all_decided_at=NOW)
        assert measures.marks_missed(NOW) == {ALL: 0.0}
        retention.recount_marks(by=TESTER, at=NOW)
        assert measures.marks_missed(NOW + HOUR) == {ALL: 1.0}

        retention.recount_marks(by=TESTER, at=NOW + DAY)
        assert measures.marks_missed(NOW + DAY) == {ALL: 0.0}

    def test_removes_needless_marks(self):
        load(row())
        decide()
        queue()
        StageEvent.objects.update(may_wait_for_invitation=True)

        assert retention.recount_marks(by=TESTER, at=NOW) == 0
        assert not StageEvent.objects.filter(may_wait_for_invitation=True).exists()


class TestAContactThatIsKept:
    def test_is_not_looked_at_before_the_day_on_which_it_can_be_due(
        self, django_assert_num_queries
    ):
        [case] = load(row(flags={}))
        decide()
        retention.apply_retention(by=TESTER, at=NOW + DAY)

        assert StageEvent.objects.get(case=case).decision == Decision.NOT_SAFE
        assert day_notes.cases_to_look_at(localdate(NOW + 117 * DAY)) == []
        with django_assert_num_queries(1):
            assert over_contacts.count_expired(NOW + 100 * DAY) == 0
        assert over_contacts.count_expired(NOW + 118 * DAY) == 1

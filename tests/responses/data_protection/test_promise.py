"""Contact details are deleted when victims were promised, checked by an independent reading that
knows nothing of decisions (responses/vault/contact_retention_check)."""

import random
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from access import actions as access_actions
from access.models import Force
from responses.case_files.case import CaseStage
from responses.case_files.columns import CaseRow
from responses.data_protection.actions import retention
from responses.imports.actions.undo import undo_import
from responses.models import Case, Import, StageEvent
from responses.models.contacts import Contact
from responses.vault import contacts
from responses.vault.contact_retention_check import overdue_contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import SAFE, codes, decide, load, on, queue, queued, row, send

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
DAY, WEEK = timedelta(days=1), timedelta(days=7)
WEEKLY = timedelta(days=15)
"""Decisions and destroying come once a week here: twice a week, and a day."""
FORCES = ("kent", "essex", "gwent")
STAGES = (
    CaseStage.INVESTIGATION, CaseStage.NFA_POLICE, CaseStage.CHARGED, CaseStage.COURT_PRETRIAL,
    CaseStage.COURT_CONCLUDED, CaseStage.SENTENCED, CaseStage.REOPENED, CaseStage.OUT_OF_COURT,
)  # fmt: skip


def overdue(days: float) -> set[int]:
    return set(overdue_contacts(NOW + timedelta(days=days)))


class TestTheReading:
    def test_allows_a_contact_90_days_after_its_wave_closed_and_2_more(self):
        [message] = queued(row(reported_on=on(42), stage_on=on(42)))
        send()
        case_id = message.invitation.stage_event.case_id

        assert overdue(118 + 2) == set()
        assert overdue(118 + 2.01) == {case_id}

    def test_allows_it_while_a_message_waits(self):
        queued(row())

        assert overdue(1000) == set()

    def test_counts_from_the_last_day_of_asking_where_nobody_was_asked(self):
        [case] = load(row(flags={}, reported_on=on(0), stage_on=on(0)))
        decide()

        assert overdue(42 + 118 + 2) == set()
        assert overdue(43 + 118 + 3) == {case.pk}

    def test_is_not_taken_in_by_an_event_that_waits_for_ever(self):
        [case] = load(row(reported_on=on(60), stage_on=on(60)))
        decide()
        later = NOW + timedelta(days=1000)
        StageEvent.objects.create(
            case=case, survey_stage="ST2", on=on(18), period="2026-Q4", decision="PENDING",
            decided_at=later,
        )  # fmt: skip
        StageEvent.objects.update(decided_at=later)

        destroyed = retention.apply_retention(by=TESTER, at=later)

        assert destroyed.contacts == 0
        assert overdue(1000) == {case.pk}


class _Years:
    def __init__(self, *, seed: int, cases_a_week: int) -> None:
        self.random = random.Random(seed)
        self.cases_a_week = cases_a_week
        self.rows: dict[str, CaseRow] = {}
        self.forces = list(FORCES)

    def step(self, at: datetime) -> None:
        self._load(at)
        decide(at + timedelta(hours=1))
        queue(at + timedelta(hours=1))
        send(at + timedelta(hours=1), limit=1000)
        self._opt_out(at)
        retention.apply_retention(by=TESTER, at=at + timedelta(hours=2))

    def _load(self, at: datetime) -> None:
        fresh = [self._new(at) for _ in range(self.cases_a_week)]
        chosen = self.random.sample(sorted(self.rows), k=min(3, len(self.rows)))
        before = {key: self.rows[key] for key in chosen}
        amended = [self._amend(self.rows[key], at) for key in chosen]
        self.rows |= {each.case_key: each for each in (*fresh, *amended)}
        load(*fresh, *amended, at=at)
        if self.random.random() < 0.15:
            self._undo(at, fresh, before)

    def _undo(self, at: datetime, fresh: list[CaseRow], before: dict[str, CaseRow]) -> None:
        decide(at + timedelta(minutes=20))
        undo_import(
            import_batch_id=Import.objects.latest("pk").pk,
            by=TESTER,
            at=at + timedelta(minutes=30),
        )
        self.rows |= before
        for gone in fresh:
            self.rows.pop(gone.case_key)

    def _new(self, at: datetime) -> CaseRow:
        day = at.date() - timedelta(days=self.random.randrange(60))
        safe = SAFE if self.random.random() < 0.5 else {}
        flags = {"flags": {}} if self.random.random() < 0.3 else {}
        changes = safe | flags | {"safe_contact_confirmed_on": day} if safe else flags
        force = self.random.choice(self.forces)
        return row(force=force, reported_on=day, stage_on=day, **changes)

    def _amend(self, known: CaseRow, at: datetime) -> CaseRow:
        today = at.date()
        moved = known.reported_on - timedelta(days=self.random.randrange(1, 20))
        stage = self.random.choice(STAGES)
        on_day = max(known.stage_on, today - timedelta(days=self.random.randrange(90)))
        outcome = {"outcome_codes": ("14",), "outcome_on": on_day}
        return replace(known, **self.random.choice([
            {"reported_on": moved},
            {"stage": stage, "stage_on": on_day},
            {"stage": CaseStage.NFA_POLICE, "stage_on": on_day, **outcome},
            {"victim_told_on": today} if known.outcome_on else {"stage": stage, "stage_on": on_day},
            {"contact_mobile": ""},
            {"exclude_code": "VULN", "exclude_by": "staff 7", "exclude_on": today},
            {"exclude_code": "", "exclude_by": "", "exclude_on": None},
        ]))  # fmt: skip

    def _opt_out(self, at: datetime) -> None:
        case = Case.objects.order_by("?").first()
        if self.random.random() < 0.3 and case:
            contacts.suppress(case_id=case.pk, by=TESTER, at=at, channel="web")

    def merge(self, at: datetime) -> None:
        access_actions.merge_forces(
            predecessors=list(Force.objects.filter(code__in=["kent", "essex"]).order_by("code")),
            into="thames-estuary", name="Thames Estuary Police", name_cy="",
            on=at.date().replace(day=1), with_staff=False, by=TESTER, at=at,
        )  # fmt: skip
        self.forces = ["gwent", "thames-estuary"]


def live(*, seed: int, weeks: int, cases_a_week: int) -> tuple[int, int]:
    years = _Years(seed=seed, cases_a_week=cases_a_week)
    for number in range(weeks):
        at = NOW + number * WEEK
        if number == weeks // 2:
            years.merge(at)
        years.step(at)
        late = set(overdue_contacts(at + DAY, grace=WEEKLY))
        assert not late, [(at, codes(case)) for case in Case.objects.filter(pk__in=late)]
    stored = Contact.objects.count()
    for number in range(weeks, weeks + 60):
        _quiet_week(NOW + number * WEEK)
    return stored, Contact.objects.count()


def _quiet_week(at: datetime) -> None:
    decide(at)
    queue(at)
    send(at, limit=1000)
    retention.apply_retention(by=TESTER, at=at + timedelta(hours=2))


class TestOverTime:
    def test_the_promise_is_kept_every_week_of_half_a_year(self):
        stored, left = live(seed=11, weeks=26, cases_a_week=2)

        assert stored > 20
        assert left == 0

    @pytest.mark.nightly
    @pytest.mark.parametrize("seed", range(5))
    def test_the_promise_is_kept_every_week_of_three_years(self, seed):
        stored, left = live(seed=seed, weeks=156, cases_a_week=4)

        assert stored > 20
        assert left == 0

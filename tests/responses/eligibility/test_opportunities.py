"""What is kept of who could be asked (decision 57)."""

from dataclasses import replace
from datetime import timedelta

import pytest

from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.data_protection.actions import retention
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.selectors import case_histories
from responses.models import AskingOpportunity, Invitation, StageEvent
from responses.vault import contacts
from tests.conftest import NOW, TESTER
from tests.responses.asked import SAFE, codes, decide, load, on, row

pytestmark = pytest.mark.django_db
MOBILE = "+447700900321"
HOUR = timedelta(hours=1)
PLAN = SamplingPlan(seed="s", stages={"ST1": 0.6, "ST2": 0.7}, moved_on=0.25)


@pytest.fixture(autouse=True)
def _drawn_by_chance(monkeypatch):
    monkeypatch.setattr(case_histories, "sampling_plan", lambda: PLAN)


def moved_on(outcome_days_ago: int, **facts: object):
    history = (
        EventRow(kind=EventKind.STAGE, codes=("INVESTIGATION",), on=on(118)),
        EventRow(kind=EventKind.STAGE, codes=("CHARGED",), on=on(outcome_days_ago)),
    )
    plain = row(reported_on=on(120), stage=CaseStage.CHARGED, stage_on=on(outcome_days_ago))
    return replace(plain, events=history, **facts)


class TestEachOpportunity:
    def test_is_kept_with_its_chance_whether_or_not_it_was_drawn(self):
        keys = [f"KEPT-{number}" for number in range(24)]
        load(*(row(case_key=key, flags={}, **SAFE) for key in keys[:12]))
        load(*(row(case_key=key) for key in keys[12:]))

        decide()

        assert set(codes_of_all()) == {"INVITE", "NOT-SAMPLED"}
        chances = AskingOpportunity.objects.values_list("chance", flat=True)
        assert list(chances) == [0.6] * 24

    def test_lessens_the_chance_of_what_comes_after_it(self):
        load(row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan"))

        decide()

        stored = StageEvent.objects.order_by("pk").values_list("selection_probability", flat=True)
        assert list(stored) == [pytest.approx(0.6), pytest.approx(0.6 * 0.4)]

    def test_leaves_a_chance_unknown_where_somebody_was_asked_without_one(self):
        [case, *_] = load(row(contact_mobile=MOBILE))
        contacts.record_invited(case_id=case.pk, on=on(200))

        decide()

        assert StageEvent.objects.get().selection_probability is None

    @pytest.mark.slow
    def test_is_forgotten_when_it_keeps_nobody_away_any_more(self):
        load(row())
        decide()
        [kept] = AskingOpportunity.objects.all()

        retention.apply_retention(by=TESTER, at=NOW + (kept.closes - NOW.date()) + timedelta(364))
        assert AskingOpportunity.objects.exists()

        retention.apply_retention(by=TESTER, at=NOW + (kept.closes - NOW.date()) + timedelta(365))
        assert not AskingOpportunity.objects.exists()


class TestAnInvestigation:
    def test_that_its_case_left_before_it_could_be_asked_about_is_none(self):
        [case] = load(moved_on(outcome_days_ago=40))

        decide()

        assert "ST2" not in codes(case)

    def test_that_its_case_left_later_is_still_drawn_at_times(self):
        load(*(moved_on(10, case_key=f"MOVED-{number}") for number in range(40)))

        decide()

        of_stage = StageEvent.objects.filter(survey_stage="ST2")
        assert {one.decision for one in of_stage} == {"DISPLACED", "INVITE", "NOT-SAMPLED"}
        assert {round(one.selection_probability, 9) for one in of_stage} == {0.7 * 0.25}


class TestACorrectedDate:
    @pytest.mark.slow
    def test_does_not_draw_an_event_again(self):
        rows = [row(case_key=f"AGAIN-{number}") for number in range(24)]
        load(*rows)
        decide()
        before = codes_and_chances()

        amended = [replace(one, reported_on=on(19), stage_on=on(19)) for one in rows]
        load(*amended, at=NOW + HOUR)
        decide(NOW + 2 * HOUR)

        assert codes_and_chances() == before
        assert {code for code, _ in before} == {"INVITE", "NOT-SAMPLED"}
        assert set(StageEvent.objects.values_list("on", flat=True)) == {on(19)}
        assert AskingOpportunity.objects.count() == 24

    def test_adds_no_event_to_one_that_was_asked_about(self):
        [case] = load(first := moved_on(20, victim_told_on=on(20)))
        decide()
        charged = StageEvent.objects.filter(case=case, survey_stage="ST3c")
        invite(charged.get())

        load(replace(first, events=moved_on(21).events), at=NOW + HOUR)
        decide(NOW + 2 * HOUR)

        assert list(charged.values_list("on", flat=True)) == [on(20)]


def codes_and_chances() -> list[tuple[str, float | None]]:
    events = StageEvent.objects.order_by("case__case_key")
    return list(events.values_list("decision", "selection_probability"))


def invite(event: StageEvent) -> None:
    StageEvent.objects.filter(pk=event.pk).update(decision="INVITE")
    Invitation.objects.create(
        stage_event=event, language="en", invited_at=NOW, expires_at=NOW + timedelta(days=28)
    )


def codes_of_all() -> list[str]:
    return list(StageEvent.objects.values_list("decision", flat=True))

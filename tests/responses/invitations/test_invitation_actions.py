from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.timezone import localtime

from access.models import AuditEvent, DataOrigin
from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.eligibility.actions import decisions
from responses.eligibility.sampling import SamplingPlan, SamplingStratum
from responses.eligibility.selectors import case_histories as selectors
from responses.eligibility.selectors import waiting
from responses.invitations import tokens
from responses.invitations.actions import queue as queue_actions
from responses.invitations.selectors import outbox
from responses.models import Case, Invitation, OutboxMessage, StageEvent
from responses.vault import contacts, sending_hours
from tests.conftest import NOW, TESTER
from tests.responses import held
from tests.responses.asked import SAFE, TODAY, codes, decide, load, on, queue, row

pytestmark = pytest.mark.django_db

MOBILE = "+447700900321"
BURGLARY = SamplingStratum(force="city-of-london", crime_group="burglary", survey_stage="ST1")


def plan_for(monkeypatch: pytest.MonkeyPatch, expected: dict[SamplingStratum, int]) -> None:
    plan = SamplingPlan(seed="s", targets={"city-of-london": 100})
    monkeypatch.setattr(selectors, "sampling_plan", lambda: plan)
    monkeypatch.setattr(selectors, "count_askable_events", lambda _period, forces: expected)


class TestDecideEvents:
    def test_gives_the_report_of_a_case_its_code(self):
        [case] = load(row())

        counts = decide()

        assert counts == {"INVITE": 1}
        assert codes(case) == {"ST1": "INVITE"}

    def test_stores_when_and_with_what_probability(self):
        load(row())

        decide()

        event = StageEvent.objects.get()
        assert (event.decided_at, event.selection_probability, event.period) == (
            NOW,
            1.0,
            "2026-Q4",
        )

    def test_gives_every_stage_of_a_case_exactly_one_code(self):
        [case] = load(
            row(
                reported_on=on(90),
                stage=CaseStage.NFA_POLICE,
                stage_on=on(20),
                outcome_codes=("18",),
                outcome_on=on(20),
                victim_told_on=on(18),
            )
        )

        decide()

        assert codes(case) == {"ST1": "LATE", "ST3a": "INVITE"}

    def test_changes_nothing_the_second_time(self):
        load(row(), row(birth_year=None))
        decide()
        before = list(StageEvent.objects.order_by("pk").values())

        again = decide(NOW + timedelta(minutes=5))

        assert again == {}
        assert list(StageEvent.objects.order_by("pk").values()) == before

    def test_looks_again_at_what_waits_for_its_time(self):
        [case] = load(row(reported_on=on(10), stage_on=on(10)))
        decide()
        assert codes(case) == {"ST1": "PENDING"}

        counts = decide(NOW + timedelta(days=5))

        assert counts == {"INVITE": 1}
        assert codes(case) == {"ST1": "INVITE"}

    def test_looks_again_at_a_case_that_was_amended(self):
        first = row(reported_on=on(60), stage_on=on(60))
        [case] = load(first)
        decide()
        charged = replace(
            first,
            stage=CaseStage.CHARGED,
            stage_on=on(1),
            outcome_codes=("1",),
            outcome_on=on(1),
            victim_told_on=on(1),
        )
        load(charged, at=NOW + timedelta(minutes=1))

        decide(NOW + timedelta(minutes=2))
        third = decide(NOW + timedelta(minutes=3))

        assert codes(case) == {"ST1": "LATE", "ST3c": "PENDING"}
        assert third == {"PENDING": 1}

    def test_is_of_one_force_where_one_is_named(self):
        load(row(), row(force="metropolitan"))
        decisions.decide_events(force_code="metropolitan", by=TESTER, at=NOW)

        assert [e.case.force_id for e in StageEvent.objects.all()] == ["metropolitan"]

    def test_asks_one_person_about_one_case_across_forces(self):
        load(row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan"))

        assert decide() == {"INVITE": 1, "REPEAT": 1}

    def test_asks_nobody_a_second_time_who_is_about_to_be_asked(self):
        load(row(contact_mobile=MOBILE))
        decide()
        queue()
        load(row(contact_mobile=MOBILE, force="metropolitan"), at=NOW)

        assert decide(NOW + timedelta(minutes=1)) == {"REPEAT": 1}

    def test_asks_nobody_again_within_120_days(self):
        held = load(row(contact_mobile=MOBILE), row(contact_mobile=MOBILE, force="metropolitan"))
        contacts.record_invited(case_id=held[0].pk, on=on(100))

        assert decide() == {"PENDING": 2}
        assert decide(NOW + timedelta(days=20))["INVITE"] == 1

    def test_has_no_investigation_that_ended_before_anybody_could_ask(
        self,
    ):
        history = (
            EventRow(kind=EventKind.STAGE, codes=("INVESTIGATION",), on=on(50)),
            EventRow(kind=EventKind.STAGE, codes=("CHARGED",), on=on(5), told_on=on(5)),
        )
        [case] = load(
            row(reported_on=on(60), stage=CaseStage.CHARGED, stage_on=on(5), events=history)
        )

        decide()

        assert codes(case) == {"ST1": "LATE", "ST3c": "PENDING"}

    def test_asks_about_the_investigation_if_the_victim_was_not_informed(self):
        [case] = load(row(reported_on=on(120), stage=CaseStage.NFA_POLICE, stage_on=on(42)))

        decide()

        assert codes(case) == {"ST1": "LATE", "ST3a": "NOT-TOLD", "ST2": "INVITE"}

    @pytest.mark.safety
    def test_saf_1_denies_a_sensitive_case_until_a_record_is_made(self):
        first = row(flags={}, reported_on=on(10), stage_on=on(10))
        [case] = load(first)
        decide(NOW)
        assert codes(case) == {"ST1": "PENDING"}
        load(replace(first, **SAFE), at=NOW + timedelta(hours=1))
        held.confirm_all()

        decide(NOW + timedelta(days=6))

        assert codes(case) == {"ST1": "INVITE"}

    def test_never_asks_about_a_case_known_by_the_month_only(self):
        [case] = load(row(is_month_only=True))

        decide()

        assert codes(case) == {"ST1": "DATAQ"}

    @pytest.mark.slow
    def test_draws_a_sample_where_a_force_has_a_target(self, monkeypatch):
        plan_for(monkeypatch, {BURGLARY: 400})
        load(*(row() for _n in range(200)))

        counts = decide()

        assert counts["INVITE"] + counts["NOT-SAMPLED"] == 200
        assert 25 <= counts["INVITE"] <= 75
        drawn = StageEvent.objects.values_list("selection_probability", flat=True).distinct()
        assert list(drawn) == [pytest.approx(0.25)]

    @pytest.mark.databases
    def test_goes_by_the_quarter_before(self):
        load(*(row(reported_on=on(60), stage_on=on(60)) for _n in range(3)))
        StageEvent.objects.bulk_create(
            StageEvent(
                case_id=case_id,
                survey_stage="ST1",
                on=on(60),
                period="2026-Q3",
                decision="INVITE",
                decided_at=NOW,
            )
            for case_id in waiting.undecided_case_ids(None)
        )

        counted = selectors.count_askable_events("2026-Q3", forces=["city-of-london"])

        assert counted == {BURGLARY: 3}
        assert selectors.count_askable_events("2026-Q3", forces=["metropolitan"]) == {}

    def test_stores_the_seed_with_the_probability(self, monkeypatch):
        plan_for(monkeypatch, {BURGLARY: 400})
        load(*(row() for _n in range(60)), row(birth_year=None))

        decide()

        stored = set(StageEvent.objects.values_list("decision", "selection_seed").distinct())
        assert stored == {("INVITE", "s"), ("NOT-SAMPLED", "s"), ("AGE", "")}

    @pytest.mark.slow
    def test_draws_the_same_by_the_same_seed(self, monkeypatch):
        plan_for(monkeypatch, {BURGLARY: 400})
        rows = [row() for _n in range(60)]

        is_drawn = []
        for _time in range(2):
            load(*rows)
            decide()
            is_drawn.append(dict(StageEvent.objects.values_list("case__case_key", "decision")))
            Case.objects.all().delete()

        assert is_drawn[0] == is_drawn[1]
        assert len(set(is_drawn[0].values())) == 2

    def test_asks_sensitive_cases_whole_beside_a_sample(self, monkeypatch):
        plan_for(monkeypatch, {BURGLARY: 400})
        sensitive = load(*(row(flags={}, **SAFE) for _n in range(30)))

        decide()

        of_sensitive = StageEvent.objects.filter(case__in=sensitive)
        assert set(of_sensitive.values_list("decision", "selection_probability")) == {
            ("INVITE", 1.0)
        }

    @pytest.mark.slow
    def test_asks_nobody_in_the_place_of_who_could_not_be_reached(self, monkeypatch):
        plan_for(monkeypatch, {BURGLARY: 400})
        load(*(row() for _n in range(60)))
        decide()
        queue()
        OutboxMessage.objects.update(state="failed")

        again = decide(NOW + timedelta(days=1))

        assert again == {}

    def test_offers_no_language_without_a_text(self):
        [case] = load(row(language="pl"))

        decide()

        assert codes(case) == {"ST1": "LANG"}

    def test_writes_one_audit_row_with_counts_alone(self):
        load(row(), row(birth_year=None))

        decide()

        audited = AuditEvent.objects.get(kind="eligibility.decided")
        assert audited.details["codes"] == {"INVITE": 1, "AGE": 1}

    @pytest.mark.slow
    def test_costs_the_same_queries_for_many_cases_as_for_few(self, django_assert_max_num_queries):
        load(*(row() for _n in range(5)))
        with CaptureQueriesContext(connection) as few:
            decide()
        load(*(row() for _n in range(150)))

        with django_assert_max_num_queries(len(few)):
            decide()


class TestADraftLanguage:
    def test_is_asked_in_where_the_people_are_simulated(self):
        (case,) = load(row(language="cy"))

        decide()

        assert codes(case) == {"ST1": "INVITE"}

    @pytest.mark.parametrize(("language", "code"), [("cy", "LANG"), ("en", "INVITE")])
    def test_is_no_language_to_invite_real_people_in(self, language, code):
        (case,) = load(row(language=language))
        DataOrigin.objects.update(origin=DataOrigin.Origin.REAL)

        decide()

        assert codes(case) == {"ST1": code}


class TestQueueInvitations:
    def test_writes_an_invitation_and_its_message(self):
        load(row(language="cy"))
        decide()

        assert queue() == 1

        message = OutboxMessage.objects.get()
        assert (message.state, message.transport, message.attempts) == ("due", "development", 0)
        assert message.invitation.language == "cy"

    def test_stores_the_hash_of_the_token_alone(self):
        load(row())
        decide()
        queue()

        invitation = Invitation.objects.get()
        token = outbox.token_of(invitation)

        assert invitation.token_hash == tokens.hash_token(token)
        assert token not in str(Invitation.objects.values().get())

    def test_writes_none_the_second_time(self):
        load(row())
        decide()

        assert [queue(), queue()] == [1, 0]

    def test_writes_none_for_those_who_are_not_to_be_asked(self):
        load(row(birth_year=None), row(flags={}))
        decide()

        assert queue() == 0

    def test_writes_none_where_there_is_nobody_to_reach(self):
        [case] = load(row(contact_mobile=""))
        StageEvent.objects.create(
            case=case, survey_stage="ST1", on=on(20), period="2026-Q4", decision="INVITE",
            decided_at=NOW,
        )  # fmt: skip

        assert queue() == 0

    @pytest.mark.safety
    def test_saf_11_lets_messages_fall_due_in_sending_hours_only(self):
        load(*(row() for _n in range(5)))
        decide()

        queue(at=NOW.replace(hour=22))

        due = OutboxMessage.objects.values_list("due_at", flat=True)
        assert {localtime(moment).hour for moment in due} == {9}

    @pytest.mark.safety
    @pytest.mark.parametrize("hour", [3, 8, 17, 18, 22])
    def test_saf_11_spreads_what_is_queued_outside_sending_hours_as_well(self, hour):
        load(*(row() for _n in range(12)))
        decide()
        queue_actions.queue_invitations(
            transport="notify", spread=timedelta(hours=3), by=TESTER, at=NOW.replace(hour=hour)
        )

        due = list(OutboxMessage.objects.values_list("due_at", flat=True))
        assert len(set(due)) == 12
        assert all(sending_hours.may_send(moment) for moment in due)

    @pytest.mark.safety
    def test_saf_11_spreads_messages_so_that_a_batch_shows_no_pattern(self):
        load(*(row() for _n in range(12)))
        decide()
        queue_actions.queue_invitations(
            transport="notify", spread=timedelta(hours=3), by=TESTER, at=NOW
        )

        due = list(OutboxMessage.objects.order_by("pk").values_list("due_at", flat=True))
        assert len(set(due)) == 12
        assert due != sorted(due)
        assert all(NOW <= moment < NOW + timedelta(hours=3) for moment in due)


class TestTheFunnel:
    def test_adds_up(self):
        load(
            row(),
            row(birth_year=None),
            row(is_business=True),
            row(flags={}),
            row(contact_mobile=""),
            row(reported_on=TODAY, stage_on=TODAY),
        )

        counts = decide()
        queue()

        assert sum(counts.values()) == StageEvent.objects.count()
        assert counts == Counter(StageEvent.objects.values_list("decision", flat=True))
        assert counts["INVITE"] == Invitation.objects.count()

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from config.demo import assumptions, facts
from config.demo.answers import answering, invitations, opinions
from config.demo.answers.invitations import DecidedEvent
from config.demo.answers.opinions import ITEMS, Character
from config.demo.plan import SEED
from config.demo.planted import Planted, PlantedIssue
from config.demo.staff import interviews
from config.demo.victims import case_file, open_cases, people, timelines
from responses.case_files.case import CaseStage, EventKind, EventRow
from responses.case_files.cells.contacts import is_simulated_number
from responses.case_files.columns import CaseRow
from responses.cases.stages import SurveyStage
from responses.eligibility.chances import LEAST_CHANCE
from responses.eligibility.rules import Decision
from responses.eligibility.sampling import SamplingPlan
from responses.vault.sending_hours import is_open_day, may_send
from tests.conftest import IS_WHOLE, SAMPLE_SEED

TODAY = date(2026, 11, 16)
REPORTED = date(2026, 3, 2)
KEPT = case_file.RecordQuality(flags_known=1, mobile=1, safe_record=1, told=1)
NO_FLAGS = dict(assumptions.ALL_NO)


def chance(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def outcome(code: str, on: date, told_on: date | None) -> EventRow:
    return EventRow(EventKind.OUTCOME, (code,), on, told_on)


def burglary(**changed: object) -> CaseRow:
    row = CaseRow(
        case_key="S1",
        force="kent",
        reported_on=REPORTED,
        stage=CaseStage.REPORT,
        stage_on=REPORTED,
        crime_group="burglary",
        flags=NO_FLAGS,
        birth_year=1980,
    )
    return replace(row, **changed)


def contact(**changed: object) -> case_file.Contacts:
    usual = case_file.Contacts(
        has_mobile=np.array([True]),
        is_bad_number=np.array([False]),
        number_safe=["unknown"],
        safe_rank=np.array([0.5]),
        has_adviser=np.array([False]),
        is_handed_code=np.array([False]),
        is_opted_out=np.array([False]),
        is_repeat=np.array([False]),
    )
    return replace(usual, **changed)


def ask(row: CaseRow, *, sampled: float = 1.0, last_day: date = TODAY, **changed: object):
    return invitations.decide_events(
        chance(),
        rows=[row],
        contacts=contact(**changed),
        kept=KEPT,
        sampled=sampled,
        plan=EVERYBODY,
        last_day=last_day,
    )


def codes(asked: list[DecidedEvent]) -> dict[str, str]:
    return {one.survey_stage.value: one.decision.value for one in asked}


EVERYBODY = SamplingPlan(seed="everybody")


class TestAsking:
    def test_invites_in_the_window(self):
        (asked,) = ask(burglary())

        assert asked.decision is Decision.INVITE
        assert 13 <= (asked.asked_on - REPORTED).days <= 42
        assert asked.asked_on.isoweekday() != 7

    def test_waits_for_a_window_that_is_not_open(self):
        (asked,) = ask(burglary(), last_day=REPORTED + timedelta(days=5))

        assert asked.decision is Decision.PENDING

    def test_leaves_a_person_alone_who_was_just_asked(self):
        told = REPORTED + timedelta(days=20)
        row = burglary(events=(outcome("18", told, told),))

        assert codes(ask(row)) == {"ST1": "INVITE", "ST3a": "FATIGUE"}

    def test_asks_again_after_a_long_time(self):
        told = REPORTED + timedelta(days=170)
        row = burglary(events=(outcome("18", told, told),))

        assert codes(ask(row)) == {"ST1": "INVITE", "ST3a": "INVITE"}

    def test_counts_an_outcome_the_victim_did_not_hear(self):
        row = burglary(events=(outcome("18", REPORTED + timedelta(days=10), None),))

        assert codes(ask(row))["ST3a"] == "NOT-TOLD"

    def test_asks_of_abuse_only_with_a_safe_contact_record(self):
        row = burglary(flags={**NO_FLAGS, "domestic_abuse": True})

        assert codes(ask(row)) == {"ST1": "INVITE"}
        assert codes(ask(row, safe_rank=np.array([1.0]))) == {"ST1": "NOSAFE"}

    def test_asks_of_abuse_only_with_an_agreed_word(self):
        row = burglary(flags={**NO_FLAGS, "domestic_abuse": True})
        last_with_record = np.array([KEPT.safe_record - 0.001])

        assert codes(ask(row, safe_rank=last_with_record)) == {"ST1": "NOWORD"}

    def test_takes_unknown_flags_for_sensitive(self):
        assert codes(ask(burglary(flags={}), safe_rank=np.array([1.0]))) == {"ST1": "NOSAFE"}

    def test_draws_a_sample_of_volume_crime_and_all_of_abuse(self):
        abuse = burglary(flags={**NO_FLAGS, "domestic_abuse": True})

        def chance_of(row: CaseRow, stage: SurveyStage) -> float:
            return invitations.probability(row, stage, sampled=0.5, plan=EVERYBODY)

        assert chance_of(burglary(), SurveyStage.REPORT) == 0.5
        assert chance_of(abuse, SurveyStage.REPORT) == 1
        assert chance_of(burglary(), SurveyStage.CHARGED) == 1

    def test_keeps_the_chance_of_those_not_drawn(self):
        (asked,) = ask(burglary(), sampled=1e-9)

        assert asked.decision is Decision.NOT_SAMPLED
        assert asked.selection_probability == LEAST_CHANCE

    def test_keeps_no_chance_of_those_excluded(self):
        (asked,) = ask(burglary(is_business=True))

        assert asked.decision is Decision.BUSINESS
        assert asked.selection_probability is None


class TestTimelines:
    @given(st.integers(0, 2**16))
    @settings(max_examples=15, deadline=None)
    def test_never_look_into_the_future(self, seed: int):
        known = facts.load()
        reported = timelines.draw_reports(chance(seed), 60, first_day=REPORTED, last_day=TODAY)

        times = timelines.draw(
            chance(seed),
            kinds=["burglary"] * 60,
            reported=reported,
            told_share=0.9,
            last_day=TODAY,
            force=known.forces["kent"],
            has_adviser=np.zeros(60, dtype=bool),
        )

        for days in (times.decided, times.told, times.investigated, times.concluded):
            assert (days <= TODAY.toordinal()).all()
        happened = times.told != timelines.NEVER
        assert (times.told[happened] >= times.decided[happened]).all()
        assert (times.decided[happened] > times.reported[happened]).all()

    def test_spread_reports_evenly(self):
        days = timelines.draw_reports(chance(), 1_000, first_day=REPORTED, last_day=TODAY)

        half = (REPORTED.toordinal() + TODAY.toordinal()) / 2
        assert abs(int((days <= half).sum()) - 500) < 5

    def test_tell_the_state_of_a_case_by_its_last_event(self):
        assert timelines.state([outcome("1", TODAY, None)]) == (CaseStage.CHARGED, TODAY)
        assert timelines.state([outcome("8", TODAY, None)]) == (CaseStage.OUT_OF_COURT, TODAY)
        assert timelines.state([outcome("18", TODAY, None)]) == (CaseStage.NFA_POLICE, TODAY)


class TestPeople:
    def test_differ_by_crime_and_by_force(self):
        known = facts.load()

        def drawn(kind: str, force: str) -> people.People:
            return people.draw(chance(), kinds=[kind] * 4_000, force=known.forces[force])

        assert drawn("sexual", "kent").is_female.mean() > 0.8
        assert drawn("bicycle", "kent").is_female.mean() < 0.35
        white = facts.ETHNIC_GROUPS.index("white")
        assert (drawn("vehicle", "cumbria").ethnic_group == white).mean() > 0.95
        assert (drawn("vehicle", "metropolitan").ethnic_group == white).mean() < 0.6

    def test_are_disabled_more_often_when_older(self):
        known = facts.load()
        drawn = people.draw(chance(), kinds=["vehicle"] * 8_000, force=known.forces["kent"])

        old, young = drawn.age >= 65, drawn.age < 35
        assert drawn.is_disabled[old].mean() > drawn.is_disabled[young].mean() + 0.1


def one_opinion(level: float = 0.0) -> opinions.Opinions:
    return opinions.Opinions(level=np.array([level]), own=np.array([0.0]), informed=np.array([0.0]))


def leaning(level: float = 0.0):
    return opinions.leaning(
        opinions=one_opinion(level),
        at=np.array([0]),
        character=Character(level=0.0, items=np.zeros(len(ITEMS))),
    )


def planted_shifts(issue: PlantedIssue, *, day: int):
    return opinions.planted_shifts(
        (Planted(issue, 10),), force="kent", answered_on=np.array([day]), stages=["ST1"],
        is_disabled=np.array([False]),
    )[0]  # fmt: skip


class TestOpinions:
    def test_of_the_middling_give_each_item_its_own_share(self):
        found = opinions.share_positive(leaning())[0]

        for item, share in zip(ITEMS, found, strict=True):
            assert share == pytest.approx(sum(item.shares[: item.positive]))

    def test_are_of_better_informed_people_where_an_adviser_helped(self):
        known, number = facts.load(), 6_000
        victims = people.draw(chance(), kinds=["violence"] * number, force=known.forces["kent"])
        is_helped = np.arange(number) % 2 == 0

        found = opinions.draw(
            chance(2),
            kinds=["violence"] * number,
            outcomes=["0"] * number,
            people=victims,
            characteristics=people.draw_characteristics(chance(3), people=victims),
            force=Character(level=0.0, items=np.zeros(len(ITEMS))),
            has_adviser=is_helped,
        )

        informed = found.informed > 0
        more = informed[is_helped].mean() - informed[~is_helped].mean()
        assert more == pytest.approx(assumptions.INFORMED_BY_ADVISER, abs=0.04)

    def test_that_are_better_are_more_often_positive(self):
        assert (opinions.share_positive(leaning(1.0)) > opinions.share_positive(leaning())).all()

    def test_are_picked_as_often_as_is_true(self):
        logits = np.repeat(leaning(0.4), 20_000, axis=0)

        for item, picked, true in zip(
            ITEMS,
            opinions.picks(chance(), logits),
            opinions.share_positive(leaning(0.4))[0],
            strict=True,
        ):
            base = [one[0] for one in picked if one and one[0] in item.choices]
            positive = sum(choice in item.choices[: item.positive] for choice in base)
            assert positive / len(base) == pytest.approx(true, abs=0.015)

    def test_shift_from_the_first_day_of_an_issue_in_its_force_alone(self):
        here = PlantedIssue(name="", item="Q-INF-1", force="kent", weeks_ago=1, size=-1.0)
        there, everywhere = replace(here, force="essex"), replace(here, force=None)
        place = [item.code for item in ITEMS].index("Q-INF-1")

        assert planted_shifts(here, day=10)[place] == -1
        assert planted_shifts(everywhere, day=10)[place] == -1
        assert not planted_shifts(here, day=9).any()
        assert not planted_shifts(there, day=10).any()
        assert planted_shifts(here, day=10).sum() == -1


class TestAnswering:
    @given(st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 1, 1)))
    def test_dates_sendings_inside_the_hours_winter_and_summer(self, day: date):
        workday = next(
            one for one in (day + timedelta(days=more) for more in range(9)) if is_open_day(one)
        )

        when = answering.timing(chance(workday.toordinal()), [workday] * 20)

        assert all(may_send(sent) for sent in when.sent)
        assert (when.begun > when.opened).all()
        assert (when.ended > when.begun).all()
        assert (when.ended < (answering.LINK_DAYS + 1) * 86_400).all()

    def test_is_likelier_of_the_old_and_of_the_content(self):
        known = facts.load()
        number = 30_000
        drawn = people.draw(chance(), kinds=["vehicle"] * number, force=known.forces["kent"])
        own = chance(2).standard_normal(number)
        wants = answering.answers_wanted(
            chance(3),
            at=np.arange(number),
            kinds=["vehicle"] * number,
            people=drawn,
            opinions=opinions.Opinions(level=own, own=own, informed=own),
            days=np.full(number, 5),
        )

        assert wants[drawn.age >= 65].mean() > wants[drawn.age < 25].mean() + 0.1
        assert own[wants].mean() > own[~wants].mean()


class TestOpenCases:
    @pytest.mark.slow
    def test_have_one_simulated_number_each(self):
        rows = open_cases.draw(seed=1, today=TODAY)

        numbers = [row.contact_mobile for row in rows]
        assert len(set(numbers)) == len(numbers) <= 988
        assert all(is_simulated_number(number) for number in numbers)

    @pytest.mark.slow
    def test_are_in_the_window_of_their_report(self):
        for row in open_cases.draw(seed=1, today=TODAY):
            assert 14 <= (TODAY - row.reported_on).days <= 42

    def test_hold_a_whole_safe_contact_record_or_none(self):
        for row in open_cases.draw(seed=1, today=TODAY):
            assert bool(row.safe_contact_confirmed_on) == (row.safe_contact_channel == "sms")
            assert not row.safe_word_hash or row.number_safe == "yes"

    @pytest.mark.slow
    def test_give_the_staff_of_one_force_somebody_to_wait_for(self):
        for day in range(0 if IS_WHOLE else SAMPLE_SEED % 3, 40, 1 if IS_WHOLE else 3):
            rows = open_cases.draw(seed=1, today=TODAY + timedelta(days=day))
            named = [row.advocate_route for row in rows if row.flags.get("honour_based")
                     and row.force == open_cases.STAFF_FORCE]  # fmt: skip

            assert {"", "IDVA"} <= set(named)

    @pytest.mark.slow
    def test_give_a_service_more_than_choose_a_call(self):
        for day in range(0 if IS_WHOLE else SAMPLE_SEED % 3, 40, 1 if IS_WHOLE else 3):
            rows = open_cases.draw(seed=1, today=TODAY + timedelta(days=day))
            given = [row for row in rows if row.force == open_cases.STAFF_FORCE
                     and row.advocate_route == "IDVA" and row.flags["domestic_abuse"]]  # fmt: skip

            assert len(given) > interviews.LEFT_TO_ADVISERS

    def test_come_from_every_force(self):
        forces = {row.force for row in open_cases.draw(seed=1, today=TODAY)}

        assert forces == set(facts.load().forces)

    def test_give_who_chooses_a_call_a_number_of_nobody_else(self):
        others = {row.contact_mobile for row in open_cases.draw(seed=SEED, today=TODAY)}

        chose = [
            row.contact_mobile for row in open_cases.draw_victims_to_call(seed=SEED, today=TODAY)
        ]
        assert len({*chose}) == len(chose)
        assert {*others}.isdisjoint(chose)

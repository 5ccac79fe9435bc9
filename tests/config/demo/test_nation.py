from collections import Counter
from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from config.demo import assumptions as assumed
from config.demo import facts, nation
from config.demo.answers.opinions import ITEMS
from config.demo.nation import ForceHistory
from config.demo.plan import SEED, Plan, plan_for
from config.demo.planted import FALLING_FORCE
from config.demo.seeding import generation, second_process
from responses.eligibility.rules import DRAWN_FROM, Decision, is_adult
from responses.vault.sending_hours import may_send
from survey import selectors
from survey.bank.pathways import NATIONAL, SHORT_CORE
from survey.flow import answer_checks, steps
from tests.config.forms import form_of, path_before_equality
from tests.config.true_shares import truth_of
from tests.survey import shipped

Histories = dict[str, ForceHistory]


def replies(histories: Histories):
    return [
        (history, history.asked[place], reply)
        for history in histories.values()
        for place, reply in history.replies.items()
    ]


@pytest.mark.slow
class TestNation:
    def test_is_the_same_for_the_same_seed(self, plan: Plan, histories: Histories):
        again = next(nation.forces(plan, only=["kent"]))

        assert again.rows == histories["kent"].rows
        assert again.asked == histories["kent"].asked
        assert again.replies == histories["kent"].replies

    def test_is_another_for_another_seed(self, plan: Plan, histories: Histories):
        other = next(nation.forces(replace(plan, seed=8), only=["kent"]))

        assert other.rows != histories["kent"].rows

    def test_is_the_same_made_in_a_second_process(self, plan: Plan):
        tiny = replace(plan, responses=200, weeks=8)

        with second_process.start_process(is_worth_it=True) as other:
            other.begin("config.demo.seeding.generation.forces", tiny)
            made = list(other.finish())

        assert made == list(generation.forces(tiny))

    def test_has_about_as_many_responses_as_were_asked_for(self, plan: Plan, histories: Histories):
        counted = sum(bool(reply.answers and reply.counts) for *_, reply in replies(histories))

        # The last weeks' answers are still to come, and this nation is short.
        assert 0.7 * plan.responses < counted < 1.1 * plan.responses

    def test_files_crimes_in_the_proportions_recorded(self, histories: Histories):
        filed = Counter(row.crime_group for row in histories["west-yorkshire"].rows)
        mix = dict(zip(facts.KINDS, facts.load().forces["west-yorkshire"].mix, strict=True))

        persons = [kind for kind in mix if kind not in assumed.SHARE_FILED and "_bus" not in kind]
        persons = [kind for kind in persons if kind not in {"robbery", "burglary"}]
        expected = np.array([mix[kind] for kind in persons])
        found = np.array([filed[kind] for kind in persons])
        assert found / found.sum() == pytest.approx(expected / expected.sum(), abs=0.04)

    def test_ends_cases_in_the_proportions_assigned(self, histories: Histories):
        rows = [row for h in histories.values() for row in h.rows if row.crime_group == "violence"]
        old = [row for row in rows if (date(2026, 11, 15) - row.reported_on).days > 150]
        found = Counter(row.outcome_codes for row in old)

        # A third of violence ends because the victim does not support action; a tenth is charged.
        assert 0.25 < found[("16",)] / len(old) < 0.5
        assert 0.05 < found[("1",)] / len(old) < 0.15

    def test_dates_every_sending_inside_sending_hours(self, histories: Histories):
        assert all(may_send(reply.invited_at) for *_, reply in replies(histories))

    def test_asks_nobody_who_may_not_be_asked(self, histories: Histories):
        for history, asked, _ in replies(histories):
            row = history.rows[asked.at]
            assert asked.decision is Decision.INVITE
            assert is_adult(row.birth_year, today=asked.asked_on)
            assert not (row.is_business)
            assert not (row.is_victimless)
            assert not (row.is_deceased)
            assert not row.exclude_code
            assert row.language in {"en", "cy"}

    def test_gives_every_stage_event_one_code(self, histories: Histories):
        for history in histories.values():
            events = [(one.at, one.survey_stage, one.on) for one in history.asked]
            assert len(events) == len(set(events))
            assert {one.at for one in history.asked} == set(range(len(history.rows)))

    def test_states_the_chance_of_whoever_could_be_drawn(self, histories: Histories):
        for history in histories.values():
            for one in history.asked:
                has_chance = one.selection_probability is not None
                assert has_chance == (one.decision in DRAWN_FROM)

    def test_draws_large_forces_thinner(self, histories: Histories):
        def sampled(code: str) -> float:
            codes = Counter(one.decision for one in histories[code].asked)
            return codes["INVITE"] / (codes["INVITE"] + codes["NOT-SAMPLED"])

        assert sampled("metropolitan") < sampled("city-of-london") < 0.95

    def test_takes_steps_in_their_order(self, histories: Histories):
        for *_, reply in replies(histories):
            steps = [
                reply.invited_at,
                reply.delivered_at,
                reply.opened_at,
                reply.started_at,
                reply.completed_at,
            ]
            if reply.mode in {"web_code", "telephone"}:
                steps.remove(reply.delivered_at)
            if reply.answered_by == "paper":
                steps.remove(reply.opened_at)
            taken = [step for step in steps if step is not None]
            assert taken == sorted(taken)
            assert steps[: len(taken)] == taken
            assert reply.opened_at is None or reply.opened_at < reply.expires_at
            assert (reply.answers is None) == (reply.started_at is None)

    def test_is_asked_and_answers_in_welsh_in_wales_alone(self, histories: Histories):
        welsh = {code for code, h in histories.items() if any(r.language == "cy" for r in h.rows)}

        assert welsh <= {"dyfed-powys", "gwent", "north-wales", "south-wales"}
        assert "north-wales" in welsh

    def test_leaves_gaps_in_the_record_as_forces_do(self, histories: Histories):
        rows = [row for history in histories.values() for row in history.rows]

        for name, unknown in (("sex", "not_recorded"), ("ethnicity", "not_stated")):
            share = np.mean([getattr(row, name) == unknown for row in rows])
            assert 0 < share < 0.5
        assert 0.01 < np.mean([row.birth_year is None for row in rows]) < 0.06
        assert 0.02 < np.mean([not row.flags for row in rows]) < 0.12


@pytest.mark.slow
@pytest.mark.django_db
class TestAnswers:
    def test_could_have_been_given_on_the_pages(self, histories: Histories):
        short = shipped.instruments()[SHORT_CORE]
        national = shipped.instruments()[NATIONAL]
        given = [reply for *_, reply in replies(histories) if reply.answers][::5]

        for reply in given:
            form = form_of(reply, short=short, national=national)
            picked = {code: tuple(choices) for code, choices in reply.answers.items()}
            assert set(picked) <= {question.code for question in steps.path(form, picked)}
            for code, choices in picked.items():
                if choices:
                    checked = answer_checks.check_answer(form.question(code), choices)
                    assert set(checked) == set(choices)

    def test_of_whoever_sent_them_in_are_all_that_was_asked_in_its_order(
        self, histories: Histories
    ):
        short = shipped.instruments()[SHORT_CORE]
        national = shipped.instruments()[NATIONAL]
        sent_in = [
            reply
            for *_, reply in replies(histories)
            if reply.completed_at and not reply.answered_by
        ][::3]

        assert {reply.more_choice for reply in sent_in} == {"wanted", "declined", "stopped"}
        for reply in sent_in:
            form = form_of(reply, short=short, national=national)
            asked = path_before_equality(form, reply)
            assert [code for code in reply.answers if not code.startswith("EQ-")] == asked

    def test_know_every_item_of_the_core(self, now):
        instrument = selectors.current_instrument(now.date())

        for item in ITEMS:
            codes = instrument.question(item.code).choice_codes
            assert {*item.choices, *item.apart} <= codes
        assert len(ITEMS) == 10


@pytest.mark.slow
class TestTruth:
    def test_differs_between_forces(self, plan: Plan, histories: Histories):
        truth = truth_of(histories.values())
        shares = [truth.share("Q-OVR-1", period="2026-Q3", force=code) for code in histories]

        assert 0.03 < np.std(shares) < 0.1

    def test_of_the_nation_lies_amid_its_forces(self, plan: Plan, histories: Histories):
        truth = truth_of(histories.values())
        shares = [truth.share("Q-OVR-1", period="2026-Q3", force=code) for code in histories]

        assert min(shares) < truth.share("Q-OVR-1", period="2026-Q3") < max(shares)

    def test_can_be_made_again_from_the_plan_alone(self, plan: Plan, histories: Histories):
        again = truth_of(nation.forces(plan, only=["kent"]))

        whole = truth_of(histories.values())
        assert again.share("Q-INF-1", period="2026-Q3", force="kent") == pytest.approx(
            whole.share("Q-INF-1", period="2026-Q3", force="kent")
        )


@pytest.mark.slow
class TestPlantedIssues:
    def test_stand_in_the_truth_of_their_own_force_and_item_alone(self):
        plan = plan_for(date(2026, 11, 16), responses=4_000, weeks=30, seed=SEED)
        falls = "Q-TRT-2a"

        def fall(code: str, item: str) -> float:
            truth = truth_of(nation.forces(plan, only=[code]))
            before, now = (
                truth.share(item, period=period, force=code) for period in ("2026-Q3", "2026-Q4")
            )
            return before - now

        assert fall(FALLING_FORCE, falls) > 0.06
        assert abs(fall(FALLING_FORCE, "Q-CON-1")) < 0.04 > abs(fall("essex", falls))

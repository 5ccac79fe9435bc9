from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pytest
import time_machine
from django.core.management import call_command
from django.db.models import Model

from access import process_cache
from access.background import task_queue
from access.models import AuditEvent, DataOrigin, TaskRun
from analytics import tasks
from analytics.cube import ledger_entries
from analytics.cube import meanings as cube_meanings
from analytics.models import (
    Cell,
    CharacteristicGap,
    Coverage,
    QuarterState,
    ShownTable,
    StandardisedShare,
    WeightRun,
)
from analytics.refresh.actions import refill
from analytics.refresh.selectors import counted, progress
from analytics.stats.proportions import wilson_interval
from analytics.stats.shares import add_bins, tally_of
from config.demo.answers.opinions import ITEMS
from config.demo.seeding import figures, loading
from config.demo.victims.open_cases import AGREED_WORD
from responses import extract
from responses.answering.selectors import respondents
from responses.cases import selectors as cases_selectors
from responses.cases.sensitivity import is_sensitive_case
from responses.eligibility.rules import BY_CODE, WAITS_FOR_SAFE_CONTACT, Decision
from responses.models import Case, Import, Invitation, OutboxMessage, Response, StageEvent
from responses.vault.sending_hours import may_send
from survey.definition.types import Meaning
from tests.config.conftest import QUARTER
from tests.config.true_shares import Truth, truth_of
from tests.conftest import NOW, TESTER

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
FILLED = (Cell, Coverage, ShownTable, WeightRun, StandardisedShare, CharacteristicGap)
WHEN = {"id", "filled_at"}
NO_NUMBER = {Decision.NO_CONTACT_DATA, Decision.BAD_NUMBER}


@pytest.fixture(scope="module")
def truth(plan, histories) -> Truth:
    return truth_of(histories.values())


def cells() -> dict[str, dict[str, dict[str, list[float]]]]:
    rows = list(ledger_entries.countable(extract.answer_rows(period=QUARTER)))
    found = counted.count_rows(rows, list(extract.frame_counts(QUARTER))).bins
    return {force: bins for (force, dimension, _), bins in found.items() if dimension == "all"}


def unweighted(item: str) -> float:
    meanings = cube_meanings.meanings()[item]
    picked: Counter[Meaning] = Counter()
    for row in extract.answer_rows(period=QUARTER):
        choice = next(iter(row.answers.get(item, ())), None)
        if choice:
            picked[meanings[choice]] += 1
    base = picked.total() - picked[Meaning.OUT_OF_BASE]
    return picked[Meaning.POSITIVE] / base


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as travelled:
        yield travelled


def stored() -> dict[str, list[str]]:
    return {model.__name__: sorted(map(repr, _rows(model))) for model in FILLED}


def _rows(model: type[Model]) -> Iterator[tuple[object, ...]]:
    names = [field.attname for field in model._meta.concrete_fields if field.attname not in WHEN]
    yield from model.objects.values_list(*names)


def empty() -> None:
    for model in (*FILLED, QuarterState):
        model.objects.all().delete()


def work() -> int:
    """Do what a worker would find to do."""
    waiting = task_queue.pending(progress.TASK)
    for arguments in waiting:
        tasks.refill_quarter.func(*arguments)
    return len(waiting)


def fill(**options: int) -> int:
    return figures.fill(by=TESTER, at=NOW, say=lambda _: None, **options)


class TestResponses:
    def test_hold_answers_to_what_their_own_form_asks(self, seeded):
        kept = Response.objects.select_related("instrument", "more_instrument")
        for choice in ("", *Response.MoreChoice.values):
            for response in kept.filter(more_choice=choice, instrument__version=3)[:60]:
                journey = respondents.journey_of(response)
                assert response.answers.keys() <= {question.code for question in journey.path}
                assert journey.is_core_done is (response.core_done_at is not None)

    def test_are_begun_with_the_version_of_their_day(self, seeded):
        counts = Counter(
            Response.objects.values_list("instrument__version", "more_instrument__code")
        )

        assert counts[3, "national"] > 100
        assert counts[3, None] > counts[3, "national"]

    def test_say_who_handed_a_code_over(self, seeded):
        helped = [row for row in extract.answer_rows(period=QUARTER) if row.mode == "web_code"]

        assert len(helped) > 20
        assert all(row.assisted_by for row in helped)
        assert {row.route for row in helped} == {"code_adviser", "code_officer"}

    def test_are_of_most_sensitive_cases_that_wait_for_a_word_or_a_code(self, seeded):
        counts = Counter(
            decision
            for decision, flags, group, risk in StageEvent.objects.values_list(
                "decision", "case__flags", "case__crime_group", "case__risk_level"
            )
            if is_sensitive_case(flags=flags, crime_group=group, risk_level=risk)
        )
        waits = sum(counts[code] for code in (BY_CODE | WAITS_FOR_SAFE_CONTACT) - NO_NUMBER)

        assert counts["INVITE"] / (counts["INVITE"] + waits) > 0.6


class TestEstimates:
    def test_come_closer_to_the_truth_by_weighting(self, seeded, truth):
        bins, meanings = cells(), cube_meanings.meanings()

        by_weight, without = [], []
        for item in (one.code for one in ITEMS):
            whole = add_bins(of_force.get(item, {}) for of_force in bins.values())
            tally = tally_of(bins=whole, meanings=meanings[item])
            true = truth.share(item, period=QUARTER)
            by_weight.append(tally.share(Meaning.POSITIVE) - true)
            without.append(unweighted(item) - true)

        assert np.mean(by_weight) < np.mean(without) - 0.001
        assert abs(np.mean(by_weight)) < 0.02
        assert max(map(abs, by_weight)) < 0.05

    def test_cover_the_truth_of_nineteen_forces_in_twenty(self, seeded, truth):
        meanings = cube_meanings.meanings()
        covered = []
        for force, bins in cells().items():
            for item in (one.code for one in ITEMS):
                tally = tally_of(bins=bins[item], meanings=meanings[item])
                interval = wilson_interval(
                    successes=tally.share(Meaning.POSITIVE) * tally.effective_base,
                    trials=tally.effective_base,
                )
                true = truth.share(item, period=QUARTER, force=force)
                covered.append(interval.lower <= true <= interval.upper)

        assert len(covered) == 440
        assert 0.91 <= np.mean(covered) <= 0.99

    def test_show_that_some_groups_are_less_content(self, seeded):
        content: dict[str, list[bool]] = defaultdict(list)
        for row in extract.answer_rows():
            said, overall = row.answers.get("EQ-DIS-1"), row.answers.get("Q-OVR-1")
            if said and overall:
                content[said[0]].append(overall[0] in {"very_satisfied", "fairly_satisfied"})

        assert np.mean(content["yes"]) < np.mean(content["no"])


class TestSeeding:
    def test_stamps_the_database_as_simulated(self, seeded):
        assert DataOrigin.objects.get().origin == "simulated"
        assert set(Case.objects.values_list("source", flat=True)) == {Import.Source.SIMULATOR}

    def test_says_how_far_it_is(self, seeded):
        assert sum(" of 44." in line for line in seeded.said) == 44

    def test_gives_every_force_figures_and_coverage(self, seeded):
        for model in (Cell, Coverage):
            forces = model.objects.filter(period=QUARTER).values_list("force_id", flat=True)
            assert len(set(forces)) == 44

    def test_makes_a_funnel_that_adds_up(self, seeded):
        rows = list(Coverage.objects.filter(dimension="all").values_list("counts", flat=True))
        steps = {"recorded", "invited", "undeliverable", "delivered", "opened", "started"}
        steps |= {"completed", "usable", "apart", "guarded", "guarded_invited"}

        for counts in rows:
            codes = {name: n for name, n in counts.items() if name not in steps}
            assert sum(codes.values()) == counts["recorded"]
        assert sum(counts["recorded"] for counts in rows) == StageEvent.objects.count()
        assert sum(counts.get("invited", 0) for counts in rows) == Invitation.objects.count()

    def test_counts_whom_only_a_word_or_a_code_can_reach_and_asks_most_of_them(self, seeded):
        counted = Counter()
        for counts in Coverage.objects.filter(dimension="all").values_list("counts", flat=True):
            counted.update(counts)

        assert counted["guarded"] > 1_000
        assert 0.6 <= counted["guarded_invited"] / counted["guarded"] < 1

    def test_keeps_no_link_and_no_contact_of_the_past(self, seeded):
        past = Invitation.objects.exclude(stage_event__case__case_key__startswith="L")

        assert past.count() == seeded.summary.invitations
        assert not past.filter(token_hash__isnull=False).exists()
        assert not OutboxMessage.objects.filter(invitation__in=past).exists()

    def test_texts_open_cases_inside_sending_hours(self, seeded):
        sent = OutboxMessage.objects.all()

        assert 100 < sent.count() == seeded.summary.texts <= 988
        assert all(may_send(at) for at in sent.values_list("sent_at", flat=True))
        assert set(sent.values_list("transport", flat=True)) == {"development"}
        assert {"en", "cy"} == set(sent.values_list("invitation__language", flat=True))

    @pytest.mark.safety
    def test_saf_6_sends_no_sensitive_link_that_opens_by_a_year_of_birth(self, seeded):
        links = Invitation.objects.filter(messages__isnull=False).select_related(
            "stage_event__case"
        )
        gates = [(cases_selectors.is_sensitive(one.stage_event.case), one.pk) for one in links]
        sensitive = [respondents.gate_of(pk) for is_sensitive, pk in gates if is_sensitive]
        others = [respondents.gate_of(pk) for is_sensitive, pk in gates if not is_sensitive]

        assert len(sensitive) > 60
        assert [gate for gate in sensitive if gate.birth_year or not gate.is_word_only] == []
        assert all(gate.accepts(AGREED_WORD) for gate in sensitive[:2])
        assert {gate.is_word_only for gate in others} == {True, False}

    def test_leaves_some_to_wait_for_a_word(self, seeded):
        waiting = StageEvent.objects.filter(decision="NOWORD")

        assert waiting.filter(case__case_key__startswith="L").exists()
        assert waiting.exclude(case__case_key__startswith="L").exists()

    def test_holds_as_many_responses_as_it_says(self, seeded):
        assert Response.objects.count() == seeded.summary.responses


class TestOpenLink:
    def test_is_another_once_one_is_begun(self, seeded):
        first = loading.find_open_link("en", at=NOW)

        used = respondents.invitation_by_token(first.link[-12:], at=NOW)
        Invitation.objects.filter(pk=used.pk).update(gate_tries=1)

        assert loading.find_open_link("en", at=NOW) != first

    def test_is_none_when_all_have_expired(self, seeded):
        assert loading.find_open_link("en", at=NOW + timedelta(days=40)) is None


class TestSeedDemo:
    def test_changes_nothing_the_second_time(self, seeded, capsys):
        before = (Case.objects.count(), AuditEvent.objects.count())

        call_command("seed_demo")

        assert "nothing was changed" in capsys.readouterr().out
        assert (Case.objects.count(), AuditEvent.objects.count()) == before


@pytest.mark.usefixtures("clock")
class TestFill:
    def test_leaves_nothing_to_fill(self, seeded):
        assert progress.filled() == set(extract.periods())
        assert fill() == 0
        assert figures.enqueue_rest(at=NOW) == 0

    @pytest.mark.nightly
    def test_goes_on_where_it_was_cut_short(self, seeded, monkeypatch):
        before = stored()
        empty()

        with monkeypatch.context() as cut:
            cut.setattr(refill, "_write_coverage", _break_off)
            with pytest.raises(KeyboardInterrupt):
                fill(newest=2)

        assert not progress.filled()
        assert fill(newest=1) == 1
        assert fill() == len(extract.periods()) - 1
        assert stored() == before


@pytest.mark.usefixtures("clock")
class TestLeaveTheRest:
    @pytest.mark.nightly
    def test_stores_in_the_end_what_is_stored_at_once(self, seeded):
        before = stored()
        empty()

        assert fill(newest=2) == 2
        assert figures.enqueue_rest(at=NOW) == work()

        assert stored() == before

    def test_wants_the_newest_that_is_over_first_and_each_once(self, seeded):
        empty()

        figures.enqueue_rest(at=NOW)
        figures.enqueue_rest(at=NOW)

        wanted = [period for (period,) in task_queue.pending(progress.TASK)]
        running, *over = extract.periods()[::-1]
        assert wanted == [*over, running]
        assert task_queue.pending(figures.MEASURE_CASES) == [(period,) for period in over]
        assert task_queue.pending(figures.COUNT_RECORDS) == [(over[0],)]


@pytest.mark.usefixtures("clock")
class TestProgress:
    @pytest.mark.nightly
    def test_tells_how_many_quarters_have_figures_while_others_wait(self, seeded):
        empty()
        quarters = len(extract.periods())

        fill(newest=2)
        figures.enqueue_rest(at=NOW)

        assert progress.progress() == progress.Progress(ready=2, of=quarters)
        work()
        process_cache.clear()
        assert progress.progress() is None

    def test_is_none_when_quarters_are_only_filled_again(self, seeded):
        for period in extract.periods():
            task_queue.enqueue(progress.TASK, period, at=NOW)

        assert progress.progress() is None

    def test_promises_nothing_of_a_quarter_that_was_given_up(self, seeded):
        Coverage.objects.filter(period=extract.periods()[0]).delete()
        task_queue.enqueue(progress.TASK, extract.periods()[0], at=NOW)
        assert progress.progress() is not None

        TaskRun.objects.update(hand_out_at=None, failed_at=NOW, given_up_at=NOW)
        process_cache.clear()

        assert progress.progress() is None


def _break_off(*_: object, **__: object) -> None:
    raise KeyboardInterrupt

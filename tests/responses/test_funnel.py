"""The exclusion funnel adds up, whatever happens to whatever cases (STAT-1)."""

import os
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from access.actor import RESPONDENT
from analytics import filling
from analytics.modes import NOT_ASKED
from analytics.tables import COVERED, EVERYBODY, MODE, Dimension
from responses import extract, funnel
from responses.answering.actions import answers, gate
from responses.case_files.case import CaseRow, CaseStage
from responses.eligibility.facts import SENSITIVE_FLAGS
from responses.eligibility.rules import OUT_OF_SCOPE, Decision, is_exclusion
from responses.eligibility.sampling import SamplingPlan, Stratum
from responses.eligibility.selectors import case_journeys
from responses.extract_rows import FrameRow
from responses.funnel import Step
from responses.invitations.actions import codes, opt_outs, record_delivery
from responses.invitations.actions.codes import NoCodeError
from responses.models import Case, Invitation, StageEvent
from responses.sms.provider import Accepted
from tests.conftest import NOW, TESTER
from tests.responses.asked import NO_FLAGS, PLAIN, SAFE, TODAY, decide, load, queue, send
from tests.responses.case_files.examples import case_rows

EXAMPLES = 400 if os.environ.get("TEST_SWEEP") == "whole" else 4
KNOWN_BY = (
    "force", "survey_stage", "crime_group", "mode", "sex", "age_band", "ethnicity_group",
    "disability",
)  # fmt: skip
FORCES = ("city-of-london", "gwent")


numbers = st.integers(300, 399).map("+447700900{}".format)
"""So few that one person has several cases."""

some_flag = st.dictionaries(st.sampled_from(sorted(SENSITIVE_FLAGS)), st.booleans(), max_size=1)


@st.composite
def askable_rows(draw: st.DrawFn) -> CaseRow:
    """Mostly such as may be asked about, each with some of what stands in the way."""
    reported_on = TODAY - timedelta(days=draw(st.integers(15, 41) | st.integers(0, 120)))
    stage = draw(st.just(CaseStage.REPORT) | st.sampled_from(CaseStage))
    stage_on = reported_on + timedelta(days=draw(st.integers(0, (TODAY - reported_on).days)))
    told_on = draw(st.none() | st.dates(stage_on, TODAY))
    hindrances = draw(st.just([]) | st.lists(st.sampled_from(sorted(HINDRANCES)), max_size=2))
    plain = replace(
        PLAIN,
        force=draw(st.sampled_from(FORCES)),
        reported_on=reported_on,
        stage=stage,
        stage_on=stage_on,
        victim_told_on=told_on,
        crime_group=draw(st.sampled_from(["burglary", "violence", "sexual"])),
        flags=NO_FLAGS | draw(st.just({}) | some_flag),
        sex=draw(st.sampled_from(["female", "male", ""])),
        birth_year=draw(st.integers(1940, 2007)),
        ethnicity_group=draw(st.sampled_from(["white", "asian", ""])),
        disability=draw(st.sampled_from(["yes", "no", ""])),
        language=draw(st.sampled_from(["en", "en", "cy", "xx"])),
        contact_mobile=draw(numbers),
        **draw(st.sampled_from([SAFE, {}])),
    )  # fmt: skip
    hindered = {name: value for key in hindrances for name, value in HINDRANCES[key].items()}
    return replace(plain, **hindered)


HINDRANCES: dict[str, dict[str, object]] = {
    "business": {"is_business": True},
    "deceased": {"is_deceased": True},
    "no number": {"contact_mobile": ""},
    "no age": {"birth_year": None},
    "excluded": {"exclude_code": "VULN", "exclude_by": "staff 7", "exclude_on": TODAY},
    "hearing": {"next_hearing_on": TODAY + timedelta(days=9)},
    "bereaved": {"victim_role": "bereaved"},
}


@dataclass
class Fate:
    """What becomes of an invitation, by three draws."""

    receipt: str
    depth: int
    """0 not opened, 1 opened, 2 started, 3 completed."""

    is_stopped: bool


fates = st.builds(
    Fate,
    receipt=st.sampled_from(["", "delivered", "permanent-failure", "technical-failure"]),
    depth=st.integers(0, 3),
    is_stopped=st.sampled_from([False, False, True]),
)


def live_through(rows: list[CaseRow], draws: list[Fate], days: int) -> None:
    """Load, decide, send, hear and answer; load some of it again, amended; decide again."""
    load(*rows)
    decide()
    queue()
    send()
    hand_over_codes()
    for invitation, fate in zip(Invitation.objects.order_by("pk"), draws, strict=False):
        befall(invitation, fate)
    amended = [replace(row, stage=CaseStage.CHARGED, stage_on=TODAY) for row in rows[::2]]
    load(*amended, at=NOW + timedelta(hours=1))
    later = NOW + timedelta(days=days)
    decide(later)
    queue(later)
    send(later)


def hand_over_codes() -> None:
    for case in Case.objects.order_by("pk"):
        with suppress(NoCodeError):
            codes.draw_code(case=case, role="IDVA", by=TESTER, at=NOW)


def befall(invitation: Invitation, fate: Fate) -> None:
    message = invitation.messages.first()
    if fate.receipt and message and message.sent_at:
        record_delivery.record_status(
            message_id=message.pk, accepted=Accepted("id", fate.receipt), by=TESTER, at=NOW
        )
    has_come = invitation.mode == codes.MODE or (message and message.sent_at)
    if fate.depth and has_come:
        answer(invitation, fate.depth)
    if fate.is_stopped:
        opt_outs.opt_out(invitation_id=invitation.pk, channel="link", by=RESPONDENT, at=NOW)


def answer(invitation: Invitation, depth: int) -> None:
    year = invitation.stage_event.case.birth_year
    given_ = str(year) if depth > 1 else "1066"
    who = {"invitation_id": invitation.pk, "language": "en", "by": RESPONDENT, "at": NOW}
    gate.answer_gate(given=given_, **who)
    if depth > 2:
        journey = answers.skip_equality(**who)
        for question in journey.path:
            answers.save_answer(question_code=question.code, picked=(), **who)
        answers.send_in(invitation_id=invitation.pk, by=RESPONDENT, at=NOW)


@pytest.fixture
def _sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """One in two of what may be sampled at all."""
    plan = SamplingPlan(seed="s", targets={"city-of-london": 200})
    expected = {
        Stratum(force="city-of-london", crime_group="burglary", survey_stage="ST1"): 400,
    }
    monkeypatch.setattr(case_journeys, "sampling_plan", lambda: plan)
    monkeypatch.setattr(case_journeys, "askable_counts", lambda _period, forces: expected)


def frame() -> list[FrameRow]:
    return [row for period in extract.periods() for row in extract.frame_counts(period)]


def steps_by_hand() -> Counter[Step]:
    """Counted from the stored rows, one by one, by the definitions in words."""
    taken: Counter[Step] = Counter()
    for event in StageEvent.objects.select_related("invitation", "invitation__response"):
        code = event.decision
        invitation = getattr(event, "invitation", None)
        response = getattr(invitation, "response", None)
        taken[Step.RECORDED] += 1
        taken[Step.IN_SCOPE] += code not in OUT_OF_SCOPE
        taken[Step.CONTACTABLE] += code in {"INVITE", "NOT-SAMPLED", "PENDING"}
        if code != Decision.INVITE:
            continue
        taken[Step.SAMPLED] += 1
        taken[Step.INVITED] += invitation is not None
        opened = bool(invitation and (invitation.opened_at or response))
        taken[Step.DELIVERED] += bool(invitation and (invitation.delivered_at or opened))
        taken[Step.OPENED] += opened
        taken[Step.STARTED] += response is not None
        taken[Step.COMPLETED] += bool(response and response.completed_at)
    return taken


def check_that_it_adds_up(rows: list[FrameRow]) -> None:
    total = funnel.funnels(rows, by=lambda _row: EVERYBODY)[EVERYBODY]
    assert total == {step: steps_by_hand()[step] for step in Step}
    assert set(StageEvent.objects.values_list("decision", flat=True)) <= set(Decision)
    for name in KNOWN_BY:
        levels = funnel.funnels(rows, by=lambda row, name=name: getattr(row, name))
        summed: Counter[Step] = Counter()
        for level, steps in levels.items():
            check_level(steps, [row for row in rows if getattr(row, name) == level])
            summed.update(steps)
        assert {step: summed[step] for step in Step} == total


def check_level(steps: dict[Step, int], rows: list[FrameRow]) -> None:
    """Each step loses no more than stands under a code, and none is larger than the one before."""
    lost = Counter()
    for row in rows:
        lost[row.decision] += row.events
    out = sum(n for code, n in lost.items() if code in OUT_OF_SCOPE)
    excluded = sum(n for code, n in lost.items() if is_exclusion(code)) - out
    waiting = lost["NOT-SAMPLED"] + lost["PENDING"]
    assert steps[Step.RECORDED] - out == steps[Step.IN_SCOPE]
    assert steps[Step.IN_SCOPE] - excluded == steps[Step.CONTACTABLE]
    assert steps[Step.CONTACTABLE] - waiting == steps[Step.SAMPLED]
    assert all(before >= after for before, after in pairwise(steps.values()))


def check_that_the_stored_coverage_agrees(rows: list[FrameRow]) -> None:
    stored = filling.coverage(rows, [])
    for dimension, column in {Dimension.ALL: None, **filling.FRAME_DIMENSIONS}.items():
        by = funnel.funnels(
            rows,
            by=lambda row, column=column: (
                row.force,
                getattr(row, column) if column else EVERYBODY,
            ),
        )
        for (force, level), steps in by.items():
            counts = stored[force, dimension, level]
            assert counts["recorded"] == steps[Step.RECORDED]
            assert sum(counts[code] for code in Decision) == steps[Step.RECORDED]
            for step in (Step.INVITED, Step.DELIVERED, Step.OPENED, Step.STARTED, Step.COMPLETED):
                assert counts[step.value] == steps[step]


def check_the_modes(rows: list[FrameRow]) -> None:
    """Every mode is one that is told; who was never invited has none, and takes no later step."""
    assert {row.mode for row in rows} <= set(COVERED[MODE])
    assert all((row.mode == NOT_ASKED) is not row.is_invited for row in rows)
    assert all(bool(row.assisted_by) is (row.mode == codes.MODE) for row in rows)


@pytest.mark.slow
@pytest.mark.sweep
@pytest.mark.django_db
@pytest.mark.usefixtures("_sampled")
class TestTheFunnel:
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(
        rows=st.lists(askable_rows(), min_size=6, max_size=14),
        others=st.lists(case_rows(), max_size=3),
        draws=st.lists(fates, min_size=18, max_size=18),
        days=st.integers(1, 40),
    )
    def test_adds_up_for_random_cases_by_all_that_is_known(self, rows, others, draws, days):
        rows = [*rows, replace(PLAIN, victim_role="bereaved", contact_mobile="")]
        keyed = [replace(row, case_key=f"case-{n}") for n, row in enumerate([*rows, *others])]

        with transaction.atomic():
            live_through(keyed, draws, days)
            counted = frame()
            check_that_it_adds_up(counted)
            check_that_the_stored_coverage_agrees(counted)
            check_the_modes(counted)
            transaction.set_rollback(True)


def a_row(**changes: object) -> FrameRow:
    known = dict.fromkeys(("force", "survey_stage", "crime_group", "sex", "age_band",
        "ethnicity_group", "disability"), "")  # fmt: skip
    steps = dict.fromkeys(("is_invited", "is_undeliverable", "is_delivered", "is_opened",
        "is_started", "is_completed"), False)  # fmt: skip
    return FrameRow(**known | steps | {"decision": "INVITE", "events": 1} | changes)


class TestStepsOf:
    @pytest.mark.parametrize(
        ("decision", "last"),
        [
            ("AGE", Step.RECORDED),
            ("NOSAFE", Step.IN_SCOPE),
            ("NOT-SAMPLED", Step.CONTACTABLE),
            ("PENDING", Step.CONTACTABLE),
            ("INVITE", Step.SAMPLED),
        ],
    )
    def test_ends_where_the_decision_says(self, decision, last):
        assert funnel.steps_of(a_row(decision=decision))[-1] is last

    def test_counts_who_was_excluded_after_the_sending_as_excluded(self):
        row = a_row(decision="OPTOUT", is_invited=True, is_delivered=True)

        assert funnel.steps_of(row) == (Step.RECORDED, Step.IN_SCOPE)

"""Analytics may use only this module: rows and counts without name, number, token or free text."""

import itertools
import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import cache
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet, TextField, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Cast, TruncDate
from django.utils.timezone import get_current_timezone, localdate, make_aware

from access.models import Force
from responses import extract_case_levels, extract_columns, extract_spans
from responses.answering.selectors.withdrawals import stays_from as stays_from
from responses.cases.stages import days_of_period, period_of
from responses.data_protection.selectors import retention
from responses.eligibility import rules as eligibility_rules
from responses.extract_columns import voice_rows as voice_rows
from responses.extract_rows import AnswerRow, CaseSpan, FrameRow, SharedValues, WeekAnswer
from responses.extract_spans import CaseDays
from responses.extract_support import supported_cases as supported_cases
from responses.extract_themes import CodedRow as CodedRow
from responses.extract_themes import DecidedText as DecidedText
from responses.extract_themes import TermCounts as TermCounts
from responses.extract_themes import coded_rows as coded_rows
from responses.extract_themes import coder_pairs as coder_pairs
from responses.extract_themes import decided_texts as decided_texts
from responses.extract_themes import frame_version as frame_version
from responses.extract_themes import is_frame_draft as is_frame_draft
from responses.extract_themes import term_counts as term_counts
from responses.extract_themes import theme_codes as theme_codes
from responses.extract_themes import theme_names as theme_names
from responses.extract_themes import undecided as undecided
from responses.extract_weeks import day_counts as day_counts
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.invitations.selectors.reminders import REMIND_AFTER
from responses.models import Case, LoadedForce, Response, StageEvent, Trial, WrittenText
from responses.triage.selectors.texts import State
from responses.trials import presenters as trial_presenters
from responses.trials import rules as trial_rules
from responses.trials.rules import ArmCount, TrialOutcome
from survey import selectors as survey_selectors
from survey.bank.pathways import NATIONAL
from survey.definition.types import Block, Instrument, QuestionKind
from survey.models import InstrumentVersion

FILES, CLOCKS = "files", "clocks"
"""Kinds of rows of `running_by_force`."""

HEADLINE = "Q-OVR-1"
USABLE_SHARE = 0.6
"""A partial response is usable where the headline question, or this share of the core, is answered
(STAT-1)."""


@cache
def decision_reasons() -> Mapping[str, str]:
    """In the order of the rules, not yet translated."""
    return {code.value: reason for code, reason in eligibility_rules.REASONS.items()}


@cache
def out_of_scope() -> frozenset[str]:
    return frozenset(code.value for code in eligibility_rules.OUT_OF_SCOPE)


@cache
def in_frame() -> frozenset[str]:
    return frozenset(code.value for code in eligibility_rules.IN_FRAME)


def periods() -> list[str]:
    """Oldest first."""
    return list(StageEvent.objects.values_list("period", flat=True).distinct().order_by("period"))


def first_day_kept(at: datetime) -> date:
    """Earlier cases are, or will soon be, destroyed."""
    return retention.first_day_kept(at)


def first_period_kept(at: datetime) -> str:
    return period_of(first_day_kept(at))


def is_whole(period: str, *, at: datetime) -> bool:
    return period >= first_period_kept(at)


def answer_rows(
    *,
    period: str | None = None,
    periods: Collection[str] | None = None,
    force: str | None = None,
    completed_from: date | None = None,
    completed_to: date | None = None,
) -> Iterator[AnswerRow]:
    """Complete or usable partial, not withdrawn, the only one of their event (ADR 24). Longer
    instruments and answers by another person (SAF-10) have separate figures."""
    asked = _asked_by_version()
    short = [pk for pk, version in asked.items() if version.code == survey_selectors.SHORT_CORE]
    responses = _responses(period, completed_from, completed_to).filter(
        _in(periods, force), extract_columns.is_the_only_one(), instrument__in=short
    )
    rows = responses.values(*extract_columns.ANSWER_FIELDS, **extract_columns.ANSWER_COLUMNS)
    of_all = frozenset[str]().union(*(asked[pk].core for pk in short))
    of_some = frozenset[str]().union(*(each.of_some for each in asked.values())) - of_all
    zone, shared = get_current_timezone(), SharedValues(of_some=of_some)
    people: dict[int, int] = {}
    for row in rows.iterator(chunk_size=2000):
        # Only which rows of this reading are of one person.
        row["person"] = people.setdefault(row["person"], len(people))
        if found := _answer_row(row, asked, shared, zone):
            yield found


def standing_ids(period: str, *, completed_to: date) -> dict[str, set[int]]:
    forces, short = "invitation__stage_event__case__force", survey_selectors.SHORT_CORE
    responses = _responses(period, None, completed_to).filter(
        extract_columns.is_the_only_one(), instrument__code=short
    )
    found: dict[str, set[int]] = {}
    for force, number in responses.values_list(forces, "pk").iterator(chunk_size=5000):
        found.setdefault(force, set()).add(number)
    return found


def sent_in(period: str) -> frozenset[int]:
    is_sent = Q(completed_at__isnull=False) | Q(core_done_at__isnull=False)
    return frozenset(_responses(period, None, None).filter(is_sent).values_list("pk", flat=True))


def withdrawn(period: str) -> frozenset[int]:
    found = Response.objects.filter(
        invitation__stage_event__period=period, withdrawn_at__isnull=False
    )
    return frozenset(found.values_list("pk", flat=True))


def telephone_chances(period: str) -> Iterator[tuple[int, float]]:
    """By response, where chance decided between a call and a message."""
    drawn = Response.objects.filter(
        attempt__isnull=True,
        withdrawn_at__isnull=True,
        invitation__stage_event__period=period,
        invitation__stage_event__telephone_chance__gt=0,
        invitation__stage_event__telephone_chance__lt=1,
    )
    for response, chance in drawn.values_list("pk", "invitation__stage_event__telephone_chance"):
        if chance is not None:
            yield response, chance


def week_answers(
    *, modes: Collection[str], completed_from: date, completed_to: date
) -> Iterator[WeekAnswer]:
    """Few columns of `answer_rows`: these modes, by the victim, in the frame."""
    short = {
        pk: version.core
        for pk, version in _asked_by_version().items()
        if version.code == survey_selectors.SHORT_CORE
    }
    responses = _responses(None, completed_from, completed_to).filter(
        extract_columns.is_the_only_one(),
        extract_columns.IS_OWN_ACCOUNT,
        instrument__in=short,
        invitation__mode__in=modes,
        mode__in=modes,
        invitation__stage_event__decision__in=in_frame(),
    )
    zone, columns = get_current_timezone(), extract_columns.WEEK_COLUMNS
    rows = responses.order_by().annotate(**columns).values_list(*columns, "instrument_id")
    for text, at, is_partial, is_late, *few, version in rows.iterator(chunk_size=5000):
        answers = json.loads(text)
        if not is_partial or is_usable(answers, short[version]):
            yield WeekAnswer(answers, localdate(at, zone), bool(is_late), *few)


def _answer_row(
    row: dict[str, Any], asked: Mapping[int, "_AskedQuestions"], shared: SharedValues, zone: tzinfo
) -> AnswerRow | None:
    """Without free text; None where it does not count."""
    version, more = asked[row.pop("instrument_id")], row.pop("more_instrument_id")
    # As the frame counts the event; on paper as paper.
    row["mode"] = row.pop("asked_by")
    started_at, invited_at = row.pop("started_at"), row.pop("invited_at")
    completed_at, core_done_at = row.pop("completed_at"), row.pop("core_done_at")
    done_at = completed_at or core_done_at
    if done_at is None and not is_usable(row["answers"], version.core):
        return None
    coded = version.coded | asked[more].coded if more in asked else version.coded
    row["answers"] = shared.answers(
        {code: picked for code, picked in row["answers"].items() if code in coded}
    )
    row |= extract_case_levels.levels_of(extract_columns.popped_sources(row))
    row["chances"] = shared.chances(row["chances"])
    row["more_modules"] = shared.modules(row.pop("more_pathway"))
    return AnswerRow(
        **shared.columns(row),
        is_complete=done_at is not None,
        is_late=started_at - invited_at >= REMIND_AFTER,
        completed_on=localdate(done_at or started_at, zone),
    )


@dataclass(frozen=True)
class TrialResult:
    """By arm: how many people have the outcome, and how many there are."""

    kind: str
    outcome: str
    why: str
    arms: Mapping[str, tuple[int, int]]
    first_day: date
    last_day: date


def trial_result(trial_id: int) -> TrialResult | None:
    """None where there is none, or it is not over."""
    trial = Trial.objects.filter(pk=trial_id, result__isnull=False).first()
    if trial is None or trial.result is None or trial.closed_at is None:
        return None
    outcome = TrialOutcome(trial.outcome)
    return TrialResult(
        kind=trial.kind,
        outcome=trial.outcome,
        why=trial.why,
        arms={
            arm: trial_rules.counted(outcome, ArmCount(**counts))
            for arm, counts in trial.result.items()
        },
        first_day=trial.first_day,
        last_day=localdate(trial.closed_at),
    )


@dataclass(frozen=True)
class TrialWords:
    arms: Mapping[tuple[str, str], str]
    outcomes: Mapping[str, str]
    bases: Mapping[str, str]


def trial_words() -> TrialWords:
    return TrialWords(
        arms=trial_presenters.arm_names(),
        outcomes=trial_presenters.outcome_names(),
        bases=trial_presenters.base_names(),
    )


def is_usable(answers: Mapping[str, Sequence[str]], core: frozenset[str]) -> bool:
    """Whether a partial response counts (STAT-1)."""
    if answers.get(HEADLINE):
        return True
    answered = sum(1 for code in core if answers.get(code))
    return bool(core) and answered >= USABLE_SHARE * len(core)


def frame_counts(period: str) -> Iterator[FrameRow]:
    """By every property of the case file and the invitation."""
    events = StageEvent.objects.filter(period=period)
    is_by_code = Q(invitation__mode=BY_CODE) | Q(invitation__codes_drawn__gt=0)
    others, by_code = (events.exclude(is_by_code), events.filter(is_by_code))
    yield from _counted(others, extract_columns.FRAME_COLUMNS)
    yield from _counted(by_code, extract_columns.CODE_FRAME_COLUMNS)


def case_spans(period: str, *, until: date) -> Counter[CaseSpan]:
    """Cases reported in the quarter, by their durations."""
    first, last = days_of_period(period)
    cases = Case.objects.filter(
        force__in=Force.objects.values("code"),
        reported_on__range=(first, min(last, until)),
        is_month_only=False, is_business=False, is_victimless=False,
    )  # fmt: skip
    codes = Cast("outcome_codes", TextField())
    rows = cases.values_list(
        "force", "crime_group", codes, "reported_on", "outcome_on", "victim_told_on",
        extract_columns.KIND_OF_CASE, extract_columns.SEX_OF_CASE,
    )  # fmt: skip
    found = rows.iterator(chunk_size=5000)
    return extract_spans.counted(itertools.starmap(CaseDays, found), until=until)


def days_asked(period: str) -> Mapping[str, Mapping[date, int]]:
    """By stage and day, events first asked about."""
    asked = StageEvent.objects.filter(period=period, invitation__isnull=False)
    by_day = asked.values_list("survey_stage", TruncDate("invitation__invited_at"))
    found: dict[str, dict[date, int]] = {}
    for stage, day, events in by_day.annotate(events=Count("pk")).order_by():
        found.setdefault(stage, {})[day] = events
    return found


def _counted(events: QuerySet[StageEvent], columns: Mapping[str, Combinable]) -> Iterator[FrameRow]:
    alike = events.values(*extract_columns.FRAME_FIELDS, **columns)
    grouped = alike.annotate(events=Count("pk")).order_by()
    shared = SharedValues()
    for row in grouped.iterator(chunk_size=5000):
        yield FrameRow(**shared.columns(row))


@dataclass(frozen=True)
class _AskedQuestions:
    code: str
    core: frozenset[str]
    coded: frozenset[str]
    of_some: frozenset[str]


def _asked_by_version() -> Mapping[int, _AskedQuestions]:
    codes = (survey_selectors.SHORT_CORE, NATIONAL)
    versions = InstrumentVersion.objects.filter(code__in=codes).defer("definition")
    return {
        version.pk: _asked_questions(survey_selectors.instrument(version)) for version in versions
    }


def _asked_questions(instrument: Instrument) -> _AskedQuestions:
    coded = frozenset(
        question.code
        for question in instrument.questions
        if question.kind in {QuestionKind.SINGLE, QuestionKind.MULTI}
    )
    equality = frozenset(question.code for question in instrument.in_block(Block.EQUALITY))
    is_short = instrument.code == survey_selectors.SHORT_CORE
    of_some = frozenset(instrument.rotating) if is_short else coded - equality
    return _AskedQuestions(
        code=instrument.code,
        core=frozenset(question.code for question in instrument.core),
        coded=coded,
        of_some=of_some,
    )


def _responses(
    period: str | None, completed_from: date | None, completed_to: date | None
) -> QuerySet[Response]:
    responses = Response.objects.filter(withdrawn_at__isnull=True)
    if period is not None:
        responses = responses.filter(invitation__stage_event__period=period)
    if completed_from is not None:
        responses = responses.filter(_received("gte", completed_from))
    if completed_to is not None:
        responses = responses.filter(_received("lt", completed_to + timedelta(days=1)))
    return responses.order_by("pk")


def _in(periods: Collection[str] | None, force: str | None) -> Q:
    chosen = Q() if force is None else Q(invitation__stage_event__case__force=force)
    return chosen if periods is None else chosen & Q(invitation__stage_event__period__in=periods)


def _received(lookup: str, day: date) -> Q:
    moment = make_aware(datetime.combine(day, time.min))
    found, before = Q(), Q()
    for name in ("completed_at", "core_done_at", "started_at"):
        found |= before & Q(**{f"{name}__{lookup}": moment})
        before &= Q(**{f"{name}__isnull": True})
    return found


def running_by_force(at: datetime) -> tuple[QuerySet[Any, Any], QuerySet[Any, Any]]:
    files = LoadedForce.objects.filter(import_batch__undone_at__isnull=True)
    late = WrittenText.objects.filter(state=State.WAITING, due_at__lte=at)
    return (
        _count_by_force(files, FILES, Max("import_batch__loaded_at")),
        _count_by_force(late, CLOCKS, Min("due_at")),
    )


def _count_by_force(rows: QuerySet[Any], what: str, moment: Max | Min) -> QuerySet[Any, Any]:
    grouped = rows.order_by().annotate(what=Value(what)).values("what", "force")
    counted = grouped.annotate(many=Count("pk"), moment=moment)
    told: QuerySet[Any, Any] = counted.values_list("what", "force", "many", "moment")
    return told

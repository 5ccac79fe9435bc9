"""The only module of this app that analytics may use: rows and counts with no name, number, token
or free text.

The characteristics here (sex, age band, ethnic group, disability) are those of the case file; what
respondents say about themselves is among their answers."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.db.models import Count, Q, QuerySet
from django.db.models.expressions import Combinable
from django.utils.timezone import get_current_timezone, localdate, make_aware

from responses import extract_columns
from responses.cases.stages import period_of
from responses.data_protection.selectors import retention
from responses.eligibility import rules as eligibility_rules
from responses.extract_rows import AnswerRow, FrameRow, SharedValues
from responses.invitations.selectors.codes import MODE as BY_CODE
from responses.invitations.selectors.reminders import REMIND_AFTER
from responses.models import Response, ResponseChange, StageEvent, Trial
from responses.trials import presenters as trial_presenters
from responses.trials import rules as trial_rules
from responses.trials.rules import ArmCount, TrialOutcome
from survey import selectors as survey_selectors
from survey.definition.types import Instrument, QuestionKind
from survey.models import InstrumentVersion

HEADLINE = "Q-OVR-1"
USABLE_SHARE = 0.6
"""A partial response is usable where the headline question, or this share of the core, is answered
(STAT-1)."""


def decision_reasons() -> Mapping[str, str]:
    """Every decision code to its reason, not yet translated, in the order of the rules."""
    return {code.value: reason for code, reason in eligibility_rules.REASONS.items()}


def out_of_scope() -> frozenset[str]:
    return frozenset(code.value for code in eligibility_rules.OUT_OF_SCOPE)


def periods() -> list[str]:
    """Every quarter with a stage event, oldest first."""
    return list(StageEvent.objects.values_list("period", flat=True).distinct().order_by("period"))


def first_day_kept(at: datetime) -> date:
    """The first day whose cases are all stored; earlier cases are, or will soon be, destroyed."""
    return retention.first_day_kept(at)


def first_period_kept(at: datetime) -> str:
    return period_of(first_day_kept(at))


def is_whole(period: str, *, at: datetime) -> bool:
    """Whether all cases of a quarter are still stored."""
    return period >= first_period_kept(at)


def answer_rows(
    *,
    period: str | None = None,
    completed_from: date | None = None,
    completed_to: date | None = None,
    forces: Collection[str] | None = None,
    response_ids: Collection[int] | None = None,
) -> Iterator[AnswerRow]:
    """Responses to the short core that count: completed or usable partial, not withdrawn, and the
    only one of their event (docs/adr/0024). Longer instruments, and those that someone else
    answers (SAF-10), have separate figures. `period` is the quarter of the stage event;
    `completed_from` and `completed_to` are both included."""
    asked = _asked_by_version()
    responses = _responses(period, completed_from, completed_to).filter(
        extract_columns.is_the_only_one(), instrument__in=asked
    )
    if forces is not None:
        responses = responses.filter(invitation__stage_event__case__force__in=forces)
    if response_ids is not None:
        responses = responses.filter(pk__in=response_ids)
    rows = responses.values(*extract_columns.ANSWER_FIELDS, **extract_columns.ANSWER_COLUMNS)
    zone, shared = get_current_timezone(), SharedValues()
    for row in rows.iterator(chunk_size=2000):
        version = asked[row.pop("instrument_id")]
        started_at, completed_at = row.pop("started_at"), row.pop("completed_at")
        invited_at = row.pop("invited_at")
        if completed_at is not None or is_usable(row["answers"], version.core):
            row["answers"] = shared.answers(_coded(row["answers"], version))
            yield AnswerRow(
                **shared.columns(row),
                is_complete=completed_at is not None,
                is_late=started_at - invited_at >= REMIND_AFTER,
                completed_on=localdate(completed_at or started_at, zone),
            )


@dataclass(frozen=True)
class TrialResult:
    """A trial that is over: what was compared, what was expected, and of how many people of each
    arm its outcome is true, out of how many. The usual way comes first."""

    kind: str
    outcome: str
    why: str
    arms: Mapping[str, tuple[int, int]]
    first_day: date
    last_day: date


def trial_result(trial_id: int) -> TrialResult | None:
    """None where there is no such trial, or it is not over."""
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


def trial_words() -> tuple[Mapping[tuple[str, str], str], Mapping[str, str]]:
    """What arms are called, by kind and arm, and outcomes."""
    return trial_presenters.arm_names(), trial_presenters.outcome_names()


def forces_with_answers(period: str) -> frozenset[str]:
    """The forces with any response, also an unusable one, about the quarter."""
    answered = _responses(period, None, None).order_by()
    return frozenset(
        answered.values_list("invitation__stage_event__case__force", flat=True).distinct()
    )


def is_usable(answers: Mapping[str, Sequence[str]], core: frozenset[str]) -> bool:
    """Whether a partial response counts (STAT-1). `core` has the codes of the core questions."""
    if answers.get(HEADLINE):
        return True
    answered = sum(1 for code in core if answers.get(code))
    return bool(core) and answered >= USABLE_SHARE * len(core)


@dataclass(frozen=True)
class ResponseChanges:
    """Changes of responses (added, edited, withdrawn or deleted) that figures do not include
    yet."""

    changes: Sequence[tuple[int, int]]
    """Id of the change and id of its response."""

    @property
    def response_ids(self) -> frozenset[int]:
        return frozenset(response for _, response in self.changes)

    @property
    def last(self) -> int:
        """The id of the last change; 0 where there is none."""
        return self.changes[-1][0] if self.changes else 0


def response_changes(*, at_most: int, after: int = 0) -> ResponseChanges:
    """At most `at_most` changes with an id above `after`, oldest first. Read the answers after this
    call, in the same transaction: a change made in between is recorded as another one. A later
    change may have a lower id, so start again from 0 in the next run."""
    changes = ResponseChange.objects.filter(pk__gt=after).order_by("pk")
    return ResponseChanges(list(changes.values_list("pk", "response_id")[:at_most]))


def changed_responses(response_ids: Collection[int]) -> frozenset[int]:
    """Those of the responses that have a change that figures do not include yet."""
    changes = ResponseChange.objects.filter(response_id__in=response_ids)
    return frozenset(changes.values_list("response_id", flat=True))


def delete_changes(change_ids: Collection[int]) -> None:
    """Delete changes that figures now include: the only write that analytics makes here."""
    ResponseChange.objects.filter(pk__in=change_ids).delete()


def frame_counts(period: str, *, forces: Collection[str] | None = None) -> Iterator[FrameRow]:
    """The stage events of the quarter, counted in the database by every property of the case file
    and the invitation. Sums over these counts give the funnel and the margins of the weights."""
    events = StageEvent.objects.filter(period=period)
    if forces is not None:
        events = events.filter(case__force__in=forces)
    is_by_code = Q(invitation__mode=BY_CODE)
    yield from _counted(events.exclude(is_by_code), extract_columns.FRAME_COLUMNS)
    yield from _counted(events.filter(is_by_code), extract_columns.CODE_FRAME_COLUMNS)


def _counted(events: QuerySet[StageEvent], columns: Mapping[str, Combinable]) -> Iterator[FrameRow]:
    alike = events.values(*extract_columns.FRAME_FIELDS, **columns)
    grouped = alike.annotate(events=Count("pk")).order_by()
    shared = SharedValues()
    for row in grouped.iterator(chunk_size=5000):
        yield FrameRow(**shared.columns(row))


@dataclass(frozen=True)
class _AskedQuestions:
    """The codes of a version's core questions, and of its questions with choices."""

    core: frozenset[str]
    coded: frozenset[str]


def _asked_by_version() -> Mapping[int, _AskedQuestions]:
    versions = InstrumentVersion.objects.filter(code=survey_selectors.SHORT_CORE)
    return {version.pk: _asked(survey_selectors.instrument(version)) for version in versions}


def _asked(instrument: Instrument) -> _AskedQuestions:
    return _AskedQuestions(
        core=frozenset(question.code for question in instrument.core),
        coded=frozenset(
            question.code
            for question in instrument.questions
            if question.kind in {QuestionKind.SINGLE, QuestionKind.MULTI}
        ),
    )


def _coded(
    answers: Mapping[str, Sequence[str]], asked: _AskedQuestions
) -> dict[str, Sequence[str]]:
    """The answers without free text, which may identify people."""
    return {code: picked for code, picked in answers.items() if code in asked.coded}


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


def _received(lookup: str, day: date) -> Q:
    moment = make_aware(datetime.combine(day, time.min))
    return Q(**{f"completed_at__{lookup}": moment}) | Q(
        **{"completed_at__isnull": True, f"started_at__{lookup}": moment}
    )

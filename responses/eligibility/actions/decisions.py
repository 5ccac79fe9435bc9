"""Writes the decision about each stage event: whether it is asked about, or why not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.cases.stages import StageEntry, period_of
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import KNOWN_EXCLUSIONS, WAITS_FOR_SAFE_CONTACT, Decision
from responses.eligibility.sampling import Allocation, SamplingPlan, SamplingStratum, allocate
from responses.eligibility.selectors import case_histories, languages
from responses.eligibility.selectors.case_histories import CaseHistory
from responses.models import StageEvent

BATCH = 2_000
IN_SAMPLING_FRAME = frozenset({Decision.INVITE, Decision.NOT_SAMPLED})


@dataclass
class _DecisionRun:
    """The rules, plan and languages of one run of decisions, and its results so far."""

    today: date
    at: datetime
    languages: frozenset[str]
    plan: SamplingPlan
    allocation: Allocation
    being_asked: set[str]
    created: list[StageEvent] = field(default_factory=list)
    changed: list[StageEvent] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    removed: int = 0
    counts: Counter[str] = field(default_factory=Counter)

    def decide(self, history: CaseHistory) -> None:
        """Set the code of each stage event of a case that is new or may be decided again, and list
        those to remove because the case never reached that stage on that day."""
        self.orphans.extend(event.pk for event in history.orphans)
        for entry in history.current_entries:
            event = history.decided.get((entry.survey_stage, entry.on))
            if event is None:
                event = _new_event(history, entry)
                self._set_code(event, history, entry)
                self.created.append(event)
            elif _may_be_decided_again(event, history):
                self._set_code(event, history, entry)
                self.changed.append(event)
        self._mark_as_decided(history)

    def _mark_as_decided(self, history: CaseHistory) -> None:
        """Give the case's latest event this run's time, so that an amended case in which nothing
        was decided anew is not read again by the next run."""
        orphans = {event.pk for event in history.orphans}
        kept = (event for event in history.decided.values() if event.pk not in orphans)
        latest = max(kept, key=lambda event: event.decided_at, default=None)
        if latest is not None and latest.decided_at < self.at:
            latest.decided_at = self.at
            self.changed.append(latest)

    def _set_code(self, event: StageEvent, history: CaseHistory, entry: StageEntry) -> None:
        facts = history.facts(entry, languages=self.languages)
        probability = self.allocation.probability(_stratum(history, facts))
        code = eligibility_rules.decide(
            self._add_selection(history, facts, probability=probability), today=self.today
        )
        event.decision = code
        event.decided_at = self.at
        event.selection_probability = probability if code in IN_SAMPLING_FRAME else None
        event.selection_seed = self.plan.seed if code in IN_SAMPLING_FRAME else ""
        self.counts[code] += 1
        if code is Decision.INVITE and history.person:
            self.being_asked.add(history.person.key)

    def _add_selection(
        self, history: CaseHistory, facts: EventFacts, *, probability: float
    ) -> EventFacts:
        """Add whether the event is drawn, and whether its person is already being asked."""
        case = history.case
        name = f"{case.force_id}:{case.case_key}:{facts.survey_stage}:{facts.on}"
        is_being_asked = history.person is not None and history.person.key in self.being_asked
        return replace(
            facts,
            is_selected=self.plan.is_drawn(name, probability=probability),
            contact=replace(facts.contact, is_being_asked=is_being_asked),
        )


@transaction.atomic
def decide_events(*, force_code: str | None, by: Actor, at: datetime) -> dict[str, int]:
    """Set the code of every stage event that is new, pending or to be decided again; for one
    force, or for all where `force_code` is None, and remove the orphans (CaseHistory.orphans).
    Returns how many events got each code. A second call with nothing new changes no code."""
    today = localdate(at)
    plan = case_histories.sampling_plan()
    # With no target set, `plan.targets` is empty, nothing is counted and everyone is asked.
    before = _previous_quarter(today)
    expected = case_histories.count_askable_events(before, forces=plan.targets)
    run = _DecisionRun(
        today=today,
        at=at,
        languages=languages.invitation_languages(today),
        plan=plan,
        allocation=allocate(plan, expected=expected),
        being_asked=case_histories.people_being_asked(),
    )
    case_ids = case_histories.undecided_case_ids(force_code)
    for start in range(0, len(case_ids), BATCH):
        _decide_batch(run, case_ids[start : start + BATCH])
    audit.record(
        AuditKind.ELIGIBILITY_DECIDED,
        by=by,
        at=at,
        force=force_code,
        cases=len(case_ids),
        codes=dict(run.counts),
        removed=run.removed,
    )
    return dict(run.counts)


def _decide_batch(run: _DecisionRun, case_ids: Sequence[int]) -> None:
    run.created, run.changed, run.orphans = [], [], []
    for history in case_histories.case_histories(case_ids, today=run.today):
        run.decide(history)
    run.removed += _remove_uninvited(run.orphans)
    StageEvent.objects.bulk_create(run.created)
    ids_by_result = defaultdict(list)
    for event in run.changed:
        result = (event.decision, event.selection_probability, event.selection_seed)
        ids_by_result[result].append(event.pk)
    for (decision, probability, seed), ids in ids_by_result.items():
        StageEvent.objects.filter(pk__in=ids).update(
            decision=decision,
            selection_probability=probability,
            selection_seed=seed,
            decided_at=run.at,
        )


def _remove_uninvited(event_ids: Sequence[int]) -> int:
    """Delete these events but for those that got an invitation meanwhile, by an advocate's code.
    Locked first: a code that is drawn now waits, and then finds the event gone."""
    events = StageEvent.objects.filter(pk__in=event_ids)
    list(events.select_for_update().values_list("pk"))
    return events.filter(invitation__isnull=True).delete()[0] if event_ids else 0


def _may_be_decided_again(event: StageEvent, history: CaseHistory) -> bool:
    return (
        event.decision == Decision.PENDING
        or _may_be_safe_now(event)
        or _is_exclusion_lifted(event, history)
    )


def _is_exclusion_lifted(event: StageEvent, history: CaseHistory) -> bool:
    """Whether the event was excluded only by hand and that exclusion no longer holds. An exclusion
    by hand with an unknown code was decided as DATAQ."""
    code = history.case.exclude_code
    by_hand = code if code in KNOWN_EXCLUSIONS else Decision.DATA_QUALITY
    is_by_hand = history.is_exclusion_lifted and event.decision == by_hand
    return is_by_hand and not hasattr(event, "invitation")


def _may_be_safe_now(event: StageEvent) -> bool:
    """Whether the event was excluded because no record said that contact is safe, which an amended
    case may have brought. Never an event that has an invitation, whose message was cancelled."""
    return event.decision in WAITS_FOR_SAFE_CONTACT and not hasattr(event, "invitation")


def _stratum(history: CaseHistory, facts: EventFacts) -> SamplingStratum:
    return SamplingStratum(
        force=history.case.force_id,
        crime_group=facts.crime_group,
        survey_stage=facts.survey_stage,
        is_sensitive=facts.is_sensitive,
    )


def _new_event(history: CaseHistory, entry: StageEntry) -> StageEvent:
    return StageEvent(
        case=history.case,
        survey_stage=entry.survey_stage.value,
        on=entry.on,
        period=period_of(entry.on),
    )


def _previous_quarter(day: date) -> str:
    first_of_quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return period_of(first_of_quarter - timedelta(days=1))

"""Writes that decide who is asked."""

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
from responses.eligibility.sampling import Allocation, SamplingPlan, Stratum, allocate
from responses.eligibility.selectors import case_journeys, languages
from responses.eligibility.selectors.case_journeys import Journey
from responses.models import StageEvent

BATCH = 2_000
DRAWN = frozenset({Decision.INVITE, Decision.NOT_SAMPLED})


@dataclass
class _Run:
    """What one run of decisions goes by, and whom it has chosen so far."""

    today: date
    at: datetime
    languages: frozenset[str]
    plan: SamplingPlan
    allocation: Allocation
    being_asked: set[str]
    created: list[StageEvent] = field(default_factory=list)
    changed: list[StageEvent] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def decide(self, journey: Journey) -> None:
        """Give each new or waiting event of a case its code."""
        for entry in journey.entries:
            event = journey.decided.get((entry.survey_stage, entry.on))
            if event is None:
                event = _new_event(journey, entry)
                self._set_code(event, journey, entry)
                self.created.append(event)
            elif _is_open(event, journey):
                self._set_code(event, journey, entry)
                self.changed.append(event)
        self._confirm(journey)

    def _confirm(self, journey: Journey) -> None:
        """An amended case with nothing new to decide is marked as looked at."""
        latest = max(journey.decided.values(), key=lambda event: event.decided_at, default=None)
        if latest is not None and latest.decided_at < self.at:
            latest.decided_at = self.at
            self.changed.append(latest)

    def _set_code(self, event: StageEvent, journey: Journey, entry: StageEntry) -> None:
        facts = journey.facts(entry, languages=self.languages)
        probability = self.allocation.probability(_stratum(journey, facts))
        code = eligibility_rules.decide(
            self._drawn(journey, facts, probability=probability), today=self.today
        )
        event.decision = code
        event.decided_at = self.at
        event.selection_probability = probability if code in DRAWN else None
        event.selection_seed = self.plan.seed if code in DRAWN else ""
        self.counts[code] += 1
        if code is Decision.INVITE and journey.person:
            self.being_asked.add(journey.person.key)

    def _drawn(self, journey: Journey, facts: EventFacts, *, probability: float) -> EventFacts:
        case = journey.case
        name = f"{case.force_id}:{case.case_key}:{facts.survey_stage}:{facts.on}"
        is_being_asked = journey.person is not None and journey.person.key in self.being_asked
        return replace(
            facts,
            is_selected=self.plan.draws(name, probability=probability),
            contact=replace(facts.contact, is_being_asked=is_being_asked),
        )


@transaction.atomic
def decide_events(*, force_code: str | None, by: Actor, at: datetime) -> dict[str, int]:
    """Give every stage event that is new, or waits for its time, its code; of one force or of
    all. Returns how many events got each code. Doing it twice changes nothing."""
    today = localdate(at)
    plan = case_journeys.sampling_plan()
    # Where no force has a target everyone is asked, and there is nothing to count.
    before = _period_before(today)
    expected = case_journeys.askable_counts(before, forces=plan.targets)
    run = _Run(
        today=today,
        at=at,
        languages=languages.invited_in(today),
        plan=plan,
        allocation=allocate(plan, expected=expected),
        being_asked=case_journeys.people_being_asked(),
    )
    case_ids = case_journeys.undecided_case_ids(force_code)
    for start in range(0, len(case_ids), BATCH):
        _decide_batch(run, case_ids[start : start + BATCH])
    audit.record(
        AuditKind.ELIGIBILITY_DECIDED,
        by=by,
        at=at,
        force=force_code,
        cases=len(case_ids),
        codes=dict(run.counts),
    )
    return dict(run.counts)


def _decide_batch(run: _Run, case_ids: Sequence[int]) -> None:
    run.created, run.changed = [], []
    for journey in case_journeys.journeys(case_ids, today=run.today):
        run.decide(journey)
    StageEvent.objects.bulk_create(run.created)
    alike = defaultdict(list)
    for event in run.changed:
        alike[(event.decision, event.selection_probability, event.selection_seed)].append(event.pk)
    for (decision, probability, seed), ids in alike.items():
        StageEvent.objects.filter(pk__in=ids).update(
            decision=decision,
            selection_probability=probability,
            selection_seed=seed,
            decided_at=run.at,
        )


def _is_open(event: StageEvent, journey: Journey) -> bool:
    """Whether what was decided may be decided otherwise now."""
    return (
        event.decision == Decision.PENDING
        or _may_be_safe_now(event)
        or _is_excluded_no_longer(event, journey)
    )


def _is_excluded_no_longer(event: StageEvent, journey: Journey) -> bool:
    """Left out by hand alone; a code that we do not know left it out as a fault of the record."""
    code = journey.case.exclude_code
    by_hand = code if code in KNOWN_EXCLUSIONS else Decision.DATA_QUALITY
    is_by_hand = journey.is_exclusion_lifted and event.decision == by_hand
    return is_by_hand and not hasattr(event, "invitation")


def _may_be_safe_now(event: StageEvent) -> bool:
    """Denied for want of a record, which an amended case may have brought; never one whose
    message was taken back."""
    return event.decision in WAITS_FOR_SAFE_CONTACT and not hasattr(event, "invitation")


def _stratum(journey: Journey, facts: EventFacts) -> Stratum:
    return Stratum(
        force=journey.case.force_id,
        crime_group=facts.crime_group,
        survey_stage=facts.survey_stage,
        is_sensitive=facts.is_sensitive,
    )


def _new_event(journey: Journey, entry: StageEntry) -> StageEvent:
    return StageEvent(
        case=journey.case,
        survey_stage=entry.survey_stage.value,
        on=entry.on,
        period=period_of(entry.on),
    )


def _period_before(day: date) -> str:
    first_of_quarter = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
    return period_of(first_of_quarter - timedelta(days=1))

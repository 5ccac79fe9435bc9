"""Each stage event is decided in batches that commit."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db import connection, transaction
from django.utils.timezone import localdate

from access import audit
from access.actor import Actor
from access.audit import AuditKind
from responses.cases.stages import StageEntry, period_of
from responses.eligibility import marks
from responses.eligibility import rules as eligibility_rules
from responses.eligibility.chances import Opportunity, chance_of_being_asked
from responses.eligibility.facts import EventFacts
from responses.eligibility.marks import record_opportunities
from responses.eligibility.rules import (
    DRAWN_FROM,
    KNOWN_EXCLUSIONS,
    WAITS_FOR_SAFE_CONTACT,
    Decision,
)
from responses.eligibility.sampling import Allocation, SamplingPlan, SamplingStratum, allocate
from responses.eligibility.selectors import case_histories, languages, opportunities, waiting
from responses.eligibility.selectors.case_histories import CaseHistory
from responses.eligibility.selectors.opportunities import KnownOpportunities
from responses.models import StageEvent
from responses.models.invitations import TELEPHONE
from responses.vault import contacts, day_notes

BATCH = 2_000


class _Read(NamedTuple):
    decision: str
    decided_at: datetime


class _Result(NamedTuple):
    decision: str
    probability: float | None
    seed: str
    needs_word_or_code: bool
    waits_until: date | None
    drawn_mode: str
    telephone_chance: float | None


@dataclass
class _DecisionBatch:
    """New events, those decided otherwise with what was read of them, and those decided as before,
    which are not written."""

    created: list[StageEvent] = field(default_factory=list)
    changed: list[StageEvent] = field(default_factory=list)
    same: list[StageEvent] = field(default_factory=list)
    read: dict[int, _Read] = field(default_factory=dict)
    marked: list[int] = field(default_factory=list)
    orphans: list[int] = field(default_factory=list)
    known: KnownOpportunities = field(default_factory=KnownOpportunities)
    drawn: list[tuple[StageEvent, frozenset[str], Opportunity]] = field(default_factory=list)
    moved: list[tuple[int, date]] = field(default_factory=list)

    def move(self, event: StageEvent, entry: StageEntry) -> None:
        if not hasattr(event, "invitation"):
            self.read[event.pk] = _Read(event.decision, event.decided_at)
            self.moved.append((event.pk, entry.on))

    def opportunities(self) -> Iterable[tuple[frozenset[str], Opportunity]]:
        """Later decisions of the batch may have replaced some."""
        return [(keys, one) for event, keys, one in self.drawn if event.decision in DRAWN_FROM]


@dataclass
class _DecisionRun:
    today: date
    at: datetime
    languages: frozenset[str]
    plan: SamplingPlan
    allocation: Allocation
    being_asked: set[str]

    def decide(self, history: CaseHistory, batch: "_DecisionBatch") -> None:
        """Set the code of each stage event that is new or may be decided again; list those whose
        entry is gone."""
        batch.orphans.extend(event.pk for event in history.orphans)
        for entry in history.current_entries:
            key = (entry.survey_stage.value, entry.on)
            event = history.decided.get(key)
            if (moved := history.moved.get(key)) is not None:
                batch.move(moved, entry)
            elif event is None:
                event = StageEvent(
                    case=history.case,
                    survey_stage=entry.survey_stage.value,
                    on=entry.on,
                    period=period_of(entry.on),
                )
                self._set_code(event, history, entry, batch)
                batch.created.append(event)
            # Excluded for want of a safe-contact record, which an amended case may have brought;
            # never an event with an invitation, whose message was cancelled.
            elif (
                event.decision == Decision.PENDING
                or (event.decision in WAITS_FOR_SAFE_CONTACT and not hasattr(event, "invitation"))
                or _is_exclusion_lifted(event, history)
            ):
                # An event that goes on waiting keeps its time: each hour would write thousands.
                # One that waited for safe contact until its window closed keeps that reason.
                read, before = _Read(event.decision, event.decided_at), _result_of(event)
                self._set_code(event, history, entry, batch)
                if event.decision == Decision.LATE and read.decision in WAITS_FOR_SAFE_CONTACT:
                    event.decision = read.decision
                if _result_of(event) == before:
                    event.decided_at = read.decided_at
                    batch.same.append(event)
                else:
                    batch.read[event.pk] = read
                    batch.changed.append(event)
        self._mark_as_decided(history, batch)

    def _mark_as_decided(self, history: CaseHistory, batch: "_DecisionBatch") -> None:
        orphans = {event.pk for event in history.orphans}
        kept = (event for event in history.decided.values() if event.pk not in orphans)
        latest = max(kept, key=lambda event: event.decided_at, default=None)
        if latest is not None and latest.decided_at < history.changed_at:
            batch.marked.append(latest.pk)

    def _set_code(
        self, event: StageEvent, history: CaseHistory, entry: StageEntry, batch: "_DecisionBatch"
    ) -> None:
        facts = history.facts(entry, languages=self.languages)
        drawn = self.allocation.probability(
            SamplingStratum(
                force=history.case.force_id,
                crime_group=facts.crime_group,
                survey_stage=facts.survey_stage,
                is_sensitive=facts.is_sensitive,
            )
        )
        code = eligibility_rules.decide(
            self._add_selection(history, entry, facts, probability=drawn), today=self.today
        )
        event.decision = code
        event.decided_at = self.at
        event.needs_word_or_code = facts.needs_word_or_code
        event.waits_for_staff_until = eligibility_rules.waits_for_staff_until(
            facts, code, today=self.today
        )
        event.selection_probability, event.selection_seed = None, ""
        event.drawn_mode = TELEPHONE if code is Decision.INVITE and facts.is_called else ""
        event.telephone_chance = self._telephone_chance(facts) if code in DRAWN_FROM else None
        if code in DRAWN_FROM:
            chance = drawn * self.plan.moved_on if facts.has_moved_on else drawn
            event.selection_probability = self._record_chance(event, history, facts, chance, batch)
            event.selection_seed = self.plan.seed
        if code is Decision.INVITE and history.person:
            self.being_asked |= history.person.own_keys

    def _telephone_chance(self, facts: EventFacts) -> float | None:
        if facts.may_be_drawn_to_call:
            return self.plan.telephone or None
        return 1.0 if facts.is_called else None

    def _record_chance(
        self,
        event: StageEvent,
        history: CaseHistory,
        facts: EventFacts,
        chance: float,
        batch: "_DecisionBatch",
    ) -> float | None:
        if history.person is None:
            return chance or None
        this = opportunities.opportunity_of(history, facts, chance=chance, today=self.today)
        before = batch.known.of(history.person.keys, before=self.today)
        batch.known.add(history.person.own_keys, this)
        batch.drawn.append((event, history.person.own_keys, this))
        invited = history.person.facts.invited_on
        if not opportunities.is_explained(invited, by=before, today=self.today):
            return None
        return chance_of_being_asked(this, before)

    def _add_selection(
        self, history: CaseHistory, entry: StageEntry, facts: EventFacts, *, probability: float
    ) -> EventFacts:
        keys = history.person.keys if history.person else frozenset()
        is_being_asked = any(key in self.being_asked for key in keys)
        return replace(
            facts,
            is_selected=self.plan.is_drawn(history.draw_name(entry), probability=probability),
            contact=replace(facts.contact, is_being_asked=is_being_asked),
        )


def decide_events(*, force_code: str | None, by: Actor, at: datetime) -> dict[str, int]:
    """Every event that is new, pending or to be decided again, of one force or of all (None);
    removes orphans. Returns how many events got each code."""
    today = localdate(at)
    plan = case_histories.sampling_plan()
    # With no target nothing is counted and everyone is asked.
    first_of_quarter = date(today.year, (today.month - 1) // 3 * 3 + 1, 1)
    before = period_of(first_of_quarter - timedelta(days=1))
    expected = case_histories.count_askable_events(before, forces=plan.targets)
    run = _DecisionRun(
        today=today,
        at=at,
        languages=languages.invitation_languages(today),
        plan=plan,
        allocation=allocate(plan, expected=expected),
        being_asked=waiting.people_being_asked(),
    )
    marks.read_imports(at=at)
    case_ids = waiting.undecided_case_ids(force_code)
    counts: Counter[str] = Counter()
    for start in range(0, len(case_ids), BATCH):
        batch = _DecisionBatch()
        ids = case_ids[start : start + BATCH]
        histories = list(case_histories.case_histories(ids, today=today))
        batch.known = opportunities.known_opportunities(histories, today=today)
        for history in histories:
            run.decide(history, batch)
        counts += _write_batch(batch, force_code=force_code, cases=len(ids), by=by, at=at)
    marks.settle_imports(at=at)
    return dict(counts)


@transaction.atomic
def _write_batch(
    batch: _DecisionBatch, *, force_code: str | None, cases: int, by: Actor, at: datetime
) -> Counter[str]:
    """An event changed since it was read keeps that change. Opt-outs are read again under the lock
    (SAF-12). Returns how many events got each code."""
    held = _lock([*batch.read, *batch.marked])
    changed = [event for event in batch.changed if held.get(event.pk) == batch.read[event.pk]]
    decided = [*batch.created, *changed]
    _apply_opt_outs(decided)
    removed = _remove_uninvited(batch.orphans)
    for event in batch.created:
        event.may_wait_for_invitation = event.decision == Decision.INVITE
    # Another run may have decided the same cases; its events stay.
    StageEvent.objects.bulk_create(batch.created, ignore_conflicts=True)
    _write_results(changed, at=at)
    _write_moved(batch, held, at=at)
    record_opportunities(batch.opportunities())
    marked = [pk for pk in batch.marked if pk in held]
    StageEvent.objects.filter(pk__in=marked, decided_at__lt=at).update(decided_at=at)
    _leave_to_the_next_run(batch, held)
    counts = Counter(str(event.decision) for event in (*decided, *batch.same))
    audit.record(
        AuditKind.ELIGIBILITY_DECIDED,
        by=by,
        at=at,
        force=force_code,
        cases=cases,
        codes=counts,
        removed=removed,
    )
    return counts


def _write_moved(batch: _DecisionBatch, held: Mapping[int, _Read], *, at: datetime) -> None:
    for pk, on in batch.moved:
        if held.get(pk) == batch.read[pk]:
            StageEvent.objects.filter(pk=pk, invitation__isnull=True).update(
                on=on, period=period_of(on), decided_at=at
            )


def _leave_to_the_next_run(batch: _DecisionBatch, held: Mapping[int, _Read]) -> None:
    changed = {pk for pk, read in batch.read.items() if held.get(pk) != read}
    left = changed | (set(batch.marked) - held.keys())
    if left:
        events = StageEvent.objects.filter(pk__in=left)
        marks.wait_again(set(events.values_list("case_id", flat=True)))


def _write_results(events: Sequence[StageEvent], *, at: datetime) -> None:
    ids_by_result = defaultdict(list)
    for event in events:
        ids_by_result[_result_of(event)].append(event.pk)
    for result, ids in ids_by_result.items():
        StageEvent.objects.filter(pk__in=ids).update(
            decision=result.decision,
            selection_probability=result.probability,
            selection_seed=result.seed,
            needs_word_or_code=result.needs_word_or_code,
            waits_for_staff_until=result.waits_until,
            drawn_mode=result.drawn_mode,
            telephone_chance=result.telephone_chance,
            may_wait_for_invitation=result.decision == Decision.INVITE,
            decided_at=at,
        )


def _lock(event_ids: Collection[int]) -> Mapping[int, _Read]:
    """Present decisions. Events locked elsewhere are left out: waiting could deadlock with an
    opt-out."""
    events = StageEvent.objects.filter(pk__in=event_ids).order_by("pk")
    if connection.features.has_select_for_update_skip_locked:
        events = events.select_for_update(skip_locked=True)
    found = events.values_list("pk", "decision", "decided_at")
    return {pk: _Read(decision, decided_at) for pk, decision, decided_at in found}


def _apply_opt_outs(events: Sequence[StageEvent]) -> None:
    chosen = [event for event in events if event.decision == Decision.INVITE]
    opted_out = contacts.opted_out_cases([event.case_id for event in chosen])
    for event in chosen:
        if event.case_id in opted_out:
            event.decision = Decision.OPTED_OUT
            event.selection_probability, event.selection_seed = None, ""
            event.drawn_mode, event.telephone_chance = "", None


def _remove_uninvited(event_ids: Sequence[int]) -> int:
    """Except those invited meanwhile by a code. Locked first, so that a code drawn now finds the
    event gone."""
    events = StageEvent.objects.filter(pk__in=event_ids)
    found = list(events.select_for_update().values_list("case_id", flat=True))
    day_notes.look_at_once(found)
    return events.filter(invitation__isnull=True).delete()[0] if event_ids else 0


def _result_of(event: StageEvent) -> _Result:
    return _Result(
        event.decision,
        event.selection_probability,
        event.selection_seed,
        event.needs_word_or_code,
        event.waits_for_staff_until,
        event.drawn_mode,
        event.telephone_chance,
    )


def _is_exclusion_lifted(event: StageEvent, history: CaseHistory) -> bool:
    code = history.case.exclude_code
    by_hand = code if code in KNOWN_EXCLUSIONS else Decision.DATA_QUALITY
    is_by_hand = history.is_exclusion_lifted and event.decision == by_hand
    return is_by_hand and not hasattr(event, "invitation")

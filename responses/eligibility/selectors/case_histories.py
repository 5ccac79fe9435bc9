from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db.models import Count

from responses.case_files.case import EventKind, EventRow
from responses.cases import selectors as cases_selectors
from responses.cases import stages
from responses.cases.sensitivity import is_sensitive_case
from responses.cases.stages import DISPLACING, StageEntry, SurveyStage
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import DRAWN_FROM, PASSED_OVER, Decision
from responses.eligibility.sampling import SamplingPlan, SamplingStratum, shipped_plan
from responses.eligibility.selectors import exclusions
from responses.eligibility.send_windows import without_left_investigations
from responses.models import Case, CaseEvent, InterviewingForce, StageEvent
from responses.vault import contacts
from responses.vault.contacts import Person
from responses.vault.facts import NO_CONTACT

EventKey = tuple[str, date]


@dataclass(frozen=True)
class CaseHistory:
    case: Case
    entries: Sequence[StageEntry]
    decided: Mapping[EventKey, StageEvent]
    person: Person | None
    exclusion_lifted_at: datetime | None = None
    """When the exclusion by hand was refused by a second person, or withdrawn; None where it is in
    force, or there is none."""
    excluded_elsewhere: Collection[str] = ()
    """Codes by which other cases of the person keep them from being asked."""
    has_interviewers: bool = False
    """Whether interviewers of the force may call."""

    @property
    def is_exclusion_lifted(self) -> bool:
        return self.exclusion_lifted_at is not None

    @property
    def changed_at(self) -> datetime:
        """By an import, or the lifting of an exclusion."""
        loaded_at = self.case.last_import.loaded_at
        return max(loaded_at, self.exclusion_lifted_at or loaded_at)

    def facts(self, entry: StageEntry, *, languages: frozenset[str]) -> EventFacts:
        case = self.case
        has_moved_on = entry.survey_stage == SurveyStage.INVESTIGATION and any(
            later.survey_stage in DISPLACING and later.on >= entry.on for later in self.entries
        )
        return EventFacts(
            survey_stage=entry.survey_stage,
            on=entry.on,
            told_on=entry.told_on,
            reported_on=case.reported_on,
            victim_role=case.victim_role,
            crime_group=case.crime_group,
            flags=case.flags,
            risk_level=case.risk_level,
            birth_year=case.birth_year,
            is_deceased=case.is_deceased,
            is_business=case.is_business,
            is_on_duty_police=case.is_on_duty_police,
            is_victimless=case.is_victimless,
            is_month_only=case.is_month_only,
            exclude_code="" if self.is_exclusion_lifted else case.exclude_code,
            next_hearing_on=case.next_hearing_on,
            excluded_elsewhere=self.excluded_elsewhere,
            former_hearings=[date.fromisoformat(day) for day in case.former_hearings],
            is_language_offered=spoken_language(case) in languages,
            has_moved_on=has_moved_on,
            is_displaced=has_moved_on and not self._is_asked_though_moved_on(entry),
            has_interviewers=self.has_interviewers,
            is_drawn_to_call=self._is_drawn_to_call(entry),
            contact=self.person.facts if self.person else NO_CONTACT,
        )

    def entry_of(self, event: StageEvent) -> StageEntry:
        key = (event.survey_stage, event.on)
        known = {(entry.survey_stage.value, entry.on): entry for entry in self.entries}
        return known.get(key) or StageEntry(SurveyStage(event.survey_stage), event.on)

    @property
    def current_entries(self) -> Sequence[StageEntry]:
        """The latest stage first, so that it goes before others on one day."""
        reports = [e for key, e in self.decided.items() if key[0] == SurveyStage.REPORT]
        asked_on = {event.on for event in reports if hasattr(event, "invitation")}
        return [
            entry
            for entry in reversed(
                without_left_investigations(self.entries, reported_on=self.case.reported_on)
            )
            if entry.survey_stage != SurveyStage.REPORT or not asked_on or entry.on in asked_on
        ]

    @property
    def orphans(self) -> Sequence[StageEvent]:
        """Decided events whose entry is gone and that were not asked about: a date was corrected,
        or the victim had been told."""
        entered = {(entry.survey_stage.value, entry.on) for entry in self.current_entries}
        gone = [event for key, event in self.decided.items() if key not in entered]
        moved = {event.pk for event in self.moved.values()}
        return [
            event
            for event in gone
            if event.pk not in moved
            and not hasattr(event, "invitation")
            and not self._was_passed_over(event)
        ]

    @cached_property
    def moved(self) -> Mapping[EventKey, StageEvent]:
        """By an entry without event, the drawn event of its stage whose date was corrected."""
        entered = {(entry.survey_stage.value, entry.on) for entry in self.current_entries}
        found: dict[EventKey, StageEvent] = {}
        left = sorted(
            (event for key, event in self.decided.items() if key not in entered),
            key=lambda event: event.on,
        )
        for stage, on in sorted(entered - self.decided.keys()):
            for event in left:
                if event.survey_stage == stage and event.decision in DRAWN_FROM:
                    left.remove(event)
                    found[stage, on] = event
                    break
        return found

    def _was_passed_over(self, event: StageEvent) -> bool:
        is_investigation = event.survey_stage == SurveyStage.INVESTIGATION
        is_moved = any(
            entry.survey_stage == event.survey_stage
            and (entry.survey_stage.value, entry.on) not in self.decided
            for entry in self.entries
        )
        return is_investigation and event.decision in PASSED_OVER and not is_moved

    def draw_name(self, entry: StageEntry) -> str:
        return f"{self.case.force_id}:{self.case.case_key}:{entry.survey_stage}:{entry.on}"

    def _is_asked_though_moved_on(self, entry: StageEntry) -> bool:
        plan = sampling_plan()
        return plan.is_drawn(f"{self.draw_name(entry)}:moved on", probability=plan.moved_on)

    def _is_drawn_to_call(self, entry: StageEntry) -> bool:
        if not self.has_interviewers:
            return False
        plan = sampling_plan()
        return plan.is_drawn(f"{self.draw_name(entry)}:telephone", probability=plan.telephone)


def spoken_language(case: Case) -> str:
    """The language without its region: en-GB is en."""
    return case.language.partition("-")[0].lower()


def case_histories(case_ids: Sequence[int], *, today: date) -> Iterator[CaseHistory]:
    decided: dict[int, dict[EventKey, StageEvent]] = {}
    events = StageEvent.objects.filter(case_id__in=case_ids).select_related("invitation")
    for event in events:
        decided.setdefault(event.case_id, {})[(event.survey_stage, event.on)] = event
    cases = (
        Case.objects.filter(pk__in=case_ids)
        .select_related("first_import", "last_import")
        .order_by("pk")
    )
    return _build_histories(list(cases), decided=decided, today=today)


def case_history_at_sending(case: Case, *, today: date) -> CaseHistory:
    """Read again just before its message is sent."""
    return next(_build_histories([case], decided={}, today=today, may_be_called=False))


def _build_histories(
    cases: Sequence[Case],
    *,
    decided: Mapping[int, Mapping[EventKey, StageEvent]],
    today: date,
    may_be_called: bool = True,
) -> Iterator[CaseHistory]:
    case_ids = [case.pk for case in cases]
    events = cases_selectors.events_by_case(case_ids)
    people = contacts.people(case_ids, on=today)
    lifted = exclusions.lifted_exclusions().filter(case__in=[c.pk for c in cases if c.exclude_code])
    lifted_at = dict(lifted.values_list("case_id", "ruled_at"))
    elsewhere = exclusions.excluded_elsewhere(cases, people)
    interviewing = _interviewing_forces(people) if may_be_called else frozenset()
    for case in cases:
        yield CaseHistory(
            case=case,
            entries=stages.stage_events(
                role=case.victim_role,
                reported_on=case.reported_on,
                history=[_event_row(event) for event in events.get(case.pk, [])],
                today=today,
            ),
            decided=decided.get(case.pk, {}),
            person=people.get(case.pk),
            exclusion_lifted_at=lifted_at.get(case.pk),
            excluded_elsewhere=elsewhere.get(case.pk, ()),
            has_interviewers=case.force_id in interviewing,
        )


def _interviewing_forces(people: Mapping[int, Person]) -> frozenset[str]:
    chose = any(person.facts.agrees_to_call for person in people.values())
    if not chose and not sampling_plan().telephone:
        return frozenset()
    return frozenset(
        InterviewingForce.objects.filter(is_on=True).values_list("force_id", flat=True)
    )


def has_interviewers(force_code: str) -> bool:
    return InterviewingForce.objects.filter(force=force_code, is_on=True).exists()


def _event_row(event: CaseEvent) -> EventRow:
    return EventRow(
        kind=EventKind(event.kind),
        codes=tuple(event.codes),
        on=event.on,
        told_on=event.told_on,
    )


def sampling_plan() -> SamplingPlan:
    return secret_plan()


def secret_plan() -> SamplingPlan:
    return replace(shipped_plan(), secret=settings.PERSON_KEY)


def count_askable_events(period: str, *, forces: Collection[str]) -> Mapping[SamplingStratum, int]:
    """By stratum, drawn or not."""
    askable = StageEvent.objects.filter(
        period=period,
        decision__in=[Decision.INVITE, Decision.NOT_SAMPLED],
        case__force__in=forces,
    )
    columns = ("survey_stage", *_STRATUM_COLUMNS)
    counted: dict[SamplingStratum, int] = defaultdict(int)
    for row in askable.values(*columns).annotate(events=Count("pk")).order_by():
        counted[_stratum(row)] += row["events"]
    return counted


_STRATUM_COLUMNS = ("case__force_id", "case__crime_group", "case__flags", "case__risk_level")


def _stratum(row: Mapping[str, Any]) -> SamplingStratum:
    return SamplingStratum(
        force=row["case__force_id"],
        crime_group=row["case__crime_group"],
        survey_stage=row["survey_stage"],
        is_sensitive=is_sensitive_case(
            flags=row["case__flags"],
            crime_group=row["case__crime_group"],
            risk_level=row["case__risk_level"],
        ),
    )

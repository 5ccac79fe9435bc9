"""The survey's own rules, day by day as the daily job applies them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from operator import itemgetter

import numpy as np

from config.demo import assumptions as assumed
from config.demo.planted import Cause, Planted, day_filed, with_cause
from config.demo.victims.case_file import Contacts, RecordQuality
from config.demo.victims.people import Flags, Floats, Ints
from responses.case_files import crime_groups
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_CRIMES
from responses.cases.stages import DISPLACING, StageEntry, SurveyStage, stage_events
from responses.eligibility.chances import Opportunity, chance_of_being_asked
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import (
    DRAWN_FROM,
    IN_FRAME,
    WAITS_FOR_SAFE_CONTACT,
    Decision,
    decide,
    decide_assisted,
)
from responses.eligibility.sampling import SamplingPlan
from responses.eligibility.send_windows import SendDates, send_dates, without_left_investigations
from responses.vault.facts import ContactFacts, fatigued_until
from responses.vault.sending_hours import is_open_day
from survey.bank.pathways import PROXY_AND_BEREAVED_ROLES

LANGUAGES = frozenset({"en", "cy"})
# Days from the start of the window.
DAYS_TO_SEND = 5
# Then a code may be used.
NO_TEXT = WAITS_FOR_SAFE_CONTACT | {Decision.ROUTE}
OTHER_ADVISER, OFFICER = "IDVA", "VLO"
# Stages of one case that are drawn independently.
MOST_STAGES = 12


@dataclass(frozen=True, kw_only=True)
class DecidedEvent:
    at: int
    survey_stage: SurveyStage
    on: date
    decision: Decision
    selection_probability: float | None
    asked_on: date
    assisted_by: str = ""
    needs_word_or_code: bool = False
    telephone_chance: float | None = None
    is_called: bool = False

    @property
    def is_in_frame(self) -> bool:
        return self.decision in IN_FRAME

    @property
    def is_invited(self) -> bool:
        return self.decision is Decision.INVITE


@dataclass(frozen=True, kw_only=True)
class _Survey:
    kept: RecordQuality
    sampled: float
    plan: SamplingPlan
    last_day: date
    missed: Sequence[Planted]

    def day_known(self, day: date, force: str) -> date:
        """The first day on which the product knows of `day`."""
        if not self.missed:
            return day
        return date.fromordinal(day_filed(day.toordinal(), force=force, among=self.missed))


@dataclass
class _Victim:
    """Changes while their events are decided in turn."""

    row: CaseRow
    entries: Sequence[StageEntry]
    has_mobile: bool
    is_bad_number: bool
    number_safe: str
    safe_rank: float
    is_opted_out: bool
    is_repeat: bool
    is_handed_code: bool
    has_adviser: bool
    invited_on: list[date] = field(default_factory=list)
    fatigued_until: date | None = None
    opportunities: list[Opportunity] = field(default_factory=list)

    @property
    def adviser(self) -> str:
        """Who may hand them a code."""
        if not self.has_adviser:
            return OFFICER
        if self.row.crime_group == crime_groups.SEXUAL:
            return "ISVA"
        return "ISA" if self.row.flags.get("stalking", False) else OTHER_ADVISER

    def has_moved_on(self, entry: StageEntry, today: date) -> bool:
        """Whether a later stage has replaced this investigation."""
        return entry.survey_stage is SurveyStage.INVESTIGATION and any(
            later.survey_stage in DISPLACING and entry.on <= later.on <= today
            for later in self.entries
        )

    def next_free_day(self, day: date) -> date:
        """Without a recent invitation or a hearing nearby."""
        hearing, until = self.row.next_hearing_on, self.fatigued_until or day
        if hearing and hearing >= day - timedelta(days=28):
            return max(until, hearing + timedelta(days=29))
        return until


def decide_events(
    rng: np.random.Generator,
    *,
    rows: Sequence[CaseRow],
    contacts: Contacts,
    kept: RecordQuality,
    sampled: float,
    plan: SamplingPlan,
    last_day: date,
    planted: Sequence[Planted] = (),
) -> list[DecidedEvent]:
    draws = rng.random((len(rows), 1 + 2 * MOST_STAGES)).tolist()
    missed = with_cause(planted, Cause.FILE, rows[0].force) if rows else ()
    survey = _Survey(kept=kept, sampled=sampled, plan=plan, last_day=last_day, missed=missed)
    victims = _victims(rows, contacts, last_day=last_day)
    asked: list[DecidedEvent] = []
    for at, (victim, draw) in enumerate(zip(victims, draws, strict=True)):
        asked.extend(_decide_for_victim(victim, at, draw=draw, survey=survey))
    return asked


def _victims(rows: Sequence[CaseRow], contacts: Contacts, *, last_day: date) -> Iterator[_Victim]:
    columns = zip(
        rows,
        contacts.has_mobile.tolist(),
        contacts.is_bad_number.tolist(),
        contacts.number_safe,
        contacts.safe_rank.tolist(),
        contacts.is_opted_out.tolist(),
        contacts.is_repeat.tolist(),
        contacts.is_handed_code.tolist(),
        contacts.has_adviser.tolist(),
        strict=True,
    )
    for row, *contact in columns:
        history = stage_events(
            role=row.victim_role, reported_on=row.reported_on, history=row.history(),
            today=last_day,
        )  # fmt: skip
        entries = without_left_investigations(history, reported_on=row.reported_on)
        yield _Victim(row, entries, *contact)


def probability(row: CaseRow, stage: SurveyStage, *, sampled: float, plan: SamplingPlan) -> float:
    """That of the plan, times `sampled` for frequent stages of volume crime."""
    most = plan.most(stage)
    is_volume = stage in {SurveyStage.REPORT, SurveyStage.NO_ACTION}
    is_sensitive = row.crime_group in SENSITIVE_CRIMES or row.flags.get("domestic_abuse", False)
    if not is_volume or is_sensitive:
        return most
    return most * (sampled if stage is SurveyStage.REPORT else min(1.0, 1.15 * sampled))


def _decide_for_victim(
    victim: _Victim, at: int, *, draw: Sequence[float], survey: _Survey
) -> Iterator[DecidedEvent]:
    jitter, last_day = timedelta(days=int(draw[0] * DAYS_TO_SEND)), survey.last_day
    windows = [
        (entry, send_dates(
            entry.survey_stage, on=entry.on, told_on=entry.told_on,
            reported_on=victim.row.reported_on,
        ))
        for entry in victim.entries
    ]  # fmt: skip
    # Without a window it comes last.
    opening = [(window.opens if window else date.max, window, entry) for entry, window in windows]
    for number, (opens, window, entry) in enumerate(sorted(opening, key=itemgetter(0))):
        day = last_day
        if window:
            day = min(last_day, survey.day_known(opens + jitter, victim.row.force))
        chance = probability(
            victim.row, entry.survey_stage, sampled=survey.sampled, plan=survey.plan
        )
        drawn, kept = draw[1 + 2 * (number % MOST_STAGES) :][:2]
        decision, day, needs_word_or_code = _decide_event(
            victim, entry, survey, is_selected=drawn < chance, is_kept=kept < survey.plan.moved_on,
            day=day,
        )  # fmt: skip
        if victim.has_moved_on(entry, day):
            chance *= survey.plan.moved_on
        by_code = decision in NO_TEXT and _is_handed_code(victim, entry, survey, day=day)
        yield _record_decision(
            victim, at, entry, Decision.INVITE if by_code else decision, day=day, window=window,
            # An adviser asks every victim they may ask.
            chance=1.0 if by_code else chance, assisted_by=victim.adviser if by_code else "",
            needs_word_or_code=needs_word_or_code,
        )  # fmt: skip


def _record_decision(
    victim: _Victim,
    at: int,
    entry: StageEntry,
    decision: Decision,
    *,
    day: date,
    window: SendDates | None,
    chance: float,
    assisted_by: str,
    needs_word_or_code: bool,
) -> DecidedEvent:
    asked_with = None
    if decision in DRAWN_FROM:
        opens, closes = (window.opens, window.closes) if window else (day, day)
        this = Opportunity(min(opens, day), max(closes, day), chance)
        # As in the product, 1 for an event asked by a code.
        asked_with = 1.0 if assisted_by else chance_of_being_asked(this, victim.opportunities)
        victim.opportunities.append(this)
    if decision is Decision.INVITE:
        victim.invited_on.append(day)
        victim.fatigued_until = fatigued_until(victim.invited_on)
    return DecidedEvent(
        at=at, survey_stage=entry.survey_stage, on=entry.on, decision=decision,
        selection_probability=asked_with, asked_on=day, assisted_by=assisted_by,
        needs_word_or_code=needs_word_or_code,
    )  # fmt: skip


def _is_handed_code(victim: _Victim, entry: StageEntry, survey: _Survey, *, day: date) -> bool:
    if not victim.is_handed_code or victim.row.victim_role in PROXY_AND_BEREAVED_ROLES:
        return False
    facts = _event_facts(victim, entry, today=day, share=survey.kept.safe_record)
    return decide_assisted(facts, today=day) is Decision.INVITE


def _decide_event(
    victim: _Victim,
    entry: StageEntry,
    survey: _Survey,
    *,
    is_selected: bool,
    is_kept: bool,
    day: date,
) -> tuple[Decision, date, bool]:
    while True:
        facts = _event_facts(
            victim, entry, today=day, share=survey.kept.safe_record, is_selected=is_selected,
            is_displaced=victim.has_moved_on(entry, day) and not is_kept,
        )  # fmt: skip
        decision = decide(facts, today=day)
        if decision is not Decision.PENDING or day == survey.last_day:
            while day > survey.last_day or not is_open_day(day):
                day -= timedelta(days=1)
            return decision, day, facts.needs_word_or_code
        free = max(victim.next_free_day(day), day + timedelta(days=1))
        day = min(survey.last_day, survey.day_known(free, victim.row.force))


def _event_facts(
    victim: _Victim,
    entry: StageEntry,
    *,
    today: date,
    share: float,
    is_selected: bool = True,
    is_displaced: bool = False,
) -> EventFacts:
    """`share` of victims with a safe-contact record."""
    row = victim.row
    is_first = entry.survey_stage is SurveyStage.REPORT
    renewed = share * (1.0 if is_first else assumed.RECORD_RENEWED)
    has_record = victim.safe_rank < renewed
    return EventFacts(
        survey_stage=entry.survey_stage,
        on=entry.on,
        reported_on=row.reported_on,
        told_on=entry.told_on,
        victim_role=row.victim_role,
        crime_group=row.crime_group,
        flags=row.flags,
        risk_level=row.risk_level,
        birth_year=row.birth_year,
        is_deceased=row.is_deceased,
        is_business=row.is_business,
        is_on_duty_police=row.is_on_duty_police,
        is_victimless=row.is_victimless,
        exclude_code=row.exclude_code,
        next_hearing_on=row.next_hearing_on,
        is_language_offered=row.language in LANGUAGES,
        is_displaced=is_displaced,
        is_selected=is_selected,
        contact=ContactFacts(
            has_mobile=victim.has_mobile,
            is_bad_number=victim.is_bad_number,
            number_safe="yes" if has_record else victim.number_safe,
            safe_channel="sms" if has_record else "",
            safe_confirmed_on=today - timedelta(days=7) if has_record else None,
            has_word=victim.safe_rank < renewed * assumed.WORD_AGREED,
            is_opted_out=victim.is_opted_out,
            fatigued_until=victim.fatigued_until,
            is_being_asked=victim.is_repeat,
        ),
    )


# --- modes: text, code, telephone and paper -------------------------------------------------------


def assign_calls(
    rng: np.random.Generator, asked: Sequence[DecidedEvent], *, force: str
) -> list[DecidedEvent]:
    """By chance, in a force with interviewers."""
    if force not in assumed.TELEPHONING:
        return list(asked)
    lots = rng.random(len(asked)).tolist()
    return [
        replace(
            one,
            telephone_chance=assumed.TELEPHONED,
            is_called=one.is_invited and lot < assumed.TELEPHONED,
        )
        if one.selection_probability is not None and not (one.needs_word_or_code or one.assisted_by)
        else one
        for one, lot in zip(asked, lots, strict=True)
    ]


def called(asked: Sequence[DecidedEvent]) -> Floats:
    """1 where asked by telephone."""
    return np.array([one.is_called for one in asked], dtype=float)


def readiness(asked: Sequence[DecidedEvent]) -> Floats:
    """Logits that the mode adds."""
    by_code = np.array([bool(one.assisted_by) for one in asked], dtype=float)
    found: Floats = assumed.OF_CODE_IN_HAND * by_code + assumed.OF_BEING_CALLED * called(asked)
    return found


def on_paper(
    rng: np.random.Generator, asked: Sequence[DecidedEvent], *, age: Ints, wants: Flags
) -> Flags:
    """Older victims who ignore a text."""
    by_text = np.array([not one.assisted_by and not one.is_called for one in asked], dtype=np.bool_)
    lots: Flags = rng.random(len(asked)) < assumed.ON_PAPER
    found: Flags = lots & by_text & ~wants & (age >= assumed.PAPER_FROM_AGE)
    return found

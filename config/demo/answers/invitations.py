"""Who of a force's victims was asked, when, and why not: the survey's own rules over the
simulated record, day by day as the daily job would have found it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter
from typing import NamedTuple

import numpy as np

from config.demo import assumptions as assumed
from config.demo.cases.case_file import Contacts, RecordQuality
from config.demo.planted import Cause, Planted, filed_on, of_cause
from responses.case_files import crime_groups
from responses.case_files.case import CaseRow
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
DAYS_TO_SEND = 5
"""The daily job asks everybody within so many days of the window's opening."""
NO_TEXT = WAITS_FOR_SAFE_CONTACT | {Decision.ROUTE}
"""What keeps a text away and no code."""
ADVISERS: Sequence[tuple[str, str]] = (("sexual", "ISVA"), ("stalking", "ISA"))
OTHER_ADVISER, OFFICER = "IDVA", "VLO"
LONG_AGO = date.max
MOST_STAGES = 12
"""Stages of one case that are drawn independently."""


@dataclass(frozen=True, kw_only=True)
class DecidedEvent:
    """One stage event with its decision. `at` is the case; `asked_on` the day of sending, or,
    for an event that is in the frame and was not asked, the day it would have been."""

    at: int
    survey_stage: SurveyStage
    on: date
    decision: Decision
    selection_probability: float | None
    asked_on: date
    assisted_by: str = ""
    """The role of who handed a code over; "" where none was."""
    needs_word_or_code: bool = False
    """Whether nobody is asked about it but with an agreed word, or by a code."""
    telephone_chance: float | None = None
    """The chance with which an interviewer asks; None where no interviewer could."""
    is_called: bool = False

    @property
    def is_in_frame(self) -> bool:
        return self.decision in IN_FRAME

    @property
    def is_asked(self) -> bool:
        return self.decision is Decision.INVITE


class _Drawn(NamedTuple):
    is_selected: bool
    is_displaced: bool


ASKED_IF_POSSIBLE = _Drawn(is_selected=True, is_displaced=False)


@dataclass(frozen=True, kw_only=True)
class _Run:
    """How one force's events are decided. `missed` are times without a file."""

    kept: RecordQuality
    sampled: float
    plan: SamplingPlan
    last_day: date
    missed: Sequence[Planted]


@dataclass
class _Victim:
    """What is remembered of one victim while her events are decided in turn. Nobody asks her again
    before the day `fatigued_until`, if there is one."""

    row: CaseRow
    entries: Sequence[StageEntry]
    has_mobile: bool
    is_bad_number: bool
    number_safe: str
    safe_rank: float
    is_opted_out: bool
    is_repeat: bool
    is_handed_code: bool
    adviser: str
    invited_on: list[date] = field(default_factory=list)
    fatigued_until: date | None = None
    opportunities: list[Opportunity] = field(default_factory=list)


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
    """Every stage event of every case, with the decision that stood on `last_day`. Drawn as often
    as the plan says of each stage, and of volume crime `sampled` of these. What a missed file would
    have said is known later."""
    draws = rng.random((len(rows), 1 + 2 * MOST_STAGES)).tolist()
    missed = of_cause(planted, Cause.FILE, rows[0].force) if rows else ()
    run = _Run(kept=kept, sampled=sampled, plan=plan, last_day=last_day, missed=missed)
    victims = _victims(rows, contacts, last_day=last_day)
    asked: list[DecidedEvent] = []
    for at, (victim, draw) in enumerate(zip(victims, draws, strict=True)):
        asked.extend(_ask_victim(victim, at, draw=draw, run=run))
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
    for row, mobile, bad, safe, rank, opted_out, repeat, is_handed, has_adviser in columns:
        yield _Victim(
            row=row,
            entries=without_left_investigations(
                stage_events(
                    role=row.victim_role, reported_on=row.reported_on, history=row.history(),
                    today=last_day,
                ),
                reported_on=row.reported_on,
            ),
            has_mobile=mobile, is_bad_number=bad, number_safe=safe, safe_rank=rank,
            is_opted_out=opted_out, is_repeat=repeat, is_handed_code=is_handed,
            adviser=_adviser(row, has_adviser=has_adviser),
        )  # fmt: skip


def probability(row: CaseRow, stage: SurveyStage, *, sampled: float, plan: SamplingPlan) -> float:
    """As the plan says of the stage; of the frequent stages of volume crime a sample of these."""
    most = plan.most(stage)
    is_volume = stage in {SurveyStage.REPORT, SurveyStage.NO_ACTION}
    is_sensitive = row.crime_group in SENSITIVE_CRIMES or row.flags.get("domestic_abuse", False)
    if not is_volume or is_sensitive:
        return most
    return most * (sampled if stage is SurveyStage.REPORT else min(1.0, 1.15 * sampled))


def _ask_victim(
    victim: _Victim, at: int, *, draw: Sequence[float], run: _Run
) -> Iterator[DecidedEvent]:
    jitter, last_day = timedelta(days=int(draw[0] * DAYS_TO_SEND)), run.last_day
    windows = [(_window(victim, entry), entry) for entry in victim.entries]
    opening = [(window.opens if window else LONG_AGO, window, entry) for window, entry in windows]
    for number, (opens, window, entry) in enumerate(sorted(opening, key=itemgetter(0))):
        day = min(last_day, _filed_on(opens + jitter, victim, run)) if window else last_day
        chance = probability(victim.row, entry.survey_stage, sampled=run.sampled, plan=run.plan)
        drawn, kept = draw[1 + 2 * (number % MOST_STAGES) :][:2]
        decision, day, needs_word_or_code = _decide(
            victim,
            entry,
            run,
            is_selected=drawn < chance,
            is_kept=kept < run.plan.moved_on,
            day=day,
        )
        if _has_moved_on(victim, entry, day):
            chance *= run.plan.moved_on
        by_code = decision in NO_TEXT and _is_handed_code(victim, entry, run.kept, day=day)
        yield _decided(
            victim, at, entry, Decision.INVITE if by_code else decision, day=day,
            window=window,
            # Everybody whom an adviser may ask is asked.
            chance=1.0 if by_code else chance, assisted_by=victim.adviser if by_code else "",
            needs_word_or_code=needs_word_or_code,
        )  # fmt: skip


def _filed_on(day: date, victim: _Victim, run: _Run) -> date:
    if not run.missed:
        return day
    known = filed_on(day.toordinal(), force=victim.row.force, among=run.missed)
    return date.fromordinal(known)


def _decided(
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
        # As the product counts codes: whoever only a code can ask is asked.
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


def _adviser(row: CaseRow, *, has_adviser: bool) -> str:
    """The role of who hands this victim a code, if anybody does."""
    if not has_adviser:
        return OFFICER
    named = {
        "sexual": row.crime_group == crime_groups.SEXUAL,
        "stalking": row.flags.get("stalking", False),
    }
    return next((role for crime, role in ADVISERS if named[crime]), OTHER_ADVISER)


def _is_handed_code(victim: _Victim, entry: StageEntry, kept: RecordQuality, *, day: date) -> bool:
    if not victim.is_handed_code or victim.row.victim_role in PROXY_AND_BEREAVED_ROLES:
        return False
    facts = _facts(victim, entry, today=day, share=kept.safe_record)
    return decide_assisted(facts, today=day) is Decision.INVITE


def _window(victim: _Victim, entry: StageEntry) -> SendDates | None:
    return send_dates(
        entry.survey_stage,
        on=entry.on,
        told_on=entry.told_on,
        reported_on=victim.row.reported_on,
    )


def _decide(
    victim: _Victim,
    entry: StageEntry,
    run: _Run,
    *,
    is_selected: bool,
    is_kept: bool,
    day: date,
) -> tuple[Decision, date, bool]:
    """Ask again whenever what stands in the way may be gone, as the daily job does. `is_kept` says
    that an investigation is asked about though its case has moved on. Beside the decision and its
    day, whether it needs a word or a code to be asked."""
    while True:
        facts = _facts(
            victim, entry, today=day, share=run.kept.safe_record,
            drawn=_Drawn(is_selected, _has_moved_on(victim, entry, day) and not is_kept),
        )  # fmt: skip
        decision = decide(facts, today=day)
        if decision is not Decision.PENDING or day == run.last_day:
            return decision, _open_day(day, run.last_day), facts.needs_word_or_code
        free = _filed_on(max(_free(victim, day), day + timedelta(days=1)), victim, run)
        day = min(run.last_day, free)


def _free(victim: _Victim, day: date) -> date:
    hearing = victim.row.next_hearing_on
    until = victim.fatigued_until or day
    return (
        max(until, hearing + timedelta(days=29))
        if hearing and hearing >= day - timedelta(days=28)
        else until
    )


def _open_day(day: date, last_day: date) -> date:
    """The day, or the latest before it on which texts are sent."""
    while day > last_day or not is_open_day(day):
        day -= timedelta(days=1)
    return day


def _facts(
    victim: _Victim,
    entry: StageEntry,
    *,
    today: date,
    share: float,
    drawn: _Drawn = ASKED_IF_POSSIBLE,
) -> EventFacts:
    row = victim.row
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
        is_displaced=drawn.is_displaced,
        is_selected=drawn.is_selected,
        contact=_contact(victim, entry, today=today, share=share),
    )


def _has_moved_on(victim: _Victim, entry: StageEntry, today: date) -> bool:
    return entry.survey_stage is SurveyStage.INVESTIGATION and any(
        later.survey_stage in DISPLACING and entry.on <= later.on <= today
        for later in victim.entries
    )


def _contact(victim: _Victim, entry: StageEntry, *, today: date, share: float) -> ContactFacts:
    is_first = entry.survey_stage is SurveyStage.REPORT
    renewed = 1.0 if is_first else assumed.RECORD_RENEWED
    has_record = victim.safe_rank < share * renewed
    has_word = victim.safe_rank < share * renewed * assumed.WORD_AGREED
    return ContactFacts(
        has_mobile=victim.has_mobile,
        is_bad_number=victim.is_bad_number,
        number_safe="yes" if has_record else victim.number_safe,
        safe_channel="sms" if has_record else "",
        safe_confirmed_on=today - timedelta(days=7) if has_record else None,
        has_word=has_word,
        is_opted_out=victim.is_opted_out,
        fatigued_until=victim.fatigued_until,
        is_being_asked=victim.is_repeat,
    )

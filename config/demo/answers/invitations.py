"""Who of a force's victims was asked, when, and why not: the survey's own rules over the
simulated record, day by day as the daily job would have found it. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from operator import itemgetter

import numpy as np

from config.demo import assumptions as assumed
from config.demo.cases.case_file import Contacts, RecordQuality
from responses.case_files import crime_groups
from responses.case_files.case import CaseRow
from responses.cases.sensitivity import SENSITIVE_CRIMES
from responses.cases.stages import DISPLACING, StageEntry, SurveyStage, stage_events
from responses.eligibility.facts import EventFacts
from responses.eligibility.rules import (
    NO_EXCLUSION,
    WAITS_FOR_SAFE_CONTACT,
    Decision,
    decide,
    decide_assisted,
)
from responses.eligibility.send_windows import send_dates
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

    @property
    def is_in_frame(self) -> bool:
        return self.decision in NO_EXCLUSION

    @property
    def is_asked(self) -> bool:
        return self.decision is Decision.INVITE


@dataclass
class _Victim:
    """What is remembered of one victim while her events are decided in turn."""

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


def decide_events(
    rng: np.random.Generator,
    *,
    rows: Sequence[CaseRow],
    contacts: Contacts,
    kept: RecordQuality,
    sampled: float,
    last_day: date,
) -> list[DecidedEvent]:
    """Every stage event of every case, with the decision that stood on `last_day`."""
    draws = rng.random((len(rows), 2)).tolist()
    victims = _victims(rows, contacts, last_day=last_day)
    asked: list[DecidedEvent] = []
    for at, (victim, draw) in enumerate(zip(victims, draws, strict=True)):
        asked.extend(
            _ask_victim(victim, at, draw=draw, kept=kept, sampled=sampled, last_day=last_day)
        )
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
            entries=stage_events(
                role=row.victim_role, reported_on=row.reported_on, history=row.history(),
                today=last_day,
            ),
            has_mobile=mobile, is_bad_number=bad, number_safe=safe, safe_rank=rank,
            is_opted_out=opted_out, is_repeat=repeat, is_handed_code=is_handed,
            adviser=_adviser(row, has_adviser=has_adviser),
        )  # fmt: skip


def probability(row: CaseRow, stage: SurveyStage, *, sampled: float) -> float:
    """Everyone of a sensitive crime and of the rarer stages is asked; of the rest a sample."""
    is_volume = stage in {SurveyStage.REPORT, SurveyStage.NO_ACTION}
    is_sensitive = row.crime_group in SENSITIVE_CRIMES or row.flags.get("domestic_abuse", False)
    if not is_volume or is_sensitive:
        return 1.0
    return sampled if stage is SurveyStage.REPORT else min(1.0, 1.15 * sampled)


def _ask_victim(
    victim: _Victim,
    at: int,
    *,
    draw: Sequence[float],
    kept: RecordQuality,
    sampled: float,
    last_day: date,
) -> Iterator[DecidedEvent]:
    jitter = timedelta(days=int(draw[0] * DAYS_TO_SEND))
    opening = [(_opens(victim, entry), entry) for entry in victim.entries]
    for opens, entry in sorted(opening, key=itemgetter(0)):
        day = min(last_day, opens + jitter) if opens is not LONG_AGO else last_day
        chance = probability(victim.row, entry.survey_stage, sampled=sampled)
        # The same draw would ask at each stage the same people; turning it round does not.
        turned = (draw[1] + 0.37 * len(victim.invited_on) + 0.61 * entry.on.day) % 1
        decision, day = _decide(
            victim, entry, kept, is_selected=turned < chance, day=day, last_day=last_day
        )
        by_code = decision in NO_TEXT and _is_handed_code(victim, entry, kept, day=day)
        yield _decided(
            victim, at, entry, Decision.INVITE if by_code else decision, day=day,
            # Everybody whom an adviser may ask is asked.
            chance=1.0 if by_code else chance, assisted_by=victim.adviser if by_code else "",
        )  # fmt: skip


def _decided(
    victim: _Victim,
    at: int,
    entry: StageEntry,
    decision: Decision,
    *,
    day: date,
    chance: float,
    assisted_by: str,
) -> DecidedEvent:
    if decision is Decision.INVITE:
        victim.invited_on.append(day)
    return DecidedEvent(
        at=at,
        survey_stage=entry.survey_stage,
        on=entry.on,
        decision=decision,
        selection_probability=chance if decision in NO_EXCLUSION else None,
        asked_on=day,
        assisted_by=assisted_by,
    )


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


def _opens(victim: _Victim, entry: StageEntry) -> date:
    dates = send_dates(
        entry.survey_stage,
        on=entry.on,
        told_on=entry.told_on,
        reported_on=victim.row.reported_on,
    )
    return dates.opens if dates else LONG_AGO


def _decide(
    victim: _Victim,
    entry: StageEntry,
    kept: RecordQuality,
    *,
    is_selected: bool,
    day: date,
    last_day: date,
) -> tuple[Decision, date]:
    """Ask again whenever what stands in the way may be gone, as the daily job does."""
    while True:
        facts = _facts(victim, entry, today=day, share=kept.safe_record, is_selected=is_selected)
        decision = decide(facts, today=day)
        if decision is not Decision.PENDING or day == last_day:
            return decision, _open_day(day, last_day)
        day = min(last_day, max(_free(victim, day), day + timedelta(days=1)))


def _free(victim: _Victim, day: date) -> date:
    hearing = victim.row.next_hearing_on
    until = fatigued_until(victim.invited_on) or day
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
    is_selected: bool = True,
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
        is_displaced=_is_displaced(victim, entry, today),
        is_selected=is_selected,
        contact=_contact(victim, entry, today=today, share=share),
    )


def _is_displaced(victim: _Victim, entry: StageEntry, today: date) -> bool:
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
        fatigued_until=fatigued_until(victim.invited_on),
        is_being_asked=victim.is_repeat,
    )

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property

from responses.case_files.case import NumberSafe
from responses.cases.sensitivity import OFFICER_SUSPECT, ROUTE_FLAGS, is_sensitive_case
from responses.cases.stages import BEREAVED_ROLE, SurveyStage
from responses.eligibility.send_windows import SendDates, send_dates
from responses.sms.channel import Channel
from responses.vault.facts import NO_CONTACT, ContactFacts

UNTEXTED_STAGES = frozenset({SurveyStage.RELEASED, SurveyStage.BEREAVED})
HEARING_DAYS = 28


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    survey_stage: str
    on: date
    reported_on: date
    told_on: date | None = None
    victim_role: str = "direct"
    crime_group: str = ""
    flags: Mapping[str, bool] = field(default_factory=dict)
    risk_level: str = ""
    birth_year: int | None = None
    is_deceased: bool = False
    is_business: bool = False
    is_on_duty_police: bool = False
    is_victimless: bool = False
    is_month_only: bool = False
    exclude_code: str = ""
    excluded_elsewhere: Collection[str] = ()
    """Codes by which other cases of the person keep them from being asked."""
    next_hearing_on: date | None = None
    former_hearings: Sequence[date] = ()
    """Hearings that case files named before, which may be held all the same."""
    is_language_offered: bool = True
    has_moved_on: bool = False
    """For an investigation: the case has reached a later outcome or court stage."""
    is_displaced: bool = False
    """The case has moved on, and it was drawn that the later stage is asked about: an invitation
    about ST2 would start the fatigue period, and keep the later stage from being asked about."""
    is_selected: bool = True
    has_interviewers: bool = False
    """The force's interviewers call people who chose a call or were drawn for one."""
    is_drawn_to_call: bool = False
    contact: ContactFacts = NO_CONTACT

    @cached_property
    def is_sensitive(self) -> bool:
        return is_sensitive_case(
            flags=self.flags, crime_group=self.crime_group, risk_level=self.risk_level
        )

    @property
    def is_never_texted(self) -> bool:
        return (
            self.survey_stage in UNTEXTED_STAGES
            or self.victim_role == BEREAVED_ROLE
            or self.exclude_code == OFFICER_SUSPECT
            or any(map(self.flags.get, ROUTE_FLAGS))
        )

    @cached_property
    def send_dates(self) -> SendDates | None:
        return send_dates(
            self.survey_stage, on=self.on, told_on=self.told_on, reported_on=self.reported_on
        )

    def is_pending(self, today: date) -> bool:
        """It may not be asked about today but can be within its window."""
        dates = self.send_dates
        if dates is None:
            return True
        if self.contact.is_held and today <= dates.closes:
            return True
        return today < dates.opens or today < self._free_on(today) <= dates.closes

    def is_near_hearing(self, today: date) -> bool:
        return bool(self._hearings_near(today))

    def _hearings_near(self, today: date) -> Sequence[date]:
        named = (self.next_hearing_on, *self.former_hearings)
        return [day for day in named if day and abs((today - day).days) <= HEARING_DAYS]

    def is_fatigued(self, today: date) -> bool:
        until = self.contact.fatigued_until
        return until is not None and today < until

    @property
    def is_called(self) -> bool:
        is_drawn = self.is_drawn_to_call and self.may_be_drawn_to_call
        return self.has_interviewers and (self.contact.agrees_to_call or is_drawn)

    @property
    def may_be_drawn_to_call(self) -> bool:
        return (
            self.has_interviewers
            and not self.needs_word_or_code
            and self.contact.has_mobile
            and not self.contact.is_bad_number
            and not self.contact.safe_channel
        )

    @property
    def has_bad_number(self) -> bool:
        is_used = self.is_called or self.contact.channel == Channel.SMS
        return is_used and self.contact.is_bad_number

    def is_safe_to_text(self, today: date) -> bool:
        """Or a call, where an interviewer asks."""
        if self.is_called and self.contact.agrees_to_call:
            return self.contact.has_safe_call_record(today)
        if self.is_sensitive:
            return self.contact.has_safe_record(today)
        is_agreed = self.contact.safe_channel == Channel.EMAIL
        return (
            (self.contact.number_safe != NumberSafe.NO or is_agreed)
            and self.contact.has_safe_hours
            and not self.contact.has_lapsed(today)
            and bool(self.contact.channel)
        )

    @property
    def needs_word_or_code(self) -> bool:
        return self.is_never_texted or self.is_sensitive

    def waits_for_staff(self, today: date) -> bool:
        is_safe = (
            self.is_safe_to_text(today) if self.is_called else self.contact.has_safe_record(today)
        )
        has_word = is_safe and self.contact.has_word
        return self.is_never_texted or (self.is_sensitive and not has_word)

    def _free_on(self, today: date) -> date:
        free = today
        while near := self._hearings_near(free):
            free = max(near) + timedelta(days=HEARING_DAYS + 1)
        return max(free, self.contact.fatigued_until or free)

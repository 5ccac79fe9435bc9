"""What a decision about one stage event rests on. Pure: no Django, no database, no clock."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from responses.cases.stages import BEREAVED_ROLE, SurveyStage
from responses.eligibility.send_windows import SendDates, send_dates

ROUTE_FLAGS = frozenset(
    {
        "honour_based",
        "forced_marriage",
        "fgm",
        "modern_slavery",
        "child_abuse",
        "police_suspect",
    }
)
"""Never by text; an advocate or a liaison officer hands over a code. A police suspect has no
code of its own, since a count of such cases would point at them."""

SENSITIVE_FLAGS = ROUTE_FLAGS | {
    "domestic_abuse",
    "stalking",
    "sexual",
    "hate_race",
    "hate_religion",
    "hate_orientation",
    "hate_transgender",
    "hate_disability",
}
SENSITIVE_CRIMES = frozenset({"sexual", "stalking_harassment", "violence_or_sexual"})
OFFICER_SUSPECT = "OFFICER-SUSPECT"
"""The code by which a record says the same by hand."""

UNTEXTED_STAGES = frozenset({SurveyStage.RELEASED, SurveyStage.BEREAVED})
SAFE_CONTACT_DAYS = 90
HEARING_DAYS = 28
FATIGUE_DAYS = 120
FATIGUE_YEAR_DAYS = 365
MOST_INVITATIONS_A_YEAR = 2


def is_sensitive_case(
    *, flags: Mapping[str, bool], crime_group: str = "", risk_level: str = ""
) -> bool:
    """Flags are yes, no or unknown, and unknown counts as yes (decision 5)."""
    return (
        risk_level == "high"
        or crime_group in SENSITIVE_CRIMES
        or any(flags.get(flag, True) for flag in SENSITIVE_FLAGS)
    )


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """What the vault will say of a contact without saying whom it reaches."""

    has_mobile: bool = False
    has_address: bool = False
    """An e-mail address, where e-mails are sent at all."""
    is_bad_number: bool = False
    number_safe: str = "unknown"
    safe_channel: str = ""
    safe_confirmed_on: date | None = None
    has_safe_hours: bool = True
    """Whether the hours agreed as safe, if any, touch the hours in which we send."""
    is_opted_out: bool = False
    fatigued_until: date | None = None
    """The first day on which the fatigue rules allow another invitation, in any force."""
    is_being_asked: bool = False
    """Another case of the same person is about to be asked about."""

    @property
    def channel(self) -> str:
        """The way by which the person is asked: that agreed as safe, else a text, else an e-mail;
        nothing where there is no way."""
        ways = {"sms": self.has_mobile, "email": self.has_address}
        if self.safe_channel:
            return self.safe_channel if ways.get(self.safe_channel) else ""
        return next((way for way, is_open in ways.items() if is_open), "")

    def has_safe_record(self, today: date) -> bool:
        """Whether a message is known to be safe now (SAF-1): what is safe changes, so a record
        lasts 90 days; one confirmed in the future is a mistake and counts for nothing."""
        confirmed_on = self.safe_confirmed_on
        return (
            confirmed_on is not None
            and timedelta(0) <= today - confirmed_on <= timedelta(days=SAFE_CONTACT_DAYS)
            and (self.number_safe == "yes" or self.channel == "email")
            and self.safe_channel in {"sms", "email"}
            and self.channel == self.safe_channel
            and self.has_safe_hours
        )


NO_CONTACT = ContactFacts()


@dataclass(frozen=True, kw_only=True)
class EventFacts:
    """All that a decision about one stage event rests on."""

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
    next_hearing_on: date | None = None
    is_language_offered: bool = True
    is_displaced: bool = False
    """A later outcome or court stage has come, and asking about ST2 would bar asking about it."""
    is_selected: bool = True
    contact: ContactFacts = NO_CONTACT

    @property
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
            or any(self.flags.get(flag, False) for flag in ROUTE_FLAGS)
        )

    @property
    def send_dates(self) -> SendDates | None:
        return send_dates(
            self.survey_stage, on=self.on, told_on=self.told_on, reported_on=self.reported_on
        )

    def is_pending(self, today: date) -> bool:
        """Not to be asked yet, but still to be asked in its window."""
        dates = self.send_dates
        if dates is None:
            return True
        return today < dates.opens or today < self._free_on(today) <= dates.closes

    def is_near_hearing(self, today: date) -> bool:
        hearing = self.next_hearing_on
        return hearing is not None and abs((today - hearing).days) <= HEARING_DAYS

    def is_fatigued(self, today: date) -> bool:
        until = self.contact.fatigued_until
        return until is not None and today < until

    def is_safe_to_text(self, today: date) -> bool:
        if self.is_sensitive:
            return self.contact.has_safe_record(today)
        is_agreed = self.contact.safe_channel == "email"
        return (
            (self.contact.number_safe != "no" or is_agreed)
            and self.contact.has_safe_hours
            and bool(self.contact.channel)
        )

    def _free_on(self, today: date) -> date:
        """The day on which neither a hearing nor fatigue stands in the way any more."""
        free = today
        if self.next_hearing_on and self.is_near_hearing(today):
            free = self.next_hearing_on + timedelta(days=HEARING_DAYS + 1)
        return max(free, self.contact.fatigued_until or free)


def fatigued_until(invited_on: Iterable[date]) -> date | None:
    """The first day free of both rules: 120 days after the last invitation, and, where there
    were two within 12 months, 12 months after the earlier of them."""
    days = sorted(invited_on)
    if not days:
        return None
    free = days[-1] + timedelta(days=FATIGUE_DAYS)
    if len(days) >= MOST_INVITATIONS_A_YEAR:
        earlier = days[-MOST_INVITATIONS_A_YEAR]
        free = max(free, earlier + timedelta(days=FATIGUE_YEAR_DAYS))
    return free

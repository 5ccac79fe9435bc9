from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from responses.case_files.case import NumberSafe
from responses.sms.channel import VOICE, Channel

SAFE_CONTACT_DAYS = 90
RENEWED_FROM_DAY = 75
"""Day of a record from which staff are asked whether it is still safe."""
FATIGUE_DAYS = 120
FATIGUE_YEAR_DAYS = 365
MOST_INVITATIONS_A_YEAR = 2
CHANNELS = frozenset(Channel)
CASE_FILE = "case file"
"""Author of a passphrase from a case file."""


@dataclass(frozen=True, kw_only=True)
class ContactFacts:
    """None identifies the person."""

    has_mobile: bool = False
    has_address: bool = False
    """Whether there is an e-mail address and this service sends e-mails."""
    is_bad_number: bool = False
    number_safe: str = NumberSafe.UNKNOWN
    safe_channel: str = ""
    safe_confirmed_on: date | None = None
    safe_until: date | None = None
    """The last day for which the person agreed, where they named one."""
    has_safe_hours: bool = True
    """Whether the hours and days agreed as safe, if any, overlap the sending hours."""
    has_word: bool = False
    """Whether a word was agreed with the person, which alone opens the gate."""
    is_opted_out: bool = False
    is_held: bool = False
    """Whether a case file raised a doubt about the person that no member of staff has answered."""
    fatigued_until: date | None = None
    """The first day on which the fatigue rules allow another invitation, in any force."""
    invited_on: Sequence[date] = ()
    """The days of every invitation, in any force."""
    is_being_asked: bool = False
    """Whether another case of the same person is about to be asked about."""

    @property
    def channel(self) -> str:
        """The one agreed as safe, else a text, else an e-mail; "" where none is possible."""
        if self.safe_channel:
            ways: Mapping[str, bool] = {
                Channel.SMS: self.has_mobile,
                Channel.EMAIL: self.has_address,
            }
            return self.safe_channel if ways.get(self.safe_channel) else ""
        if self.has_mobile:
            return Channel.SMS
        return Channel.EMAIL if self.has_address else ""

    def has_lapsed(self, today: date) -> bool:
        return self.safe_until is not None and self.safe_until < today

    def has_safe_record(self, today: date) -> bool:
        """Whether a current record says so (SAF-1)."""
        return (
            self._is_confirmed(today)
            and (self.number_safe == NumberSafe.YES or self.channel == Channel.EMAIL)
            and self.safe_channel in CHANNELS
            and self.channel == self.safe_channel
        )

    @property
    def agrees_to_call(self) -> bool:
        return self.safe_channel == VOICE and self.has_mobile

    def has_safe_call_record(self, today: date) -> bool:
        """Whether a current record says so (SAF-1)."""
        is_safe = self.number_safe == NumberSafe.YES
        return self._is_confirmed(today) and self.agrees_to_call and is_safe

    def _is_confirmed(self, today: date) -> bool:
        confirmed_on = self.safe_confirmed_on
        return (
            confirmed_on is not None
            and timedelta(0) <= today - confirmed_on <= timedelta(days=SAFE_CONTACT_DAYS)
            and self.has_safe_hours
            and not self.has_lapsed(today)
        )


NO_CONTACT = ContactFacts()


def fatigued_until(invited_on: Iterable[date]) -> date | None:
    """The first day for another invitation: 120 days after the last and 365 after the last but
    one."""
    days = sorted(invited_on)
    if not days:
        return None
    free = days[-1] + timedelta(days=FATIGUE_DAYS)
    if len(days) >= MOST_INVITATIONS_A_YEAR:
        earlier = days[-MOST_INVITATIONS_A_YEAR]
        free = max(free, earlier + timedelta(days=FATIGUE_YEAR_DAYS))
    return free

"""A contact of a case file merged with the one that is stored (decision 48). Pure: no Django, no
database, no number: numbers and addresses are known by their keys.

A number or address that is blank is removed, and with it what was confirmed about it. In a guarded
case, which is sensitive, whose number is not safe, or of which another number has waited that
nobody has confirmed, another number or address waits for a second person, and meanwhile neither it
nor the one that it replaces is used. Of two safe-contact records
the one stands to which both agree: the same channel, hours in both, the earlier confirmation. A
blank channel or blank hours change nothing; one that says that no message may be sent stands at
once where none was agreed, and else closes the hours. A word that is agreed stays until a second
person confirms another."""

from dataclasses import dataclass, field, replace
from datetime import date, time

from responses.case_files.amendments.lifts import LiftKind
from responses.case_files.case import NumberSafe
from responses.sms.channel import ANOTHER_WAY

CLOSED = (time(0, 0), time(0, 1))
"""Hours in which nothing is ever sent."""

_SAFETY = (NumberSafe.NO, NumberSafe.UNKNOWN, NumberSafe.YES)
Hours = tuple[time | None, time | None]
NO_HOURS: Hours = (None, None)


@dataclass(frozen=True)
class ContactRecord:
    """A contact as merging sees it. A key is empty where there is no number, or no address."""

    number_key: str = ""
    address_key: str = ""
    number_safe: str = NumberSafe.UNKNOWN
    channel: str = ""
    hours: Hours = NO_HOURS
    confirmed_on: date | None = None
    word: str = field(default="", repr=False)
    """The hash of the agreed word; empty where there is none."""
    is_number_held: bool = False
    """Another number or address has waited, and nobody has confirmed one since."""


@dataclass(frozen=True)
class MergedContact:
    """What stands now, and the kinds of change that wait."""

    record: ContactRecord
    waits: frozenset[LiftKind] = frozenset()


def merge(stored: ContactRecord, given: ContactRecord, *, is_sensitive: bool) -> MergedContact:
    """Merging never makes the person more contactable than they are stored, but for the number or
    address of a case that is not guarded."""
    is_unsafe = stored.number_safe == NumberSafe.NO
    is_guarded = is_sensitive or is_unsafe or stored.is_number_held
    number = _merge_key(stored.number_key, given.number_key, is_guarded=is_guarded)
    address = _merge_key(stored.address_key, given.address_key, is_guarded=is_guarded)
    if (number, address) != (given.number_key, given.address_key):
        return MergedContact(
            _without_record(stored, given, number=number, address=address),
            frozenset({LiftKind.NUMBER}),
        )
    record = _merge_record(stored, given, is_sensitive=is_sensitive, is_guarded=is_guarded)
    waits = {LiftKind.SAFE_CONTACT} if _says_more(given, record) else set()
    return MergedContact(record, frozenset(waits))


def _says_more(given: ContactRecord, record: ContactRecord) -> bool:
    """Whether the row says something that does not stand. What it leaves blank says nothing."""
    return (
        (given.number_safe == NumberSafe.YES != record.number_safe)
        or given.channel not in {"", record.channel}
        or given.hours not in {NO_HOURS, record.hours}
        or given.confirmed_on not in {None, record.confirmed_on}
        or given.word not in {"", record.word}
    )


def _merge_key(stored: str, given: str, *, is_guarded: bool) -> str:
    return "" if is_guarded and given != stored else given


def _without_record(
    stored: ContactRecord, given: ContactRecord, *, number: str, address: str
) -> ContactRecord:
    """What is left while another number or address waits: what was agreed was agreed about the one
    before, and what the row says is about the next."""
    is_unsafe = NumberSafe.NO in {stored.number_safe, given.number_safe}
    return ContactRecord(
        number_key=number,
        address_key=address,
        number_safe=NumberSafe.NO if is_unsafe else NumberSafe.UNKNOWN,
        channel=stored.channel or (ANOTHER_WAY if given.channel == ANOTHER_WAY else ""),
        hours=merge_hours(stored.hours, given.hours),
        word=stored.word,
        is_number_held=True,
    )


def _merge_record(
    stored: ContactRecord, given: ContactRecord, *, is_sensitive: bool, is_guarded: bool
) -> ContactRecord:
    is_same_number = stored.number_key == given.number_key
    number_safe = given.number_safe
    if is_guarded:
        number_safe = min(stored.number_safe, given.number_safe, key=_SAFETY.index)
    channel, hours = given.channel, merge_hours(stored.hours, given.hours)
    if stored.channel and stored.channel != given.channel:
        channel = stored.channel
        hours = CLOSED if given.channel else hours
    elif is_guarded and not stored.channel and channel != ANOTHER_WAY:
        channel = ""
    confirmed_on = given.confirmed_on
    if is_sensitive:
        confirmed_on = _earlier(stored.confirmed_on, given.confirmed_on)
    return replace(
        given,
        number_safe=number_safe,
        channel=channel,
        hours=hours,
        confirmed_on=confirmed_on if is_same_number or not is_sensitive else None,
        word=stored.word or ("" if is_sensitive else given.word),
        is_number_held=stored.is_number_held,
    )


def _earlier(stored: date | None, given: date | None) -> date | None:
    """None where one of the two confirms nothing."""
    return min(stored, given) if stored and given else None


def merge_hours(stored: Hours, given: Hours) -> Hours:
    """The hours that are in both; CLOSED where there are none. None is no limit."""
    if stored == given or given == NO_HOURS:
        return stored
    if stored == NO_HOURS:
        return given
    if _runs_past_midnight(stored) or _runs_past_midnight(given):
        return CLOSED
    begin = max(stored[0] or time.min, given[0] or time.min)
    end = min(stored[1] or time.max, given[1] or time.max)
    return (begin, end) if begin < end else CLOSED


def _runs_past_midnight(hours: Hours) -> bool:
    begin, end = hours
    return begin is not None and end is not None and begin > end

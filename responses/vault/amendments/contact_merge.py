"""Merges a case file's contact with the stored one (decision 48). A case is guarded if it is
sensitive, its number is unsafe, or another number waits: then a different number or address waits
for a second person, and until confirmed neither it nor the old one is used."""

from dataclasses import dataclass, field, replace
from datetime import date, time

from responses.case_files.case import LiftKind, NumberSafe
from responses.sms.channel import ANOTHER_WAY

CLOSED = (time(0, 0), time(0, 1))
"""Hours in which nothing is ever sent."""

_SAFETY = (NumberSafe.NO, NumberSafe.UNKNOWN, NumberSafe.YES)
Hours = tuple[time | None, time | None]
NO_HOURS: Hours = (None, None)


@dataclass(frozen=True)
class ContactRecord:
    """A contact as merging sees it."""

    number_key: str = ""
    address_key: str = ""
    number_safe: str = NumberSafe.UNKNOWN
    channel: str = ""
    hours: Hours = NO_HOURS
    confirmed_on: date | None = None
    word: str = field(default="", repr=False)
    """The hash of the agreed word; empty where there is none."""
    is_number_held: bool = False
    """Another number or address has waited, and none has been confirmed since."""


@dataclass(frozen=True)
class MergedContact:
    record: ContactRecord
    waits: frozenset[LiftKind] = frozenset()


def merge(stored: ContactRecord, given: ContactRecord, *, is_sensitive: bool) -> MergedContact:
    """Never makes the person more contactable, but for the number or address of an unguarded
    case."""
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
        confirmed_on = (
            min(stored.confirmed_on, given.confirmed_on)
            if stored.confirmed_on and given.confirmed_on
            else None
        )
    return replace(
        given,
        number_safe=number_safe,
        channel=channel,
        hours=hours,
        confirmed_on=confirmed_on if is_same_number or not is_sensitive else None,
        word=stored.word or ("" if is_sensitive else given.word),
        is_number_held=stored.is_number_held,
    )


def merge_hours(stored: Hours, given: Hours) -> Hours:
    """The hours in both; CLOSED where there are none."""
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

from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from responses.case_files.case import LiftKind
from responses.sms.channel import Channel
from responses.vault.amendments.contact_merge import (
    CLOSED,
    ContactRecord,
    MergedContact,
    merge,
    merge_hours,
)
from responses.vault.facts import ContactFacts
from responses.vault.sending_hours import has_safe_hours
from tests.each import for_each

TODAY = date(2026, 11, 16)
ON = TODAY - timedelta(days=20)
SAFE = ContactRecord(number_key="A", number_safe="yes", channel="sms", confirmed_on=ON, word="W")
PLAIN = ContactRecord(number_key="A")
NUMBER, RECORD = frozenset({LiftKind.NUMBER}), frozenset({LiftKind.SAFE_CONTACT})
some_hours = st.sampled_from(
    [(None, None), (time(10), time(12)), (time(11), time(15)), (time(16), time(18)),
     (time(20), time(11)), (time(9), None)]
)  # fmt: skip
records = st.builds(
    ContactRecord,
    number_key=st.sampled_from(["", "A", "B"]),
    address_key=st.sampled_from(["", "C", "D"]),
    number_safe=st.sampled_from(["yes", "no", "unknown"]),
    channel=st.sampled_from(["", "sms", "email", "other"]),
    hours=some_hours,
    confirmed_on=st.sampled_from([None, ON, ON + timedelta(days=5), TODAY - timedelta(days=200)]),
    word=st.sampled_from(["", "W", "V"]),
    is_number_held=st.booleans(),
)


def facts(record: ContactRecord) -> ContactFacts:
    return ContactFacts(
        has_mobile=bool(record.number_key),
        has_address=bool(record.address_key),
        number_safe=record.number_safe,
        safe_channel=record.channel,
        safe_confirmed_on=record.confirmed_on,
        has_safe_hours=has_safe_hours(*record.hours),
        has_word=bool(record.word),
    )


def is_asked(record: ContactRecord, *, is_sensitive: bool) -> bool:
    held = facts(record)
    if is_sensitive:
        return held.has_safe_record(TODAY) and held.has_word
    is_agreed = held.safe_channel == Channel.EMAIL
    is_safe = held.number_safe != "no" or is_agreed
    return is_safe and held.has_safe_hours and bool(held.channel)


def route(record: ContactRecord) -> str:
    keys = {Channel.SMS: record.number_key, Channel.EMAIL: record.address_key}
    channel = facts(record).channel
    return keys[Channel(channel)] if channel else ""


class TestAGuardedCase:
    @pytest.mark.parametrize("stored", [SAFE, replace(SAFE, number_key=""), ContactRecord()])
    def test_uses_neither_the_old_number_nor_the_new_one(self, stored):
        found = merge(stored, replace(SAFE, number_key="B"), is_sensitive=True)

        assert (found.record.number_key, found.record.confirmed_on) == ("", None)
        assert found.waits == NUMBER

    def test_is_one_whose_number_is_not_safe(self):
        given = ContactRecord(number_key="B", number_safe="yes")

        found = merge(replace(PLAIN, number_safe="no"), given, is_sensitive=False)

        assert (found.record.number_key, found.record.number_safe) == ("", "no")
        assert found.waits == NUMBER

    def test_loses_its_number_by_a_blank_one(self):
        found = merge(SAFE, ContactRecord(address_key=""), is_sensitive=True)

        assert (found.record.number_key, found.waits) == ("", frozenset())

    @pytest.mark.parametrize(
        "changes",
        [
            {"confirmed_on": ON + timedelta(days=1)},
            {"channel": "email"},
            {"hours": (time(9), time(19))},
        ],
    )
    def test_waits_for_a_renewed_record(self, changes):
        stored = replace(SAFE, hours=(time(10), time(12)))
        given = replace(stored, **changes)

        found = merge(stored, given, is_sensitive=True)

        assert found.waits == RECORD
        assert found.record.confirmed_on == ON
        if "channel" in changes:
            assert found.record.hours == CLOSED
        else:
            assert found.record == stored

    def test_waits_for_its_first_record_and_word(self):
        stored = ContactRecord(number_key="A", number_safe="unknown")

        found = merge(stored, SAFE, is_sensitive=True)

        assert found == MergedContact(stored, RECORD)

    def test_is_narrowed_at_once(self):
        given = replace(SAFE, hours=(time(10), time(12)))

        assert merge(SAFE, given, is_sensitive=True) == MergedContact(given)


class TestAnyOtherCase:
    def test_takes_another_number(self):
        found = merge(PLAIN, ContactRecord(number_key="B"), is_sensitive=False)

        assert found == MergedContact(ContactRecord(number_key="B"))

    def test_keeps_the_hours_that_a_blank_would_widen(self):
        stored = replace(PLAIN, hours=(time(10), time(12)))

        assert merge(stored, PLAIN, is_sensitive=False) == MergedContact(stored)

    def test_waits_for_wider_hours(self):
        stored = replace(PLAIN, hours=(time(10), time(12)))

        found = merge(stored, replace(PLAIN, hours=(time(10), time(14))), is_sensitive=False)

        assert found == MergedContact(stored, RECORD)

    def test_keeps_the_channel_that_was_agreed(self):
        stored = ContactRecord(number_key="A", address_key="C", channel="email")

        assert merge(stored, replace(stored, channel=""), is_sensitive=False) == MergedContact(
            stored
        )


@pytest.mark.safety
class TestAWayWithoutMessages:
    @for_each("channel", ["", "sms", "email", "other"])
    @for_each("is_sensitive", [True, False])
    @for_each("key", ["A", "B"])
    def test_saf_2_stands_at_once(self, channel, is_sensitive, key):
        stored = replace(SAFE, channel=channel)
        given = replace(SAFE, number_key=key, channel="other")

        found = merge(stored, given, is_sensitive=is_sensitive).record

        assert not is_asked(found, is_sensitive=is_sensitive)

    @pytest.mark.parametrize("channel", ["", "sms", "email"])
    def test_saf_2_is_ended_by_no_file_alone(self, channel):
        stored = replace(SAFE, channel="other")

        found = merge(stored, replace(SAFE, channel=channel), is_sensitive=False).record

        assert not is_asked(found, is_sensitive=False)


class TestMergingContacts:
    @pytest.mark.safety
    @given(records, records, st.booleans())
    def test_saf_18_never_makes_anybody_more_contactable(self, stored, given, is_sensitive):
        found = merge(stored, given, is_sensitive=is_sensitive).record

        is_guarded = is_sensitive or stored.number_safe == "no"
        if is_guarded or route(found) in {"", route(stored)}:
            assert is_asked(found, is_sensitive=is_sensitive) <= is_asked(
                stored, is_sensitive=is_sensitive
            )

    @given(records, records)
    def test_never_uses_another_number_in_a_guarded_case(self, stored, given):
        found = merge(stored, given, is_sensitive=True).record

        assert found.number_key in {"", stored.number_key}
        assert found.address_key in {"", stored.address_key}

    @given(records, records, st.booleans())
    def test_uses_nothing_that_the_row_does_not_have(self, stored, given, is_sensitive):
        found = merge(stored, given, is_sensitive=is_sensitive).record

        assert found.number_key in {"", given.number_key}
        assert found.address_key in {"", given.address_key}

    @given(records, records, st.booleans())
    def test_again_changes_nothing(self, stored, given, is_sensitive):
        once = merge(stored, given, is_sensitive=is_sensitive).record

        assert merge(once, given, is_sensitive=is_sensitive).record == once

    @given(records, st.booleans())
    def test_with_itself_changes_nothing(self, stored, is_sensitive):
        assert merge(stored, stored, is_sensitive=is_sensitive) == MergedContact(stored)


class TestHoursInBoth:
    @given(some_hours, some_hours)
    def test_are_in_each(self, one, other):
        found = merge_hours(one, other)

        assert not has_safe_hours(*found) or (has_safe_hours(*one) and has_safe_hours(*other))
        assert found == merge_hours(other, one)

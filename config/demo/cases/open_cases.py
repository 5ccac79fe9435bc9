"""Open cases of the last weeks, with numbers that reach nobody: they go through the same doors
as real ones, so that the outbox holds links that work. Pure."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

import numpy as np

from config.demo import facts
from config.demo.cases import case_file, timelines
from config.demo.cases.timelines import NEVER
from config.demo.facts import Facts, ForceFacts
from config.demo.streams import Stream, beside
from config.demo.victims import people
from responses.answering.gate import hash_word
from responses.case_files.case import CaseRow, NumberSafe
from responses.case_files.phone_numbers import SIMULATED_NUMBERS
from responses.cases.sensitivity import SENSITIVE_FLAGS, is_sensitive_case
from responses.eligibility.rules import is_adult
from responses.sms.channel import Channel

A_FORCE = 10
"""With 44 forces under half of the 988 numbers there are."""
AGREED_WORD = "lapwing"
"""Of every simulated case that has one: nobody's safety hangs on it, and a stranger can try it."""
ONE_WITHOUT_WORD_IN = 20
"""Of sensitive cases with a safe-contact record, so that some wait for a word."""
ONE_WITH_WORD_IN = 15
"""Of other cases: some victims have agreed one all the same."""
ADVISERS = {
    "honour_based": "IDVA",
    "domestic_abuse": "IDVA",
    "sexual": "ISVA",
    "stalking": "ISA",
}
"""By the flag of the case: whom the file names of who has no agreed word."""
STAFF_FORCE = "city-of-london"
"""The force of the accounts that work with cases (config.demo.staff)."""
WAITING_THERE = (
    *("honour_based", "domestic_abuse", "domestic_abuse", "honour_based"),
    *("domestic_abuse", "domestic_abuse", "honour_based"),
)
"""Flags of cases in that force that wait for its staff: so few are drawn there that by chance none
would. Of them one or two choose a call (config.demo.calls), and the others are left to advisers."""
NAMES_NOBODY = 0
"""The place among them of the one whose file names no adviser: a lead gives it to one by hand."""
REPORTED_DAYS_AGO = (15, 40)
CHOOSE_A_CALL = 2_000
STREAM = 1_000
"""Chance of its own, so that the past stays the same whatever day it is made on."""


def draw(*, seed: int, today: date) -> list[CaseRow]:
    """A few open cases of every force, one number each. Most sensitive ones with a safe-contact
    record have an agreed word, without which nothing is sent; few others do. The files of the rest
    name their advisers."""
    known = facts.load()
    numbers = iter(sorted(SIMULATED_NUMBERS))
    rows = [
        replace(row, contact_mobile=f"+{next(numbers)}")
        for place, force in enumerate(known.forces.values())
        for row in _force_cases(
            np.random.default_rng([seed, STREAM, place]), force=force, facts=known, today=today
        )
    ]
    return _with_words(_with_advisers(_with_work(rows, today=today)))


def who_choose_a_call(*, seed: int, today: date) -> list[CaseRow]:
    """More of that force, whom a rule of safety keeps from nothing, and who would rather be
    called: adults of known age who speak English, with numbers that nobody above has."""
    known = facts.load()
    numbers = iter(sorted(SIMULATED_NUMBERS, reverse=True))
    rows = _force_cases(
        np.random.default_rng([seed, STREAM, CHOOSE_A_CALL]), force=known.forces[STAFF_FORCE],
        facts=known, today=today,
    )  # fmt: skip
    return [
        replace(
            row, case_key=f"C{row.case_key[1:]}", contact_mobile=f"+{next(numbers)}",
            language="en",
        )
        for row in rows
        if _may_be_asked(row, today) and row.birth_year and not _is_sensitive(row)
    ]  # fmt: skip


def _with_work(rows: Sequence[CaseRow], *, today: date) -> list[CaseRow]:
    """Some of one force's are made sensitive, without any record, so that its staff have work."""
    own = (
        n for n, row in enumerate(rows) if row.force == STAFF_FORCE and _may_be_asked(row, today)
    )
    flags = dict(zip(own, WAITING_THERE, strict=False))
    return [_waiting(row, flags[n], today) if n in flags else row for n, row in enumerate(rows)]


def _may_be_asked(row: CaseRow, today: date) -> bool:
    is_nobody = row.is_business or row.is_victimless or row.is_deceased or row.is_on_duty_police
    return not is_nobody and not row.exclude_code and is_adult(row.birth_year, today=today)


def _waiting(row: CaseRow, flag: str, today: date) -> CaseRow:
    plain = dict.fromkeys(sorted(SENSITIVE_FLAGS), False)
    reported = today - timedelta(days=REPORTED_DAYS_AGO[0])
    return replace(
        row,
        flags=plain | {flag: True},
        risk_level="",
        reported_on=reported,
        stage_on=reported,
        number_safe=NumberSafe.UNKNOWN,
        safe_contact_channel="",
        safe_contact_confirmed_by="",
        safe_contact_confirmed_on=None,
    )


def _with_advisers(rows: Sequence[CaseRow]) -> list[CaseRow]:
    waiting = [n for n, row in enumerate(rows) if row.number_safe != NumberSafe.YES]
    there = [n for n in waiting if rows[n].force == STAFF_FORCE and _is_sensitive(rows[n])]
    nobody = there[NAMES_NOBODY : NAMES_NOBODY + 1]
    named = {n: _adviser(rows[n]) for n in waiting if n not in nobody}
    return [
        replace(row, advocate_route=named[n]) if named.get(n) else row for n, row in enumerate(rows)
    ]


def _adviser(row: CaseRow) -> str:
    return next((adviser for flag, adviser in ADVISERS.items() if row.flags.get(flag)), "")


def _force_cases(
    rng: np.random.Generator, *, force: ForceFacts, facts: Facts, today: date
) -> list[CaseRow]:
    kept = case_file.record_quality(rng)
    kinds = case_file.kinds(rng, A_FORCE, force=force)
    least, most = REPORTED_DAYS_AGO
    reported = today.toordinal() - rng.integers(least, most, A_FORCE)
    victims = people.draw(rng, kinds=kinds, force=force, facts=facts)
    rows = case_file.case_rows(
        rng,
        force=force,
        facts=facts,
        kinds=kinds,
        people=victims,
        timelines=_still_open(reported),
        kept=kept,
        has_adviser=case_file.advisers(beside(rng, Stream.ADVISERS), kinds),
    )
    is_kept = rng.random(A_FORCE) < kept.safe_record
    return [
        _with_safe_record(row, today) if has_record else row
        for row, has_record in zip(map(_renamed, rows), is_kept.tolist(), strict=True)
    ]


def _still_open(reported: people.Ints) -> timelines.Timelines:
    never = np.full(len(reported), NEVER, dtype=np.int64)
    return timelines.Timelines(
        reported=reported,
        outcome=[timelines.NO_OUTCOME] * len(reported),
        comes_to=[timelines.NO_OUTCOME] * len(reported),
        decided=never,
        told=never,
        investigated=never,
        in_court=never,
        concluded=never,
        sentenced=never,
        hearing=never,
    )


def _renamed(row: CaseRow) -> CaseRow:
    return replace(row, case_key=f"L{row.case_key[1:]}")


def _with_safe_record(row: CaseRow, today: date) -> CaseRow:
    return replace(
        row,
        number_safe=NumberSafe.YES,
        safe_contact_channel=Channel.SMS,
        safe_contact_confirmed_by="simulated officer",
        safe_contact_confirmed_on=today - timedelta(days=9),
    )


def _with_words(rows: Sequence[CaseRow]) -> list[CaseRow]:
    """Spread over the forces, so that each of the first pages of the outbox shows some."""
    recorded = [n for n, row in enumerate(rows) if row.number_safe == NumberSafe.YES]
    sensitive = [n for n in recorded if _is_sensitive(rows[n])]
    others = sorted(set(recorded) - set(sensitive))
    without = sensitive[ONE_WITHOUT_WORD_IN - 1 :: ONE_WITHOUT_WORD_IN]
    chosen = frozenset(sensitive) - frozenset(without) | frozenset(others[::ONE_WITH_WORD_IN])
    word_hash = hash_word(AGREED_WORD)
    return [
        replace(row, safe_word_hash=word_hash) if n in chosen else row for n, row in enumerate(rows)
    ]


def _is_sensitive(row: CaseRow) -> bool:
    return is_sensitive_case(
        flags=row.flags, crime_group=row.crime_group, risk_level=row.risk_level
    )

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
from config.demo.victims import people
from responses.answering.gate import hash_word
from responses.case_files.case import CaseRow, NumberSafe
from responses.case_files.phone_numbers import SIMULATED_NUMBERS
from responses.sms.channel import Channel

A_FORCE = 10
"""With 44 forces under half of the 988 numbers there are."""
AGREED_WORD = "lapwing"
"""Of every simulated case that has one: nobody's safety hangs on it, and a stranger can try it."""
WITH_WORD = 12
REPORTED_DAYS_AGO = (15, 40)
STREAM = 1_000
"""Chance of its own, so that the past stays the same whatever day it is made on."""


def draw(*, seed: int, today: date) -> list[CaseRow]:
    """A few open cases of every force, one number each; some of the sensitive ones that
    may be texted have an agreed word too."""
    known = facts.load()
    numbers = iter(sorted(SIMULATED_NUMBERS))
    rows = [
        replace(row, contact_mobile=f"+{next(numbers)}")
        for place, force in enumerate(known.forces.values())
        for row in _force_cases(
            np.random.default_rng([seed, STREAM, place]), force=force, facts=known, today=today
        )
    ]
    return _with_words(rows)


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
    sensitive = [
        n
        for n, row in enumerate(rows)
        if row.number_safe == NumberSafe.YES and any(row.flags.values())
    ]
    chosen = frozenset(sensitive[:: max(1, len(sensitive) // WITH_WORD)])
    word_hash = hash_word(AGREED_WORD)
    return [
        replace(row, safe_word_hash=word_hash) if n in chosen else row for n, row in enumerate(rows)
    ]

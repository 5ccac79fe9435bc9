"""Open cases, whose texts a visitor can answer in the development outbox."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import numpy as np

from config.demo import facts
from config.demo.facts import ForceFacts
from config.demo.victims import case_file, people, timelines
from config.demo.victims.case_file import Victims
from responses.answering.gate import hash_word
from responses.case_files.case import NumberSafe
from responses.case_files.cells.contacts import SIMULATED_NUMBERS
from responses.case_files.columns import CaseRow
from responses.cases.sensitivity import SENSITIVE_FLAGS, is_sensitive_case
from responses.eligibility.rules import is_adult
from responses.sms.channel import Channel

# 44 forces use under half of the 988 numbers.
A_FORCE = 10
# The same word in all cases, for visitors.
AGREED_WORD = "lapwing"
# Sensitive cases with a safe-contact record but no word yet: one in so many.
ONE_WITHOUT_WORD_IN = 20
# Other cases with a word: one in so many.
ONE_WITH_WORD_IN = 15
# Of a case without a safe-contact record, by flag.
ADVISERS = {"honour_based": "IDVA", "domestic_abuse": "IDVA", "sexual": "ISVA", "stalking": "ISA"}
# Whose accounts work with cases.
STAFF_FORCE = "city-of-london"
# Cases of that force that wait for staff, because random cases might include none.
WAITING_THERE = (
    *("honour_based", "domestic_abuse", "domestic_abuse", "honour_based"),
    *("domestic_abuse", "domestic_abuse", "honour_based"),
)
# Has no named adviser; a lead assigns it by hand.
NAMES_NOBODY = 0
REPORTED_DAYS_AGO = (15, 40)
CHOOSE_A_CALL = 2_000
# Separate, so that past cases don't depend on today.
STREAM = 1_000


def draw(*, seed: int, today: date) -> list[CaseRow]:
    """A few of every force, each with its own number."""
    numbers = iter(sorted(SIMULATED_NUMBERS))
    rows = [
        replace(row, contact_mobile=f"+{next(numbers)}")
        for place, force in enumerate(facts.load().forces.values())
        for row in _draw_cases(np.random.default_rng([seed, STREAM, place]), force, today)
    ]
    # Sensitive, without a safe-contact record.
    eligible = (
        n for n, row in enumerate(rows) if row.force == STAFF_FORCE and _may_be_asked(row, today)
    )
    for n, flag in zip(eligible, WAITING_THERE, strict=False):
        rows[n] = _wait_for_staff(rows[n], flag, today)
    return _agree_words(_name_advisers(rows))


def draw_victims_to_call(*, seed: int, today: date) -> list[CaseRow]:
    """Adults of known age who speak English, with numbers of their own."""
    numbers = iter(sorted(SIMULATED_NUMBERS, reverse=True))
    rng = np.random.default_rng([seed, STREAM, CHOOSE_A_CALL])
    return [
        replace(
            row, case_key=f"C{row.case_key[1:]}", contact_mobile=f"+{next(numbers)}",
            language="en",
        )
        for row in _draw_cases(rng, facts.load().forces[STAFF_FORCE], today)
        if _may_be_asked(row, today) and row.birth_year and not _is_sensitive(row)
    ]  # fmt: skip


def _draw_cases(rng: np.random.Generator, force: ForceFacts, today: date) -> list[CaseRow]:
    kept = case_file.draw_record_quality(rng)
    kinds = case_file.draw_kinds(rng, A_FORCE, force=force)
    reported = today.toordinal() - rng.integers(*REPORTED_DAYS_AGO, A_FORCE)
    victims = Victims(
        force=force.code,
        kept=kept,
        kinds=kinds,
        people=people.draw(rng, kinds=kinds, force=force),
        has_adviser=case_file.draw_advisers(rng, kinds),
        times=timelines.without_progress(reported),
    )
    rows = case_file.case_rows(rng, victims)
    is_kept = (rng.random(A_FORCE) < kept.safe_record).tolist()
    return [
        replace(
            row,
            case_key=f"L{row.case_key[1:]}",
            **(_safe_contact_record(today) if has_record else {}),
        )
        for row, has_record in zip(rows, is_kept, strict=True)
    ]


def _safe_contact_record(today: date) -> dict[str, Any]:
    return {
        "number_safe": NumberSafe.YES,
        "safe_contact_channel": Channel.SMS,
        "safe_contact_confirmed_by": "simulated officer",
        "safe_contact_confirmed_on": today - timedelta(days=9),
    }


def _may_be_asked(row: CaseRow, today: date) -> bool:
    is_out_of_scope = (
        row.is_business or row.is_victimless or row.is_deceased or row.is_on_duty_police
    )
    return not is_out_of_scope and not row.exclude_code and is_adult(row.birth_year, today=today)


def _wait_for_staff(row: CaseRow, flag: str, today: date) -> CaseRow:
    reported = today - timedelta(days=REPORTED_DAYS_AGO[0])
    return replace(
        row,
        flags={**dict.fromkeys(sorted(SENSITIVE_FLAGS), False), flag: True},
        risk_level="",
        reported_on=reported,
        stage_on=reported,
        number_safe=NumberSafe.UNKNOWN,
        safe_contact_channel="",
        safe_contact_confirmed_by="",
        safe_contact_confirmed_on=None,
    )


def _name_advisers(rows: Sequence[CaseRow]) -> list[CaseRow]:
    waiting = [n for n, row in enumerate(rows) if row.number_safe != NumberSafe.YES]
    there = [n for n in waiting if rows[n].force == STAFF_FORCE and _is_sensitive(rows[n])]
    without = there[NAMES_NOBODY : NAMES_NOBODY + 1]
    named = list(rows)
    for n in waiting:
        adviser = next((role for flag, role in ADVISERS.items() if rows[n].flags.get(flag)), "")
        if adviser and n not in without:
            named[n] = replace(rows[n], advocate_route=adviser)
    return named


def _agree_words(rows: Sequence[CaseRow]) -> list[CaseRow]:
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

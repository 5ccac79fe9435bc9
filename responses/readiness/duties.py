from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

YEAR = timedelta(days=365)


class ReadinessDuty(StrEnum):
    DATA_PROTECTION = "data_protection"
    ETHICS = "ethics"
    SAFETY = "safety"
    SURVIVOR_PANEL = "survivor_panel"
    EQUALITY = "equality"
    FORCE_DATA = "force_data"
    COGNITIVE_TESTS = "cognitive_tests"
    DISABLED_USERS = "disabled_users"
    PENETRATION_TEST = "penetration_test"
    PILOT = "pilot"


class DutyState(StrEnum):
    MISSING = "missing"
    WAITS = "waits"
    """Signed by one person, and not confirmed by a second."""
    STANDS = "stands"
    RUN_OUT = "run_out"


DUTIES: Mapping[ReadinessDuty, timedelta] = {
    ReadinessDuty.DATA_PROTECTION: YEAR,
    ReadinessDuty.ETHICS: 3 * YEAR,
    ReadinessDuty.SAFETY: YEAR,
    ReadinessDuty.SURVIVOR_PANEL: YEAR,
    ReadinessDuty.EQUALITY: YEAR,
    ReadinessDuty.FORCE_DATA: YEAR,
    ReadinessDuty.COGNITIVE_TESTS: 3 * YEAR,
    ReadinessDuty.DISABLED_USERS: 2 * YEAR,
    ReadinessDuty.PENETRATION_TEST: YEAR,
    ReadinessDuty.PILOT: 10 * YEAR,
}
"""Duration of each from the day it was done, in the order of doing them. Until the pilot is in
force, only pilot forces may ask."""
OF_AN_ORGANISATION = frozenset(
    {
        ReadinessDuty.SAFETY,
        ReadinessDuty.SURVIVOR_PANEL,
        ReadinessDuty.EQUALITY,
        ReadinessDuty.FORCE_DATA,
    }
)
"""Signed with the reviewer's name and organisation, against a checklist (docs/readiness.md)."""
OF_ONE_VERSION = frozenset({ReadinessDuty.COGNITIVE_TESTS})
"""Done again for each version of the questions."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    done_on: date
    is_confirmed: bool
    version: str = ""


def last_day(duty: ReadinessDuty, done_on: date) -> date:
    return done_on + DUTIES[duty]


def state_of(duty: ReadinessDuty, signed: Signed | None, *, version: str, on: date) -> DutyState:
    """`version` is that of the questions asked, such as "short-core 3"."""
    if signed is None or (duty in OF_ONE_VERSION and signed.version != version):
        return DutyState.MISSING
    if on > last_day(duty, signed.done_on):
        return DutyState.RUN_OUT
    return DutyState.STANDS if signed.is_confirmed else DutyState.WAITS

"""What only people can do before anybody real is asked: each duty, who does it, and how long it
holds. Pure: no database."""

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
"""For how long each stands from the day on which it was done, in the order in which they are done.
Until the pilot stands, only pilot forces may ask."""
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
"""Done for one version of the questions, and anew for the next."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """The latest signature of a duty that was not taken back."""

    done_on: date
    is_confirmed: bool
    version: str = ""


def last_day(duty: ReadinessDuty, done_on: date) -> date:
    """The last day on which it holds."""
    return done_on + DUTIES[duty]


def state_of(duty: ReadinessDuty, signed: Signed | None, *, version: str, on: date) -> DutyState:
    """`version` is that of the questions that are asked on the day, such as "short-core 3"."""
    if signed is None or (duty in OF_ONE_VERSION and signed.version != version):
        return DutyState.MISSING
    if on > last_day(duty, signed.done_on):
        return DutyState.RUN_OUT
    return DutyState.STANDS if signed.is_confirmed else DutyState.WAITS

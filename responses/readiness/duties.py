"""What only people can do before anybody real is asked: each duty, who does it, and how long it
holds. Pure: no database."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

YEAR = timedelta(days=365)


class ReadinessDuty(StrEnum):
    DATA_PROTECTION = "data_protection"
    ETHICS = "ethics"
    SAFETY = "safety"
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


@dataclass(frozen=True, kw_only=True)
class DutyWords:
    """`holds` is for how long it stands from the day on which it was done."""

    title: str | Promise
    shows: str | Promise
    """What has to be shown."""
    done_by: str | Promise
    holds: timedelta
    is_of_version: bool = False
    """Whether it is done for one version of the questions, and anew for the next."""


DUTIES: Mapping[ReadinessDuty, DutyWords] = {
    ReadinessDuty.DATA_PROTECTION: DutyWords(
        title=gettext_lazy("Data protection impact assessment"),
        shows=gettext_lazy("The assessment is finished and its risks are accepted."),
        done_by=gettext_lazy("The controller, with the data protection officer"),
        holds=YEAR,
    ),
    ReadinessDuty.ETHICS: DutyWords(
        title=gettext_lazy("Ethical review"),
        shows=gettext_lazy("A committee that is independent of the police has approved it."),
        done_by=gettext_lazy("An ethics committee"),
        holds=3 * YEAR,
    ),
    ReadinessDuty.SAFETY: DutyWords(
        title=gettext_lazy("Review of safety by specialist services"),
        shows=gettext_lazy(
            "Services for domestic abuse and for sexual violence have read the texts, the gate "
            "and the rules of contact, and hold them safe."
        ),
        done_by=gettext_lazy("Specialist services that support victims"),
        holds=YEAR,
    ),
    ReadinessDuty.COGNITIVE_TESTS: DutyWords(
        title=gettext_lazy("Cognitive tests of the questions"),
        shows=gettext_lazy("Victims have said in interviews how they understand each question."),
        done_by=gettext_lazy("Researchers who interviewed victims"),
        holds=3 * YEAR,
        is_of_version=True,
    ),
    ReadinessDuty.DISABLED_USERS: DutyWords(
        title=gettext_lazy("Audit with disabled people"),
        shows=gettext_lazy(
            "Disabled people have gone through the survey with their own aids, and what stopped "
            "them is mended."
        ),
        done_by=gettext_lazy("Disabled people, with an auditor of accessibility"),
        holds=2 * YEAR,
    ),
    ReadinessDuty.PENETRATION_TEST: DutyWords(
        title=gettext_lazy("Penetration test"),
        shows=gettext_lazy(
            "A team from outside has attacked the installation, and what it found is mended."
        ),
        done_by=gettext_lazy("An accredited team from outside"),
        holds=YEAR,
    ),
    ReadinessDuty.PILOT: DutyWords(
        title=gettext_lazy("Pilot in one force"),
        shows=gettext_lazy(
            "A force has asked its victims, and what came of it was judged safe to go on with."
        ),
        done_by=gettext_lazy("The pilot force, with the national team"),
        holds=10 * YEAR,
    ),
}
"""In the order in which they are done. Until the pilot stands, only pilot forces may ask."""


@dataclass(frozen=True, kw_only=True)
class Signed:
    """The latest signature of a duty that was not taken back."""

    done_on: date
    is_confirmed: bool
    version: str = ""


def last_day(duty: ReadinessDuty, done_on: date) -> date:
    """The last day on which it holds."""
    return done_on + DUTIES[duty].holds


def state_of(duty: ReadinessDuty, signed: Signed | None, *, version: str, on: date) -> DutyState:
    """`version` is that of the questions that are asked on the day, such as "short-core 3"."""
    if signed is None or (DUTIES[duty].is_of_version and signed.version != version):
        return DutyState.MISSING
    if on > last_day(duty, signed.done_on):
        return DutyState.RUN_OUT
    return DutyState.STANDS if signed.is_confirmed else DutyState.WAITS

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from responses.models import DutySignature
from responses.readiness.duties import (
    DUTIES,
    OF_ONE_VERSION,
    DutyState,
    ReadinessDuty,
    Signed,
    state_of,
)
from survey import selectors as survey_selectors
from survey.selectors import NoVersionInForceError

REFUSING = frozenset(DUTIES) - {ReadinessDuty.PILOT}
"""Duties without which no real person is asked; without a pilot, pilot forces may still ask."""


@dataclass(frozen=True)
class DutyStanding:
    duty: ReadinessDuty
    state: DutyState
    signature: DutySignature | None
    waiting: DutySignature | None


def version_asked(on: date) -> str:
    """Such as "short-core 3"; "" for none."""
    try:
        instrument = survey_selectors.current_instrument(on)
    except NoVersionInForceError:
        return ""
    return f"{instrument.code} {instrument.version}"


def standings(
    *, on: date, signatures: Sequence[DutySignature] | None = None
) -> Sequence[DutyStanding]:
    """All duties in their order."""
    version = version_asked(on)
    signed = _by_duty(every_signature() if signatures is None else signatures)
    return [_standing(duty, signed.get(duty, ()), version=version, on=on) for duty in DUTIES]


def _by_duty(signatures: Sequence[DutySignature]) -> Mapping[str, Sequence[DutySignature]]:
    found: dict[str, list[DutySignature]] = {}
    for row in sorted(signatures, key=lambda row: (row.done_on, row.pk), reverse=True):
        if row.taken_back_at is None:
            found.setdefault(row.duty, []).append(row)
    return found


def _standing(
    duty: ReadinessDuty, signatures: Sequence[DutySignature], *, version: str, on: date
) -> DutyStanding:
    own = [row for row in signatures if row.version == version or duty not in OF_ONE_VERSION]
    confirmed = next((row for row in own if row.confirmed_at is not None), None)
    waiting = next((row for row in own if row.confirmed_at is None), None)
    told = confirmed or waiting
    state = state_of(duty, _as_signed(told), version=version, on=on)
    return DutyStanding(duty, state, told, waiting)


def _as_signed(row: DutySignature | None) -> Signed | None:
    if row is None:
        return None
    is_confirmed = row.confirmed_at is not None
    return Signed(done_on=row.done_on, is_confirmed=is_confirmed, version=row.version)


def every_signature() -> Sequence[DutySignature]:
    """Those taken back too, the latest first."""
    return list(DutySignature.objects.order_by("-signed_at", "-pk"))

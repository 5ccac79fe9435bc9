"""Signatures as tests want them."""

from collections.abc import Collection
from datetime import date

from access.actor import Actor
from access.models import User
from access.permissions import Role
from responses.models import DutySignature
from responses.readiness import actions, selectors
from responses.readiness.duties import DUTIES, ReadinessDuty
from tests.conftest import NOW, _staff

TODAY = NOW.date()


def signer(prefix: str = "first.") -> Actor:
    """One of two national people who sign."""
    user = User.objects.filter(email__startswith=prefix).first()
    user = user or _staff(Role.DATA_PROTECTION_OFFICER, None, prefix=prefix)
    return Actor.user(user_id=user.pk, name=user.name)


def second() -> Actor:
    return signer("other.")


def sign(duty: ReadinessDuty, *, on: date = TODAY, by: Actor | None = None) -> DutySignature:
    return actions.sign_duty(
        duty=duty, done_on=on, done_by="A committee", document="REF 1", by=by or signer(), at=NOW
    )


def stand(duty: ReadinessDuty, *, on: date = TODAY) -> DutySignature:
    """Signed, and confirmed by somebody else."""
    signature = sign(duty, on=on)
    actions.confirm_signature(pk=signature.pk, by=second(), at=NOW)
    return signature


def sign_all(*, but: Collection[ReadinessDuty] = ()) -> None:
    for duty in DUTIES:
        if duty not in but:
            stand(duty)


def states() -> dict[ReadinessDuty, str]:
    return {each.duty: each.state for each in selectors.standings(on=TODAY)}

"""Signatures as tests want them."""

from collections.abc import Collection
from datetime import date, time

from access.actor import Actor
from access.models import User
from access.permissions import Role
from responses.models import DutySignature
from responses.readiness import actions, selectors
from responses.readiness.duties import DUTIES, ReadinessDuty
from responses.triage.actions import rota
from tests.conftest import NOW, TESTER, _staff
from tests.responses.triage.at_the_desk import NATIONAL, reader

TODAY = NOW.date()
REPLIES_AND_CHECKS = {
    "SERVICE_DESK_NUMBER": "0808 157 0000",
    "PUBLIC_BASE_URL": "https://svc.example.org",
    "NOTIFY_RECEIVED_TOKEN": "a token",
}
"""The settings with which a text can be checked and stopped."""


def signer(prefix: str = "first.") -> Actor:
    user = User.objects.filter(email__startswith=prefix).first()
    user = user or _staff(Role.DATA_PROTECTION_OFFICER, None, prefix=prefix)
    return Actor.user(user_id=user.pk, name=user.name)


def second() -> Actor:
    return signer("other.")


def sign(duty: ReadinessDuty, *, on: date = TODAY, by: Actor | None = None) -> DutySignature:
    return actions.sign_duty(
        duty=duty, done_on=on, done_by="A committee", document="REF 1",
        organisation="A service", by=by or signer(), at=NOW,
    )  # fmt: skip


def stand(duty: ReadinessDuty, *, on: date = TODAY) -> DutySignature:
    signature = sign(duty, on=on)
    actions.confirm_signature(pk=signature.pk, by=second(), at=NOW)
    return signature


def staff_national_desk() -> User:
    person = User.objects.filter(email="desk@example.org").first()
    person = person or reader("Desk", desk=NATIONAL)
    rota.set_shifts(
        desk=NATIONAL, person=person, weekdays=range(7), hours=(time(0), time(0)),
        on_bank_holidays=True, by=TESTER, at=NOW,
    )  # fmt: skip
    return person


def sign_all(*, but: Collection[ReadinessDuty] = ()) -> None:
    staff_national_desk()
    for duty in DUTIES:
        if duty not in but:
            stand(duty)


def states() -> dict[ReadinessDuty, str]:
    return {each.duty: each.state for each in selectors.standings(on=TODAY)}

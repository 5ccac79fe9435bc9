"""Cases of alerts, and answers around an action, entered by the actions that real ones enter by."""

from datetime import UTC, date, datetime, time, timedelta

from access.actor import Actor
from access.models import Force, Membership, User
from access.permissions import Role
from analytics.casebook.actions import steps
from analytics.casebook.states import ActionKind
from analytics.models import Alert, CaseAction, QuarterState
from tests.analytics import make
from tests.analytics.make import CITY
from tests.analytics.shown import share, show
from tests.conftest import NOW

ANN_ID, BEA_ID = 900_101, 900_102
"""Beyond what any sequence of a database of tests reaches."""
ANN = Actor.user(user_id=ANN_ID, name="Ann")
BEA = Actor.user(user_id=BEA_ID, name="Bea")
DUE = date(2026, 11, 30)
START = date(2026, 9, 21)
"""A Monday; its eight weeks are over on the Monday of the week that tests run in."""
SIBLINGS = ("kent", "gwent", "durham", "essex")


def people() -> None:
    for actor in (ANN, BEA):
        User.objects.get_or_create(
            pk=actor.user_id, email=f"{actor.name.lower()}@example.org", name=actor.name
        )


def taken(by: Actor = ANN, due_on: date = DUE, **facts: object) -> Alert:
    people()
    alert = make.alert(**facts)
    works = {"user_id": by.user_id, "role": Role.OPERATIONS_LEAD, "force_id": alert.force_id}
    Membership.objects.get_or_create(**works)
    steps.take(alert=alert, due_on=due_on, by=by, at=NOW)
    return alert


def acted(
    starts_on: date = START, kind: ActionKind = ActionKind.UPDATES, **facts: object
) -> CaseAction:
    alert = taken(**facts)
    forces = list(Force.objects.filter(pk=alert.force_id)) if alert.force_id else []
    return steps.begin(
        alert=alert, kind=kind, starts_on=starts_on, forces=forces, what="Weekly calls.",
        by=ANN, at=NOW,
    )  # fmt: skip


def weeks_around(start: date, force: str, *, before: int, after: int, people: int = 10) -> list:
    victims = []
    for week in (-13, -12, *range(-8, 8)):
        day = start + timedelta(weeks=week, days=2)
        satisfied = before if week < 0 else after
        victims += make.satisfied_and_not(
            satisfied, people - satisfied, force=force, on=day - timedelta(days=10),
            completed_at=datetime.combine(day, time(12), UTC),
        )  # fmt: skip
    return victims


def answers_around(start: date = START, *, after: int = 8) -> None:
    victims = weeks_around(start, CITY, before=3, after=after)
    for force in SIBLINGS:
        victims += weeks_around(start, force, before=6, after=6)
    make.load(victims)


def shown(item: str, *forces: str, positive: float = 0.6) -> None:
    period = "2026-Q2"
    QuarterState.objects.create(period=period, stages={}, shifts={}, closed_on=date(2026, 9, 1))
    for force in forces:
        show(period, "all", force, {item: {"all": share(positive, 60)}})

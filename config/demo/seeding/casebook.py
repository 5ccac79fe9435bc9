"""What staff of the simulated nation make of its alerts: one acted on, one late; others wait."""

from datetime import date, datetime, time, timedelta

from django.utils.timezone import localdate

from access.actor import Actor
from access.models import Force, User
from analytics.casebook.actions import steps, told
from analytics.casebook.actions.follow import follow
from analytics.casebook.kinds import ActionKind
from analytics.models import Alert, AlertStep
from analytics.tables import Dimension
from config.demo.planted import FALLING_FORCE, ISSUES
from responses.vault.sending_hours import PLACE

NATIONAL, OF_FORCE = "national.analyst@example.org", "kent.analyst@example.org"
WHERE = ("durham", "gwent", "essex")
DUE_IN, BEGINS_IN = timedelta(days=10), timedelta(days=7)
AT_TEN = time(10)


def answer_alerts(*, by: Actor, at: datetime) -> None:
    """Once: the nation's alert is acted on in three forces, a force's is late, and the weeks of all
    are drawn."""
    if AlertStep.objects.exists():
        return
    nations, own = (_alert_of(force) for force in (None, FALLING_FORCE))
    if nations:
        _act_on(nations, at=at)
    if own:
        _leave_late(own, at=at)
    follow(by=by, at=at)


def _alert_of(force: str | None) -> Alert | None:
    """The first that tells of the issue planted in the newest weeks there, if it was found."""
    issue = min((each for each in ISSUES if each.force == force), key=lambda each: each.weeks_ago)
    found = Alert.objects.filter(
        item=issue.item, force=force, is_rise=issue.is_rise, dimension=Dimension.ALL,
        explained_by="",
    )  # fmt: skip
    return found.order_by("first_week").first()


def _leave_late(alert: Alert, *, at: datetime) -> None:
    """Taken, and its day has passed."""
    taken = max(alert.raised_at, at_ten(localdate(at) - DUE_IN - timedelta(days=5)))
    due_on = min(localdate(at) - timedelta(days=2), localdate(taken + DUE_IN))
    steps.take(alert=alert, due_on=due_on, by=actor_of(OF_FORCE), at=taken)


def _act_on(alert: Alert, *, at: datetime) -> None:
    national = actor_of(NATIONAL)
    steps.take(alert=alert, due_on=localdate(at + DUE_IN), by=national, at=at)
    action = steps.begin(
        alert=alert,
        kind=ActionKind.UPDATES,
        starts_on=localdate(at) + BEGINS_IN,
        forces=list(Force.objects.filter(code__in=WHERE)),
        what="An officer calls each victim every two weeks, also when nothing has changed.",
        by=national,
        at=at,
    )
    told.write(
        action=action,
        text="You said that nobody told you what was happening. An officer now calls you every "
        "two weeks, also when there is nothing new.",
        text_cy="Dywedoch nad oedd neb yn dweud wrthych beth oedd yn digwydd. Mae swyddog bellach "
        "yn eich ffonio bob pythefnos, hyd yn oed pan nad oes dim byd newydd.",
        by=national,
        at=at,
    )


def at_ten(day: date) -> datetime:
    return datetime.combine(day, AT_TEN, PLACE)


def actor_of(email: str) -> Actor:
    """Accounts are made before alerts are answered."""
    user = User.objects.get(email=email)
    return Actor.user(user_id=user.pk, name=user.name)

"""What staff of the simulated nation make of its alerts: one acted on, one taken, others wait."""

from datetime import datetime, timedelta

from django.utils.timezone import localdate

from access import selectors as access_selectors
from access.actor import Actor
from access.models import Force, User
from analytics.casebook.actions import steps, told
from analytics.casebook.actions.follow import follow
from analytics.casebook.kinds import ActionKind
from analytics.models import Alert, AlertStep
from config.demo.nation import FALLING_FORCE

NATIONAL, OF_FORCE = "national.analyst@example.org", "kent.analyst@example.org"
WHERE = ("durham", "gwent", "essex")
DUE_IN, BEGINS_IN = timedelta(days=10), timedelta(days=7)


def answer_alerts(*, by: Actor, at: datetime) -> None:
    """Once: the nation's alert is acted on in three forces, a force's is taken, and the weeks of
    all are drawn."""
    if AlertStep.objects.exists():
        return
    nations = Alert.objects.filter(force=None).order_by("pk").first()
    own = Alert.objects.filter(force=FALLING_FORCE).order_by("pk").first()
    national, of_force = map(access_selectors.user_by_email, (NATIONAL, OF_FORCE))
    due_on = localdate(at) + DUE_IN
    if own and of_force:
        steps.take(alert=own, due_on=due_on, by=_actor(of_force), at=at)
    if nations and national:
        steps.take(alert=nations, due_on=due_on, by=_actor(national), at=at)
        _act_on(nations, by=_actor(national), at=at)
    follow(by=by, at=at)


def _act_on(alert: Alert, *, by: Actor, at: datetime) -> None:
    action = steps.begin(
        alert=alert,
        kind=ActionKind.UPDATES,
        starts_on=localdate(at) + BEGINS_IN,
        forces=list(Force.objects.filter(code__in=WHERE)),
        what="An officer calls each victim every two weeks, also when nothing has changed.",
        by=by,
        at=at,
    )
    told.write(
        action=action,
        text="You said that nobody told you what was happening. An officer now calls you every "
        "two weeks, also when there is nothing new.",
        text_cy="Dywedoch nad oedd neb yn dweud wrthych beth oedd yn digwydd. Mae swyddog bellach "
        "yn eich ffonio bob pythefnos, hyd yn oed pan nad oes dim byd newydd.",
        by=by,
        at=at,
    )


def _actor(user: User) -> Actor:
    return Actor.user(user_id=user.pk, name=user.name)

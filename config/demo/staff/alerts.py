"""Staff act on one alert, are late with another and leave the rest."""

from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from access.actor import Actor
from access.background import task_queue
from access.models import Force, User
from analytics.alerts import actions as alerts_actions
from analytics.casebook import states
from analytics.casebook.actions import notices, steps
from analytics.casebook.actions.follow import follow, measure_and_draw
from analytics.casebook.states import ActionKind, Verdict
from analytics.models import Alert, AlertStep, ScoredWeek
from analytics.tables import Dimension
from config.demo.plan import RAISED_AFTER
from config.demo.planted import FALLING_FORCE, ISSUES, Cause, IssueShape, PlantedIssue
from responses.vault.sending_hours import PLACE

NATIONAL, OF_FORCE = "national.analyst@example.org", "kent.analyst@example.org"
ACTING_FORCES = ("durham", "gwent", "essex")
DUE_IN, BEGINS_IN = timedelta(days=10), timedelta(days=7)
TASK = "config.demo.seeding.tasks.follow_old_alert"
# From its first week to the scored week, and then to its action.
FOUND_AFTER, OLD_BEGINS_IN = timedelta(weeks=5), timedelta(weeks=4)


def answer_alerts(*, by: Actor, at: datetime) -> None:
    """Once: act in three forces, leave one alert late, draw the weeks of all."""
    if AlertStep.objects.exists():
        return
    if alert := _find_newest_alert(None):
        _act_on(alert, at=at)
    if alert := _find_newest_alert(FALLING_FORCE):
        taken = max(alert.raised_at, _at_ten(localdate(at) - DUE_IN - timedelta(days=5)))
        due_on = min(localdate(at) - timedelta(days=2), localdate(taken + DUE_IN))
        steps.take(alert=alert, due_on=due_on, by=_actor(OF_FORCE), at=taken)
    follow(by=by, at=at)


def _find_newest_alert(force: str | None) -> Alert | None:
    issue = min((each for each in ISSUES if each.force == force), key=lambda each: each.weeks_ago)
    found = Alert.objects.filter(
        item=issue.item, force=force, is_rise=issue.is_rise, dimension=Dimension.ALL,
        explained_by="",
    )  # fmt: skip
    return found.order_by("first_week").first()


def _act_on(alert: Alert, *, at: datetime) -> None:
    national = _actor(NATIONAL)
    steps.take(alert=alert, due_on=localdate(at + DUE_IN), by=national, at=at)
    action = steps.begin(
        alert=alert,
        kind=ActionKind.UPDATES,
        starts_on=localdate(at) + BEGINS_IN,
        forces=list(Force.objects.filter(code__in=ACTING_FORCES)),
        what="An officer calls each victim every two weeks, also when nothing has changed.",
        by=national,
        at=at,
    )
    notices.write(
        action=action,
        text="You said that nobody told you what was happening. An officer now calls you every "
        "two weeks, also when there is nothing new.",
        text_cy="Dywedoch nad oedd neb yn dweud wrthych beth oedd yn digwydd. Mae swyddog bellach "
        "yn eich ffonio bob pythefnos, hyd yn oed pan nad oes dim byd newydd.",
        by=national,
        at=at,
    )


def _at_ten(day: date) -> datetime:
    return datetime.combine(day, time(10), PLACE)


def _actor(email: str) -> Actor:
    user = User.objects.get(email=email)
    return Actor.user(user_id=user.pk, name=user.name)


# --- the old alert --------------------------------------------------------------------------------


def enqueue_old_alert(*, at: datetime) -> None:
    """Scoring an old week takes seconds."""
    if not (_is_followed() or task_queue.pending(TASK)):
        task_queue.enqueue(TASK, at=at)


@transaction.atomic
def follow_old_alert(*, by: Actor, at: datetime) -> None:
    """Once: score its week, follow it to its end, explain the nation's others."""
    newest = ScoredWeek.objects.aggregate(newest=Max("week"))["newest"]
    if newest is None or _is_followed():
        return
    issue = _old_issue()
    monday = newest - timedelta(weeks=issue.weeks_ago - 1) + FOUND_AFTER - timedelta(weeks=1)
    raised_at = datetime.combine(monday, time(), PLACE) + RAISED_AFTER
    raised = alerts_actions.raise_alerts(
        week=monday, by=by, at=at, raised_at=lambda _monday: raised_at
    )[monday]
    for alert in raised:
        if alert.dimension != Dimension.ALL or alert.explained_by:
            continue
        if (alert.item, alert.force_id, alert.is_rise) == (issue.item, issue.force, issue.is_rise):
            _follow_to_the_end(alert, by=by)
        elif alert.force_id is None:
            _explain(alert, by=by)


def _old_issue() -> PlantedIssue:
    return next(
        each for each in ISSUES if each.force == FALLING_FORCE and each.shape is IssueShape.PULSE
    )


def _is_followed() -> bool:
    issue = _old_issue()
    return AlertStep.objects.filter(
        case__alert__item=issue.item, case__alert__force=issue.force
    ).exists()


def _follow_to_the_end(alert: Alert, *, by: Actor) -> None:
    analyst, raised_on = _actor(OF_FORCE), localdate(alert.raised_at)
    taken_at = _at_ten(raised_on + timedelta(days=1))
    steps.take(alert=alert, due_on=localdate(taken_at + DUE_IN), by=analyst, at=taken_at)
    starts_on = raised_on + OLD_BEGINS_IN
    steps.begin(
        alert=alert,
        kind=ActionKind.TRAINING,
        starts_on=starts_on,
        forces=list(Force.objects.filter(pk=alert.force_id)),
        what="Call handlers are trained to let victims finish, and listen to two calls a week.",
        by=analyst,
        at=_at_ten(raised_on + timedelta(days=4)),
    )
    # Compared with those before the training.
    measured_on = states.measured_on(starts_on)
    measured_at = datetime.combine(measured_on, time(6), PLACE)
    measure_and_draw(alert=alert, by=by, at=measured_at)
    steps.close(
        alert=alert,
        note="Measured again, and talked about with the room. Two calls a week are still heard.",
        by=analyst,
        at=_at_ten(measured_on + timedelta(days=2)),
    )


def _explain(alert: Alert, *, by: Actor) -> None:
    """Only a new wording was planted by then."""
    national, raised_on = _actor(NATIONAL), localdate(alert.raised_at)
    is_wording = any(each.cause is Cause.WORDING and each.item == alert.item for each in ISSUES)
    steps.take(
        alert=alert, due_on=raised_on + DUE_IN, by=national,
        at=_at_ten(raised_on + timedelta(days=1)),
    )  # fmt: skip
    steps.explain(
        alert=alert,
        verdict=Verdict.WORDING if is_wording else Verdict.CHANCE,
        note="The question has new words since that week."
        if is_wording
        else "Nothing else moved in these weeks.",
        by=national,
        at=_at_ten(raised_on + timedelta(days=2)),
    )
    measure_and_draw(alert=alert, by=by, at=_at_ten(raised_on + timedelta(days=3)))
    steps.close(alert=alert, note="", by=national, at=_at_ten(raised_on + timedelta(days=3)))

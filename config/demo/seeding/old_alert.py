"""An alert of half a year ago that went the whole way: raised, taken, acted on, measured again and
closed. The week is scored as any other, and each act is done by its action under the clock of its
day."""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import Max
from django.utils.timezone import localdate

from access.actor import Actor
from access.background import task_queue
from access.models import Force
from analytics.alerts import actions as alerts_actions
from analytics.casebook import states
from analytics.casebook.actions import steps
from analytics.casebook.actions.follow import measure_and_draw
from analytics.casebook.kinds import ActionKind
from analytics.casebook.states import Verdict
from analytics.models import Alert, AlertStep, ScoredWeek
from analytics.tables import Dimension
from config.demo.planted import FALLING_FORCE, ISSUES, Cause, IssueShape, PlantedIssue
from config.demo.seeding.casebook import NATIONAL, OF_FORCE, actor_of, at_ten
from config.demo.seeding.figures import RAISED
from responses.vault.sending_hours import PLACE

TASK = "config.demo.seeding.tasks.follow_old_alert"
FOUND_AFTER = timedelta(weeks=5)
"""From the first week of the issue to the one that is scored."""
DUE_IN, BEGINS_IN = timedelta(days=10), timedelta(weeks=4)


def leave(*, at: datetime) -> None:
    """Have the worker do it, once the alerts of the newest weeks are raised: to score a week of
    long ago takes seconds that no start should wait for."""
    if not (_is_done() or task_queue.pending(TASK)):
        task_queue.enqueue(TASK, at=at)


@transaction.atomic
def follow_to_the_end(*, by: Actor, at: datetime) -> None:
    """Once, and nothing where the score of that week finds nothing. What else it finds of the
    nation is answered too."""
    newest = ScoredWeek.objects.aggregate(newest=Max("week"))["newest"]
    if newest is None or _is_done():
        return
    issue = _issue()
    monday = newest - timedelta(weeks=issue.weeks_ago - 1) + FOUND_AFTER - timedelta(weeks=1)
    raised_at = datetime.combine(monday, time(), PLACE) + RAISED
    raised = alerts_actions.raise_alerts(
        week=monday, by=by, at=at, raised_at=lambda _monday: raised_at
    )[monday]
    for alert in raised:
        if alert.dimension != Dimension.ALL or alert.explained_by:
            continue
        if (alert.item, alert.force_id, alert.is_rise) == (issue.item, issue.force, issue.is_rise):
            _go_the_whole_way(alert, by=by)
        elif alert.force_id is None:
            _explain(alert, by=by)


def _issue() -> PlantedIssue:
    """Over after its weeks, so that what was done about it can be measured."""
    return next(
        each for each in ISSUES if each.force == FALLING_FORCE and each.shape is IssueShape.PULSE
    )


def _is_done() -> bool:
    issue = _issue()
    return AlertStep.objects.filter(
        case__alert__item=issue.item, case__alert__force=issue.force
    ).exists()


def _go_the_whole_way(alert: Alert, *, by: Actor) -> None:
    """Once training has begun the weeks after are held against those before."""
    analyst, raised_on = actor_of(OF_FORCE), localdate(alert.raised_at)
    taken_at = at_ten(raised_on + timedelta(days=1))
    steps.take(alert=alert, due_on=localdate(taken_at + DUE_IN), by=analyst, at=taken_at)
    starts_on = raised_on + BEGINS_IN
    steps.begin(
        alert=alert,
        kind=ActionKind.TRAINING,
        starts_on=starts_on,
        forces=list(Force.objects.filter(pk=alert.force_id)),
        what="Call handlers are trained to let victims finish, and listen to two calls a week.",
        by=analyst,
        at=at_ten(raised_on + timedelta(days=4)),
    )
    measured_on = states.measured_on(starts_on)
    measured_at = datetime.combine(measured_on, time(), PLACE) + timedelta(hours=6)
    measure_and_draw(alert=alert, by=by, at=measured_at)
    steps.close(
        alert=alert,
        note="Measured again, and talked about with the room. Two calls a week are still heard.",
        by=analyst,
        at=at_ten(measured_on + timedelta(days=2)),
    )


def _explain(alert: Alert, *, by: Actor) -> None:
    """What was planted for the nation by then is a new wording; all else would be chance."""
    national, raised_on = actor_of(NATIONAL), localdate(alert.raised_at)
    is_wording = any(each.cause is Cause.WORDING and each.item == alert.item for each in ISSUES)
    steps.take(
        alert=alert, due_on=raised_on + DUE_IN, by=national,
        at=at_ten(raised_on + timedelta(days=1)),
    )  # fmt: skip
    steps.explain(
        alert=alert,
        verdict=Verdict.WORDING if is_wording else Verdict.CHANCE,
        note="The question has new words since that week."
        if is_wording
        else "Nothing else moved in these weeks.",
        by=national,
        at=at_ten(raised_on + timedelta(days=2)),
    )
    measure_and_draw(alert=alert, by=by, at=at_ten(raised_on + timedelta(days=3)))
    steps.close(alert=alert, note="", by=national, at=at_ten(raised_on + timedelta(days=3)))

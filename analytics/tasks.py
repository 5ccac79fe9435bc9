"""Background tasks about figures: load, one call. A quarter is a task of its own, so that many
machines fill many quarters at once."""

from datetime import timedelta

from django.utils import timezone

from access import background
from access.actor import Actor
from analytics.actions import alerts, figures, keeping
from responses import extract

ACTOR = Actor.system("worker")


@background.task()
def refill_figures() -> None:
    for period in extract.periods():
        background.want("analytics.tasks.refill_quarter", period, at=timezone.now())


@background.task(lease=timedelta(hours=2))
def refill_quarter(period: str) -> None:
    figures.refill_cells(periods=[period], by=ACTOR, at=timezone.now())


@background.task(lease=timedelta(hours=1))
def raise_alerts() -> None:
    now = timezone.now()
    last_week = timezone.localdate(now) - timedelta(days=7)
    alerts.raise_alerts(week=last_week, weeks_before=0, by=ACTOR, at=now)


@background.task()
def destroy_old_figures() -> None:
    keeping.destroy_old_figures(by=ACTOR, at=timezone.now())

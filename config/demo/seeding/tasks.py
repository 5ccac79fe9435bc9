from django.utils import timezone

from access.actor import Actor
from access.background import task_queue
from config.demo.staff import alerts, desks

ACTOR = Actor.system("worker")


@task_queue.task
def follow_old_alert() -> None:
    alerts.follow_old_alert(by=ACTOR, at=timezone.now())


@task_queue.task
def fill_desks() -> None:
    desks.fill_desks(by=ACTOR, at=timezone.now())

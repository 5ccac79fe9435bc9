"""What a start of the simulated nation leaves to the worker."""

from django.utils import timezone

from access.actor import Actor
from access.background import task_queue
from config.demo.seeding import desks, old_alert

ACTOR = Actor.system("worker")


@task_queue.task
def follow_old_alert() -> None:
    old_alert.follow_to_the_end(by=ACTOR, at=timezone.now())


@task_queue.task
def fill_desks() -> None:
    desks.fill(by=ACTOR, at=timezone.now())

"""What a start of the simulated nation leaves to the worker."""

from django.utils import timezone

from access.actor import Actor
from access.background import task_queue
from config.demo.seeding import old_alert


@task_queue.task
def follow_old_alert() -> None:
    old_alert.follow_to_the_end(by=Actor.system("worker"), at=timezone.now())

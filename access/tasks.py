"""Background tasks of this room: load, one call."""

from django.utils import timezone

from access import actions
from access.actor import Actor
from access.background import queue_repair, task_queue
from access.sign_in import account_life

ACTOR = Actor.system("worker")


@task_queue.task()
def prune_background() -> None:
    queue_repair.prune(at=timezone.now())


@task_queue.task()
def destroy_old_traces() -> None:
    actions.destroy_old_traces(by=ACTOR, at=timezone.now())


@task_queue.task()
def end_idle_accounts() -> None:
    account_life.end_idle_accounts(by=ACTOR, at=timezone.now())

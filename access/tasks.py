"""The background tasks of access. Each makes one call. Stored rows keep these dotted paths."""

from django.utils import timezone

from access import actions
from access.actor import Actor
from access.background import queue_repair, task_queue
from access.sign_in import actions as sign_in_actions

ACTOR = Actor.system("worker")


@task_queue.task()
def prune_background() -> None:
    queue_repair.delete_ended(at=timezone.now())


@task_queue.task()
def destroy_old_traces() -> None:
    actions.destroy_old_traces(by=ACTOR, at=timezone.now())


@task_queue.task()
def end_idle_accounts() -> None:
    sign_in_actions.end_idle_accounts(by=ACTOR, at=timezone.now())

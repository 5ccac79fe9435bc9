"""Background tasks of this room: load, one call."""

from django.utils import timezone

from access import actions, background, queue_keeping
from access.actor import Actor
from access.sign_in import account_life

ACTOR = Actor.system("worker")


@background.task()
def prune_background() -> None:
    queue_keeping.prune(at=timezone.now())


@background.task()
def destroy_old_traces() -> None:
    actions.destroy_old_traces(by=ACTOR, at=timezone.now())


@background.task()
def end_idle_accounts() -> None:
    account_life.end_idle_accounts(by=ACTOR, at=timezone.now())

"""Background tasks of this room: load, one call."""

from django.utils import timezone

from access import accounts, actions, background, queue_keeping
from access.actor import Actor

ACTOR = Actor.system("worker")


@background.task()
def prune_background() -> None:
    queue_keeping.prune(at=timezone.now())


@background.task()
def destroy_old_traces() -> None:
    actions.destroy_old_traces(by=ACTOR, at=timezone.now())


@background.task()
def end_idle_accounts() -> None:
    accounts.end_idle_accounts(by=ACTOR, at=timezone.now())

"""Background tasks of this room: load, one call."""

from django.utils import timezone

from access import background, queue_keeping


@background.task()
def prune_background() -> None:
    queue_keeping.prune(at=timezone.now())

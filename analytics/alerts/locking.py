"""Whoever writes the weeks of alerts takes their turn."""

from access.models import Force


def wait_for_turn() -> None:
    """In the caller's transaction: others who write weeks end first. A worker and somebody who
    scores by hand would open the same episode twice, each without seeing the other's. Of the row
    that is locked nothing changes, and rows that name a force can be written meanwhile."""
    Force.objects.select_for_update(no_key=True).order_by("pk").first()

"""Lock for writers of weekly alerts."""

from access.models import Force


def wait_for_turn() -> None:
    """In the caller's transaction: a worker and a manual run could both open the same episode."""
    Force.objects.select_for_update(no_key=True).order_by("pk").first()

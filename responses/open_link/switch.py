"""Whether the open link is open: its address, OPEN_LINK and the origin of the data decide."""

from django.conf import settings

from access import selectors as access_selectors


def is_open() -> bool:
    """With "simulated", only where the people are; with "yes", where they are real too. Never
    without an address of its own."""
    if not settings.OPEN_BASE_URL:
        return False
    if settings.OPEN_LINK == "yes":
        return True
    return settings.OPEN_LINK == "simulated" and access_selectors.is_simulated()

"""Whether the open link is open: OPEN_LINK and whose answers the database holds decide."""

from django.conf import settings

from access import selectors as access_selectors


def is_open() -> bool:
    """With "simulated", only where the people are; with "yes", where they are real too."""
    if settings.OPEN_LINK == "yes":
        return True
    return settings.OPEN_LINK == "simulated" and access_selectors.is_simulated()

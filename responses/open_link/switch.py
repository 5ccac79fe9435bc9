"""By its address, OPEN_LINK and the origin of the data."""

from django.conf import settings

from access import selectors as access_selectors


def is_open() -> bool:
    """ "simulated": only where the people are; "yes": real ones too."""
    if not settings.OPEN_BASE_URL:
        return False
    if settings.OPEN_LINK == "yes":
        return True
    return settings.OPEN_LINK == "simulated" and access_selectors.is_simulated()

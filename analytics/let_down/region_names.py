"""What regions are called in the reader's language; the reference file has English names alone."""

from access.presenters import REGIONS
from analytics.let_down.selectors import Region


def region_name(region: Region) -> str:
    """By its code; one that is not known here by the name that the reference file has."""
    return str(REGIONS.get(region.code, region.name))

"""The reference file has English names only."""

from access.presenters import REGIONS
from analytics.disparities.selectors import Region


def region_name(region: Region) -> str:
    return str(REGIONS.get(region.code, region.name))

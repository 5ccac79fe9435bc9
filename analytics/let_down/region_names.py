"""What regions are called in the reader's language; the reference file has English names alone."""

from django.utils.translation import gettext_lazy

from analytics.let_down.selectors import Region

REGIONS = {
    "E12000001": gettext_lazy("North East"),
    "E12000002": gettext_lazy("North West"),
    "E12000003": gettext_lazy("Yorkshire and The Humber"),
    "E12000004": gettext_lazy("East Midlands"),
    "E12000005": gettext_lazy("West Midlands"),
    "E12000006": gettext_lazy("East of England"),
    "E12000007": gettext_lazy("London"),
    "E12000008": gettext_lazy("South East"),
    "E12000009": gettext_lazy("South West"),
    "W92000004": gettext_lazy("Wales"),
}


def region_name(region: Region) -> str:
    """By its code; one that is not known here by the name that the reference file has."""
    return str(REGIONS.get(region.code, region.name))

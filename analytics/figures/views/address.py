"""What every page of figures does first: read the address, and turn what is out of reach into
a page that does not exist."""

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils import timezone

from analytics.figures.selectors import figures
from analytics.items import headline, item_codes
from analytics.tables import Dimension


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What the address asks for; `period` is None while there are no figures at all."""

    period: str | None
    periods: list[str]
    dimension: Dimension
    item: str


def asked(request: HttpRequest, *, of: list[str] | None = None) -> Asked:
    """The address, with sensible answers to what it leaves out or gets wrong. `of` are the
    quarters to choose from, those with figures unless given."""
    today = timezone.localdate()
    known = figures.periods(on=today) if of is None else of
    period = request.GET.get("period", "")
    dimension = request.GET.get("by", "")
    item = request.GET.get("item", "")
    return Asked(
        period=period if period in known else figures.latest_period(on=today, of=known),
        periods=known[::-1],
        dimension=Dimension(dimension) if dimension in set(Dimension) else Dimension.ALL,
        item=item if item in item_codes() else headline().code,
    )

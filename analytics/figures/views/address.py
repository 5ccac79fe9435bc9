"""What the address of a page of figures asks for."""

from django.http import HttpRequest

from analytics.figures.selectors.shown import PageQuery
from analytics.items import headline, item_codes
from analytics.tables import OFFERED, Dimension


def page_query(request: HttpRequest) -> PageQuery:
    """With sensible answers to what it leaves out or gets wrong."""
    dimension = request.GET.get("by", "")
    item = request.GET.get("item", "")
    return PageQuery(
        period=request.GET.get("period", ""),
        dimension=Dimension(dimension) if dimension in OFFERED else Dimension.ALL,
        item=item if item in item_codes() else headline().code,
    )

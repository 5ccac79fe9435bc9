from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from rest_framework import serializers
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request

MOST = 500
USUAL = 100


class PageQueryShape(serializers.Serializer):
    page = serializers.IntegerField(min_value=1, max_value=1_000_000, required=False)
    per_page = serializers.IntegerField(min_value=1, max_value=MOST, required=False)


class PageOfRows(serializers.Serializer):
    """`next` is the address of the page that follows, null on the last."""

    count = serializers.IntegerField()
    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)


class Pages(PageNumberPagination):
    page_size = USUAL
    max_page_size = MOST
    page_size_query_param = "per_page"


def page_of(
    request: Request, rows: QuerySet[Any] | Sequence[Any]
) -> tuple[Sequence[Any], dict[str, Any]]:
    """Raises NotFound."""
    pages = Pages()
    found = pages.paginate_queryset(rows, request)  # type: ignore[arg-type]  # takes any sequence
    assert pages.page is not None  # noqa: S101  a page was made, or NotFound raised
    told = {
        "count": pages.page.paginator.count,
        "next": pages.get_next_link(),
        "previous": pages.get_previous_link(),
    }
    return list(found or ()), told

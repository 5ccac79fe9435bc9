from django.db.models import QuerySet

from access.models import SavedView
from access.viewer import Viewer

MOST = 50


def views_of(viewer: Viewer) -> QuerySet[SavedView]:
    return SavedView.objects.filter(user_id=viewer.user_id).order_by("name", "pk")


def view_of(viewer: Viewer, pk: int) -> SavedView:
    return views_of(viewer).get(pk=pk)


def is_full(viewer: Viewer) -> bool:
    return views_of(viewer).count() >= MOST

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from access.actor import Actor
from access.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = getattr(request, "acting_viewer", None) or request.viewer  # type: ignore[attr-defined]  # set by middleware.AttachViewer
    return viewer


def national_viewer(request: HttpRequest) -> Viewer:
    """Raises PermissionDenied."""
    viewer = viewer_of(request)
    if not viewer.is_national:
        raise PermissionDenied
    return viewer


def actor_of(request: HttpRequest) -> Actor:
    viewer = viewer_of(request)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)

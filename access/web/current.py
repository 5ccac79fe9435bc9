"""The member of staff behind a request: as the viewer who reads, and as the actor who writes. Use
them in views that are guarded; without a viewer, actor_of() raises AttributeError."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from access.actor import Actor
from access.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    """The viewer with the roles for which the page was opened alone (access.web.guards); on a page
    for anybody who is signed in, with all of them."""
    viewer: Viewer = getattr(request, "acting_viewer", None) or request.viewer  # type: ignore[attr-defined]  # set by middleware.AttachViewer
    return viewer


def national_viewer(request: HttpRequest) -> Viewer:
    """The viewer, where the roles that open the page are held nationally. Raises
    PermissionDenied."""
    viewer = viewer_of(request)
    if not viewer.is_national:
        raise PermissionDenied
    return viewer


def actor_of(request: HttpRequest) -> Actor:
    viewer = viewer_of(request)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)

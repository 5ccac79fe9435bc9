"""The member of staff behind a request: as the viewer who reads, and as the actor who writes. Use
them in views that are guarded; without a viewer, actor_of() raises AttributeError."""

from django.http import HttpRequest

from access.actor import Actor
from access.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # set by middleware.AttachViewer
    return viewer


def actor_of(request: HttpRequest) -> Actor:
    viewer = viewer_of(request)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)

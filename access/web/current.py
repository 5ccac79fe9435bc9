"""Who stands behind a request: the viewer that reads and the actor that writes."""

from django.http import HttpRequest

from access.actor import Actor
from access.viewer import Viewer


def viewer_of(request: HttpRequest) -> Viewer:
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]  # access sets it
    return viewer


def actor_of(request: HttpRequest) -> Actor:
    viewer = viewer_of(request)
    return Actor.user(user_id=viewer.user_id, name=viewer.name)

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.urls import NoReverseMatch, resolve, reverse
from rest_framework.request import Request

from access.actor import Actor
from access.permissions import Permission
from access.viewer import Viewer

View = Callable[..., HttpResponseBase]
PUBLIC = "public"
SIGNED_IN = "signed in"


def public(view: View) -> View:
    view.guard = PUBLIC  # type: ignore[attr-defined]
    return view


def signed_in(view: View) -> View:
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
        if request.viewer is None:  # type: ignore[attr-defined]
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    guarded.guard = SIGNED_IN  # type: ignore[attr-defined]
    return guarded


def permission_required(permission: Permission) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponseBase:
            viewer = request.viewer  # type: ignore[attr-defined]
            if viewer is None:
                return redirect_to_login(request.get_full_path())
            if not viewer.may(permission):
                own = address_of(request)
                if permission is Permission.VIEW_NATIONAL_PAGES and own:
                    return redirect(own)
                raise PermissionDenied
            request.acting_viewer = viewer.with_permission(permission)  # type: ignore[attr-defined]
            return view(request, *args, **kwargs)

        guarded.guard = permission  # type: ignore[attr-defined]
        return guarded

    return decorate


class ApiPermission:
    """Set `permission` and `scope` on the view's class."""

    def has_permission(self, request: Request, view: object) -> bool:
        viewer = getattr(request, "viewer", None)
        permission: Permission = view.permission  # type: ignore[attr-defined]
        if viewer is None or not viewer.may(permission):
            return False
        key = getattr(request, "api_key", None)
        if key is not None and view.scope not in key.scopes:  # type: ignore[attr-defined]
            return False
        request.acting_viewer = viewer.with_permission(permission)  # type: ignore[attr-defined]
        return True

    def has_object_permission(self, request: Request, view: object, row: object) -> bool:
        return True


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


def address_of(request: HttpRequest) -> str:
    """The same page of the reader's one force, or ""."""
    match, viewer = request.resolver_match, request.viewer  # type: ignore[attr-defined]
    if match is None or request.method not in {"GET", "HEAD"}:
        return ""
    for force_code in viewer.force_codes if len(viewer.force_codes) == 1 else frozenset():
        try:
            path = reverse(match.view_name, kwargs={**match.kwargs, "force_code": force_code})
        except NoReverseMatch:
            return ""
        permission = getattr(resolve(path).func, "guard", None)
        if (
            permission is not None
            and viewer.may(permission)
            and viewer.with_permission(permission).reaches(force_code)
        ):
            asked = request.GET.urlencode()
            return f"{path}?{asked}" if asked else path
    return ""

"""The page of a force that stands for a page of the nation."""

from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse

from access.viewer import Viewer


def address_of(request: HttpRequest) -> str:
    """For a page of the nation the address of the same page of the reader's one force, with what it
    was narrowed by; "" where there is none, where they may not open it, or where they have several
    forces."""
    match, viewer = request.resolver_match, request.viewer  # type: ignore[attr-defined]
    if match is None or request.method not in {"GET", "HEAD"}:
        return ""
    for force_code in _one_of(viewer):
        try:
            path = reverse(match.view_name, kwargs={**match.kwargs, "force_code": force_code})
        except NoReverseMatch:
            return ""
        if _may_open(viewer, path, force_code):
            asked = request.GET.urlencode()
            return f"{path}?{asked}" if asked else path
    return ""


def _one_of(viewer: Viewer) -> frozenset[str]:
    """The reader's force; empty where they have none or several."""
    return viewer.force_codes if len(viewer.force_codes) == 1 else frozenset()


def _may_open(viewer: Viewer, path: str, force_code: str) -> bool:
    permission = getattr(resolve(path).func, "guard", None)
    return (
        permission is not None
        and viewer.may(permission)
        and viewer.with_permission(permission).reaches(force_code)
    )

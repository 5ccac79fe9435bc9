from django.http import HttpRequest
from django.urls import NoReverseMatch, resolve, reverse


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

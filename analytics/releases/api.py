"""Published releases for other systems, byte for byte."""

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import ApiPermission
from analytics.models import Release
from analytics.releases.selectors import releases
from analytics.releases.serving import content_type_of


class ReleasesView(APIView):
    """Every version of every quarter, the latest first, with its files and their checksums."""

    permission = Permission.VIEW_NATIONAL_PAGES
    permission_classes = [ApiPermission]  # type: ignore[list-item]  # duck-typed

    def get(self, request: Request) -> Response:
        viewer = viewer_of(request)
        return Response([_release(each) for each in releases.releases_for(viewer)])


class ReleaseFileView(APIView):
    permission = Permission.VIEW_NATIONAL_PAGES
    permission_classes = [ApiPermission]  # type: ignore[list-item]  # duck-typed

    def get(self, request: Request, period: str, version: int, name: str) -> HttpResponseBase:
        return _file(request, period=period, version=version, name=name)


@out_of_reach_is_absent
def _file(request: Request, *, period: str, version: int, name: str) -> HttpResponse:
    viewer = viewer_of(request)
    file = releases.file_of(viewer, period=period, version=version, name=name)
    return HttpResponse(file.body, content_type=content_type_of(file))


def _release(release: Release) -> dict[str, Any]:
    return {
        "period": release.period,
        "version": release.version,
        "published_at": release.published_at.isoformat(),
        "revision_note": release.revision_note,
        "stamp": "SIMULATED" if release.is_simulated else "",
        "files": [{"name": file.name, "sha256": file.sha256} for file in release.files.all()],
    }

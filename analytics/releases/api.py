from typing import Any

from django.http import HttpResponse, HttpResponseBase
from rest_framework.request import Request
from rest_framework.response import Response

from access.api_keys.scopes import KeyScope
from access.permissions import Permission
from access.systems.call import ApiCall
from access.systems.paging import PageQueryShape, page_of
from access.web.guards import viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.models import Release
from analytics.releases.selectors import releases
from analytics.releases.serving import content_type_of
from analytics.shapes.alerts import ReleasesTold


class ReleasesView(ApiCall):
    """Every version of every quarter, latest first, with its files and their checksums."""

    permission = Permission.VIEW_NATIONAL_PAGES
    scope = KeyScope.RELEASES
    query = PageQueryShape
    answers = {200: ReleasesTold}

    def get(self, request: Request) -> Response:
        every = releases.releases_for(viewer_of(request))
        found, place = page_of(request, releases.with_files(every))
        return Response({**place, "releases": [_release(each) for each in found]})


class ReleaseFileView(ApiCall):
    """One file of a release, byte for byte as it was published."""

    permission = Permission.VIEW_NATIONAL_PAGES
    scope = KeyScope.RELEASES

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

"""Release pages: the list, each release with its quality report, and its files as published."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.absence import out_of_reach_is_absent
from access.web.current import viewer_of
from access.web.guards import permission_required
from analytics.releases.presenters import quality
from analytics.releases.selectors import releases


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def release_list(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    return render(request, "analytics/releases.html", {"releases": releases.releases_for(viewer)})


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def release(request: HttpRequest, period: str, version: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = releases.release_for(viewer, period=period, version=version)
    context = {
        "release": found,
        "files": found.files.all(),
        "sections": quality.quality_report(
            quality.facts_of(found), forces=access_selectors.forces_for(viewer)
        ),
    }
    return render(request, "analytics/release.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def release_file(request: HttpRequest, period: str, version: int, name: str) -> HttpResponse:
    viewer = viewer_of(request)
    file = releases.file_of(viewer, period=period, version=version, name=name)
    named = f"{period}-v{version}-{file.name}"
    return HttpResponse(
        file.content,
        content_type=f"{file.media_type}; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{named}"'},
    )

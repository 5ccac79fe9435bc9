from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language

from access import selectors as access_selectors
from access.permissions import Permission
from access.web.guards import permission_required, viewer_of
from access.web.not_found import out_of_reach_is_absent
from analytics.releases.presenters import pages, quality, studio
from analytics.releases.selectors import releases
from analytics.releases.selectors import studio as studio_selectors
from analytics.releases.serving import served


@permission_required(Permission.VIEW_NATIONAL_PAGES)
def release_list(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    context = {
        "releases": releases.releases_for(viewer),
        "calendar": studio.calendar_rows(studio_selectors.announced()),
        "drafts": [
            (draft, studio.moment(draft.publish_at), studio.state_words(draft))
            for draft in studio_selectors.drafts_for(viewer)
        ],
        "may_make": viewer.is_national and viewer.may(Permission.MAKE_RELEASES),
    }
    return render(request, "analytics/releases.html", context)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def release(request: HttpRequest, period: str, version: int) -> HttpResponse:
    viewer = viewer_of(request)
    found = releases.release_for(viewer, period=period, version=version)
    context = {
        "release": found,
        "files": pages.file_rows(found.files.all()),
        "sections": quality.quality_report(
            quality.facts_of(found), forces=access_selectors.forces_for(viewer)
        ),
        "replaced_by": releases.later_versions(found),
        "offices": studio_selectors.offices_of(found),
    }
    asked = request.GET.get("question", "")
    try:
        content = releases.content_of(found, get_language() or "en", question=asked)
    except releases.NoFrozenContentError:
        return render(request, "analytics/release.html", context)
    page = pages.release_page(content, asked=asked)
    status = 400 if page.is_refused else 200
    return render(request, "analytics/release.html", {**context, "page": page}, status=status)


@permission_required(Permission.VIEW_NATIONAL_PAGES)
@out_of_reach_is_absent
def release_file(request: HttpRequest, period: str, version: int, name: str) -> HttpResponse:
    viewer = viewer_of(request)
    file = releases.file_of(viewer, period=period, version=version, name=name)
    return served(file, named=f"{period}-v{version}-{file.name}")

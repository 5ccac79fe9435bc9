from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language

from access.web.current import actor_of, viewer_of
from access.web.guards import signed_in
from access.web.not_found import out_of_reach_is_absent
from analytics.releases.actions import early_readers
from analytics.releases.presenters import pages, studio
from analytics.releases.selectors import studio as selectors
from analytics.releases.serving import served


@signed_in
def early_list(request: HttpRequest) -> HttpResponse:
    drafts = selectors.early_drafts_of(viewer_of(request), at=timezone.now())
    context = {"drafts": [(draft, studio.moment(draft.publish_at)) for draft in drafts]}
    return render(request, "analytics/early_releases.html", context)


@signed_in
@out_of_reach_is_absent
def early_release(request: HttpRequest, pk: int) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = selectors.early_draft_of(viewer, pk, at=now)
    asked = request.GET.get("question", "")
    content = selectors.content_of_draft(found, get_language() or "en", question=asked)
    if content is None:
        raise found.DoesNotExist
    early_readers.note_reading(draft=found, viewer=viewer, file="", by=actor_of(request), at=now)
    context = {
        "draft": found,
        "page": pages.release_page(content, asked=asked),
        "files": pages.file_rows(selectors.files_of(found)),
        "publishes": studio.moment(found.publish_at),
    }
    return render(request, "analytics/early_release.html", context)


@signed_in
@out_of_reach_is_absent
def early_file(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    viewer, now = viewer_of(request), timezone.now()
    found = selectors.early_draft_of(viewer, pk, at=now)
    file = selectors.file_of_draft(found, name)
    early_readers.note_reading(
        draft=found, viewer=viewer, file=file.name, by=actor_of(request), at=now
    )
    return served(file, named=f"{found.period}-v{found.version}-not-published-{file.name}")

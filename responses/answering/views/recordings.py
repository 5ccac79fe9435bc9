"""Only after the gate, and never cached: a video of a question reveals as much as its page
(SAF-8)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_GET

from access.web.guards import public
from responses.answering.views.visit import Sitting, past_gate
from survey.recordings import files
from survey.recordings.clips import RecordingKind
from ui import media


@public
@require_GET
@past_gate
def recording(request: HttpRequest, sitting: Sitting, *, number: int, kind: str) -> HttpResponse:
    asked = sitting.journey.reachable(number)
    if asked is None or kind not in set(RecordingKind):
        raise Http404
    wanted = RecordingKind(kind)
    found = files.playable(asked, language=get_language() or "en", kind=wanted)
    if found is None:
        raise Http404
    return media.play(
        files.path_of(found),
        content_type=wanted.content_type,
        asked_range=request.headers.get("Range", ""),
    )

"""Download links under each table and picture of figure pages and the home page.

`?file=` returns the file, read from the page itself, so it contains only what this viewer may see,
in their language.
"""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from access import selectors
from access.home.choices import FILE
from access.sign_in import reauthentication
from access.web.guards import actor_of, viewer_of
from analytics.exports import actions, presenters
from analytics.exports.page_content import read_content

Handler = Callable[[HttpRequest], HttpResponse]
APP, ASKED = "analytics", FILE
HOME = ("access", "home")
LISTS = frozenset(
    {
        "releases", "release_draft", "release_announce", "draft_words", "draft_day", "draft_cancel",
        "draft_readers", "reports", "series_note", "alert_answer", "told", "told_page",
    }
)  # fmt: skip
"""Pages whose tables are lists of links or forms."""


class TakeItWithYou:
    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not _is_page_of_figures(request, response):
            return response
        html = response.content.decode()
        asked = request.GET.get(ASKED)
        if asked is None:
            address = presenters.chosen_address(html, request.GET)
            response.content = presenters.with_links(html, address=address).encode()
            return response
        if not reauthentication.has_confirmed(request, at=timezone.now()):
            return reauthentication.ask(request)
        return _file(request, html, asked)


def _is_page_of_figures(request: HttpRequest, response: HttpResponse) -> bool:
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and _is_opened(request)
    )


def _is_opened(request: HttpRequest) -> bool:
    match = request.resolver_match
    if match is None:
        return False
    if (match.app_name, match.url_name) == HOME:
        return getattr(request, "viewer", None) is not None
    is_of_figures = match.app_name == APP and match.url_name not in LISTS
    return is_of_figures and getattr(request, "acting_viewer", None) is not None


def _file(request: HttpRequest, html: str, asked: str) -> HttpResponse:
    """Raises Http404 for a file that the page does not have."""
    at, is_simulated = timezone.now(), selectors.is_simulated()
    try:
        wanted = presenters.wanted_in(asked)
        page = read_content(html)
        content = presenters.file_of(
            page, wanted, is_simulated=is_simulated, on=timezone.localdate(at)
        )
    except presenters.NoSuchFileError as error:
        raise Http404 from error
    period = request.GET.get("period", "") or page.period_of(wanted.kind, wanted.number)
    name = presenters.file_name(request.path, wanted, period=period, is_simulated=is_simulated)
    # The force in the page's address, else the viewer's, so that a file of an alert is also
    # recorded under a force.
    named = str(request.resolver_match.kwargs.get("force_code", ""))  # type: ignore[union-attr]
    viewer = viewer_of(request)
    own = sorted(viewer.force_codes)
    force = named or (own[0] if len(own) == 1 and not viewer.is_national else "")
    actions.record_export(
        page=request.path, file=wanted.name, force=force, by=actor_of(request), at=at
    )
    return HttpResponse(
        content,
        content_type=presenters.CONTENT_TYPES[wanted.ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )

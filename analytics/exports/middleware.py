"""Under each table and picture of every page of figures, and of the home page, stands a link to it
as a file, and `?file=` gives that file: read from the page itself, so that it holds what the page
shows to this viewer, in its language, and nothing else."""

from collections.abc import Callable

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone

from access import selectors
from access.home.choices import FILE
from access.sign_in import confirming
from access.web.current import actor_of, viewer_of
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
"""Pages whose tables are lists of links or forms, and hold no figures."""


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
        if not confirming.has_confirmed(request, at=timezone.now()):
            return confirming.ask(request)
        return _file(request, html, asked)


def _is_page_of_figures(request: HttpRequest, response: HttpResponse) -> bool:
    """A page that a view of this app, or the home page, drew for somebody who may see it."""
    return (
        request.method == "GET"
        and response.status_code == 200
        and response.headers.get("Content-Type", "").startswith("text/html")
        and _is_opened(request)
    )


def _is_opened(request: HttpRequest) -> bool:
    """Of the home page whoever is signed in sees what their roles may see."""
    match = request.resolver_match
    if match is None:
        return False
    if (match.app_name, match.url_name) == HOME:
        return getattr(request, "viewer", None) is not None
    is_of_figures = match.app_name == APP and match.url_name not in LISTS
    return is_of_figures and getattr(request, "acting_viewer", None) is not None


def _file(request: HttpRequest, html: str, asked: str) -> HttpResponse:
    """Raises Http404 for a file that the page has not."""
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
    actions.record_export(
        page=request.path, file=wanted.name, force=_force_of(request), by=actor_of(request), at=at
    )
    return HttpResponse(
        content,
        content_type=presenters.CONTENT_TYPES[wanted.ending],
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _force_of(request: HttpRequest) -> str:
    """The force that the page is of, as its address names it; else that of the one who reads it, so
    that a file of an alert is noted under a force as well."""
    named = str(request.resolver_match.kwargs.get("force_code", ""))  # type: ignore[union-attr]
    viewer = viewer_of(request)
    own = sorted(viewer.force_codes)
    return named or (own[0] if len(own) == 1 and not viewer.is_national else "")

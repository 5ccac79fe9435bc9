"""Pages that belong to no other app: health checks, choice of language and text size, errors, and
the component gallery."""

import sys

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ui import gallery as samples
from ui import languages
from ui.failing import outages

NORMAL, LARGER = "normal", "larger"
_KEY = "text_size"


def requested_size(request: HttpRequest) -> str | None:
    """The size that a posted form's button asks for, or None."""
    size = request.POST.get(_KEY, "")
    return size if size in {NORMAL, LARGER} else None


def is_offered(request: HttpRequest | None) -> bool:
    """Whether the page offers the choice: only where there is a session, since a choice must not
    start one."""
    session = getattr(request, "session", None)
    return session is not None and not session.is_empty()


def store_size(request: HttpRequest, size: str) -> None:
    """Keep the size in the session."""
    if is_offered(request):
        request.session[_KEY] = size


def chosen_size(request: HttpRequest) -> str:
    return str(request.session.get(_KEY, NORMAL))


STAFF_PREFIX = "/staff/"


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


# Without a CSRF check: it would need a session on every page, and a forged post could only change
# the language of the page.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = _back_to_page(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        languages.set_language_cookie(response, language)
    return response


# Without a CSRF check for the same reason: a forged post could only change the size of the text.
@csrf_exempt
@require_POST
def choose_text_size(request: HttpRequest) -> HttpResponse:
    size = requested_size(request)
    if size:
        store_size(request, size)
    return _back_to_page(request)


def _back_to_page(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if is_ours else "/")


def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state and, by ?language=, in every language."""
    name = request.GET.get("show", "staff")
    if not settings.IS_DEVELOPMENT or name not in samples.PAGES:
        raise Http404
    template, context = samples.PAGES[name]
    language = request.GET.get("language", get_language() or "en")
    every = dict(settings.LANGUAGES)
    offers = languages.offers(every, drafts=every.keys() - settings.STAFF_LANGUAGES)
    with override(language if language in every else "en"):
        return render(request, template, {**context(), "languages": offers})


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "400", status=400)


def permission_denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "403", status=403)


def page_not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _error(request, "404", status=404)


def method_not_allowed(request: HttpRequest) -> HttpResponse:
    return _error(request, "405", status=405)


def too_many_requests(request: HttpRequest) -> HttpResponse:
    return _error(request, "429", status=429)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _error(request, "cookies", status=403)


def server_error(request: HttpRequest) -> HttpResponse:
    """Rendered without the database and the session, because either may be what failed."""
    if outages.is_outage(sys.exc_info()[1]):
        return _unavailable(request)
    page = render_to_string(_template(request, "500"))
    return HttpResponse(page, status=500)


def _unavailable(request: HttpRequest) -> HttpResponse:
    language = get_language() or ""
    is_offered = hasattr(request, "languages") or language in settings.STAFF_LANGUAGES
    with override(language if is_offered else "en"):
        page = render_to_string(_template(request, "503"))
    return outages.mark(HttpResponse(page, status=503))


def _error(request: HttpRequest, name: str, *, status: int) -> HttpResponse:
    return render(request, _template(request, name), status=status)


def _template(request: HttpRequest, name: str) -> str:
    is_staff = settings.SERVES == "everybody" and request.path.startswith(STAFF_PREFIX)
    return f"ui/errors/{'staff_' if is_staff else ''}{name}.html"

"""Pages that belong to no subject: health, language, errors, the component gallery.

Errors on a respondent's address look as neutral as her questions; staff see their own frame."""

from django.conf import settings
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from ui import gallery as samples
from ui import languages, text_size

STAFF_PREFIX = "/staff/"


def livez(request: HttpRequest) -> HttpResponse:
    return HttpResponse("alive\n", content_type="text/plain")


def readyz(request: HttpRequest) -> HttpResponse:
    connection.ensure_connection()
    return HttpResponse("ready\n", content_type="text/plain")


# No check of origin: it would need a session on every page, and all a stranger could do with it
# is change the language of the page.
@csrf_exempt
@require_POST
def choose_language(request: HttpRequest) -> HttpResponse:
    response = _back_to_page(request)
    language = request.POST.get("language", "")
    if language in dict(settings.LANGUAGES):
        languages.remember(response, language)
    return response


# No check of origin either, for the same reason: a stranger could change the size of the text.
@csrf_exempt
@require_POST
def choose_text_size(request: HttpRequest) -> HttpResponse:
    size = text_size.asked_for(request)
    if size:
        text_size.remember(request, size)
    return _back_to_page(request)


def _back_to_page(request: HttpRequest) -> HttpResponse:
    wanted = request.POST.get("next", "")
    is_ours = wanted.startswith("/") and url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return redirect(wanted if is_ours else "/")


def gallery(request: HttpRequest) -> HttpResponse:
    """Each component in each state and, by ?language=, in every language; for those who make the
    pages, and absent in production."""
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
    """Made without the database or the session, either of which may be what failed."""
    page = render_to_string(_template(request, "500"))
    return HttpResponse(page, status=500)


def _error(request: HttpRequest, name: str, *, status: int) -> HttpResponse:
    return render(request, _template(request, name), status=status)


def _template(request: HttpRequest, name: str) -> str:
    """A process for respondents alone knows no frame of staff."""
    is_staff = settings.SERVES == "everybody" and request.path.startswith(STAFF_PREFIX)
    return f"ui/errors/{'staff_' if is_staff else ''}{name}.html"

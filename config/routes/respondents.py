from django.urls import URLPattern, URLResolver, include, path

from access.continuity import views as continuity_views
from access.web.guards import public
from ui import views as ui_views

COMMON: list[URLPattern | URLResolver] = [
    path("livez", public(ui_views.livez), name="livez"),
    path("readyz", public(continuity_views.readyz), name="readyz"),
    path("language/", public(ui_views.choose_language), name="language"),
    path("text-size/", public(ui_views.choose_text_size), name="text_size"),
]
RESPONDENTS: list[URLPattern | URLResolver] = [path("", include("responses.urls.public"))]

urlpatterns = [*COMMON, *RESPONDENTS]

handler400 = "responses.answering.views.start.bad_request"
handler403 = "ui.views.permission_denied"
handler404 = "ui.views.page_not_found"
handler500 = "ui.views.server_error"
handler429 = "ui.views.too_many_requests"  # asked for by allauth

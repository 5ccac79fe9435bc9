"""All routes: respondents at the root, staff under /staff/, systems under /api/."""

from django.urls import include, path

from access.guards import public
from ui import views as ui_views

urlpatterns = [
    path("livez", public(ui_views.livez), name="livez"),
    path("readyz", public(ui_views.readyz), name="readyz"),
    path("language/", public(ui_views.choose_language), name="language"),
    path("text-size/", public(ui_views.choose_text_size), name="text_size"),
    path("staff/gallery/", public(ui_views.gallery), name="gallery"),
    path("staff/account/", include("access.urls_account")),
    path("staff/", include("access.urls")),
    path("staff/", include("analytics.urls")),
    path("staff/", include("survey.urls")),
    path("staff/", include("responses.urls.staff")),
    path("api/", include("responses.urls.api")),
    path("api/", include("analytics.urls_api")),
    path("callbacks/", include("responses.urls.callbacks")),
    path("", include("responses.urls.public")),
]

handler400 = "ui.views.bad_request"
handler403 = "ui.views.permission_denied"
handler404 = "ui.views.page_not_found"
handler500 = "ui.views.server_error"
handler429 = "ui.views.too_many_requests"  # asked for by allauth

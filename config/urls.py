"""All routes: respondents at the root, staff under /staff/, systems under /api/."""

from django.urls import include, path

from access.web.guards import public
from config import urls_respondents
from ui import views as ui_views

urlpatterns = [
    *urls_respondents.COMMON,
    path("staff/gallery/", public(ui_views.gallery), name="gallery"),
    path("staff/account/", include("access.sign_in.urls")),
    path("staff/", include("access.urls")),
    path("staff/", include("analytics.urls")),
    path("staff/", include("survey.urls")),
    path("staff/", include("responses.urls.staff")),
    path("api/", include("responses.urls.api")),
    path("api/", include("analytics.urls_api")),
    path("callbacks/", include("responses.urls.callbacks")),
    *urls_respondents.RESPONDENTS,
]

handler400 = urls_respondents.handler400
handler403 = urls_respondents.handler403
handler404 = urls_respondents.handler404
handler500 = urls_respondents.handler500
handler429 = urls_respondents.handler429

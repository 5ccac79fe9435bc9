"""All routes: respondents at the root, staff under /staff/, systems under /api/."""

from django.urls import include, path

from access.web.guards import public
from config.served import respondents
from ui import views as ui_views

urlpatterns = [
    *respondents.COMMON,
    path("staff/gallery/", public(ui_views.gallery), name="gallery"),
    path("staff/account/link/", include("access.administration.urls")),
    path("staff/account/", include("access.sign_in.urls")),
    path("staff/", include("access.urls")),
    path("staff/", include("analytics.urls")),
    path("staff/", include("survey.urls")),
    path("staff/", include("responses.urls.staff")),
    path("api/", include("responses.urls.api")),
    path("api/", include("analytics.urls_api")),
    path("callbacks/", include("responses.urls.callbacks")),
    *respondents.RESPONDENTS,
]

handler400 = respondents.handler400
handler403 = respondents.handler403
handler404 = respondents.handler404
handler500 = respondents.handler500
handler429 = respondents.handler429

from django.urls import include, path, re_path

from access.digests import views as digests_views
from access.systems import views as system_views
from access.web.guards import public
from config.routes import respondents
from ui import views as ui_views

urlpatterns = [
    *respondents.COMMON,
    path("staff/gallery/", public(ui_views.gallery), name="gallery"),
    path("staff/account/link/", include("access.administration.urls")),
    path("staff/account/mails/<str:token>/", digests_views.stop, name="stop_mails"),
    path("staff/account/force/", include("access.single_sign_on.urls")),
    path("staff/account/", include("access.sign_in.urls")),
    path("staff/", include("access.urls")),
    path("staff/", include("analytics.urls")),
    path("staff/", include("survey.urls")),
    path("staff/", include("responses.urls.staff")),
    path("api/", system_views.versions, name="api"),
    path("api/v1/", system_views.calls, name="api_v1"),
    path("api/v1/openapi.json", system_views.schema, name="api_schema"),
    path("api/v1/", include("responses.urls.api")),
    path("api/v1/", include("analytics.urls_api")),
    # A path may hold a line break, at which Django's converter ends.
    re_path(r"^api/(?P<rest>[\s\S]*)$", system_views.no_such_call, name="api_no_call"),
    path("callbacks/", include("responses.urls.callbacks")),
    *respondents.RESPONDENTS,
]

handler400 = respondents.handler400
handler403 = respondents.handler403
handler404 = respondents.handler404
handler500 = "access.systems.views.server_error"
handler429 = respondents.handler429

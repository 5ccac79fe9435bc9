"""The routes of a process that answers only what everybody may read (SERVES=published): no page of
respondents, of staff or of systems, and no session."""

from django.urls import URLPattern, path

from access.continuity import views as continuity_views
from access.web.guards import public
from analytics.told import views as told_views
from ui import views as ui_views

urlpatterns: list[URLPattern] = [
    path("livez", public(ui_views.livez), name="livez"),
    path("readyz", public(continuity_views.readyz), name="readyz"),
    path("", told_views.published, {"language": "en"}, name="told"),
    path("cy/", told_views.published, {"language": "cy"}, name="told_cy"),
    path("status/", told_views.status, {"language": "en"}, name="status"),
    path("cy/status/", told_views.status, {"language": "cy"}, name="status_cy"),
]

handler400 = "analytics.told.views.bad_request"
handler404 = "analytics.told.views.not_found"
handler500 = "analytics.told.views.server_error"

"""For SERVES=published: no respondents, staff, systems or sessions."""

from django.urls import URLPattern, path

from access.continuity import views as continuity_views
from access.web.guards import public
from analytics.you_said_we_did import views as told_views
from ui import views as ui_views

urlpatterns: list[URLPattern] = [
    path("livez", public(ui_views.livez), name="livez"),
    path("readyz", public(continuity_views.readyz), name="readyz"),
    path("", told_views.published, {"language": "en"}, name="told"),
    path("cy/", told_views.published, {"language": "cy"}, name="told_cy"),
    path("status/", told_views.status, {"language": "en"}, name="status"),
    path("cy/status/", told_views.status, {"language": "cy"}, name="status_cy"),
]

handler400 = "analytics.you_said_we_did.views.bad_request"
handler404 = "analytics.you_said_we_did.views.not_found"
handler500 = "analytics.you_said_we_did.views.server_error"

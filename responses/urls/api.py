from django.urls import path

from responses.casework import api as casework_api
from responses.imports import api as imports_api
from responses.imports import stage_events_api
from responses.invitations import api as invitations_api

app_name = "responses_api"
urlpatterns = [
    path("cases/", imports_api.CasesView.as_view(), name="cases"),
    path("stage-events/", stage_events_api.StageEventsView.as_view(), name="stage_events"),
    path("opt-outs/", invitations_api.OptOutsView.as_view(), name="opt_outs"),
    path("safe-contact/", casework_api.SafeContactView.as_view(), name="safe_contact"),
]

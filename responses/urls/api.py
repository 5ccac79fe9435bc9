"""Systems: cases in."""

from django.urls import path

from responses import api

app_name = "responses_api"
urlpatterns = [
    path("cases/", api.CasesView.as_view(), name="cases"),
]

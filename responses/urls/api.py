"""Systems: cases in."""

from django.urls import path

from responses.imports import api as imports_api

app_name = "responses_api"
urlpatterns = [
    path("cases/", imports_api.CasesView.as_view(), name="cases"),
]

"""Systems: cases in."""

from django.urls import URLPattern

app_name = "responses_api"
urlpatterns: list[URLPattern] = []

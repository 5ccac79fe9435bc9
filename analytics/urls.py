"""Staff: figures, coverage, alerts, reports."""

from django.urls import URLPattern

app_name = "analytics"
urlpatterns: list[URLPattern] = []

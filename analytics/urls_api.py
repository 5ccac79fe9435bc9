"""Systems: figures out."""

from django.urls import URLPattern

app_name = "analytics_api"
urlpatterns: list[URLPattern] = []

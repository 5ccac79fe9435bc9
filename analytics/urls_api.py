"""Systems: figures out."""

from django.urls import URLPattern, path

from analytics.api import FiguresView

app_name = "analytics_api"
urlpatterns: list[URLPattern] = [path("figures/", FiguresView.as_view(), name="figures")]

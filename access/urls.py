"""Routes under /staff/: home and background work. Signing in: access/sign_in/urls.py."""

from django.urls import URLPattern, path

from access.background import views as background_views
from access.web import views as web_views

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("", web_views.home, name="home"),
    path("background-work/", background_views.background_work, name="background-work"),
    path("background-work/<int:number>/again/", background_views.do_again, name="do-again"),
]

"""Routes under /staff/: home and background work. Signing in: access/sign_in/urls.py."""

from django.urls import URLPattern, path

from access.background import views as background_views
from access.web import views as web_views

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("", web_views.home, name="home"),
    path("background-work/", background_views.background_work, name="background-work"),
    path("background-work/<int:number>/again/", background_views.do_again, name="do-again"),
    path(
        "background-work/<int:number>/ask-release/",
        background_views.ask_release,
        name="ask-release",
    ),
    path(
        "background-work/<int:number>/release/",
        background_views.confirm_release,
        name="confirm-release",
    ),
]

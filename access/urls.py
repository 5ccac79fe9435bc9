"""Staff: home. Signing in is allauth's, under /staff/account/."""

from django.urls import URLPattern, path

from access import views

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("background-work/", views.background_work, name="background-work"),
    path("background-work/<int:number>/again/", views.do_again, name="do-again"),
]

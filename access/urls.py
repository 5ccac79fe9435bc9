"""Routes under /staff/: home, mails, background work, services. Signing in: access/sign_in."""

from django.urls import URLPattern, path

from access.background import views as background_views
from access.digests import views as digests_views
from access.home import views as home_views
from access.organisations import views as organisations_views
from access.saved_views import views as saved_views_views
from access.webhooks import views as webhooks_views

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("", home_views.home, name="home"),
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
    path("views/", saved_views_views.saved_views, name="saved-views"),
    path("views/new/", saved_views_views.new, name="saved-view-new"),
    path("views/<int:pk>/take-away/", saved_views_views.take_away, name="saved-view-take-away"),
    path("mails/", digests_views.digests, name="digests"),
    path("webhooks/", webhooks_views.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks_views.new, name="webhook-new"),
    path("webhooks/<int:pk>/", webhooks_views.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", webhooks_views.rotate, name="webhook-rotate"),
    path("webhooks/<int:pk>/switch/", webhooks_views.switch, name="webhook-switch"),
    path("services/", organisations_views.organisations, name="organisations"),
    path("services/new/", organisations_views.new, name="organisation-new"),
    path("services/<int:pk>/", organisations_views.organisation, name="organisation"),
    path("services/<int:pk>/forces/", organisations_views.serve, name="organisation-forces"),
    path(
        "services/<int:pk>/people/<int:user_id>/end/",
        organisations_views.end_membership,
        name="organisation-end",
    ),
]

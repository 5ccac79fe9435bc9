"""Routes under /staff/: home, mails, background work, services. Signing in: access/sign_in."""

from django.urls import URLPattern, path

from access.api_keys import views as keys_views
from access.background import views as background_views
from access.digests import views as digests_views
from access.home import views as home_views
from access.organisations import views as organisations_views
from access.systems import views as systems_views
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
    path("mails/", digests_views.digests, name="digests"),
    path("webhooks/", webhooks_views.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks_views.new, name="webhook-new"),
    path("webhooks/<int:pk>/", webhooks_views.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", webhooks_views.rotate, name="webhook-rotate"),
    path("webhooks/<int:pk>/switch/", webhooks_views.switch, name="webhook-switch"),
    path("api-keys/", keys_views.keys, name="api-keys"),
    path("api-keys/new/", keys_views.new, name="api-key-new"),
    path("api-keys/<int:pk>/end/", keys_views.end, name="api-key-end"),
    path("api-keys/mine/", keys_views.mine, name="api-keys-mine"),
    path("api-keys/mine/<int:pk>/take/", keys_views.take, name="api-key-take"),
    path("api-keys/mine/<int:pk>/end/", keys_views.end_own, name="api-key-end-own"),
    path("api/", systems_views.reference, name="api-reference"),
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

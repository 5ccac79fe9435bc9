from django.urls import URLPattern, path

from access.administration.views import decisions, forces, people, services
from access.api_keys import views as keys_views
from access.background import views as background_views
from access.break_glass import views as break_glass_views
from access.digests import views as digests_views
from access.home import views as home_views
from access.organisations import views as organisations_views
from access.saved_views import views as saved_views_views
from access.single_sign_on import views as sign_in_views
from access.status import views as status_views
from access.systems import views as systems_views
from access.webhooks import views as webhooks_views

app_name = "access"
ADMINISTRATION = "administration/"
PERSON = f"{ADMINISTRATION}people/<int:pk>/"
PROVIDER = f"{ADMINISTRATION}sign-in/<int:pk>/"
MERGER = f"{ADMINISTRATION}forces/mergers/<int:pk>/"
urlpatterns: list[URLPattern] = [
    path("", home_views.home, name="home"),
    path("status/", status_views.status, name="status"),
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
    path(ADMINISTRATION, people.workspace, name="administration"),
    path(f"{ADMINISTRATION}people/", people.people, name="people"),
    path(f"{ADMINISTRATION}people/invite/", people.invite, name="invite"),
    path(PERSON, people.person, name="person"),
    path(f"{PERSON}role/", people.ask_for_role, name="ask-for-role"),
    path(f"{PERSON}roles/<int:membership>/end/", people.end_role, name="end-role"),
    path(f"{PERSON}leave/", people.leave, name="leave"),
    path(f"{PERSON}link/", people.ask_for_link, name="ask-for-link"),
    path(f"{PERSON}invite/", people.invite_again, name="invite-again"),
    path(f"{PERSON}switch-on/", people.switch_on, name="switch-on"),
    path(f"{ADMINISTRATION}decisions/", decisions.decisions, name="decisions"),
    path(f"{ADMINISTRATION}roles/<int:pk>/give/", decisions.give_role, name="give-role"),
    path(
        f"{ADMINISTRATION}roles/<int:pk>/set-aside/",
        decisions.set_role_aside,
        name="set-role-aside",
    ),
    path(f"{ADMINISTRATION}links/<int:pk>/allow/", decisions.allow_link, name="allow-link"),
    path(f"{ADMINISTRATION}links/<int:pk>/refuse/", decisions.refuse_link, name="refuse-link"),
    path(f"{ADMINISTRATION}sign-in/", sign_in_views.providers, name="sign-in-providers"),
    path(f"{PROVIDER}approve/", sign_in_views.approve, name="sign-in-provider-approve"),
    path(f"{PROVIDER}set-aside/", sign_in_views.set_aside, name="sign-in-provider-set-aside"),
    path(f"{PROVIDER}end/", sign_in_views.end, name="sign-in-provider-end"),
    path(f"{ADMINISTRATION}agencies/", services.agencies, name="agencies"),
    path(f"{ADMINISTRATION}agencies/new/", services.add_agency, name="agency-new"),
    path(f"{ADMINISTRATION}forces/", forces.forces, name="forces"),
    path(f"{ADMINISTRATION}forces/new/", forces.add_force, name="force-new"),
    path(f"{ADMINISTRATION}forces/merge/", forces.ask_for_merger, name="merger-new"),
    path(MERGER, forces.merger, name="merger"),
    path(f"{MERGER}merge/", forces.merge, name="merge"),
    path(f"{MERGER}set-aside/", forces.set_merger_aside, name="set-merger-aside"),
    path("break-glass/", break_glass_views.break_glass, name="break-glass"),
    path("break-glass/ask/", break_glass_views.ask, name="break-glass-ask"),
    path("break-glass/<int:pk>/acts/<slug:act>/", break_glass_views.act, name="break-glass-act"),
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
    path("services/<int:pk>/ask/", services.ask, name="organisation-ask"),
    path("services/<int:pk>/people/<int:number>/give/", services.give, name="organisation-give"),
    path(
        "services/<int:pk>/people/<int:number>/set-aside/",
        services.set_aside,
        name="organisation-set-aside",
    ),
    path("services/<int:pk>/forces/", services.serve, name="organisation-forces"),
    path(
        "services/<int:pk>/forces/<int:number>/add/",
        services.add_forces,
        name="organisation-add-forces",
    ),
    path(
        "services/<int:pk>/forces/<int:number>/set-aside/",
        services.set_forces_aside,
        name="organisation-set-forces-aside",
    ),
    path(
        "services/<int:pk>/people/<int:user_id>/end/",
        organisations_views.end_membership,
        name="organisation-end",
    ),
]

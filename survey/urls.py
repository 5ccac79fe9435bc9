"""Staff: the designers' pages."""

from django.urls import URLPattern, path

from survey.views import instruments, life

app_name = "survey"
DRAFT = "instruments/draft/<str:code>/<int:version>/"
urlpatterns: list[URLPattern] = [
    path("instruments/", instruments.instruments, name="instruments"),
    path(f"{DRAFT}propose/", life.propose, name="propose"),
    path(f"{DRAFT}withdraw/", life.withdraw, name="withdraw"),
    path(f"{DRAFT}confirm/", life.confirm, name="confirm"),
    path(f"{DRAFT}discard/", life.discard, name="discard"),
    path("instruments/published/<str:code>/<int:version>/retire/", life.retire, name="retire"),
    path(
        "instruments/<str:state>/<str:code>/<int:version>/",
        instruments.instrument,
        name="instrument",
    ),
    path(
        "instruments/<str:state>/<str:code>/<int:version>/changes/",
        instruments.changes,
        name="changes",
    ),
]

"""Routes of the designers' pages, under /staff/."""

from django.urls import URLPattern, path

from survey.designer.views import bringing, evidence, instruments, versions

app_name = "survey"
DRAFT = "instruments/draft/<str:code>/<int:version>/"
EVIDENCE = "instruments/<str:state>/<str:code>/<int:version>/evidence/<str:question>/"
urlpatterns: list[URLPattern] = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/bring/", bringing.bring, name="bring"),
    path(f"{DRAFT}propose/", versions.propose, name="propose"),
    path(f"{DRAFT}withdraw/", versions.withdraw, name="withdraw"),
    path(f"{DRAFT}confirm/", versions.confirm, name="confirm"),
    path(f"{DRAFT}discard/", versions.discard, name="discard"),
    path("instruments/published/<str:code>/<int:version>/retire/", versions.retire, name="retire"),
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
    path(EVIDENCE, evidence.evidence, name="evidence"),
    path(f"{EVIDENCE}record/", evidence.record, name="record-evidence"),
    path(f"{EVIDENCE}<int:pk>/take-back/", evidence.take_back, name="take-back-evidence"),
]

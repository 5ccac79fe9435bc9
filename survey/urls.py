"""Routes of the pages of designers and of readers of a language, under /staff/."""

from django.urls import URLPattern, path

from survey.designer.views import evidence, instruments, uploads, versions
from survey.reading.views import acts, desk

app_name = "survey"
DRAFT = "instruments/draft/<str:code>/<int:version>/"
REMARK = "languages/<str:code>/remarks/<int:pk>/"
TEXT = "languages/<str:code>/<slug:key>/"
EVIDENCE = "instruments/<str:state>/<str:code>/<int:version>/evidence/<str:question>/"
urlpatterns: list[URLPattern] = [
    path("instruments/", instruments.instruments, name="instruments"),
    path("instruments/bring/", uploads.bring, name="bring"),
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
    path("languages/", desk.languages, name="languages"),
    path("languages/<str:code>/", desk.language, name="language"),
    path(f"{REMARK}agree/", acts.agree, name="agree-wording"),
    path(f"{REMARK}refuse/", acts.refuse, name="refuse-wording"),
    path(f"{REMARK}answer/", acts.answer, name="answer-question"),
    path(f"{REMARK}take-back/", acts.take_back, name="take-back-remark"),
    path(TEXT, desk.text, name="text"),
    path(f"{TEXT}sign/", acts.sign, name="sign-text"),
    path(f"{TEXT}unsign/", acts.unsign, name="unsign-text"),
    path(f"{TEXT}propose/", acts.propose, name="propose-wording"),
    path(f"{TEXT}ask/", acts.ask, name="ask-about-text"),
]

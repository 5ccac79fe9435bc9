from collections.abc import Mapping
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class NavigationSubject(StrEnum):
    SAID = "said"
    COURSE = "course"
    ASKED = "asked"
    TOLD = "told"
    CASES = "cases"
    WORDS = "words"
    SURVEY = "survey"
    SERVICE = "service"


SUBJECTS: Mapping[NavigationSubject, str | Promise] = {
    NavigationSubject.SAID: _("What victims say"),
    NavigationSubject.COURSE: _("What became of cases"),
    NavigationSubject.ASKED: _("Who was asked"),
    NavigationSubject.TOLD: _("What is done and told"),
    NavigationSubject.CASES: _("Cases and sending"),
    NavigationSubject.WORDS: _("Own words and calls"),
    NavigationSubject.SURVEY: _("The survey itself"),
    NavigationSubject.SERVICE: _("The service"),
}

_PAGES: Mapping[NavigationSubject, tuple[str, ...]] = {
    NavigationSubject.SAID: (
        "analytics:journey", "analytics:figures", "analytics:forces", "analytics:drivers",
        "analytics:scorecard", "analytics:questions", "analytics:comparison", "analytics:let_down",
        "analytics:trends", "analytics:themes", "analytics:own_items",
    ),
    NavigationSubject.COURSE: (
        "analytics:times", "analytics:outcomes", "analytics:records", "analytics:code_return",
    ),
    NavigationSubject.ASKED: (
        "analytics:coverage", "analytics:reach", "analytics:ways", "analytics:checks",
        "responses:open-answers",
    ),
    NavigationSubject.TOLD: (
        "analytics:alerts", "analytics:releases", "analytics:reports", "analytics:research",
    ),
    NavigationSubject.CASES: (
        "responses:operations", "responses:exclusions", "responses:held-changes",
        "responses:work-list", "responses:find-case", "responses:paper", "responses:ties",
        "responses:uploads", "responses:profiles", "responses:held-people",
    ),
    NavigationSubject.WORDS: (
        "responses:triage", "responses:follow-ups", "responses:redactions", "responses:coding",
        "responses:rotas", "responses:receiving-units", "responses:danger-notices",
        "responses:danger-reviews", "responses:danger-desk-reviews", "responses:desk-record",
        "responses:calls", "responses:call-team",
    ),
    NavigationSubject.SURVEY: (
        "survey:instruments", "survey:languages", "responses:trials", "responses:helplines",
        "responses:readiness",
    ),
    NavigationSubject.SERVICE: (
        "access:organisations", "access:api-keys", "access:webhooks", "access:break-glass",
        "responses:audit-trail", "access:administration", "access:background-work",
        "responses:access-requests",
    ),
}  # fmt: skip
ABOUT: Mapping[str, NavigationSubject] = {
    page: about for about, pages in _PAGES.items() for page in pages
}

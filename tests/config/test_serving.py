"""Which process answers what."""

import os
import subprocess
import sys

import pytest

from config import urls, urls_respondents

FIGURES = ("numpy", "scipy", "pandas", "statsmodels", "duckdb", "reportlab")
ASK = f"""
import sys
from django.urls import get_resolver
from config.wsgi import application
assert get_resolver().resolve("/q/1/") and get_resolver().resolve("/r/")
print(sorted(set(sys.modules) & set({FIGURES!r})))
"""


def loaded(serves: str) -> str:
    finished = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DEVELOPMENT": "yes", "SERVES": serves},
    )
    return finished.stdout.strip()


class TestAProcessForRespondents:
    @pytest.mark.slow
    def test_loads_nothing_that_figures_are_made_with(self):
        assert loaded("respondents") == "[]"
        assert "numpy" in loaded("everybody")

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "path", ["/staff/", "/staff/forces/", "/staff/account/login/", "/api/cases/"]
    )
    def test_answers_no_staff_page(self, client, settings, path):
        settings.SERVES, settings.ROOT_URLCONF = "respondents", "config.urls_respondents"

        response = client.get(path)

        assert response.status_code == 404
        assert "<h1" in response.content.decode()

    def test_answers_all_that_a_respondent_may_ask_for(self):
        assert set(urls_respondents.RESPONDENTS) < set(urls.urlpatterns)
        assert set(urls_respondents.COMMON) < set(urls.urlpatterns)

    def test_fails_alike(self):
        for handler in ("handler400", "handler403", "handler404", "handler500", "handler429"):
            assert getattr(urls, handler) == getattr(urls_respondents, handler)

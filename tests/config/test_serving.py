"""Which process answers what."""

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from wsgiref.util import setup_testing_defaults

import pytest

from config.served import everybody, respondents

ROOT = Path(__file__).resolve().parents[2]
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
        "path", ["/staff/", "/staff/forces/", "/staff/account/login/", "/api/v1/cases/"]
    )
    def test_answers_no_staff_page(self, client, settings, path):
        settings.SERVES, settings.ROOT_URLCONF = "respondents", "config.served.respondents"

        response = client.get(path)

        assert response.status_code == 404
        assert "<h1" in response.content.decode()

    def test_answers_all_that_a_respondent_may_ask_for(self):
        assert set(respondents.RESPONDENTS) < set(everybody.urlpatterns)
        assert set(respondents.COMMON) < set(everybody.urlpatterns)

    def test_fails_alike(self):
        for handler in ("handler400", "handler403", "handler404", "handler500", "handler429"):
            assert getattr(everybody, handler) == getattr(respondents, handler)


class TestADatabaseThatIsBeingMade:
    """./dev run begins its server before its database stands."""

    @pytest.fixture
    def marker(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
        marker = tmp_path / "preparing"
        marker.touch()
        monkeypatch.setenv("PREPARING", str(marker))
        return marker

    def ask(self) -> tuple[str, dict[str, str], str]:
        from config.development_wsgi import answering_once_gone

        told: list[object] = []
        environ: dict[str, object] = {}
        setup_testing_defaults(environ)
        application = answering_once_gone(Path(os.environ["PREPARING"]), stands)
        page = b"".join(application(environ, lambda *given: told.extend(given)))
        status, headers = told
        return status, dict(headers), page.decode()

    def test_is_told_of_until_it_stands(self, marker):
        status, headers, page = self.ask()

        assert status == "503 Service Unavailable"
        assert int(headers["Retry-After"]) > 0
        assert "The survey is being prepared" in page
        assert '<h2 lang="cy">Mae’r arolwg yn cael ei baratoi' in page

        marker.unlink()
        assert self.ask() == ("200 OK", {}, "it stands")

    def test_is_told_of_by_the_server_that_begins_first(self):
        begun = re.search(r'"gunicorn", "([\w.]+)"', (ROOT / "dev").read_text())

        assert begun
        assert begun.group(1) == "config.development_wsgi"


def stands(environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [])
    return [b"it stands"]

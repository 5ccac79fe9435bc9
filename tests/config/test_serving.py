import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from unittest.mock import MagicMock
from wsgiref.util import setup_testing_defaults

import pytest
from django.db import OperationalError
from django.test import RequestFactory
from django.utils.module_loading import import_string

from access.continuity import holding
from config.routes import all_routes, chains, respondents
from tests.conftest import NOW, TESTER
from tests.documents.known_arguments import dev

ROOT = Path(__file__).resolve().parents[2]
ARRAYS = "numpy"
HEAVY = {
    ARRAYS, "scipy", "pandas", "pyarrow", "polars", "statsmodels", "sklearn", "highspy", "duckdb",
    "reportlab", "pypdf", "pyreadstat", "odfdo", "resvg_py", "xlsxwriter", "python_calamine",
    "xlrd", "openpyxl",
}  # fmt: skip
"""What figures, reports and workbooks are made with."""
ASK = """
import sys
from config.wsgi import application
from django.db import connection
assert connection.connection is None
print(*sys.modules)
"""


def loaded(serves: str) -> set[str]:
    finished = subprocess.run(
        [sys.executable, "-c", ASK],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "DEVELOPMENT": "yes", "SERVES": serves},
    )
    return set(finished.stdout.split())


class TestAProcessForRespondents:
    @pytest.mark.slow
    def test_loads_nothing_that_figures_and_reports_are_made_with(self):
        found = loaded("respondents")

        assert found & HEAVY == set()
        assert "responses.answering.views.questions" in found, "it loads all before it answers"

    @pytest.mark.slow
    def test_loads_less_than_one_for_everybody(self):
        assert ARRAYS in loaded("everybody")

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "path", ["/staff/", "/staff/forces/", "/staff/account/login/", "/api/v1/cases/"]
    )
    def test_answers_no_staff_page(self, client, settings, path):
        settings.SERVES, settings.ROOT_URLCONF = "respondents", "config.routes.respondents"

        response = client.get(path)

        assert response.status_code == 404
        assert "<h1" in response.content.decode()

    def test_answers_all_that_a_respondent_may_ask_for(self):
        assert set(respondents.RESPONDENTS) < set(all_routes.urlpatterns)
        assert set(respondents.COMMON) < set(all_routes.urlpatterns)

    def test_fails_the_same_way(self):
        for handler in ("handler400", "handler403", "handler404", "handler429"):
            assert getattr(all_routes, handler) == getattr(respondents, handler)

    @pytest.mark.parametrize("error", [ValueError(), OperationalError()])
    @pytest.mark.parametrize("path", ["/q/1/", "/nothing/"])
    def test_fails_alike_where_the_fault_is_ours(self, error, path):
        asked = RequestFactory().get(path)
        pages = []
        for routes in (all_routes, respondents):
            try:
                raise error
            except type(error):
                answer = import_string(routes.handler500)(asked)
            pages.append((answer.status_code, dict(answer.headers), answer.content))

        assert pages[0] == pages[1]
        assert pages[0][0] == (503 if isinstance(error, OperationalError) else 500)
        assert "<h1" in pages[0][2].decode()


class TestAProcessForEverybody:
    @pytest.mark.slow
    def test_loads_no_more_than_arrays_of_what_figures_are_made_with(self):
        assert loaded("published") & HEAVY <= {ARRAYS}

    @pytest.mark.slow
    def test_starts(self):
        ask = (
            "from config.wsgi import application; from django.urls import resolve; resolve('/cy/')"
        )

        subprocess.run(
            [sys.executable, "-c", ask],
            check=True,
            env={**os.environ, "DEVELOPMENT": "yes", "SERVES": "published"},
        )


SECRETS = ("SECRET_KEY", "VAULT_KEYS", "PERSON_KEY", "TOKEN_KEY", "NOTIFY_API_KEY",
           "NOTIFY_API_KEYS", "NOTIFY_CALLBACK_TOKEN", "EMAIL_HOST_PASSWORD")  # fmt: skip
GIVEN = "abcdef0123456789" * 4
HELD = f"""
from django.conf import settings
print([name for name in {SECRETS!r} if {GIVEN!r} in str(getattr(settings, name))])
"""


def holds(serves: str, folder: Path, **given: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", HELD],
        capture_output=True,
        text=True,
        check=True,
        env={
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "PYTHONPATH": str(ROOT),
            "DATA_DIR": str(folder),
            "SERVES": serves,
            **given,
        },
    )
    return done.stdout.strip()


class TestSecrets:
    ALL = {
        **dict.fromkeys(SECRETS, GIVEN),
        "VAULT_KEYS": f"1:{GIVEN}",
        "NOTIFY_API_KEYS": f"kent:{GIVEN}",
        "CONTACT_JOURNAL": "journal",
    }

    @pytest.mark.slow
    def test_are_not_held_by_who_answers_what_everybody_may_read(self, tmp_path: Path):
        assert holds("published", tmp_path, **self.ALL) == "[]"
        assert holds("published", tmp_path) == "[]"

    @pytest.mark.slow
    def test_of_the_provider_are_not_held_by_who_answers_respondents(self, tmp_path: Path):
        needed = "['SECRET_KEY', 'VAULT_KEYS', 'PERSON_KEY', 'TOKEN_KEY']"

        assert holds("respondents", tmp_path, **self.ALL) == needed


@pytest.mark.django_db
class TestTheProcessForEverybody:
    def test_tells_nobody_that_the_database_is_held(self, client, settings):
        settings.SERVES, settings.ROOT_URLCONF = "published", "config.routes.published"
        settings.MIDDLEWARE, settings.KNOWS_PEOPLE = chains.PUBLISHED, False
        holding.hold("restored", by=TESTER, at=NOW)

        assert client.get("/readyz").content == b"ready\n"


class TestADatabaseThatIsBeingMade:
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

    def test_is_reported_until_it_is_ready(self, marker):
        status, headers, page = self.ask()

        assert status == "503 Service Unavailable"
        assert int(headers["Retry-After"]) > 0
        assert "The survey is being prepared" in page
        assert '<h2 lang="cy">Mae’r arolwg yn cael ei baratoi' in page

        marker.unlink()
        assert self.ask() == ("200 OK", {}, "it stands")

    def test_is_waited_for_until_its_mark_is_gone(self, marker):
        preparing = MagicMock(poll=lambda: marker.unlink())

        dev().wait_until_gone(marker, preparing)

        assert not marker.exists()

    @pytest.mark.parametrize("code", [0, 1])
    def test_is_not_waited_for_when_its_making_ended_before(self, marker, code):
        with pytest.raises(SystemExit) as ended:
            dev().wait_until_gone(marker, MagicMock(poll=lambda: code))

        assert ended.value.code

    def test_is_told_of_by_the_server_that_begins_first(self):
        begun = re.search(r'"gunicorn", "([\w.]+)"', (ROOT / "dev").read_text())

        assert begun
        assert begun.group(1) == "config.development_wsgi"


def stands(environ: dict[str, object], start_response: Callable[..., object]) -> list[bytes]:
    start_response("200 OK", [])
    return [b"it stands"]

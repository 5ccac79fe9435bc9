import ast
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from survey import selectors
from survey.models import InstrumentVersion

pytestmark = pytest.mark.databases

ROOT = Path(__file__).resolve().parents[3]
APPS = ("access", "ui", "survey", "responses", "analytics", "config")
WRITES = {"update", "bulk_update", "update_or_create", "delete", "save", "raw", "bulk_create"}
ALLOWED = {("survey/publishing/actions.py", "update", ("retired_at", "retired_by"))}


def modules_that_know_versions():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and "InstrumentVersion" in path.read_text():
                yield path


def writes_to_versions(path):
    name = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_ours = name.startswith("survey/") or "InstrumentVersion" in ast.unparse(node.func)
            is_a_draft = "InstrumentDraft" in ast.unparse(node.func)
            if node.func.attr in WRITES and is_ours and not is_a_draft:
                yield name, node.func.attr, tuple(sorted(kw.arg or "**" for kw in node.keywords))


class TestPublishedVersions:
    @pytest.mark.slow
    def test_are_written_nowhere_but_in_publishing_and_retiring(self):
        found = {
            write for path in modules_that_know_versions() for write in writes_to_versions(path)
        }

        assert found == ALLOWED, (
            "Publish another revision: survey.publishing.actions.publish_version."
        )

    @pytest.mark.django_db
    @pytest.mark.parametrize(
        "change", [{"definition": {}}, {"content_hash": "0" * 64}, {"revision": 9}, {"code": "x"}]
    )
    def test_are_changed_by_no_query(self, change):
        refused = pytest.raises(IntegrityError, match="What was published never changes")
        with refused, transaction.atomic():
            InstrumentVersion.objects.update(**change)

    @pytest.mark.django_db
    def test_are_known_when_somebody_took_the_guard_away(self):
        version = InstrumentVersion.objects.defer("definition").first()
        of_table = "" if connection.vendor == "sqlite" else " ON survey_instrumentversion"
        with connection.cursor() as cursor:
            cursor.execute(f"DROP TRIGGER instrument_version_frozen{of_table}")
        InstrumentVersion.objects.filter(pk=version.pk).update(content_hash="0" * 64)
        version.refresh_from_db()

        with pytest.raises(selectors.AlteredVersionError, match="was altered"):
            selectors.instrument(version)

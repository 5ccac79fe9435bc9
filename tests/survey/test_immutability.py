"""No line of the product can change or delete a published row; one may say it is retired."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("access", "ui", "survey", "responses", "analytics", "config")
WRITES = {"update", "bulk_update", "update_or_create", "delete", "save", "raw", "bulk_create"}
ALLOWED = {("survey/actions.py", "update", ("retired_at", "retired_by"))}


def modules_that_know_versions():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if "migrations" not in path.parts and "InstrumentVersion" in path.read_text():
                yield path


def writes_to_versions(path):
    """Writing calls that mention the model in the same expression, and in this app any at all
    but those that say they write a draft."""
    name = str(path.relative_to(ROOT))
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            is_ours = name.startswith("survey/") or "InstrumentVersion" in ast.unparse(node.func)
            is_a_draft = "InstrumentDraft" in ast.unparse(node.func)
            if node.func.attr in WRITES and is_ours and not is_a_draft:
                yield name, node.func.attr, tuple(sorted(kw.arg or "**" for kw in node.keywords))


class TestPublishedVersions:
    def test_are_written_nowhere_but_in_publishing_and_retiring(self):
        found = {
            write for path in modules_that_know_versions() for write in writes_to_versions(path)
        }

        assert found == ALLOWED, "Publish another revision: survey.actions.publish_version."

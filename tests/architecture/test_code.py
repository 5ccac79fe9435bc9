"""Rules of the house that no linter knows, read from the source itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("access", "ui", "survey", "responses", "analytics", "config")
LONGEST_MODULE = 400


def modules(*patterns: str) -> list[Path]:
    found = [path for app in APPS for pattern in patterns for path in (ROOT / app).rglob(pattern)]
    return sorted(path for path in found if "migrations" not in path.parts)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def views_and_commands() -> list[Path]:
    return [
        path
        for path in modules("*.py")
        if path.name in {"views.py", "api.py", "tasks.py"}
        or {"views", "commands"} & set(path.parts)
    ]


def actions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    """Public functions of actions modules."""
    for path in modules("*.py"):
        if path.name == "actions.py" or path.parent.name == "actions":
            for node in ast.parse(path.read_text()).body:
                if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                    yield path, node


# Public helpers beside actions that write nothing, each with its reason.
NOT_ACTIONS = {
    "api_key_hash": "pure: the hash by which a key is found",
}


@pytest.mark.parametrize("path", views_and_commands(), ids=name)
class TestViewsTasksAndCommands:
    def test_reach_rows_through_selectors_and_actions(self, path: Path) -> None:
        tree = ast.parse(path.read_text())

        reached = [
            f"{name(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"}
        ]
        shortcuts = [
            f"{name(path)}:{node.lineno}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"}
        ]

        assert not reached + shortcuts, "Ask a selector for rows; it takes the viewer first."


@pytest.mark.parametrize(
    ("path", "function"), list(actions()), ids=lambda value: getattr(value, "name", None)
)
class TestActions:
    def test_take_named_arguments_only_with_the_actor_and_the_time(
        self, path: Path, function: ast.FunctionDef
    ) -> None:
        if function.name in NOT_ACTIONS:
            return

        named = {argument.arg for argument in function.args.kwonlyargs}

        assert not function.args.args, f"{name(path)} {function.name}: make arguments keyword-only"
        assert {"by", "at"} <= named, f"{name(path)} {function.name}: take by (Actor) and at (time)"


class TestActionModules:
    def test_write_their_audit_rows_themselves(self) -> None:
        silent = {
            name(path)
            for path, _ in actions()
            if "audit.record(" not in path.read_text() and path.name != "__init__.py"
        }

        assert not silent, f"No audit row is written in {sorted(silent)}"


@pytest.mark.parametrize("path", modules("*.py"), ids=name)
class TestModules:
    def test_are_short_enough_to_hold_one_noun(self, path: Path) -> None:
        lines = path.read_text().count("\n")

        assert lines <= LONGEST_MODULE, f"{name(path)} has {lines} lines: split it by noun"

    def test_say_what_they_are(self, path: Path) -> None:
        source = path.read_text()

        assert not source.strip() or ast.get_docstring(ast.parse(source)), (
            f"{name(path)}: begin with a docstring that says what belongs here"
        )


class TestPackages:
    def test_import_nothing_in_init(self) -> None:
        full = [
            name(path)
            for path in modules("__init__.py")
            if path.read_text().strip() and path.parent.name != "models"
        ]

        assert not full, "Import contracts see import statements only: keep __init__.py empty."


class TestTemplates:
    def test_hold_no_inline_style_or_script(self) -> None:
        guilty = [
            f"{name(path)}: {bad}"
            for path in modules("*.html", "*.svg")
            for bad in ("style=", "<style", "onclick=", "onload=", "javascript:")
            if bad in path.read_text()
        ]

        assert not guilty, "The content security policy forbids inline style and script."

    def test_name_their_placeholders(self) -> None:
        """A sentence is translated whole: no text is glued to a variable outside a tag."""
        guilty = [name(p) for p in modules("*.html") if "{% trans " in p.read_text()]

        assert not guilty, "Write {% translate %} and {% blocktranslate %}."


class TestTranslatedStrings:
    def test_are_whole_and_use_named_placeholders(self) -> None:
        guilty = [
            f"{name(path)}:{node.lineno}"
            for path in modules("*.py")
            for node in ast.walk(ast.parse(path.read_text()))
            if is_gettext(node) and has_anonymous_placeholder(node)
        ]

        assert not guilty, "Use %(name)s after gettext, never f-strings, .format or bare %s."


def is_gettext(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id
        in {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext"}
    )


def has_anonymous_placeholder(call: ast.Call) -> bool:
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    return any(isinstance(arg, ast.JoinedStr) for arg in call.args) or any(
        isinstance(text, str) and ("%s" in text or "%d" in text) for text in texts
    )


@pytest.mark.parametrize("path", modules("*.py"), ids=name)
class TestWordsForPeople:
    def test_are_marked_by_a_name_that_extraction_knows(self, path: Path) -> None:
        """Under any other name than its own or `_` a text never reaches the catalogues, and
        stands in English on a Welsh page."""
        aliases = [
            f"{name(path)}:{node.lineno}: {alias.name} as {alias.asname}"
            for node in ast.walk(ast.parse(path.read_text()))
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if "gettext" in alias.name and alias.asname not in {None, "_"}
        ]

        assert not aliases, f"Import it under its own name or as _: {aliases}"

import ast
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.architecture import source
from tests.architecture.source import modules, name, place, text, tree

LONGEST_MODULE = 600
RENAMED = re.compile(r"gettext\w*\s+as\s+(?!_\b)")
MOST_FILES = 15


def listed(places: Iterable[str]) -> str:
    return "".join(f"\n  {each}" for each in places)


def is_actions(path: Path) -> bool:
    return path.name == "actions.py" or path.parent.name == "actions"


def views_and_commands() -> list[Path]:
    return [
        path
        for path in modules()
        if path.name in {"views.py", "api.py", "tasks.py"}
        or {"views", "commands"} & set(path.parts)
    ]


def actions() -> Iterator[tuple[Path, ast.FunctionDef]]:
    for path in filter(is_actions, modules()):
        for node in tree(path).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                yield path, node


# Public functions of actions modules without an actor and a time of their own, with the reason.
HAS_BOTH = "its HoldSource has the actor and the time"
NOT_ACTIONS = {
    "hold_all": HAS_BOTH,
    "hold": HAS_BOTH,
    "end_refusals_that_went": HAS_BOTH,
    "hold_loaded": HAS_BOTH,
    "clear_by_rows": HAS_BOTH,
    "count_mail": "a count of the mail task, whose sending is audited",
    "key_hash": "pure: the hash by which a key is found",
    "weighed_answers": "reads answers for the counts and files that actions store",
}


def takes_actor_and_time(names: set[str]) -> bool:
    return "by" in names and bool({"at", "now"} & names)


class TestFolders:
    def test_hold_few_enough_files_to_be_read_at_a_glance(self) -> None:
        homes = [
            folder
            for root in (*source.APPS, "tests")
            for folder in {path.parent for path in (source.ROOT / root).rglob("*.py")}
            if folder.name not in {"migrations", "commands"}
        ]
        sizes = {folder: len(list(folder.glob("*.py"))) for folder in homes}

        crowded = [
            f"{name(folder)}: {size}"
            for folder, size in sorted(sizes.items())
            if size > MOST_FILES and name(folder).split("/")[0] != "tests"
        ]

        assert not crowded, (
            f"A folder is one subject and holds at most {MOST_FILES} Python files. Give what "
            f"belongs together a folder of its own:{listed(crowded)}"
        )


class TestViewsTasksAndCommands:
    @pytest.mark.slow
    def test_reach_rows_through_selectors_and_actions(self) -> None:
        reached = [
            place(path, node)
            for path in views_and_commands()
            for node in source.nodes(path)
            if (isinstance(node, ast.Attribute) and node.attr in {"objects", "_default_manager"})
            or (isinstance(node, ast.Name) and node.id in {"get_object_or_404", "get_list_or_404"})
        ]

        assert not reached, f"Ask a selector for rows; it takes the viewer first:{listed(reached)}"


class TestActions:
    @pytest.mark.slow
    def test_take_named_arguments_only_with_the_actor_and_the_time(self) -> None:
        wrong = [
            f"{place(path, function)} {function.name}"
            for path, function in actions()
            if function.name not in NOT_ACTIONS
            and (
                function.args.args
                or not takes_actor_and_time({each.arg for each in function.args.kwonlyargs})
            )
        ]

        assert not wrong, (
            "Make arguments keyword-only; take by (Actor) and at (time), or now (a clock) where "
            f"the work outlasts a moment:{listed(wrong)}"
        )

    def test_write_their_audit_rows_themselves(self) -> None:
        silent = {
            name(path)
            for path, _ in actions()
            if "audit.record(" not in text(path) and "access.approval" not in text(path)
        }

        assert not silent, f"Record what was done with audit.record(…) in:{listed(sorted(silent))}"


LONGEST_FUNCTION = 50


def long_functions() -> Iterator[str]:
    for path, node in source.each(ast.FunctionDef, ast.AsyncFunctionDef):
        lines = node.end_lineno - node.lineno + 1
        if ast.get_docstring(node) is not None:
            lines -= node.body[0].end_lineno - node.body[0].lineno + 1
        if lines > LONGEST_FUNCTION:
            yield f"{name(path)}:{node.name}: {lines}"


class TestFunctions:
    @pytest.mark.slow
    def test_are_short_enough_to_read(self) -> None:
        long = list(long_functions())

        assert not long, f"Over {LONGEST_FUNCTION} lines:{listed(long)}"


class TestModules:
    def test_are_short_enough_to_hold_one_noun(self) -> None:
        long = [
            f"{name(path)}: {lines}"
            for path in modules()
            if (lines := text(path).count("\n")) > LONGEST_MODULE
        ]

        assert not long, f"Over {LONGEST_MODULE} lines; split by noun:{listed(long)}"


class TestPackages:
    def test_import_nothing_in_init(self) -> None:
        full = [
            name(path)
            for path in source.files("__init__.py")
            if text(path).strip() and path.parent.name != "models"
        ]

        assert not full, (
            f"Import contracts see import statements only: keep __init__.py empty:{listed(full)}"
        )


class TestTemplates:
    def test_hold_no_inline_style_or_script(self) -> None:
        guilty = [
            f"{name(path)}: {bad}"
            for path in source.files("*.html", "*.svg")
            for bad in ("style=", "<style", "onclick=", "onload=", "javascript:")
            if bad in text(path).replace("data-allauth-onload=", "")
        ]

        assert not guilty, (
            f"The content security policy forbids inline style and script:{listed(guilty)}"
        )

    def test_name_their_placeholders(self) -> None:
        guilty = [name(path) for path in source.files("*.html") if "{% trans " in text(path)]

        assert not guilty, f"Write {{% translate %}} and {{% blocktranslate %}}:{listed(guilty)}"


class TestTranslatedStrings:
    @pytest.mark.slow
    def test_are_whole_and_use_named_placeholders(self) -> None:
        guilty = [
            place(path, node)
            for path, node in source.each(ast.Call)
            if is_gettext(node) and has_anonymous_placeholder(node)
        ]

        assert not guilty, (
            f"Use %(name)s after gettext, never f-strings, .format or bare %s:{listed(guilty)}"
        )

    def test_are_marked_by_a_name_that_extraction_knows(self) -> None:
        aliases = [
            f"{place(path, node)} {alias.name} as {alias.asname}"
            for path in source.modules()
            if RENAMED.search(source.text(path))
            for node in source.nodes(path)
            if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
            for alias in node.names
            if "gettext" in alias.name and alias.asname not in {None, "_"}
        ]

        assert not aliases, f"Import it under its own name or as _:{listed(aliases)}"


def is_gettext(node: ast.Call) -> bool:
    return isinstance(node.func, ast.Name) and node.func.id in {
        "_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext",
    }  # fmt: skip


def has_anonymous_placeholder(call: ast.Call) -> bool:
    texts = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
    return any(isinstance(arg, ast.JoinedStr) for arg in call.args) or any(
        isinstance(each, str) and ("%s" in each or "%d" in each) for each in texts
    )

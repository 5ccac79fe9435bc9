"""The tests of one run that run again on a second database (TEST_AGAIN): `rows` is every test that
touches rows; `engine` is those that open no page and aren't marked `once`; `sample` is those of
`engine` that name something in which databases differ."""

import ast
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parent
SPEAKS_OF_THE_ENGINE = re.compile(
    r"IntegrityError|OperationalError|postgres|\.vendor|transaction=True|transactional_db|locked"
    r"|select_for_update|atomic|every_database"
)
SPEAKS_OF_ROWS = re.compile(
    r"django_db|\bdb\b|transactional_db|shared_rows|rows_over|client|browser|invited|live_server"
)
"""In every file that has a test that touches rows; a test says so."""
WORD = re.compile(r"\w+")


def may_be_read(path: Path) -> bool:
    """Return whether the file can hold a test of the sample."""
    text = path.read_text(encoding="utf-8")
    if path.name.startswith("test_") and not SPEAKS_OF_ROWS.search(text):
        return False
    return bool(SPEAKS_OF_THE_ENGINE.search(text))


def is_run_again(item: pytest.Item, *, again: str) -> bool:
    if not touches_rows(item):
        return False
    if again == "rows":
        return True
    return not _is_enough_once(item) and (again != "sample" or speaks_of_the_engine(item))


def touches_rows(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    )


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    is_marked = mark is not None and mark.kwargs.get("transaction", False)
    return is_marked or bool({"transactional_db", "live_server"} & set(item.fixturenames))


def speaks_of_the_engine(item: pytest.Item) -> bool:
    """A test does, or what its file has and it names."""
    if commits(item) or item.get_closest_marker("every_database"):
        return True
    return _key_of(item) in speaking(item.path.read_text(encoding="utf-8"))


def _key_of(item: pytest.Item) -> tuple[str, str]:
    name = getattr(item, "originalname", item.name)
    return (item.cls.__name__, name) if getattr(item, "cls", None) else ("", name)


@cache
def speaking(text: str) -> frozenset[tuple[str, str]]:
    """Of the functions of a file, by their class, those that speak of the engine themselves or
    name one that does."""
    said = _functions(text)
    found = {key for key, words in said.items() if SPEAKS_OF_THE_ENGINE.search(words)}
    while more := {
        key
        for key, words in said.items()
        if key not in found and not {name for _class, name in found}.isdisjoint(WORD.findall(words))
    }:
        found |= more
    return frozenset(found)


@cache
def _functions(text: str) -> Mapping[tuple[str, str], str]:
    """By class and name, their lines, decorators too."""
    return dict(_each_function(text))


def _each_function(text: str) -> Iterator[tuple[tuple[str, str], str]]:
    lines = text.splitlines()
    for node in ast.parse(text).body:
        inner = node.body if isinstance(node, ast.ClassDef) else [node]
        of = node.name if isinstance(node, ast.ClassDef) else ""
        for each in inner:
            if isinstance(each, ast.FunctionDef):
                first = min([each.lineno, *(one.lineno for one in each.decorator_list)])
                yield (of, each.name), "\n".join(lines[first - 1 : each.end_lineno])


def _is_enough_once(item: pytest.Item) -> bool:
    opens_pages = any(name.endswith(("client", "browser")) for name in item.fixturenames)
    is_marked = item.get_closest_marker("once") is not None
    return is_marked or (opens_pages and not item.get_closest_marker("every_database"))

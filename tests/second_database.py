"""What of a run is run again on a second database (TEST_AGAIN). `rows` is every test that touches
rows, `engine` those of them that open no page and are not marked `once`, and `sample` of these the
tests that speak of what databases do otherwise, and a twelfth of the files whole: every file within
twelve days, and every night all."""

import ast
import re
import zlib
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
DAYS = 12
"""Within which each file is run whole."""
WORD = re.compile(r"\w+")


def may_be_read(path: Path, *, day: int) -> bool:
    """Whether a file can hold a test of the sample."""
    text = path.read_text(encoding="utf-8")
    if path.name.startswith("test_") and not SPEAKS_OF_ROWS.search(text):
        return False
    return bool(SPEAKS_OF_THE_ENGINE.search(text)) or has_its_day(path, day=day)


def is_run_again(item: pytest.Item, *, again: str, day: int) -> bool:
    if not touches_rows(item):
        return False
    if again == "rows":
        return True
    is_of_sample = has_its_day(item.path, day=day) or speaks_of_the_engine(item)
    return not _is_enough_once(item) and (again != "sample" or is_of_sample)


def touches_rows(item: pytest.Item) -> bool:
    return bool(
        item.get_closest_marker("django_db") or {"db", "transactional_db"} & set(item.fixturenames)
    )


def commits(item: pytest.Item) -> bool:
    mark = item.get_closest_marker("django_db")
    is_marked = mark is not None and mark.kwargs.get("transaction", False)
    return is_marked or bool({"transactional_db", "live_server"} & set(item.fixturenames))


def has_its_day(path: Path, *, day: int) -> bool:
    """By its lot."""
    lot = zlib.crc32(str(path.relative_to(TESTS)).encode())
    return (lot + day) % DAYS == 0


def speaks_of_the_engine(item: pytest.Item) -> bool:
    """A test does, or what its file has and it names."""
    if commits(item) or item.get_closest_marker("every_database"):
        return True
    return _key_of(item) in speaking(item.path.read_text(encoding="utf-8"))


def lines_of(item: pytest.Item) -> str:
    """Of a test's function, in its file; "" where it stands in another."""
    return _functions(item.path.read_text(encoding="utf-8")).get(_key_of(item), "")


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

"""Product code as the rules read it: every file parsed once a process."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
APPS = ("access", "ui", "survey", "responses", "analytics", "config")


@cache
def files(*patterns: str) -> tuple[Path, ...]:
    found = [path for app in APPS for pattern in patterns for path in (ROOT / app).rglob(pattern)]
    return tuple(sorted(path for path in found if "migrations" not in path.parts))


def modules() -> tuple[Path, ...]:
    return files("*.py")


@cache
def text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(text(path))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(tree(path)))


def each(*kinds: type[ast.AST]) -> Iterator[tuple[Path, ast.AST]]:
    for path in modules():
        for node in nodes(path):
            if isinstance(node, kinds):
                yield path, node


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def dotted(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def place(path: Path, node: ast.AST) -> str:
    return f"{name(path)}:{getattr(node, 'lineno', 1)}"
